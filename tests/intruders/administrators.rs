//! Administrators who take each other's rights away, or their own: one always stays.

use serde_json::json;

use crate::app::{Browser, code};
use crate::common::{Ask, PASSWORD, Reply, SignedIn, TestServer, at_once};

/// A server with so many administrators, `boss1@example.com` and so on.
fn server(count: usize) -> (TestServer, Vec<SignedIn>) {
    let server = TestServer::start();
    let email = |number| format!("boss{number}@example.com");
    (1..=count).for_each(|number| server.register(&email(number)));
    server.sql("update accounts set role = 'admin'");
    let bosses = (1..=count).map(|number| server.login(&email(number), PASSWORD));
    let bosses = bosses.collect();
    (server, bosses)
}

/// How many administrators can sign in.
fn left(server: &TestServer) -> i64 {
    let database = rusqlite::Connection::open(server.database()).expect("the database");
    let sql = "select count(*) from accounts where role = 'admin' and status = 'active'";
    let count = database.query_row(sql, (), |row| row.get(0));
    count.expect("a number")
}

/// A way to take an administrator's rights or account, asked for by another.
type Way = for<'server> fn(&'server TestServer, &SignedIn, usize) -> Ask<'server>;

const WAYS: [(&str, Way); 6] = [
    ("demote", |server, by, whom| {
        user(server, by, "PUT", whom).json(&json!({"role": "user"}))
    }),
    ("suspend", |server, by, whom| {
        user(server, by, "PUT", whom).json(&json!({"status": "suspended"}))
    }),
    ("deactivate", |server, by, whom| {
        let path = format!("/api/v1/users/{whom}/deactivate");
        server.ask("PATCH", &path).token(&by.token)
    }),
    ("delete", |server, by, whom| {
        user(server, by, "DELETE", whom)
    }),
    ("delete by name", |server, by, whom| {
        let path = format!("/api/user/boss{whom}@example.com");
        server.delete(&path).token(&by.token)
    }),
    ("delete by number", |server, by, whom| {
        let path = format!("/api/users/{whom}");
        server.delete(&path).token(&by.token)
    }),
];

fn user<'server>(
    server: &'server TestServer,
    by: &SignedIn,
    method: &str,
    whom: usize,
) -> Ask<'server> {
    let path = format!("/api/v1/users/{whom}");
    server.ask(method, &path).token(&by.token)
}

#[test]
fn of_two_who_take_it_from_each_other_at_once_one_stays() {
    for (name, way) in WAYS {
        let (server, bosses) = server(2);
        let replies = at_once(2, |at| way(&server, &bosses[at], 2 - at).send().status);
        assert_eq!(left(&server), 1, "{name}: {replies:?}");
    }
}

#[test]
fn however_they_do_it() {
    let (server, bosses) = server(6);
    // Each is after the next one, in another way, and all at once.
    let replies = at_once(6, |at| {
        let (_, way) = WAYS[at];
        way(&server, &bosses[at], (at + 1) % 6 + 1).send().status
    });
    assert!(left(&server) >= 1, "{replies:?}");
}

#[test]
fn the_last_one_can_not_be_taken_away_and_nothing_of_it_is_done() {
    let (server, bosses) = server(1);
    let boss = &bosses[0];
    for (name, way) in WAYS {
        let reply = way(&server, boss, 1).send();
        assert_eq!(reply.status, 403, "{name}: {}", reply.text());
        assert_eq!(left(&server), 1, "{name}");
    }
    let named = format!("/api/deleteuser/{}", boss.username);
    let told = server.delete(&named).token(&boss.token).send().expect(403);
    assert_eq!(
        told.json()["msg"],
        "Admin aktif terakhir tidak dapat dihapus"
    );
    let card = card_code(&server);
    let ask = server
        .delete("/deleteAccount")
        .header("Authorization", &card);
    ask.send().expect(403);
    let page = Browser::sign_in(&server, "boss1@example.com", PASSWORD);
    let body = json!({ "password": PASSWORD });
    let reply = page.ask("DELETE", "/app/account").json(&body).send();
    assert_eq!(code(&reply, 403), "last_administrator");
    assert_eq!(left(&server), 1);
    // With another one, who can sign in, everybody may go.
    server.register("boss2@example.com");
    let make = |body| {
        let ask = user(&server, boss, "PUT", 2).json(&body);
        let reply: Reply = ask.send();
        reply.expect(200);
    };
    make(json!({"role": "admin", "status": "deactivated"}));
    assert_eq!(
        code(&page.ask("DELETE", "/app/account").json(&body).send(), 403),
        "last_administrator"
    );
    make(json!({"status": "active"}));
    page.ask("DELETE", "/app/account")
        .json(&body)
        .send()
        .expect(200);
    assert_eq!(left(&server), 1);
}

#[test]
fn people_leave_as_ever() {
    let (server, _) = server(1);
    let ann = server.newcomer("ann@example.com");
    let path = format!("/api/deleteuser/{}", ann.username);
    server.delete(&path).token(&ann.token).send().expect(200);
    assert_eq!(left(&server), 1);
}

fn card_code(server: &TestServer) -> String {
    let body = json!({"email": "boss1@example.com", "password": PASSWORD});
    let reply = server.post("/login").json(&body).send().expect(200);
    reply.json()["message"].as_str().expect("a code").to_owned()
}
