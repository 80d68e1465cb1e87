//! Signing up.

use serde_json::json;

use super::{
    invalid, login, newcomer, post, refused, register, registration, take_codes, told, try_login,
    verify,
};
use crate::common::{PASSWORD, TestServer, at_once};

const TAKEN: &str = "Email already registered";

#[test]
fn whoever_signs_up_is_a_user_whatever_he_says() {
    let server = TestServer::start();
    for (at, role) in [
        json!("admin"),
        json!("root"),
        json!(7),
        json!(null),
        json!(["admin"]),
    ]
    .into_iter()
    .enumerate()
    {
        let email = format!("user{at}@example.com");
        let mut body = registration(&email);
        body["role"] = role;
        body["status"] = "active".into();
        body["id"] = 900.into();
        body["is_admin"] = true.into();
        let expected = format!(
            r#"{{"id":{},"email":"{email}","first_name":"John","last_name":"Doe","role":"user","status":"inactive","created_at":"<time>"}}"#,
            at + 1
        );
        told(post(&server, "/auth/register", &body), &expected);
    }
}

#[test]
fn an_address_is_taken_once_whatever_its_capitals() {
    let server = TestServer::start();
    register(&server, "ann@example.com");
    for email in ["ann@example.com", "Ann@Example.COM", " ann@example.com "] {
        refused(
            &post(&server, "/auth/register", &registration(email)),
            400,
            TAKEN,
        );
    }
    assert_eq!(
        take_codes(&server, "ann@example.com").len(),
        1,
        "no second mail"
    );
    // Also when it belongs to an account of another API, or to one in use.
    server.register("bob@example.com");
    newcomer(&server, "eve@example.com");
    for email in ["bob@example.com", "eve@example.com"] {
        refused(
            &post(&server, "/auth/register", &registration(email)),
            400,
            TAKEN,
        );
    }
}

#[test]
fn of_many_who_want_one_address_at_once_one_gets_it() {
    let server = TestServer::start();
    let replies = at_once(8, |_| {
        post(&server, "/auth/register", &registration("ann@example.com")).told()
    });
    let made = replies.iter().filter(|(status, _)| *status == 200).count();
    assert_eq!(made, 1, "{replies:?}");
    for (status, text) in replies {
        assert!(
            status == 200 || text == format!(r#"{{"detail":"{TAKEN}"}}"#),
            "{text}"
        );
    }
    assert_eq!(take_codes(&server, "ann@example.com").len(), 1);
}

#[test]
fn nobody_signs_in_before_his_address_is_confirmed() {
    let server = TestServer::start();
    register(&server, "ann@example.com");
    refused(
        &try_login(&server, "ann@example.com", PASSWORD),
        400,
        super::NOT_ACTIVE,
    );
    // Who doesn't know the password isn't told that there is such an account.
    refused(
        &try_login(&server, "ann@example.com", "password124"),
        401,
        super::WRONG_LOGIN,
    );
    refused(
        &try_login(&server, "nobody@example.com", PASSWORD),
        401,
        super::WRONG_LOGIN,
    );
    let code = super::take_code(&server, "ann@example.com");
    verify(&server, "ann@example.com", &code).expect(200);
    login(&server, "ann@example.com");
}

#[test]
fn names_are_kept_as_people_write_them() {
    let server = TestServer::start();
    let mut body = registration("ann@example.com");
    body["first_name"] = " Ñusta Ð’Artagnan ".into();
    body["last_name"] = "".into();
    let expected = r#"{"id":1,"email":"ann@example.com","first_name":"Ñusta Ð’Artagnan","last_name":"","role":"user","status":"inactive","created_at":"<time>"}"#;
    told(post(&server, "/auth/register", &body), expected);
}

#[test]
fn passwords_have_bounds() {
    let server = TestServer::start();
    let place = || json!(["body", "password"]);
    let attempt = |password: &str| {
        let mut body = registration("ann@example.com");
        body["password"] = password.into();
        post(&server, "/auth/register", &body)
    };
    let short = "String should have at least 8 characters";
    invalid(&attempt("1234567"), &[(place(), short, "string_too_short")]);
    invalid(
        &attempt(&"x".repeat(73)),
        &[(
            place(),
            "Value error, should have at most 72 bytes",
            "value_error",
        )],
    );
    invalid(
        &attempt(&"é".repeat(37)),
        &[(
            place(),
            "Value error, should have at most 72 bytes",
            "value_error",
        )],
    );
    invalid(
        &attempt("1234\u{0}5678"),
        &[(
            place(),
            "Value error, control characters are not allowed",
            "value_error",
        )],
    );
    attempt(&"é".repeat(36)).expect(200);
}

#[test]
fn weak_passwords_are_refused_where_that_was_decided() {
    let server = TestServer::with(|settings, _| settings.policy.strict_passwords = true);
    let reply = post(&server, "/auth/register", &registration("ann@example.com"));
    refused(&reply, 400, "Password is too easy to guess");
    let mut body = registration("ann@example.com");
    body["password"] = "correct horse battery staple".into();
    post(&server, "/auth/register", &body).expect(200);
}

/// Addresses that are rare and right get their mail too.
#[test]
fn every_address_that_is_taken_can_be_written_to() {
    let server = TestServer::start();
    for email in [
        "o'brien+tag@example.com",
        "a!#$%&*/=?^_`{|}~-b@example.com",
        "ü@example.com",
        "user@müller.example",
        "x@xn--mller-kva.example",
        "1@1.example",
    ] {
        let reply = post(&server, "/auth/register", &registration(email));
        assert!(
            [200, 422].contains(&reply.status),
            "{email}: {}",
            reply.text()
        );
        let mails = take_codes(&server, email).len()
            + std::fs::read_dir(super::outbox(&server))
                .expect("it")
                .count();
        assert_eq!(mails, usize::from(reply.status == 200), "{email}");
        for entry in std::fs::read_dir(super::outbox(&server)).expect("the outbox") {
            std::fs::remove_file(entry.expect("an entry").path()).expect("it goes");
        }
    }
}
