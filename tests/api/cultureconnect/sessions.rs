//! Signing up, in and out, and how long a session lasts.

use std::time::Duration;

use firststep::domain::account::{AccountId, Status};
use firststep::domain::moment::Moment;
use firststep::store::accounts;
use serde_json::json;

use super::{
    LOST, PASSWORD, WRONG_LOGIN, login, logout, own, refused, register, registration, session_of,
    speaks, try_login,
};
use crate::common::{TestServer, at_once};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn set_status(server: &TestServer, status: Status) {
    let store = &server.app().store;
    let done = store.write(move |tx| accounts::set_status(tx, AccountId(1), status));
    done.expect("the account is there");
}

#[test]
fn what_is_taken_is_told_by_its_name() {
    let server = TestServer::start();
    register(&server, "example");
    let again = |username: &str, email: &str| {
        let body = json!({"username": username, "email": email, "password": PASSWORD});
        server.post("/auth/register").json(&body).send()
    };
    for username in ["example", "EXAMPLE", " example "] {
        let reply = again(username, "other@example.com");
        refused(&reply, 400, "Username already registered");
    }
    for email in ["example@example.com", "Example@EXAMPLE.com "] {
        let reply = again("other", email);
        refused(&reply, 400, "Email already registered");
    }
    // Of two reasons one is told.
    again("example", "example@example.com").expect(400);
    again("other", "other@example.com").expect(200);
}

#[test]
fn of_many_who_want_one_name_at_once_one_gets_it() {
    let server = TestServer::start();
    let replies = at_once(8, |at| {
        let mut body = registration("example");
        body["email"] = json!(format!("a{at}@example.com"));
        server.post("/auth/register").json(&body).send()
    });
    let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
    assert_eq!(won.len(), 1);
    for reply in lost {
        refused(reply, 400, "Username already registered");
    }
}

#[test]
fn each_sign_in_opens_a_session_of_its_own() {
    let server = TestServer::start();
    let mut sessions = vec![register(&server, "example")];
    for username in ["example", "EXAMPLE", " example "] {
        sessions.push(login(&server, username));
    }
    let all: std::collections::HashSet<_> = sessions.iter().collect();
    assert_eq!(all.len(), 4);
    assert!(sessions.iter().all(|session| speaks(&server, session)));
    logout(&server, &sessions[1]).expect(200);
    let stand: Vec<bool> = sessions
        .iter()
        .map(|session| speaks(&server, session))
        .collect();
    assert_eq!(stand, [true, false, true, true]);
}

#[test]
fn a_wrong_name_and_a_wrong_password_are_told_alike() {
    let server = TestServer::start();
    register(&server, "example");
    refused(
        &try_login(&server, "example", "wrong password"),
        401,
        WRONG_LOGIN,
    );
    refused(&try_login(&server, "nobody", PASSWORD), 401, WRONG_LOGIN);
    // The document signs in by the username alone.
    refused(
        &try_login(&server, "example@example.com", PASSWORD),
        401,
        WRONG_LOGIN,
    );
}

/// Five wrong tries are free; then each costs a wait that even the right password can't shorten.
#[test]
fn who_guesses_waits() {
    let server = TestServer::start();
    register(&server, "example");
    for _ in 0..6 {
        refused(
            &try_login(&server, "example", "wrong password"),
            401,
            WRONG_LOGIN,
        );
    }
    let reply = try_login(&server, "example", PASSWORD);
    refused(&reply, 429, "Too many tries, please try again in a moment");
    let wait = reply
        .header("Retry-After")
        .expect("a wait")
        .parse()
        .expect("seconds");
    assert!((1..=10).contains(&wait), "{wait}");
    server.advance(Duration::from_secs(wait));
    login(&server, "example");
}

#[test]
fn a_closed_account_is_not_told_from_a_wrong_password() {
    let server = TestServer::start();
    let session = register(&server, "example");
    for status in [Status::Suspended, Status::Deactivated, Status::Inactive] {
        set_status(&server, status);
        refused(&try_login(&server, "example", PASSWORD), 401, WRONG_LOGIN);
        assert!(!speaks(&server, &session));
        refused(&logout(&server, &session), 404, "Session not found");
        let reply = server.get("/users").token(&session).send();
        refused(&reply, 401, LOST);
        set_status(&server, Status::Active);
        assert!(speaks(&server, &session));
    }
}

