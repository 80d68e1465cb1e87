//! The table `responses`: answers that may be used for research. Nobody's without their consent.

use rusqlite::params;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::account::AccountId;
use crate::domain::answers::{Answers, Oddity};
use crate::domain::fault::Fault;
use crate::domain::field::FieldFault;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::response::{
    Given, Order, Pace, Respondent, Response, ResponseFilter, ResponseId, Sitting,
};
use crate::domain::room::SeatId;
use crate::store::Tx;
use crate::store::row::Row;

/// The columns that readers and exports share.
macro_rules! columns {
    () => {
        "answers, milliseconds, shown_order, language, attention, reliability, oddity, questionnaire_hash, model_hash,
         created_at"
    };
}
pub(super) use columns;

/// Keeps answers.
pub(crate) fn insert(tx: &Tx, from: Respondent, given: &Given) -> Result<ResponseId, Fault> {
    let Sitting {
        pace,
        order,
        language,
        attention,
    } = &given.sitting;
    let pace = pace.as_ref().map(|pace| pace.values().as_slice());
    let order = order.as_ref().map(|order| order.statements().as_slice());
    tx.execute(
        "insert into responses (account_id, prediction_id, seat_id, room_id, team, answers, milliseconds, shown_order,
           language, attention, reliability, oddity, questionnaire_hash, model_hash, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        params![
            from.account.map(|id| id.0),
            from.result.map(|id| id.0),
            from.seat.map(|id| id.0),
            from.room.map(|id| id.0),
            from.team.and_then(|team| i64::try_from(team).ok()),
            json(given.answers.values()),
            pace.map(json),
            order.map(json),
            language.map(Language::tag),
            attention,
            given.reliability,
            given.oddity.map(Oddity::word),
            given.questionnaire_hash,
            given.model_hash,
            tx.now.micros(),
        ],
    )?;
    Ok(ResponseId(tx.last_id()))
}

fn json<T: Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).unwrap_or_default()
}

/// How many an account has given.
pub(crate) fn count_of_account(tx: &Tx, account: AccountId) -> Result<i64, Fault> {
    let sql = "select count(*) from responses where account_id = ?1";
    Ok(tx.value(sql, [account.0])?.unwrap_or(0))
}

/// Deletes a piece of what an account has given; returns how many.
pub(crate) fn delete_some(tx: &Tx, account: AccountId) -> Result<usize, Fault> {
    let sql = "delete from responses where id in (select id from responses where account_id = ?1 limit 1000)";
    Ok(tx.execute(sql, [account.0])?)
}

/// Whether those of a seat are kept.
pub(crate) fn has_of_seat(tx: &Tx, seat: SeatId) -> Result<bool, Fault> {
    let found: Option<i64> = tx.value("select 1 from responses where seat_id = ?1", [seat.0])?;
    Ok(found.is_some())
}

/// Deletes what was given on a seat; returns how many.
pub(crate) fn delete_of_seat(tx: &Tx, seat: SeatId) -> Result<usize, Fault> {
    Ok(tx.execute("delete from responses where seat_id = ?1", [seat.0])?)
}

/// What a filter asks for. The rows are read through in their order: an index on language or time would have them
/// sorted in memory, and a hundred thousand are read in less than half a second.
macro_rules! fitting {
    () => {
        " from responses
         where (?1 is null or language = ?1) and (?2 is null or room_id = ?2)
           and (?3 is null or room_id is not null and team = ?3)
           and (?4 is null or created_at >= ?4) and (?5 is null or created_at < ?5)
           and (?6 = 0 or oddity is null) and (?7 is null or questionnaire_hash = ?7)"
    };
}

/// A filter's values, as [`fitting`] has them.
macro_rules! values {
    ($filter:expr) => {
        params![
            $filter.language.map(Language::tag),
            $filter.room.map(|room| room.0),
            $filter.team.and_then(|team| i64::try_from(team).ok()),
            $filter.from.map(Moment::micros),
            $filter.until.map(Moment::micros),
            $filter.reliable_only,
            $filter.questionnaire_hash,
        ]
    };
}

/// How many fit.
pub(crate) fn count(tx: &Tx, filter: &ResponseFilter) -> Result<i64, Fault> {
    let sql = concat!("select count(*)", fitting!());
    Ok(tx.value(sql, values!(filter))?.unwrap_or(0))
}

/// Each that fits, in the order in which they were given, until `then` says that it is enough. One at a time is in
/// memory.
pub(crate) fn each(
    tx: &Tx,
    filter: &ResponseFilter,
    mut then: impl FnMut(Response) -> bool,
) -> Result<(), Fault> {
    let sql = concat!(
        "select id, account_id, prediction_id, seat_id, room_id, team, ",
        columns!(),
        fitting!(),
        " order by id"
    );
    // Only we write here: a list that can't be read was changed by hand, and is left out.
    let row = |row: &Row| Ok(response(row)?.is_none_or(&mut then));
    Ok(tx.each_of(sql, values!(filter), row)?)
}

