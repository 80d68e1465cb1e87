//! The two tokens: how long they last, how they follow each other, and how they end.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use firststep::domain::account::{AccountId, Status};
use firststep::store::accounts;
use serde_json::{Value, json};

use super::{EXPIRED, NO_TOKEN, PASSWORD, Pair, first_as_admin, login, newcomer, refresh, refused};
use crate::common::{Reply, SignedIn, TestServer, at_once};
use crate::routes::{self, Known};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn is_signed_in(server: &TestServer, access: &str) -> Reply {
    server.get("/api/auth/login").token(access).send()
}

#[track_caller]
fn is_over(server: &TestServer, pair: &Pair) {
    refused(&is_signed_in(server, &pair.access), 401, EXPIRED);
    refused(&refresh(server, pair).send(), 401, EXPIRED);
}

fn claims(token: &str) -> Value {
    let middle = token.split('.').nth(1).expect("three parts");
    let bytes = URL_SAFE_NO_PAD.decode(middle).expect("base64");
    serde_json::from_slice(&bytes).expect("JSON")
}

#[test]
fn ends_are_told_in_seconds_as_text() {
    let server = TestServer::start();
    newcomer(&server, "kucing");
    let body = json!({"username": "kucing", "password": PASSWORD});
    let before = server.app().clock.now().seconds();
    let reply = server
        .post("/api/auth/login")
        .json(&body)
        .send()
        .expect(200);
    let after = server.app().clock.now().seconds();
    let results = &reply.json()["results"];
    for (token, days) in [("access_token", 30), ("refresh_token", 120)] {
        let told = results[format!("{token}_expired")].as_str().expect("text");
        let end: i64 = told.parse().expect("a number");
        let span = days * 24 * 60 * 60;
        assert!((before + span..=after + span).contains(&end), "{token}");
        let exp = claims(results[token].as_str().expect("a token"))["exp"].as_i64();
        assert_eq!(exp, Some(end));
    }
}

#[test]
fn the_access_token_ends_first_and_the_refresh_token_brings_the_next() {
    let server = TestServer::with(|settings, _| settings.policy.idle_lifetime = 200 * DAY);
    let pair = newcomer(&server, "kucing");
    server.advance(29 * DAY + 23 * HOUR);
    is_signed_in(&server, &pair.access).expect(200);
    server.advance(HOUR + Duration::from_secs(1));
    refused(&is_signed_in(&server, &pair.access), 401, EXPIRED);
    server.advance(80 * DAY);
    let next = Pair::of(&refresh(&server, &pair).send().expect(200));
    is_signed_in(&server, &next.access).expect(200);
    // The next lasts as long again, and ends as the first one did.
    server.advance(119 * DAY);
    let last = Pair::of(&refresh(&server, &next).send().expect(200));
    server.advance(121 * DAY);
    is_over(&server, &last);
}

#[test]
fn an_answer_that_was_lost_is_given_again() {
    let server = TestServer::start();
    let pair = newcomer(&server, "kucing");
    let first = refresh(&server, &pair).send().expect(200);
    server.advance(Duration::from_secs(8));
    let again = refresh(&server, &pair).send().expect(200);
    assert_eq!(Pair::of(&again), Pair::of(&first));
    assert_eq!(again.text(), first.text());
    // Both access tokens are good: a client may have sent the older one on its way.
    let next = Pair::of(&first);
    assert_ne!(next, pair);
    for access in [&pair.access, &next.access] {
        is_signed_in(&server, access).expect(200);
    }
    Pair::of(&refresh(&server, &next).send().expect(200));
}

#[test]
fn a_refresh_token_used_again_later_ends_the_session() {
    let server = TestServer::start();
    let pair = newcomer(&server, "kucing");
    let other = login(&server, "kucing");
    let next = Pair::of(&refresh(&server, &pair).send().expect(200));
    server.advance(Duration::from_secs(11));
    refused(&refresh(&server, &pair).send(), 401, EXPIRED);
    // Whoever of the two is the thief, neither goes on; another session does.
    for ended in [&pair, &next] {
        is_over(&server, ended);
    }
    is_signed_in(&server, &other.access).expect(200);
    refresh(&server, &other).send().expect(200);
}

