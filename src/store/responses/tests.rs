//! Responses are read as they were kept, and found by each filter.

use rusqlite::Connection;

use super::*;
use crate::domain::room::{RoomId, SeatId};
use crate::store::seats;

/// A database with account 1, its room 1 of seat 1.
fn connection() -> Connection {
    let connection = Connection::open_in_memory().expect("opened");
    let people = "insert into accounts (id, username, username_key, email, password_hash, created_at)
                  values (1, 'a', 'a', 'a@example.com', '', 1);
                  insert into rooms (account_id, code, title, language, asks_names, teams, at_once, least, opened_at, ends_at)
                  values (1, 'ABCDEF', '', 'id', 0, '[]', 0, 5, 1, 1);
                  insert into seats (room_id, token_hash, name, answers, joined_at) values (1, '', '', hex(zeroblob(30)), 1);";
    let schema = include_str!("../../../schema.sql");
    connection
        .execute_batch(&format!("{schema}; pragma foreign_keys = on; {people}"))
        .expect("made");
    connection
}

fn given(answer: i8, language: Option<Language>) -> Given {
    let times: Vec<Option<i64>> = (0..60).map(|at| (at != 7).then_some(at)).collect();
    let order: Vec<i64> = (0..60).rev().collect();
    Given {
        answers: Answers::from_fn(|_| answer),
        sitting: Sitting {
            pace: language.map(|_| Pace::parse("p", &times).expect("times")),
            order: language.map(|_| Order::parse("o", &order).expect("an order")),
            language,
            attention: language.map(|_| -3),
        },
        questionnaire_hash: "q".to_owned(),
        model_hash: "m".to_owned(),
        reliability: language.map(|_| 0.25),
        oddity: (answer == 3).then_some(Oddity::AllTheSame),
    }
}

fn of_account() -> Respondent {
    Respondent {
        account: Some(AccountId(1)),
        ..Respondent::default()
    }
}

fn of_seat() -> Respondent {
    Respondent {
        seat: Some(SeatId(1)),
        room: Some(RoomId(1)),
        team: Some(2),
        ..Respondent::default()
    }
}

/// Three rows, at the moments 10, 20 and 30.
fn filled(connection: &Connection) -> Tx<'_> {
    let tx = Tx::new(connection, Moment::from_micros(1));
    let english = given(1, Some(Language::English));
    for (at, from, given) in [
        (10, of_account(), &english),
        (20, of_seat(), &given(3, None)),
        (30, of_account(), &given(-2, Some(Language::Indonesian))),
    ] {
        insert(&tx.at(Moment::from_micros(at)), from, given).expect("kept");
    }
    tx
}

fn found(tx: &Tx, filter: &ResponseFilter) -> Vec<Response> {
    let mut found = Vec::new();
    let then = |response| {
        found.push(response);
        true
    };
    each(tx, filter, then).expect("read");
    let count = count(tx, filter).expect("counted");
    assert_eq!(usize::try_from(count).expect("few"), found.len());
    found
}

#[test]
fn what_was_kept_is_read() {
    let connection = connection();
    let all = found(&filled(&connection), &ResponseFilter::default());
    assert_eq!(all[0].given, given(1, Some(Language::English)));
    assert_eq!((all[0].from, all[1].from), (of_account(), of_seat()));
    assert_eq!(all[1].given, given(3, None));
    let moments: Vec<i64> = all.iter().map(|one| one.created_at.micros()).collect();
    assert_eq!(moments, [10, 20, 30]);
}

#[test]
fn those_are_found_that_fit_all_that_is_named() {
    const NONE: [i64; 0] = [];
    let connection = connection();
    let tx = filled(&connection);
    let at = |micros| Some(Moment::from_micros(micros));
    let ids = |change: &dyn Fn(&mut ResponseFilter)| {
        let mut filter = ResponseFilter::default();
        change(&mut filter);
        let found = found(&tx, &filter);
        found.iter().map(|one| one.id.0).collect::<Vec<_>>()
    };
    assert_eq!(ids(&|it| it.language = Some(Language::English)), [1]);
    assert_eq!(ids(&|it| it.room = Some(RoomId(1))), [2]);
    assert_eq!(ids(&|it| it.room = Some(RoomId(2))), NONE);
    assert_eq!(ids(&|it| it.team = Some(2)), [2]);
    assert_eq!(ids(&|it| it.team = Some(1)), NONE);
    assert_eq!(ids(&|it| it.from = at(20)), [2, 3]);
    assert_eq!(ids(&|it| it.until = at(20)), [1]);
    assert_eq!(ids(&|it| it.reliable_only = true), [1, 3]);
    let other = || Some("other".to_owned());
    assert_eq!(ids(&|it| it.questionnaire_hash = other()), NONE);
    let both = |it: &mut ResponseFilter| (it.reliable_only, it.from) = (true, at(11));
    assert_eq!(ids(&both), [3]);
}

#[test]
fn reading_ends_when_it_is_enough_and_what_is_no_list_is_left_out() {
    let connection = connection();
    let tx = filled(&connection);
    let mut seen = 0;
    let then = |_| {
        seen += 1;
        seen < 2
    };
    each(&tx, &ResponseFilter::default(), then).expect("read");
    assert_eq!(seen, 2);
    connection
        .execute("update responses set answers = '[1]' where id = 1", ())
        .expect("spoilt");
    let mut ids = Vec::new();
    let then = |response: Response| {
        ids.push(response.id.0);
        true
    };
    each(&tx, &ResponseFilter::default(), then).expect("read");
    assert_eq!(ids, [2, 3]);
}

#[test]
fn a_team_means_nothing_without_its_room() {
    let connection = connection();
    let tx = filled(&connection);
    connection.execute("delete from rooms", ()).expect("swept");
    let all = found(&tx, &ResponseFilter::default());
    assert_eq!(all[1].from, Respondent::default());
    let of_team = ResponseFilter {
        team: Some(2),
        ..ResponseFilter::default()
    };
    assert!(found(&tx, &of_team).is_empty());
}

#[test]
fn a_seat_contributes_once() {
    let connection = connection();
    let tx = filled(&connection);
    insert(&tx, of_seat(), &given(1, None)).expect_err("twice");
    assert!(seats::contributes(&tx, SeatId(1)).expect("read"));
    assert_eq!(seats::withdraw(&tx, SeatId(1)), Ok(()));
    assert!(!seats::contributes(&tx, SeatId(1)).expect("read"));
}

#[test]
fn which_of_somebodys_answers_to_the_same_statements_they_are_is_known() {
    let connection = connection();
    let tx = filled(&connection);
    let day = 24 * 60 * 60 * 1_000_000;
    let mut other = given(0, None);
    other.questionnaire_hash = "other".to_owned();
    for (at, given) in [(20 * day + 9, given(0, None)), (20 * day + 10, other)] {
        insert(&tx.at(Moment::from_micros(at)), of_account(), &given).expect("kept");
    }
    let all = found(&tx, &ResponseFilter::default());
    let turns: Vec<_> = all
        .iter()
        .map(|one| turn(&tx, one).expect("read"))
        .map(|turn| turn.map(|turn| (turn.number, turn.days)))
        .collect();
    // A microsecond is missing to the twentieth day; to other statements it is the first time.
    let expected = [
        Some((1, 0)),
        None,
        Some((2, 0)),
        Some((3, 19)),
        Some((1, 0)),
    ];
    assert_eq!(turns, expected);
}
