//! Somebody else's session in hand: the address is changed, and its owner takes it back from the old one.

use std::time::Duration;

use firststep::domain::account::{AccountId, Status};
use firststep::store::accounts;
use serde_json::{Value, json};

use super::mailbox::{Mail, only, take};
use crate::common::{Ask, PASSWORD, Reply, SignedIn, TestServer, at_once};

const ANN: &str = "ann@example.com";
const EVE: &str = "eve@example.net";
const MALLORY: &str = "mallory@example.net";
const NEW: &str = "password456";
const HOME: &str = "192.0.2.1";
const CAFE: &str = "198.51.100.7";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn server() -> TestServer {
    TestServer::with(|_, options| {
        options.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
    })
}

/// Ann, and the session of hers that somebody has.
fn stolen() -> (TestServer, SignedIn) {
    let server = server();
    let ann = server.newcomer(ANN);
    (server, ann)
}

fn change(server: &TestServer, session: &SignedIn, email: &str) -> Reply {
    let ask = server.ask("PUT", "/api/v1/users/me").token(&session.token);
    ask.json(&json!({ "email": email })).send()
}

/// Changes Ann's address; the code that the old one is told.
#[track_caller]
fn changed(server: &TestServer, session: &SignedIn, [from, to]: [&str; 2]) -> Mail {
    change(server, session, to).expect(200);
    only(take(server, from))
}

fn undo_from(server: &TestServer, from: &str, code: &str) -> Reply {
    let body = json!({"code": code, "password": NEW});
    let ask = server.post("/app/undo-address").json(&body);
    ask.header("X-Forwarded-For", from).send()
}

fn undo(server: &TestServer, code: &str) -> Reply {
    undo_from(server, HOME, code)
}

/// Whether this signs in.
fn signs_in(server: &TestServer, email: &str, password: &str) -> bool {
    let body = json!({"email": email, "password": password});
    let reply = server.post("/api/login").json(&body).send();
    reply.status == 200
}

fn is_signed_in(server: &TestServer, session: &SignedIn) -> bool {
    let ask = server.get("/api/profile").token(&session.token);
    ask.send().status == 200
}

fn ask_reset(server: &TestServer, email: &str) {
    let ask = server.post("/api/v1/auth/request-password-reset");
    ask.json(&json!({ "email": email })).send().expect(200);
}

fn reset(server: &TestServer, email: &str, code: &str, password: &str) -> Reply {
    let body = json!({"email": email, "otp": code, "new_password": password});
    let ask = server.post("/api/v1/auth/reset-password").json(&body);
    ask.send()
}

/// Every way that an API changes an address: Ann's own, and an administrator's.
fn ways<'server>(
    server: &'server TestServer,
    ann: &SignedIn,
    admin: &SignedIn,
) -> Vec<(Ask<'server>, Value)> {
    let code = {
        let body = json!({"email": ANN, "password": PASSWORD});
        let reply = server.post("/login").json(&body).send().expect(200);
        reply.json()["message"].as_str().expect("a code").to_owned()
    };
    let mailed = json!({ "email": EVE });
    let own = server.ask("PUT", "/api/v1/users/me").token(&ann.token);
    let numbered = server.ask("PUT", "/api/v1/users/2").token(&admin.token);
    let listed = server.ask("PUT", "/api/users/2").token(&admin.token);
    let card = server.post("/changeEmail").header("Authorization", &code);
    vec![
        (own, mailed.clone()),
        (numbered, mailed.clone()),
        (listed, mailed),
        (card, json!({ "newEmail": EVE })),
    ]
}

#[test]
fn in_every_api_the_old_address_is_told_at_once_and_takes_it_back() {
    for way in 0..4 {
        let server = server();
        server.register("boss@example.com");
        server.sql("update accounts set role = 'admin'");
        let admin = server.login("boss@example.com", PASSWORD);
        let ann = server.newcomer(ANN);
        let (ask, body) = ways(&server, &ann, &admin).swap_remove(way);
        ask.json(&body).send().expect(200);
        let told = only(take(&server, ANN));
        assert_eq!(take(&server, EVE).len(), 0, "way {way}");
        assert!(!told.text().contains(EVE), "{}", told.text());
        let reply = undo(&server, told.letters()).expect(200);
        assert_eq!(reply.json(), json!({ "email": ANN }));
        assert!(!is_signed_in(&server, &ann), "way {way}");
        assert!(!signs_in(&server, ANN, PASSWORD) && !signs_in(&server, EVE, PASSWORD));
        assert!(signs_in(&server, ANN, NEW), "way {way}");
        let lost = only(take(&server, EVE));
        assert!(!lost.text().contains(ANN), "{}", lost.text());
        undo(&server, told.letters()).expect(400);
    }
}

#[test]
fn an_address_that_stays_tells_nobody() {
    let (server, ann) = stolen();
    change(&server, &ann, "Ann@Example.com").expect(200);
    assert_eq!(take(&server, ANN).len(), 0);
}

