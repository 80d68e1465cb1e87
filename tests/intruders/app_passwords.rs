//! Where no code can be asked for: an account with a second factor is opened by app passwords, and by nothing else.

use std::time::Duration;

use serde_json::json;

use super::mailbox::{only, take};
use super::second_factor::{ANN, ann};
use crate::across::doors::{self, Door, Person};
use crate::app::{Browser, code};
use crate::common::{PASSWORD, Reply, TestServer};

/// The published APIs.
fn families() -> impl Iterator<Item = &'static Door> {
    doors::all().iter().filter(|door| door.family != "app")
}

/// Lets the waits after wrong passwords be forgotten.
fn quiet_while(server: &TestServer) {
    server.advance(Duration::from_secs(16 * 60));
}

#[test]
fn the_main_password_opens_no_other_api_and_an_app_password_does() {
    let server = TestServer::start();
    let ann = ann(&server);
    let person = Person::find(&server, "ann");
    let (_, password) = ann.app_password("Phone");
    for door in families() {
        quiet_while(&server);
        let held = (door.sign_in)(&server, &person, PASSWORD);
        assert_eq!(held, None, "{}", door.family);
        let held = (door.sign_in)(&server, &person, &password);
        let held = held.unwrap_or_else(|| panic!("{} lets her in", door.family));
        assert!((door.whoami)(&server, &held).is_some(), "{}", door.family);
        // In capitals and without its groups, as it may be typed.
        let typed = password.replace('-', "").to_uppercase();
        assert!((door.sign_in)(&server, &person, &typed).is_some());
    }
    quiet_while(&server);
    let body = json!({"name": ANN, "password": password});
    let reply = server.post("/app/sign-in").json(&body).send();
    assert_eq!(code(&reply, 401), "wrong_login");
}

#[test]
fn the_main_password_is_refused_in_the_words_of_a_wrong_one() {
    let server = TestServer::start();
    let ann = ann(&server);
    let person = Person::find(&server, "ann");
    let (username, _) = (person.username.as_str(), ann);
    for (path, name, value) in [
        ("/api/login", "email", ANN),
        ("/auth/login", "username", username),
        ("/api/auth/login", "username", ANN),
        ("/api/v1/auth/login", "email", ANN),
        ("/login", "email", ANN),
    ] {
        quiet_while(&server);
        let [right, wrong] = [PASSWORD, "not the password"].map(|password| {
            let body = json!({name: value, "password": password});
            let (status, text) = server.post(path).json(&body).send().told();
            // CultureConnect's tell the time.
            (status, text.split("\"time\"").next().map(str::to_owned))
        });
        assert_eq!(right, wrong, "{path}");
    }
}

#[test]
fn one_that_is_taken_back_ends_what_it_opened_and_nothing_else() {
    let server = TestServer::start();
    let ann = ann(&server);
    let person = Person::find(&server, "ann");
    let (phone, first) = ann.app_password("Phone");
    let (_, second) = ann.app_password("Tablet");
    let opened = |password: &str| -> Vec<(&Door, String)> {
        let held = families().map(|door| {
            let held = (door.sign_in)(&server, &person, password);
            (door, held.expect(door.family))
        });
        held.collect()
    };
    let (by_first, by_second) = (opened(&first), opened(&second));
    let path = format!("/app/app-passwords/{phone}");
    ann.page.ask("DELETE", &path).send().expect(200);
    for (door, held) in &by_first {
        assert_eq!((door.whoami)(&server, held), None, "{}", door.family);
        assert_eq!((door.sign_in)(&server, &person, &first), None);
    }
    for (door, held) in &by_second {
        assert!((door.whoami)(&server, held).is_some(), "{}", door.family);
    }
    ann.page.get("/app/answers");
    assert_eq!(
        code(&ann.page.ask("DELETE", &path).send(), 404),
        "not_found"
    );
    let listed = ann.page.get("/app/second-factor")["app_passwords"].clone();
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
    assert_eq!(listed[0]["name"], "Tablet");
}

#[test]
fn nobody_takes_back_or_uses_anothers() {
    let server = TestServer::start();
    let ann = ann(&server);
    let (phone, password) = ann.app_password("Phone");
    let bea = super::second_factor::guard(Browser::sign_up(&server, "bea@example.com"));
    let path = format!("/app/app-passwords/{phone}");
    assert_eq!(
        code(&bea.page.ask("DELETE", &path).send(), 404),
        "not_found"
    );
    let person = Person::find(&server, "bea");
    for door in families() {
        assert_eq!(
            (door.sign_in)(&server, &person, &password),
            None,
            "{}",
            door.family
        );
    }
    server.login(ANN, &password);
}

#[test]
fn what_an_app_password_opened_changes_neither_passwords_nor_the_second_factor() {
    let server = TestServer::start();
    let ann = ann(&server);
    let (phone, password) = ann.app_password("Phone");
    let held = server.login(ANN, &password).token;
    let ask = |method: &str, path: &str| server.ask(method, path).token(&held);
    // It is as good as any other session otherwise.
    ask("GET", "/app/second-factor").send().expect(200);
    ask("GET", "/app/sessions").send().expect(200);
    for known in [PASSWORD, password.as_str()] {
        quiet_while(&server);
        let body = json!({"currentPassword": known, "newPassword": "password456"});
        ask("POST", "/api/changepassword")
            .json(&body)
            .send()
            .expect(401);
        let body = json!({"current": known, "new": "password456"});
        let reply = ask("POST", "/app/password").json(&body).send();
        assert_eq!(code(&reply, 403), "wrong_password");
        let body = json!({"name": "Mine", "password": known, "code": ann.next_code()});
        let reply = ask("POST", "/app/app-passwords").json(&body).send();
        assert_eq!(code(&reply, 403), "wrong_password");
        let body = json!({"password": known, "code": ann.next_code()});
        for (method, path) in [
            ("DELETE", "/app/second-factor"),
            ("POST", "/app/second-factor/recovery-codes"),
        ] {
            let reply = ask(method, path).json(&body).send();
            assert_eq!(code(&reply, 403), "wrong_password", "{path}");
        }
    }
    let path = format!("/app/app-passwords/{phone}");
    assert_eq!(code(&ask("DELETE", &path).send(), 403), "not_allowed");
    // On the page it can be done.
    quiet_while(&server);
    let body = json!({"current": PASSWORD, "new": "password456"});
    ann.page.send("POST", "/app/password", &body);
    server.get("/api/profile").token(&held).send().expect(401);
    // The app password is a password of its own.
    server.login(ANN, &password);
}