/// Two exchanges later an old one is no lost answer any more, however soon.
#[test]
fn the_pair_before_the_last_is_no_lost_answer() {
    let server = TestServer::start();
    let pair = newcomer(&server, "kucing");
    let second = Pair::of(&refresh(&server, &pair).send().expect(200));
    let third = Pair::of(&refresh(&server, &second).send().expect(200));
    refused(&refresh(&server, &pair).send(), 401, EXPIRED);
    for ended in [&second, &third] {
        is_over(&server, ended);
    }
}

#[test]
fn refreshed_by_many_at_once_all_get_the_same_pair() {
    let server = TestServer::start();
    let pair = newcomer(&server, "kucing");
    let pairs = at_once(8, |_| Pair::of(&refresh(&server, &pair).send().expect(200)));
    assert!(pairs.iter().all(|one| *one == pairs[0]));
    is_signed_in(&server, &pairs[0].access).expect(200);
}

#[test]
fn signing_out_ends_both_tokens_and_those_before() {
    let server = TestServer::start();
    let pair = newcomer(&server, "kucing");
    let next = Pair::of(&refresh(&server, &pair).send().expect(200));
    let other = login(&server, "kucing");
    let logout = |token: &str| server.get("/api/auth/logout").token(token).send();
    super::done(&logout(&next.access), "Logout Success.");
    for ended in [&pair, &next] {
        is_over(&server, ended);
    }
    refused(&logout(&next.access), 401, EXPIRED);
    is_signed_in(&server, &other.access).expect(200);
}

/// The rows of the table `sessions`: running ones, and the list of revoked tokens.
fn rows(server: &TestServer) -> i64 {
    let database = rusqlite::Connection::open(server.database()).expect("the database");
    let count = "select count(*) from sessions";
    database
        .query_row(count, (), |row| row.get(0))
        .expect("a count")
}

#[test]
fn the_list_of_revoked_tokens_empties_itself() {
    let server = TestServer::start();
    newcomer(&server, "kucing");
    let mut ended = Vec::new();
    for _ in 0..5 {
        let pair = login(&server, "kucing");
        server
            .get("/api/auth/logout")
            .token(&pair.access)
            .send()
            .expect(200);
        ended.push(pair);
    }
    assert_eq!(rows(&server), 6);
    // As long as its refresh token would have lasted, the list knows it.
    server.advance(119 * DAY);
    login(&server, "kucing");
    assert_eq!(rows(&server), 7);
    server.advance(2 * DAY);
    login(&server, "kucing");
    assert_eq!(rows(&server), 2, "those of the last two sign-ins");
    for pair in &ended {
        is_over(&server, pair);
    }
}

/// The routes that want a token, and how to ask for them with one of these.
fn asked(server: &TestServer, header: Option<&str>) -> Vec<(Known, Reply)> {
    let mut known = routes::of("flaskapi");
    known.retain(|route| route.signed_in);
    assert_eq!(known.len(), 17, "all but sign-up and sign-in");
    let ask = |route: Known| {
        let ask = route.ask(server);
        let ask = header
            .into_iter()
            .fold(ask, |ask, header| ask.header("Authorization", header));
        let reply = ask.send();
        (route, reply)
    };
    known.into_iter().map(ask).collect()
}

#[test]
fn no_route_opens_without_a_token_that_is_one() {
    let server = TestServer::start();
    let kucing = newcomer(&server, "kucing");
    let (message, signature) = kucing.access.rsplit_once('.').expect("a signature");
    let head = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
    let middle = message.split('.').nth(1).expect("claims");
    let forged = [
        "a.b.c".to_owned(),
        format!("{}x", kucing.access),
        message.to_owned(),
        format!("{head}.{middle}."),
        format!("{head}.{middle}.{signature}"),
        // As other families' clients speak: a session id, a short code.
        "3f0b5b0e-7c0f-4b0e-9b52-0a6a4f3d2c11".to_owned(),
        "A1B2C3D".to_owned(),
    ];
    let mut headers: Vec<Option<String>> = forged
        .iter()
        .map(|token| Some(format!("Bearer {token}")))
        .collect();
    headers.extend(["", "Bearer", "Bearer ", "garbage"].map(|text| Some(text.to_owned())));
    headers.push(Some(format!("Basic {}", kucing.access)));
    headers.push(Some(kucing.access.clone()));
    headers.push(None);
    for header in headers {
        for (route, reply) in asked(&server, header.as_deref()) {
            assert_eq!(
                reply.status, 400,
                "{} {} {header:?}",
                route.method, route.pattern
            );
            refused(&reply, 400, NO_TOKEN);
        }
    }
    is_signed_in(&server, &kucing.access).expect(200);
}

