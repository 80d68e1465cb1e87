//! Signing up and in through the page.

use serde_json::json;

use super::{Browser, code, newcomer};
use crate::common::{PASSWORD, TestServer};

#[test]
fn who_signs_up_is_signed_in() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "Ayu@example.com");
    let account = &ayu.get("/app/me")["account"];
    assert_eq!(account["email"], "ayu@example.com");
    assert_eq!(account["name"], "Ayu Lestari");
    assert_eq!(
        (&account["role"], &account["photo"]),
        (&json!("user"), &json!(null))
    );
    assert_eq!(
        (&account["answered"], &account["results"]),
        (&json!(0), &json!(0))
    );
    let name = account["username"].as_str().expect("a name");
    Browser::sign_in(&server, name, PASSWORD);
    Browser::sign_in(&server, " AYU@example.com ", PASSWORD);
}

#[test]
fn one_name_is_enough() {
    let server = TestServer::start();
    let body = json!({"email": "ayu@example.com", "password": PASSWORD, "front_name": "Ayu"});
    let reply = server.post("/app/sign-up").json(&body).send().expect(200);
    assert_eq!(reply.json()["account"]["name"], "Ayu");
}

#[test]
fn what_is_wrong_is_named() {
    let server = TestServer::start();
    let _ayu = Browser::sign_up(&server, "ayu@example.com");
    let cases = [
        ("email", json!("no address"), 400, "not_an_email"),
        ("email", json!("ayu@example.com"), 409, "taken"),
        ("email", json!(5), 400, "type"),
        ("password", json!("short"), 400, "too_short"),
        ("password", json!("x".repeat(73)), 400, "too_long"),
        ("front_name", json!(" "), 400, "empty"),
        ("front_name", json!("A\u{0}"), 400, "control_characters"),
        ("last_name", json!("x".repeat(51)), 400, "too_long"),
    ];
    for (field, value, status, problem) in cases {
        let mut body = newcomer("budi@example.com");
        body[field] = value.clone();
        let reply = server
            .post("/app/sign-up")
            .json(&body)
            .send()
            .expect(status);
        let told = &reply.json()["error"]["fields"][0];
        assert_eq!(
            told,
            &json!({"field": field, "problem": problem}),
            "{field}: {value}"
        );
    }
}

#[test]
fn every_failure_to_sign_in_is_the_same() {
    let server = TestServer::start();
    let _ayu = Browser::sign_up(&server, "ayu@example.com");
    for (name, password) in [
        ("ayu@example.com", "not the password"),
        ("nobody@example.com", PASSWORD),
        ("nobody", PASSWORD),
    ] {
        let body = json!({"name": name, "password": password});
        let reply = server.post("/app/sign-in").json(&body).send().expect(401);
        assert_eq!(reply.text(), r#"{"error":{"code":"wrong_login"}}"#);
        assert_eq!(reply.header("Set-Cookie"), None);
    }
}

#[test]
fn whoever_guesses_waits() {
    let server = TestServer::start();
    let _ayu = Browser::sign_up(&server, "ayu@example.com");
    let body = json!({"name": "ayu@example.com", "password": "not the password"});
    let guess = || server.post("/app/sign-in").json(&body).send();
    for _ in 0..5 {
        guess().expect(401);
    }
    guess().expect(401);
    let reply = guess();
    assert_eq!(code(&reply, 429), "too_many_tries");
    let seconds = reply.json()["error"]["retry_after"].to_string();
    assert_eq!(reply.header("Retry-After"), Some(&*seconds));
}

#[test]
fn where_addresses_are_confirmed_a_code_comes_first() {
    let server = TestServer::with(|settings, _| settings.policy.confirm_email = true);
    let reply = server
        .post("/app/sign-up")
        .json(&newcomer("ayu@example.com"));
    let me = reply.send().expect(200).json();
    assert_eq!(
        (&me["account"], &me["confirm"]),
        (&json!(null), &json!(true))
    );
    let body = json!({"name": "ayu@example.com", "password": PASSWORD});
    let reply = server.post("/app/sign-in").json(&body).send();
    assert_eq!(code(&reply, 403), "inactive");
    let outbox = server.database().with_file_name("outbox");
    let mail = std::fs::read_dir(outbox).expect("the outbox").next();
    let mail = std::fs::read_to_string(mail.expect("a mail").expect("read").path());
    let mail = mail.expect("text");
    let (_, text) = mail.split_once("\r\n\r\n").expect("a text");
    let otp: String = text.trim_start().chars().take(6).collect();
    let body = json!({"email": "ayu@example.com", "otp": otp});
    let ask = server.post("/api/v1/auth/verify-otp").json(&body);
    ask.send().expect(200);
    Browser::sign_in(&server, "ayu@example.com", PASSWORD);
}

#[test]
fn strength_is_judged_with_what_a_guesser_knows() {
    let server = TestServer::start();
    let score = |password: &str, hints: &str| {
        let body = json!({"password": password, "hints": hints});
        let reply = server.post("/app/strength").json(&body).send().expect(200);
        reply.json()["score"].as_u64().expect("a score")
    };
    assert_eq!(score("", ""), 0);
    assert_eq!(score("password", ""), 0);
    assert_eq!(score("correct horse battery staple", ""), 4);
    assert!(score("lestari1", "Ayu Lestari") < score("lestari1", ""));
    for body in [
        json!({"password": "x".repeat(101)}),
        json!({"password": "x", "hints": "x".repeat(301)}),
        json!({}),
    ] {
        let reply = server.post("/app/strength").json(&body).send();
        assert_eq!(code(&reply, 400), "fields");
    }
}

#[test]
fn weak_passwords_are_refused_where_that_was_decided() {
    let server = TestServer::with(|settings, _| settings.policy.strict_passwords = true);
    let reply = server
        .post("/app/sign-up")
        .json(&newcomer("ayu@example.com"))
        .send();
    assert_eq!(code(&reply, 400), "weak_password");
}
