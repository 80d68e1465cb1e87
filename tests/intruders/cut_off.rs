//! Somebody is in another's account, and an administrator puts them out.

use serde_json::json;

use super::second_factor::ann;
use crate::app::{Browser, code};
use crate::common::{PASSWORD, TestServer};

/// An address gets five mails a day that others ask for: whoever asks for these first keeps nobody in.
#[test]
fn who_used_up_the_owners_mails_is_put_out_all_the_same() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let eves = [0, 1, 2].map(|at| Browser::sign_up(&server, &format!("eve{at}@example.net")));
    let asked = json!({"email": "ayu@example.com", "password": PASSWORD});
    for at in 0..5 {
        eves[at % 3].send("POST", "/app/address", &asked);
    }
    let end = || boss.ask("POST", "/app/admin/users/2/password").send();
    assert_eq!(code(&end(), 429), "too_many_tries");
    ayu.ask("GET", "/app/answers").send().expect(401);
    let body = json!({"name": "ayu@example.com", "password": PASSWORD});
    server.post("/app/sign-in").json(&body).send().expect(401);
    // What is left to do is told.
    assert_eq!(boss.get("/app/admin/users/2")["pending"], "link");
}

#[test]
fn no_app_password_outlives_a_password_that_was_ended() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let ann = ann(&server);
    let (_, password) = ann.app_password("Phone");
    let held = server.login("ann@example.com", &password).token;
    boss.send("POST", "/app/admin/users/2/password", &json!({}));
    server.get("/api/profile").token(&held).send().expect(401);
    let body = json!({"email": "ann@example.com", "password": password});
    server.post("/api/login").json(&body).send().expect(401);
}