#[test]
fn a_second_change_does_not_outrun_the_first_address() {
    let (server, ann) = stolen();
    let first = changed(&server, &ann, [ANN, EVE]);
    let second = changed(&server, &ann, [EVE, MALLORY]);
    undo(&server, first.letters()).expect(200);
    // What was later is worth nothing any more.
    undo(&server, second.letters()).expect(400);
    assert!(signs_in(&server, ANN, NEW));
}

#[test]
fn an_earlier_address_wins_over_a_later_one_that_came_first() {
    let (server, ann) = stolen();
    let first = changed(&server, &ann, [ANN, EVE]);
    let second = changed(&server, &ann, [EVE, MALLORY]);
    let reply = undo(&server, second.letters()).expect(200);
    assert_eq!(reply.json(), json!({ "email": EVE }));
    undo(&server, first.letters()).expect(200);
    assert!(signs_in(&server, ANN, NEW));
}

#[test]
fn who_was_passed_through_never_outlives_who_was_there_before() {
    let (server, ann) = stolen();
    let first = changed(&server, &ann, [ANN, EVE]);
    server.advance(DAY * 6);
    // Ann, who mistyped, goes back; Eve, who happens to have that address, has a code.
    let eves = changed(&server, &ann, [EVE, ANN]);
    server.advance(DAY * 6);
    undo(&server, eves.letters()).expect(200);
    undo(&server, first.letters()).expect(200);
    undo(&server, eves.letters()).expect(400);
}

#[test]
fn after_seven_days_nothing_is_left_of_it() {
    let (mut server, ann) = stolen();
    let told = changed(&server, &ann, [ANN, EVE]);
    server.advance(DAY * 7 + Duration::from_secs(1));
    undo(&server, told.letters()).expect(400);
    // The address is anybody's again, and a change sweeps the row away.
    server.register(ANN);
    let eve = server.login(EVE, PASSWORD);
    change(&server, &eve, MALLORY).expect(200);
    assert_eq!(rows(&server), 1);
    // A restart changes nothing of what isn't over.
    let told = only(take(&server, EVE));
    let micros = |server: &TestServer| server.app().clock.now().micros();
    let before = micros(&server);
    server.restart();
    let behind = u64::try_from(before - micros(&server)).expect("it was ahead");
    server.advance(Duration::from_micros(behind));
    undo(&server, told.letters()).expect(200);
    assert_eq!(rows(&server), 0);
}

fn rows(server: &TestServer) -> i64 {
    let database = rusqlite::Connection::open(server.database()).expect("the database");
    let sql = "select count(*) from former_addresses where code_hash is not null";
    let count = database.query_row(sql, (), |row| row.get(0));
    count.expect("a number")
}

#[test]
fn meanwhile_nobody_else_is_given_the_address() {
    let (server, ann) = stolen();
    let told = changed(&server, &ann, [ANN, EVE]);
    let sign_up = json!({"email": ANN, "password": PASSWORD, "first_name": "M", "last_name": "M",
        "frontName": "M", "lastName": "M", "firstName": "M", "front_name": "M", "username": "mallory"});
    for path in [
        "/api/register",
        "/auth/register",
        "/api/v1/auth/register",
        "/creare-cont",
        "/app/sign-up",
    ] {
        let reply = server.post(path).json(&sign_up).send();
        assert!([400, 409].contains(&reply.status), "{path}");
    }
    let mallory = server.newcomer(MALLORY);
    change(&server, &mallory, ANN).expect(400);
    let asked = json!({ "email": ANN });
    let ask = server.post("/checkUserAndEmailForAvailability");
    let reply = ask.json(&asked).send().expect(200);
    assert_eq!(reply.json()["message"], "true");
    // Its own account may have it.
    change(&server, &ann, ANN).expect(200);
    take(&server, EVE);
    change(&server, &ann, EVE).expect(200);
    undo(&server, told.letters()).expect(200);
}

#[test]
fn mailed_codes_go_to_both_addresses_each_its_own() {
    let (server, ann) = stolen();
    changed(&server, &ann, [ANN, EVE]);
    // Whoever asks, and whichever address they name.
    for named in [EVE, ANN] {
        ask_reset(&server, named);
        let (mine, theirs) = (only(take(&server, ANN)), only(take(&server, EVE)));
        assert_ne!(mine.digits(), theirs.digits());
        assert!(mine.text().contains("your account's until lately"));
        for code in [theirs.digits(), theirs.letters()] {
            reset(&server, ANN, code, NEW).expect(400);
        }
        for code in [mine.digits(), mine.letters()] {
            reset(&server, EVE, code, NEW).expect(400);
        }
        // Until nobody waits any more.
        server.advance(Duration::from_secs(16 * 60));
    }
    ask_reset(&server, ANN);
    let (mine, theirs) = (only(take(&server, ANN)), only(take(&server, EVE)));
    // Eve is quicker, which helps her nothing.
    reset(&server, EVE, theirs.digits(), "the thief's own").expect(200);
    let eve = server.login(EVE, "the thief's own");
    reset(&server, ANN, mine.letters(), NEW).expect(400);
    ask_reset(&server, ANN);
    take(&server, EVE);
    let mine = only(take(&server, ANN));
    reset(&server, ANN, mine.digits(), NEW).expect(200);
    assert!(!is_signed_in(&server, &eve) && signs_in(&server, ANN, NEW));
    assert!(!signs_in(&server, EVE, "the thief's own"));
    // An answer that was lost is given once more.
    reset(&server, ANN, mine.digits(), NEW).expect(200);
    assert_eq!(take(&server, EVE).len(), 1, "it is told that it lost it");
}

