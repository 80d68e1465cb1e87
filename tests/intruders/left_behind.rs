//! What a stolen session leaves behind, when the account's owner takes the old address back.

use rusqlite::Connection;
use serde_json::{Value, json};

use super::mailbox::{only, take};
use crate::app::Browser;
use crate::common::{PASSWORD, TestServer, at_once};
use crate::samples;

const ANN: &str = "ann@example.com";
const EVE: &str = "eve@example.net";
const NEW: &str = "password456";
const HOME: &str = "192.0.2.1";
const CAFE: &str = "198.51.100.7";

fn server() -> TestServer {
    TestServer::with(|_, options| {
        options.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
    })
}

/// Somebody with a result, whose number is that of the account.
fn somebody<'server>(server: &'server TestServer, email: &str) -> Browser<'server> {
    let browser = Browser::sign_up(server, email);
    let answers = &samples::documented_answers()["input"];
    browser.send("POST", "/app/results", &json!({"answers": answers}));
    browser
}

/// Whoever has Ann's token changes her address; the code that her old one is told.
fn steal(server: &TestServer, token: &str) -> String {
    let ask = server.ask("PUT", "/api/v1/users/me").token(token);
    ask.json(&json!({ "email": EVE })).send().expect(200);
    only(take(server, ANN)).letters().to_owned()
}

fn undo(server: &TestServer, code: &str) {
    let body = json!({"code": code, "password": NEW});
    let ask = server.post("/app/undo-address").json(&body);
    ask.header("X-Forwarded-For", HOME).send().expect(200);
}

fn key(made: &Value) -> &str {
    made["key"].as_str().expect("a key")
}

#[test]
fn links_and_comparisons_end_with_an_undo() {
    let server = server();
    let (ann, bea) = (somebody(&server, ANN), somebody(&server, "bea@example.com"));
    let token = server.login(ANN, PASSWORD).token;
    let code = steal(&server, &token);
    let share = ann.send("POST", "/app/shares", &json!({"result": 1, "days": 7}));
    let link = |by: &Browser<'_>, result: i64| {
        let asked = json!({"result": result, "days": 90});
        let made = by.send("POST", "/app/comparisons", &asked);
        (format!("/app/compare/{}", key(&made)), made)
    };
    // One that nobody agreed to yet, one that was agreed to with her result, and one that she asked for.
    let (open, _) = link(&ann, 1);
    let (theirs, _) = link(&bea, 2);
    ann.send("POST", &theirs, &json!({"result": 1}));
    let (hers, _) = link(&ann, 1);
    bea.send("POST", &hers, &json!({"result": 2}));
    let shown = format!("/app/shared/{}", key(&share));
    server.get(&shown).send().expect(200);
    let listed = || bea.get("/app/comparisons")["comparisons"].clone();
    assert_eq!(listed().as_array().map(Vec::len), Some(2));
    undo(&server, &code);
    server.get(&shown).send().expect(404);
    bea.ask("GET", &open).send().expect(404);
    assert_eq!(listed(), json!([]));
}

/// Whoever makes one link after the other has one under way whenever the owner takes the account back.
#[test]
fn no_link_under_way_outlives_an_undo() {
    let server = server();
    for round in 0..3 {
        let email = format!("ann{round}@example.com");
        let ann = somebody(&server, &email);
        let token = server.login(&email, PASSWORD).token;
        let evil = json!({"email": format!("mallory{round}@example.net")});
        let ask = server.ask("PUT", "/api/v1/users/me").token(&token);
        ask.json(&evil).send().expect(200);
        let code = only(take(&server, &email)).letters().to_owned();
        let made = at_once(7, |which| {
            if which == 0 {
                undo(&server, &code);
                return 0;
            }
            let path = ["/app/shares", "/app/comparisons"][which % 2];
            let body = json!({"result": round + 1, "days": 7});
            let made = || ann.ask("POST", path).json(&body).send().status == 200;
            (0..100).take_while(|_| made()).count()
        });
        let left = ["shares", "comparisons"].map(|table| rows(&server, table));
        assert_eq!(left, [0, 0], "{made:?} were made before");
    }
}

fn rows(server: &TestServer, table: &str) -> i64 {
    let database = Connection::open(server.database()).expect("the database");
    let sql = format!("select count(*) from {table}");
    let count = database.query_row(&sql, (), |row| row.get(0));
    count.expect("a number")
}

/// Wrong digits of strangers, as the day counts them.
fn strangers_guesses(server: &TestServer) -> i64 {
    let database = Connection::open(server.database()).expect("the database");
    let sql = "select coalesce(sum(wrong), 0) from code_totals";
    let count = database.query_row(sql, (), |row| row.get(0));
    count.expect("a number")
}

#[test]
fn a_network_that_signed_in_with_a_stolen_account_is_a_strangers_again() {
    let server = server();
    server.register(ANN);
    let ann = server.login(ANN, PASSWORD);
    let code = steal(&server, &ann.token);
    // They know the password as well, and sign in where they are.
    let body = json!({"email": EVE, "password": PASSWORD});
    let ask = server.post("/api/login").json(&body);
    ask.header("X-Forwarded-For", CAFE).send().expect(200);
    let guess = |email: &str| {
        let body = json!({ "email": email });
        let ask = server
            .post("/api/v1/auth/request-password-reset")
            .json(&body);
        ask.header("X-Forwarded-For", CAFE).send().expect(200);
        let body = json!({"email": email, "otp": "000000", "new_password": NEW});
        let ask = server.post("/api/v1/auth/reset-password").json(&body);
        ask.header("X-Forwarded-For", CAFE).send().expect(400);
    };
    guess(EVE);
    assert_eq!(strangers_guesses(&server), 0, "until then it is hers");
    undo(&server, &code);
    guess(ANN);
    assert_eq!(strangers_guesses(&server), 1);
}
