//! The codes: who may speak with one, until when, and how often one may guess.

use std::time::Duration;

use firststep::domain::account::{AccountId, Status};
use firststep::domain::fault::Fault;
use firststep::domain::query::Which;
use firststep::domain::session::Device;
use firststep::services::sessions::{self, Attempt};
use firststep::store::accounts;

use serde_json::json;

use super::{EXPIRED, INVALID, NO_HEADER, NO_SESSION, ask, login, newcomer, profile, told};
use crate::common::{PASSWORD, Reply, TestServer};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn get(server: &TestServer, header: &str) -> Reply {
    ask(server, "GET", "/getProfile", header).send()
}

#[test]
fn with_the_scheme_and_without() {
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    for header in [
        code.clone(),
        format!("Bearer {code}"),
        format!("bearer  {code}"),
    ] {
        get(&server, &header).expect(200);
    }
    told(&server.get("/getProfile").send(), 401, "error", NO_HEADER);
    told(&get(&server, ""), 401, "error", NO_HEADER);
    let strange = format!("Basic {code}");
    for header in [
        "Bearer",
        "8PBV22S",
        "x",
        &code.to_lowercase(),
        &code[..6],
        &strange,
    ] {
        told(&get(&server, header), 401, "error", NO_SESSION);
    }
}

#[test]
fn each_sign_in_has_a_code_of_its_own_for_a_day() {
    let server = TestServer::start();
    let first = newcomer(&server, "ana@example.com", "anapop");
    server.advance(Duration::from_secs(24 * 60 * 60 - 60));
    profile(&server, &first);
    let second = login(&server, "ana@example.com", PASSWORD);
    assert_ne!(first, second);
    server.advance(Duration::from_secs(61));
    told(&get(&server, &first), 401, "error", EXPIRED);
    profile(&server, &second);
}

#[test]
fn the_length_and_the_life_are_the_operators_to_choose() {
    let server = TestServer::with(|settings, _| {
        settings.policy.code_length = 20;
        settings.policy.code_lifetime = Duration::from_secs(60);
    });
    let code = newcomer(&server, "ana@example.com", "anapop");
    assert_eq!(code.len(), 20);
    profile(&server, &code);
    server.advance(Duration::from_secs(61));
    told(&get(&server, &code), 401, "error", EXPIRED);
}

#[test]
fn the_database_knows_no_code() {
    let mut server = TestServer::with(|settings, _| settings.policy.code_length = 24);
    let code = newcomer(&server, "ana@example.com", "anapop");
    server.restart();
    profile(&server, &code);
    let mut bytes = std::fs::read(server.database()).expect("the database");
    let log = format!("{}-wal", server.database().display());
    bytes.extend(std::fs::read(log).expect("its log"));
    let found = |text: &str| memchr::memmem::find(&bytes, text.as_bytes()).is_some();
    assert!(found("ana@example.com") && !found(&code));
}

#[test]
fn a_closed_accounts_code_is_dead_at_once() {
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    for (status, sentence) in [
        (Status::Suspended, "Account is suspended"),
        (Status::Deactivated, "Account is not active"),
        (Status::Inactive, "Account is not active"),
    ] {
        let store = &server.app().store;
        let set = store.write(move |tx| accounts::set_status(tx, AccountId(1), status));
        set.expect("it is there");
        told(&get(&server, &code), 401, "error", EXPIRED);
        // Who knows the password may know why.
        let body = json!({"email": "ana@example.com", "password": PASSWORD});
        let reply = server.post("/login").json(&body).send();
        told(&reply, 403, "message", sentence);
    }
}