/// Not in the mail to the first address: what was later ends with it.
#[test]
fn a_reset_tells_who_isnt_safe_yet_that_another_address_takes_the_account_back() {
    let (server, ann) = stolen();
    changed(&server, &ann, [ANN, EVE]);
    changed(&server, &ann, [EVE, MALLORY]);
    ask_reset(&server, EVE);
    let is_told = |email: &str| {
        let mail = only(take(&server, email));
        mail.text()
            .contains("This account had another address before.")
    };
    assert_eq!([ANN, EVE, MALLORY].map(is_told), [false, true, true]);
}

#[test]
fn a_name_that_nobody_has_or_had_is_answered_alike() {
    let (server, ann) = stolen();
    changed(&server, &ann, [ANN, EVE]);
    let ask = |email: &str| {
        let ask = server.post("/api/v1/auth/request-password-reset");
        ask.json(&json!({ "email": email })).send().told()
    };
    assert_eq!(ask(ANN), ask("nobody@example.com"));
    assert_eq!(
        reset(&server, ANN, "000000", NEW).told(),
        reset(&server, "nobody@example.com", "000000", NEW).told()
    );
}

#[test]
fn guesses_wait_and_the_code_in_hand_does_not() {
    let (server, ann) = stolen();
    let told = changed(&server, &ann, [ANN, EVE]);
    let guess = |from: &str| undo_from(&server, from, "ABCD-EFGH-JKLM-NPQR").status;
    let refused = (0..30).filter(|_| guess(CAFE) == 429).count();
    assert!(refused > 5, "{refused}");
    assert_eq!(guess(HOME), 400, "others don't wait for them");
    undo_from(&server, CAFE, told.letters()).expect(200);
}

#[test]
fn one_code_is_used_once_and_nothing_changes_behind_it() {
    let (server, ann) = stolen();
    let told = changed(&server, &ann, [ANN, EVE]);
    let all = at_once(8, |at| {
        if at % 2 == 0 {
            return undo(&server, told.letters()).status;
        }
        change(&server, &ann, &format!("mallory{at}@example.net"));
        0
    });
    assert_eq!(all.iter().filter(|status| **status == 200).count(), 1);
    assert!(signs_in(&server, ANN, NEW));
}

#[test]
fn a_code_in_any_writing_and_no_other_kind_of_code() {
    let (server, ann) = stolen();
    let told = changed(&server, &ann, [ANN, EVE]);
    let bare = told.letters().replace('-', "").to_lowercase();
    reset(&server, ANN, &bare, NEW).expect(400);
    ask_reset(&server, EVE);
    let code = only(take(&server, ANN));
    undo(&server, code.letters()).expect(400);
    undo(&server, code.digits()).expect(400);
    for odd in [
        json!({}),
        json!({"code": "", "password": NEW}),
        json!({"code": bare, "password": "x"}),
    ] {
        let ask = server.post("/app/undo-address").json(&odd);
        ask.send().expect(400);
    }
    undo(&server, &bare).expect(200);
}

#[test]
fn a_closed_account_stays_closed() {
    let (server, ann) = stolen();
    let told = changed(&server, &ann, [ANN, EVE]);
    let set = |status| {
        let store = &server.app().store;
        let done = store.write(move |tx| accounts::set_status(tx, AccountId(1), status));
        done.expect("it is there");
    };
    set(Status::Suspended);
    undo(&server, told.letters()).expect(400);
    set(Status::Active);
    undo(&server, told.letters()).expect(200);
}

#[test]
fn changes_are_bounded_and_the_first_can_still_be_undone() {
    let (server, ann) = stolen();
    let told = changed(&server, &ann, [ANN, EVE]);
    let mut done = 1;
    let reply = loop {
        let reply = change(&server, &ann, &format!("mallory{done}@example.net"));
        if reply.status != 200 {
            break reply;
        }
        done += 1;
    };
    assert_eq!((done, reply.status), (5, 429));
    let seconds: u64 = reply
        .header("Retry-After")
        .expect("a time")
        .parse()
        .expect("a number");
    assert!((6 * DAY.as_secs()..=7 * DAY.as_secs()).contains(&seconds));
    undo(&server, told.letters()).expect(200);
    // The way is free again for its owner.
    let ann = server.login(ANN, NEW);
    change(&server, &ann, "anna@example.com").expect(200);
}