fn make(page: &Browser, name: &str, password: &str, code: &str) -> Reply {
    let body = json!({"name": name, "password": password, "code": code});
    page.ask("POST", "/app/app-passwords").json(&body).send()
}

#[test]
fn they_are_named_bounded_and_made_with_the_password_and_a_code() {
    let server = TestServer::start();
    let bea = Browser::sign_up(&server, "bea@example.com");
    // Only who has a second factor needs them.
    let reply = make(&bea, "Phone", PASSWORD, "123456");
    assert_eq!(code(&reply, 403), "not_allowed");
    let ann = ann(&server);
    let wrong = ann.app.wrong(&server);
    let refused = |password: &str, typed: &str, status: u16| {
        quiet_while(&server);
        code(&make(&ann.page, "Phone", password, typed), status)
    };
    assert_eq!(
        refused("not the password", &ann.next_code(), 403),
        "wrong_password"
    );
    assert_eq!(refused(PASSWORD, &wrong, 400), "wrong_code");
    assert_eq!(refused(PASSWORD, "", 400), "fields");
    let seen = ann.next_code();
    make(&ann.page, "Phone", PASSWORD, &seen).expect(200);
    let again = make(&ann.page, "Phone", PASSWORD, &seen);
    assert_eq!(code(&again, 400), "wrong_code", "it was used");
    let longest = "é".repeat(51);
    for odd in ["", "  ", "two\nlines", longest.as_str()] {
        let reply = make(&ann.page, odd, PASSWORD, &ann.next_code());
        assert_eq!(code(&reply, 400), "fields", "{odd:?}");
    }
    for number in 1..20 {
        let (_, password) = ann.app_password(&format!("Phone {number}"));
        assert_eq!(password.len(), 29, "{password}");
    }
    let codes = &ann.recovery_codes;
    let one_more = |at: usize| make(&ann.page, "One more", PASSWORD, &codes[at]);
    assert_eq!(code(&one_more(0), 400), "too_many_app_passwords");
    let at_once = crate::common::at_once(4, |at| one_more(at + 1).status);
    assert!(!at_once.contains(&200));
}

/// Whoever has a session and the password, and no code, gets nothing that opens the account later.
#[test]
fn one_that_is_made_is_told_by_mail() {
    let server = TestServer::start();
    let ann = ann(&server);
    take(&server, ANN);
    ann.app_password("Phone");
    let told = only(take(&server, ANN));
    let text = told.text();
    assert!(text.contains("An app password was just made"), "{text}");
    assert!(!text.contains("Phone"), "its maker chose that: {text}");
    make(&ann.page, "Phone", PASSWORD, &ann.app.wrong(&server)).expect(400);
    assert_eq!(take(&server, ANN).len(), 0);
}

#[test]
fn its_use_is_noted_to_about_a_day() {
    let server = TestServer::start();
    let ann = ann(&server);
    ann.app_password("Tablet");
    let (_, password) = ann.app_password("Phone");
    let used_at =
        |at: usize| ann.page.get("/app/second-factor")["app_passwords"][at]["last_used_at"].clone();
    let used = || used_at(1);
    assert!(used().is_null());
    let held = server.login(ANN, &password).token;
    let first = used();
    assert!(first.is_string());
    server.advance(Duration::from_secs(25 * 60 * 60));
    server.get("/api/profile").token(&held).send().expect(200);
    assert_ne!(used(), first, "its session was used");
    assert!(used_at(0).is_null(), "the other's never was");
}

/// An administrator ends the password of an account that isn't its owner's alone any more.
#[test]
fn a_password_that_is_ended_ends_them_all() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let ann = ann(&server);
    let person = Person::find(&server, "ann");
    let (_, password) = ann.app_password("Mallory's");
    let path = format!("/app/admin/users/{}/password", person.id);
    boss.send("POST", &path, &json!({}));
    for door in families() {
        quiet_while(&server);
        let held = (door.sign_in)(&server, &person, &password);
        assert_eq!(held, None, "{}", door.family);
    }
}

/// Whoever had the session may have had the password and made one.
#[test]
fn an_address_that_is_taken_back_ends_them_all() {
    let server = TestServer::start();
    let ann = ann(&server);
    let person = Person::find(&server, "ann");
    let (_, password) = ann.app_password("Mallory's");
    let held = server.login(ANN, &password);
    let body = json!({"email": "mallory@example.net"});
    let ask = server.ask("PUT", "/api/v1/users/me").token(&held.token);
    ask.json(&body).send().expect(200);
    let mails = take(&server, ANN);
    let told = mails.iter().find(|mail| mail.text().contains("/#/undo"));
    let undo = json!({"code": told.expect("it is told").letters(), "password": "password456"});
    server
        .post("/app/undo-address")
        .json(&undo)
        .send()
        .expect(200);
    for door in families() {
        quiet_while(&server);
        let held = (door.sign_in)(&server, &person, &password);
        assert_eq!(held, None, "{}", door.family);
    }
}
