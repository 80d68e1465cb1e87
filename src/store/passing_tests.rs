//! What is kept for a while: counts of one day, which the next forgets, and links and addresses until their end.

use std::time::Duration;

use rusqlite::Connection;

use super::{Tx, code_totals, former_addresses, password_links, recipient_totals, second_factors};
use crate::domain::account::AccountId;
use crate::domain::code::{RecipientTotals, Totals};
use crate::domain::email::Email;
use crate::domain::moment::Moment;
use crate::domain::second_factor::WrongCodes;

const ANN: AccountId = AccountId(1);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const SECOND: Duration = Duration::from_secs(1);

/// A database in which rows need no account.
fn database() -> Connection {
    let connection = Connection::open_in_memory().expect("opened");
    let schema = include_str!("../../schema.sql");
    connection.execute_batch(schema).expect("made");
    let alone = "pragma foreign_keys = off";
    connection.execute_batch(alone).expect("switched off");
    connection
}

/// A midnight.
fn midnight() -> Moment {
    Moment::from_micros(1_800_000_000_000_000).midnight()
}

#[test]
fn wrong_codes_of_the_second_factor_are_one_days() {
    let connection = database();
    let today = Tx::new(&connection, midnight().after(DAY.saturating_sub(SECOND)));
    second_factors::insert(&today, ANN, b"secret", 0).expect("kept");
    let wrong = |tx: &Tx| second_factors::wrong_today(tx, ANN).expect("read");
    let of = |known, strangers| WrongCodes { known, strangers };
    for is_known in [true, true, false, false, false] {
        second_factors::count_wrong(&today, ANN, is_known).expect("counted");
    }
    assert_eq!(wrong(&today), of(2, 3));
    let tomorrow = today.at(midnight().after(DAY));
    assert_eq!(wrong(&tomorrow), of(0, 0));
    second_factors::count_wrong(&tomorrow, ANN, true).expect("counted");
    assert_eq!(wrong(&tomorrow), of(1, 0));
    let later = today.at(midnight().after(2 * DAY));
    second_factors::count_wrong(&later, ANN, false).expect("counted");
    assert_eq!(wrong(&later), of(0, 1));
}

#[test]
fn what_codes_cost_an_account_is_one_days() {
    let connection = database();
    let today = Tx::new(&connection, midnight());
    let (one, two) = (
        Totals {
            wrong: 1,
            mails: 1,
            strangers_mails: 1,
            told: 1,
        },
        Totals {
            wrong: 2,
            mails: 2,
            strangers_mails: 2,
            told: 2,
        },
    );
    let read = |tx: &Tx| code_totals::today(tx, ANN).expect("read");
    code_totals::note_sign_up(&today, ANN, "192.0.2.1").expect("noted");
    for _ in 0..2 {
        code_totals::add(&today, ANN, &one).expect("counted");
    }
    assert_eq!(read(&today), two);
    let tomorrow = today.at(midnight().after(DAY));
    assert_eq!(read(&tomorrow), Totals::default());
    code_totals::add(&tomorrow, ANN, &one).expect("counted");
    assert_eq!(read(&tomorrow), one);
    // Where they signed up is no count of a day.
    let known = code_totals::signed_up_from(&tomorrow, ANN, "192.0.2.1");
    assert!(known.expect("read"));
}

#[test]
fn what_is_mailed_to_an_address_is_one_days_and_then_swept() {
    let connection = database();
    let today = Tx::new(&connection, midnight());
    let (one, two) = (
        RecipientTotals {
            mails: 1,
            asked: 1,
            notices: 1,
        },
        RecipientTotals {
            mails: 2,
            asked: 2,
            notices: 2,
        },
    );
    let read = |tx: &Tx| recipient_totals::today(tx, "ann").expect("read");
    for _ in 0..2 {
        recipient_totals::add(&today, "ann", &one).expect("counted");
    }
    recipient_totals::add(&today, "bob", &one).expect("counted");
    assert_eq!(read(&today), two);
    assert_eq!(recipient_totals::sweep(&today).expect("swept"), 0);
    let tomorrow = today.at(midnight().after(DAY));
    recipient_totals::add(&tomorrow, "ann", &one).expect("counted");
    assert_eq!(read(&tomorrow), one);
    assert_eq!(recipient_totals::sweep(&tomorrow).expect("swept"), 1);
    assert_eq!(read(&tomorrow), one);
}

/// Neither before its end, nor where a clock that was ahead set an end that is too far away.
#[test]
fn a_link_is_swept_when_it_is_over() {
    let connection = database();
    let now = Tx::new(&connection, midnight());
    let until = password_links::replace(&now, ANN, "code").expect("kept");
    let left = |at: Moment| {
        password_links::sweep(&now.at(at)).expect("swept");
        let all = "select count(*) from password_links";
        connection.query_row(all, (), |row| row.get::<_, i64>(0))
    };
    assert_eq!(left(midnight().before(300 * SECOND)), Ok(1));
    assert_eq!(left(until.before(SECOND)), Ok(1));
    assert_eq!(left(until), Ok(0));
    password_links::replace(&now, ANN, "code").expect("kept");
    assert_eq!(left(midnight().before(301 * SECOND)), Ok(0));
}

#[test]
fn a_former_address_is_swept_when_it_is_over() {
    let connection = database();
    let now = Tx::new(&connection, midnight());
    let [from, to] = ["a@example.com", "b@example.com"].map(|text| Email::stored(text.to_owned()));
    let leave = || former_addresses::leave(&now, ANN, [&from, &to], "code").expect("kept");
    let swept = |at: Moment| former_addresses::sweep(&now.at(at)).expect("swept");
    let until = leave();
    assert_eq!(swept(midnight().before(300 * SECOND)), 0);
    assert_eq!(swept(until.before(SECOND)), 0);
    assert_eq!(swept(until), 1);
    leave();
    assert_eq!(swept(midnight().before(301 * SECOND)), 1);
}