/// Each token is good for its own use only.
#[test]
fn neither_token_stands_in_for_the_other() {
    let server = TestServer::start();
    let kucing = newcomer(&server, "kucing");
    for (route, reply) in asked(&server, Some(&format!("Bearer {}", kucing.refresh))) {
        if !route.pattern.ends_with("refresh") {
            refused(&reply, 400, NO_TOKEN);
        }
    }
    // Two of these were exchanges, the second within its moment: the session still stands.
    for path in ["/api/refresh", "/api/auth/refresh"] {
        refused(
            &server.get(path).token(&kucing.access).send(),
            400,
            NO_TOKEN,
        );
    }
    is_signed_in(&server, &kucing.access).expect(200);
}

/// What is over is over at every route, for whichever reason.
#[test]
fn no_route_opens_to_a_token_that_is_over() {
    let ends: [fn(&TestServer, &Pair); 5] = [
        |server, pair| {
            server
                .get("/api/auth/logout")
                .token(&pair.access)
                .send()
                .expect(200);
        },
        |server, _| server.advance(121 * DAY),
        |server, _| set_status(server, Status::Suspended),
        |server, _| set_status(server, Status::Deactivated),
        |server, _| {
            let done = server
                .app()
                .store
                .write(|tx| accounts::delete(tx, AccountId(1)));
            done.expect("it is there");
        },
    ];
    for end in ends {
        let server = TestServer::start();
        let admin = first_as_admin(&server);
        end(&server, &admin);
        for token in [&admin.access, &admin.refresh] {
            for (route, reply) in asked(&server, Some(&format!("Bearer {token}"))) {
                let exchanges = route.pattern.ends_with("refresh");
                if exchanges == (token == &admin.refresh) {
                    refused(&reply, 401, EXPIRED);
                } else if reply.status == 400 {
                    refused(&reply, 400, NO_TOKEN);
                } else {
                    refused(&reply, 401, EXPIRED);
                }
            }
        }
    }
}

fn set_status(server: &TestServer, status: Status) {
    let store = &server.app().store;
    let done = store.write(move |tx| accounts::set_status(tx, AccountId(1), status));
    done.expect("it is there");
}

/// An access token is an access token, of whichever family; one without a refresh token has none.
#[test]
fn another_familys_access_token_speaks_for_the_same_account() {
    let server = TestServer::start();
    let ann: SignedIn = server.newcomer("ann@example.com");
    let reply = server
        .get("/api/user/me")
        .token(&ann.token)
        .send()
        .expect(200);
    assert_eq!(reply.json()["results"]["email"], "ann@example.com");
    refused(
        &server.get("/api/refresh").token(&ann.token).send(),
        400,
        NO_TOKEN,
    );
    let kucing = newcomer(&server, "kucing");
    let dashboard = server
        .get("/api/dashboard")
        .token(&kucing.access)
        .send()
        .expect(200);
    assert_eq!(dashboard.json()["dashboardResult"]["name"], "Kucing Cakep");
    let refresh_token = server.get("/api/dashboard").token(&kucing.refresh).send();
    assert_eq!(refresh_token.status, 401);
}

/// A new password in one family ends the tokens of the other, both of them.
#[test]
fn a_new_password_ends_other_sessions_pairs() {
    let server = TestServer::start();
    let kucing = newcomer(&server, "kucing");
    let other = login(&server, "kucing@example.com");
    let body = json!({"currentPassword": PASSWORD, "newPassword": "alhamdulillah"});
    let change = server
        .post("/api/changepassword")
        .token(&kucing.access)
        .json(&body);
    change.send().expect(200);
    is_over(&server, &other);
    is_signed_in(&server, &kucing.access).expect(200);
    refresh(&server, &kucing).send().expect(200);
}

/// A browser's or a proxy's HEAD asks what a GET would be answered, and does nothing.
#[test]
fn head_changes_nothing() {
    let server = TestServer::start();
    let pair = newcomer(&server, "kucing");
    for (path, token) in [
        ("/api/auth/logout", &pair.access),
        ("/api/refresh", &pair.refresh),
        ("/api/auth/refresh", &pair.refresh),
    ] {
        let reply = server.raw("HEAD", path).token(token).send();
        assert_eq!(reply.status, 405, "{path}");
        assert_eq!(reply.header("Allow"), Some("GET, OPTIONS"), "{path}");
    }
    is_signed_in(&server, &pair.access).expect(200);
    refresh(&server, &pair).send().expect(200);
}
