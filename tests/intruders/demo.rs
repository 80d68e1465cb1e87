//! A demo's administrators, for whoever reads the password from the wall and isn't at the machine.

use serde_json::json;

use super::second_factor::{ANN, ann};
use crate::common::{Ask, PASSWORD, TestServer};

/// A server whose administrators are kept to its machine; `X-Forwarded-For` says who asks.
fn empty() -> TestServer {
    TestServer::with(|settings, options| {
        settings.policy.local_admins = true;
        options.trusted_proxies = vec!["127.0.0.1".parse().expect("a network")];
    })
}

/// The same with an administrator and somebody else.
fn closed() -> TestServer {
    let server = empty();
    server.register("ann@example.com");
    server.register("root@example.com");
    server.sql("update accounts set role = 'admin' where email = 'root@example.com'");
    server
}

fn sign_in<'server>(server: &'server TestServer, email: &str, from: &str) -> [Ask<'server>; 2] {
    let page = json!({"name": email, "password": PASSWORD});
    let app = json!({"email": email, "password": PASSWORD});
    [
        server.post("/app/sign-in").json(&page),
        server.post("/api/login").json(&app),
    ]
    .map(|ask| ask.header("X-Forwarded-For", from))
}

#[test]
fn administrators_sign_in_from_the_machine_alone() {
    let server = closed();
    for (email, from, status) in [
        ("root@example.com", "127.0.0.1", 200),
        ("root@example.com", "::1", 200),
        ("root@example.com", "192.0.2.7", 403),
        ("root@example.com", "2001:db8::7", 403),
        ("ann@example.com", "192.0.2.7", 200),
    ] {
        for ask in sign_in(&server, email, from) {
            ask.send().expect(status);
        }
    }
}

#[test]
fn who_does_not_know_the_password_is_not_told_who_is_one() {
    let server = closed();
    let replies = ["root@example.com", "ann@example.com", "none@example.com"].map(|email| {
        let body = json!({"email": email, "password": "not it at all"});
        let ask = server.post("/api/login").json(&body);
        let reply = ask
            .header("X-Forwarded-For", "192.0.2.7")
            .send()
            .expect(401);
        reply.text()
    });
    assert_eq!(replies[0], replies[1]);
    assert_eq!(replies[0], replies[2]);
}

/// An app password stands for the second factor, and for nothing else.
#[test]
fn nor_does_an_app_password_let_them_in_from_elsewhere() {
    let server = empty();
    let ann = ann(&server);
    let (_, password) = ann.app_password("Phone");
    server.sql(&format!(
        "update accounts set role = 'admin' where email = '{ANN}'"
    ));
    for (from, status) in [("192.0.2.7", 403), ("127.0.0.1", 200)] {
        let body = json!({"email": ANN, "password": password});
        let ask = server.post("/api/login").json(&body);
        ask.header("X-Forwarded-For", from).send().expect(status);
    }
}