/// All numbers.
pub(crate) fn ids(tx: &Tx) -> Result<Vec<ResponseId>, Fault> {
    let sql = "select id from responses";
    Ok(tx.all(sql, (), |row| row.get("id").map(ResponseId))?)
}

/// One of them.
pub(crate) fn get(tx: &Tx, id: ResponseId) -> Result<Option<Response>, Fault> {
    let sql = concat!(
        "select id, account_id, prediction_id, seat_id, room_id, team, ",
        columns!(),
        " from responses where id = ?1"
    );
    Ok(tx.first(sql, [id.0], response)?.flatten())
}

fn response(row: &Row) -> rusqlite::Result<Option<Response>> {
    let id = ResponseId(row.get("id")?);
    let from = respondent(row)?;
    let answers = list(row, "answers", Answers::parse)?;
    let sitting = Sitting {
        pace: list(row, "milliseconds", Pace::parse)?,
        order: list(row, "shown_order", Order::parse)?,
        language: row
            .get::<Option<String>>("language")?
            .as_deref()
            .and_then(Language::from_tag),
        attention: row.get("attention")?,
    };
    let (reliability, oddity) = (
        row.get("reliability")?,
        row.get::<Option<String>>("oddity")?,
    );
    let (questionnaire_hash, model_hash) = (row.get("questionnaire_hash")?, row.get("model_hash")?);
    let created_at = row.get("created_at")?;
    Ok(answers.map(|answers| Response {
        id,
        from,
        given: Given {
            answers,
            sitting,
            questionnaire_hash,
            model_hash,
            reliability,
            oddity: oddity.as_deref().and_then(Oddity::from_word),
        },
        created_at,
    }))
}

/// A list that was kept as JSON; none where there is none, or it can't be read.
fn list<V: DeserializeOwned, T>(
    row: &Row,
    column: &str,
    parse: impl Fn(&str, &[V]) -> Result<T, Vec<FieldFault>>,
) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    let values = text.and_then(|text| serde_json::from_str::<Vec<V>>(&text).ok());
    Ok(values.and_then(|values| parse(column, &values).ok()))
}

fn respondent(row: &Row) -> rusqlite::Result<Respondent> {
    let (account, result) = (row.get("account_id")?, row.get("prediction_id")?);
    let (seat, room) = (row.get("seat_id")?, row.get("room_id")?);
    let team: Option<i64> = row.get("team")?;
    Ok(Respondent {
        account,
        result,
        seat,
        room,
        // A team of a room that is gone is none.
        team: team
            .filter(|_| room.is_some())
            .and_then(|team| usize::try_from(team).ok()),
    })
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::domain::room::RoomId;

    /// A database with account 1, its room 1 of seat 1.
    fn connection() -> Connection {
        let connection = Connection::open_in_memory().expect("opened");
        let people = "insert into accounts (id, username, username_key, email, password_hash, created_at)
                      values (1, 'a', 'a', 'a@example.com', '', 1);
                      insert into rooms (account_id, code, title, language, asks_names, teams, at_once, least, opened_at, ends_at)
                      values (1, 'ABCDEF', '', 'id', 0, '[]', 0, 5, 1, 1);
                      insert into seats (room_id, token_hash, name, answers, joined_at) values (1, '', '', hex(zeroblob(30)), 1);";
        let schema = include_str!("../../schema.sql");
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
        let connection = connection();
        let tx = filled(&connection);
        let at = |micros| Some(Moment::from_micros(micros));
        let any = ResponseFilter::default;
        for (filter, expected) in [
            (
                ResponseFilter {
                    language: Some(Language::English),
                    ..any()
                },
                &[1][..],
            ),
            (
                ResponseFilter {
                    room: Some(RoomId(1)),
                    ..any()
                },
                &[2],
            ),
            (
                ResponseFilter {
                    room: Some(RoomId(2)),
                    ..any()
                },
                &[],
            ),
            (
                ResponseFilter {
                    team: Some(2),
                    ..any()
                },
                &[2],
            ),
            (
                ResponseFilter {
                    team: Some(1),
                    ..any()
                },
                &[],
            ),
            (
                ResponseFilter {
                    from: at(20),
                    ..any()
                },
                &[2, 3],
            ),
            (
                ResponseFilter {
                    until: at(20),
                    ..any()
                },
                &[1],
            ),
            (
                ResponseFilter {
                    reliable_only: true,
                    ..any()
                },
                &[1, 3],
            ),
            (
                ResponseFilter {
                    questionnaire_hash: Some("other".to_owned()),
                    ..any()
                },
                &[],
            ),
            (
                ResponseFilter {
                    reliable_only: true,
                    from: at(11),
                    ..any()
                },
                &[3],
            ),
        ] {
            let ids: Vec<i64> = found(&tx, &filter).iter().map(|one| one.id.0).collect();
            assert_eq!(ids, expected, "{filter:?}");
        }
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
        assert!(has_of_seat(&tx, SeatId(1)).expect("read"));
        assert_eq!(delete_of_seat(&tx, SeatId(1)), Ok(1));
        assert!(!has_of_seat(&tx, SeatId(1)).expect("read"));
    }
}
