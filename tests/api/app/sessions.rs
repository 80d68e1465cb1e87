//! Where one is signed in.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Browser, code};
use crate::common::{PASSWORD, TestServer};

fn list(browser: &Browser) -> Vec<Value> {
    let told = browser.get("/app/sessions");
    told["sessions"].as_array().expect("a list").clone()
}

#[test]
fn every_apis_sessions_are_listed_newest_first() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    server.login("ayu@example.com", PASSWORD);
    let body = json!({"email": "ayu@example.com", "password": PASSWORD});
    let ask = server.post("/login").json(&body);
    ask.header("User-Agent", "A phone").send().expect(200);
    let sessions = list(&ayu);
    let families: Vec<&str> = sessions
        .iter()
        .filter_map(|one| one["family"].as_str())
        .collect();
    assert_eq!(families, ["profilecard", "firststep", "app"]);
    assert_eq!(sessions[0]["agent"], "A phone");
    let current: Vec<&Value> = sessions.iter().map(|one| &one["current"]).collect();
    assert_eq!(current, [false, false, true]);
    assert_eq!(sessions[2]["address"], "127.0.0.1");
}

#[test]
fn one_can_be_ended_and_all_others_can() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let phone = server.login("ayu@example.com", PASSWORD);
    let laptop = Browser::sign_in(&server, "ayu@example.com", PASSWORD);
    let id = |family: &str| {
        let sessions = list(&ayu);
        let found = sessions.iter().find(|one| one["family"] == family);
        found.expect("it is open")["id"].clone()
    };
    let path = format!("/app/sessions/{}", id("firststep"));
    ayu.ask("DELETE", &path).send().expect(200);
    server
        .get("/api/profile")
        .token(&phone.token)
        .send()
        .expect(401);
    laptop.get("/app/answers");
    assert_eq!(code(&ayu.ask("DELETE", &path).send(), 404), "not_found");
    ayu.ask("DELETE", "/app/sessions").send().expect(200);
    assert_eq!(
        code(&laptop.ask("GET", "/app/answers").send(), 401),
        "signed_out"
    );
    assert_eq!(list(&ayu).len(), 1);
}

#[test]
fn nobody_ends_anothers_session() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let budi = Browser::sign_up(&server, "budi@example.com");
    let id = &list(&ayu)[0]["id"];
    let reply = budi.ask("DELETE", &format!("/app/sessions/{id}")).send();
    assert_eq!(code(&reply, 404), "not_found");
    assert_eq!(list(&ayu).len(), 1);
}

#[test]
fn a_new_password_ends_all_but_this_one() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let phone = Browser::sign_in(&server, "ayu@example.com", PASSWORD);
    let change = |current: &str, new: &str| {
        let body = json!({"current": current, "new": new});
        ayu.ask("POST", "/app/password").json(&body).send()
    };
    assert_eq!(
        code(&change("not the password", "password456"), 403),
        "wrong_password"
    );
    assert_eq!(code(&change(PASSWORD, "short"), 400), "fields");
    phone.get("/app/answers");
    change(PASSWORD, "password456").expect(200);
    phone.ask("GET", "/app/answers").send().expect(401);
    ayu.get("/app/answers");
    Browser::sign_in(&server, "ayu@example.com", "password456");
}

/// It is over for whoever holds it, and for whoever looks who is signed in.
#[test]
fn one_that_was_not_used_for_too_long_is_in_no_list() {
    let hour = Duration::from_secs(60 * 60);
    let server = TestServer::with(|settings, _| settings.policy.idle_lifetime = 2 * hour);
    Browser::administrator(&server);
    Browser::sign_up(&server, "ayu@example.com");
    server.advance(3 * hour);
    let boss = Browser::sign_in(&server, "boss@example.com", PASSWORD);
    let of_ayu = || boss.get("/app/admin/users/2")["sessions"].clone();
    assert_eq!(of_ayu(), json!([]));
    let ayu = Browser::sign_in(&server, "ayu@example.com", PASSWORD);
    assert_eq!(list(&ayu).len(), 1);
    assert_eq!(of_ayu().as_array().map(Vec::len), Some(1));
}