#[test]
fn another_familys_credentials_speak_for_the_same_account() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    for header in [ann.token.clone(), format!("Bearer {}", ann.token)] {
        let card = get(&server, &header).expect(200).json();
        assert_eq!(card["Email"], "ann@example.com");
    }
    let code = login(&server, "ann@example.com", PASSWORD);
    assert_eq!(profile(&server, &code)["FullName"], "Ann Example");
    // A code is no bearer token of the family that knows JWTs alone.
    let refused = server.get("/api/profile").token(&code).send();
    assert_eq!(refused.status, 401);
    // A session id of CultureConnect's is a handle as well, only a longer one.
    let body = json!({"username": "bob", "email": "bob@example.com", "password": PASSWORD});
    let opened = server.post("/auth/register").json(&body).send().json();
    let id = opened["session_id"].as_str().expect("an id");
    assert_eq!(profile(&server, id)["Email"], "bob@example.com");
    // Of flask-api's two tokens one is to act with.
    let body = json!({"username": "bob", "password": PASSWORD});
    let opened = server.post("/api/auth/login").json(&body).send().json();
    let token = |name: &str| opened["results"][name].as_str().expect(name).to_owned();
    profile(&server, &token("access_token"));
    told(
        &get(&server, &token("refresh_token")),
        401,
        "error",
        INVALID,
    );
    let forged = format!("{}x", ann.token);
    for header in ["a.b.c", ".", &forged] {
        told(&get(&server, header), 401, "error", INVALID);
    }
    server.advance(30 * DAY);
    told(&get(&server, &ann.token), 401, "error", EXPIRED);
}

/// Asks with a code nobody has, from this address.
fn guess(server: &TestServer, at: usize, address: &str) -> Reply {
    let ask = ask(server, "GET", "/getProfile", &format!("GUESS{at:02}"));
    ask.header("X-Forwarded-For", address).send()
}

#[test]
fn guesses_cost_their_address_a_wait_and_nobody_else() {
    let server = TestServer::with(|_, options| {
        options.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
    });
    let code = newcomer(&server, "ana@example.com", "anapop");
    let right = |address: &str| {
        let ask = ask(&server, "GET", "/getProfile", &code);
        ask.header("X-Forwarded-For", address).send()
    };
    for at in 0..21 {
        told(&guess(&server, at, "192.0.2.1"), 401, "error", NO_SESSION);
    }
    let sentence = "Too many tries, please try again in a moment";
    let refused = guess(&server, 21, "192.0.2.1");
    told(&refused, 429, "error", sentence);
    assert_eq!(refused.header("Retry-After"), Some("1"));
    // During the wait not even a right one is looked at, or the wait would be worth nothing.
    told(&right("192.0.2.1"), 429, "error", sentence);
    right("192.0.2.2").expect(200);
    guess(&server, 22, "192.0.2.2").expect(401);
    // A right one in between forgives nothing.
    for (wait, next) in [(1, "1"), (1, "3"), (3, "3"), (3, "5"), (5, "5")] {
        server.advance(Duration::from_secs(wait));
        right("192.0.2.1").expect(200);
        guess(&server, 23, "192.0.2.1").expect(401);
        let refused = guess(&server, 24, "192.0.2.1").expect(429);
        assert_eq!(refused.header("Retry-After"), Some(next));
    }
    // After a quiet quarter of an hour it is forgotten.
    server.advance(Duration::from_secs(15 * 60));
    for at in 30..51 {
        guess(&server, at, "192.0.2.1").expect(401);
    }
}

#[test]
fn codes_that_have_ended_are_no_guesses() {
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    server.advance(DAY);
    for _ in 0..40 {
        told(&get(&server, &code), 401, "error", EXPIRED);
    }
    profile(&server, &login(&server, "ana@example.com", PASSWORD));
}

#[test]
fn two_codes_alike_are_never_two_peoples() {
    let server = TestServer::start();
    newcomer(&server, "ana@example.com", "anapop");
    newcomer(&server, "dan@example.com", "dan");
    let sign_in = |email| {
        let attempt = Attempt {
            name: Which::Email(email),
            password: PASSWORD,
            code: None,
            family: "profilecard",
            device: Device::default(),
        };
        let code = sessions::handle("8PBV22S".to_owned(), DAY);
        let made = sessions::sign_in(server.app(), attempt, code);
        made.map(|signed_in| signed_in.held.text)
    };
    assert_eq!(sign_in("ana@example.com"), Ok("8PBV22S".to_owned()));
    // Told to try again, whereupon there is another code.
    assert_eq!(
        sign_in("dan@example.com"),
        Err(Fault::Busy { retry_after: 1 })
    );
    assert_eq!(profile(&server, "8PBV22S")["Email"], "ana@example.com");
}