#[test]
fn a_session_ends_after_a_day_as_it_says() {
    let server = TestServer::start();
    let before = server.app().clock.now().after(DAY).naive();
    let reply = server
        .post("/auth/register")
        .json(&registration("example"))
        .send();
    let after = server.app().clock.now().after(DAY).naive();
    let value = reply.json();
    let ends = value["expires_at"].as_str().expect("a time");
    assert!(*before <= *ends && *ends <= *after, "{ends}");
    let session = session_of(&reply);
    server.advance(Duration::from_secs(DAY.as_secs() - 60));
    assert!(speaks(&server, &session));
    server.advance(Duration::from_secs(61));
    assert!(!speaks(&server, &session));
    refused(&logout(&server, &session), 404, "Session not found");
    refused(&server.get("/users").token(&session).send(), 401, LOST);
    // A sign-in never takes an old id up again.
    assert_ne!(login(&server, "example"), session);
    assert!(!speaks(&server, &session));
}

#[test]
fn how_long_it_lasts_can_be_decided() {
    let server = TestServer::with(|settings, _| {
        settings.policy.session_lifetime = Duration::from_secs(100);
    });
    let session = register(&server, "example");
    server.advance(Duration::from_secs(101));
    assert!(!speaks(&server, &session));
}

#[test]
fn a_session_ends_once() {
    let server = TestServer::start();
    let session = register(&server, "example");
    let reply = logout(&server, &session);
    let expected = r#"{"message":"Logged out successfully"}"#;
    assert_eq!(reply.told(), (200, expected.to_owned()));
    refused(&logout(&server, &session), 404, "Session not found");
    assert!(!speaks(&server, &session));
}

/// The contract takes a session id as a bearer's too.
#[test]
fn a_bearer_signs_out_of_his_own_session() {
    let server = TestServer::start();
    let (one, other) = (register(&server, "example"), login(&server, "example"));
    let ask = || server.post("/auth/logout");
    ask().token(&one).send().expect(200);
    assert!(!speaks(&server, &one) && speaks(&server, &other));
    refused(&ask().token(&one).send(), 401, LOST);
    // What the body names goes before.
    let third = login(&server, "example");
    let body = json!({"session-id": other});
    ask().token(&third).json(&body).send().expect(200);
    assert!(speaks(&server, &third) && !speaks(&server, &other));
    let both_wrong = ask().token(&third).json(&json!({"session-id": "x"}));
    refused(&both_wrong.send(), 404, "Session not found");
    assert!(speaks(&server, &third));
}

#[test]
fn a_restart_loses_no_session() {
    let mut server = TestServer::start();
    let session = register(&server, "example");
    server.restart();
    assert!(speaks(&server, &session));
}

#[test]
fn a_session_id_may_be_written_as_any_uuid() {
    let server = TestServer::start();
    let session = register(&server, "example");
    for written in [session.to_uppercase(), session.replace('-', "")] {
        assert_eq!(own(&server, &written).status, 200, "{written}");
    }
}

/// Neither the id nor anything one could use as one lies on the disk.
#[test]
fn session_ids_are_kept_as_fingerprints_only() {
    let server = TestServer::start();
    let session = register(&server, "example");
    let bytes = session.parse::<uuid::Uuid>().expect("a UUID").into_bytes();
    let plain = [
        session.clone().into_bytes(),
        session.replace('-', "").into_bytes(),
        bytes.to_vec(),
        PASSWORD.as_bytes().to_vec(),
    ];
    let folder = server.database().parent().expect("a folder");
    let mut read = 0;
    for file in std::fs::read_dir(folder).expect("the folder") {
        let path = file.expect("an entry").path();
        let Ok(content) = std::fs::read(&path) else {
            continue;
        };
        read += content.len();
        for secret in &plain {
            let found = content.windows(secret.len()).any(|window| window == secret);
            assert!(!found, "{}", path.display());
        }
    }
    assert!(read > 4096, "the database was read");
    assert!(speaks(&server, &session));
}

/// The moment an account last signed in is noted by a sign-up's session as by any other.
#[test]
fn a_sign_up_is_a_sign_in() {
    let server = TestServer::start();
    register(&server, "example");
    let account = server
        .app()
        .store
        .read(|tx| accounts::get(tx, AccountId(1)));
    let account = account.expect("read").expect("there");
    assert!(account.last_login_at > Some(Moment::from_micros(0)));
}
