//! The log of what administrators did.

use firststep::domain::account::{AccountId, Role};
use firststep::domain::caller::Caller;
use firststep::domain::query::Which;
use firststep::services::accounts::{self, Changes};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::{Browser, code};
use crate::common::{PASSWORD, TestServer};
use crate::samples;

/// What was done, to whom, what it was before and what it became, the earliest first.
fn deeds(log: &Value) -> Vec<(String, i64, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let entries = log["entries"].as_array().expect("a list").iter().rev();
    let deed = |one: &Value| {
        let account = one["account"]["id"].as_i64().unwrap_or_default();
        (
            text(&one["deed"]),
            account,
            text(&one["was"]),
            text(&one["became"]),
        )
    };
    entries.map(deed).collect()
}

fn done(boss: &Browser, method: &str, path: &str, body: &Value) {
    let reply = boss.ask(method, path).json(body).send();
    assert!(reply.status < 300, "{method} {path}: {}", reply.text());
}

/// All that an administrator can do over HTTP, once: what the log says of it, and how it is done.
fn everything(boss: &Browser, server: &TestServer) {
    let nothing = json!({});
    let invited = json!({"email": "budi@example.com", "front_name": "Budi", "role": "user"});
    done(boss, "POST", "/app/admin/users", &invited);
    done(boss, "POST", "/app/admin/users/3/mail", &nothing);
    for change in [
        json!({"role": "admin"}),
        json!({"role": "user", "first_name": "Ayuni"}),
        json!({"status": "suspended"}),
        json!({"status": "active", "email": "ayuni@example.com"}),
        // Nothing changes.
        json!({"status": "active"}),
    ] {
        done(boss, "PUT", "/api/v1/users/2", &change);
    }
    let ayu = Browser::sign_in(server, "ayuni@example.com", PASSWORD);
    samples::uploaded(server, &ayu.bearer());
    for title in ["One", "Two"] {
        let post = json!({"title": title, "content": "Hello"});
        ayu.send("POST", "/api/v1/posts", &post);
        ayu.send(
            "POST",
            "/api/v1/posts/1/comments",
            &json!({"content": title}),
        );
    }
    let text = json!({"content": "Hm"});
    done(boss, "PUT", "/api/v1/posts/1", &text);
    done(boss, "PUT", "/api/v1/posts/1/comments/1", &text);
    for path in [
        "/api/v1/posts/1/comments/2",
        "/api/v1/posts/1",
        "/app/admin/users/2/photo",
        "/app/admin/users/2/sessions",
    ] {
        done(boss, "DELETE", path, &nothing);
    }
    done(boss, "POST", "/app/admin/users/2/password", &nothing);
    let back = json!({"email": "ayu@example.com"});
    done(boss, "POST", "/app/admin/users/2/addresses", &back);
    boss.ask("GET", "/app/admin/users.csv").send().expect(200);
    boss.ask("GET", "/app/admin/backup").send().expect(200);
    let person = json!({
        "name": "Citra", "username": "citra", "email": "citra@example.com", "password": PASSWORD,
        "password_confirm": PASSWORD
    });
    done(boss, "POST", "/api/users", &person);
    done(boss, "DELETE", "/api/v1/users/2", &nothing);
}

#[test]
fn everything_that_an_administrator_does_is_in_it() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    Browser::sign_up(&server, "ayu@example.com");
    everything(&boss, &server);
    let log = boss.get("/app/admin/log");
    let expected = [
        ("invited", 3, "", "user"),
        ("mail", 3, "", "link"),
        ("role", 2, "user", "admin"),
        ("role", 2, "admin", "user"),
        ("changed", 2, "", "name"),
        ("status", 2, "active", "suspended"),
        ("status", 2, "suspended", "active"),
        ("changed", 2, "", "email"),
        ("post_changed", 2, "", ""),
        ("comment_changed", 2, "", ""),
        ("comment_deleted", 2, "", ""),
        ("post_deleted", 2, "", ""),
        ("photo", 2, "", ""),
        ("sessions", 2, "", "1"),
        ("password", 2, "", ""),
        ("address", 2, "", ""),
        ("listed", 0, "", "3"),
        ("backed_up", 0, "", ""),
        ("created", 4, "", "user"),
        ("deleted", 2, "", ""),
    ];
    let expected = expected.map(|(deed, account, was, became)| {
        (deed.to_owned(), account, was.to_owned(), became.to_owned())
    });
    assert_eq!(deeds(&log), expected);
    assert_eq!(log["total"], json!(expected.len()));
    for entry in log["entries"].as_array().expect("a list") {
        assert_eq!(entry["actor"], json!({"id": 1, "name": "Ayu Lestari"}));
        assert_eq!(entry["address"], "127.0.0.1");
    }
    assert_eq!(log["entries"][0]["account"], json!({"id": 2, "name": null}));
    // Of whoever is gone it has the number alone, and of whoever isn't no more.
    let kept = rows(&server);
    for name in ["ayu", "budi", "citra", "lestari", "example"] {
        assert!(!kept.to_lowercase().contains(name), "{name} in {kept}");
    }
}

/// The table as it is on disk.
fn rows(server: &TestServer) -> String {
    let connection = Connection::open(server.database()).expect("it opens");
    let sql = "select json_group_array(json_array(actor_id, address, deed, account_id, was, became)) from admin_log";
    connection
        .query_row(sql, (), |row| row.get(0))
        .expect("rows")
}

#[test]
fn what_one_does_with_ones_own_is_nobodys_business() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    for who in [&boss, &ayu] {
        who.send("PUT", "/app/account", &json!({"front_name": "Bos"}));
        let post = who.send("POST", "/api/v1/posts", &json!({"content": "Hello"}));
        let path = format!("/api/v1/posts/{}", post["id"]);
        who.send("PUT", &path, &json!({"content": "Hm"}));
        who.ask("DELETE", &path).send().expect(200);
        who.ask("DELETE", "/app/sessions").send().expect(200);
    }
    ayu.send("DELETE", "/app/account", &json!({"password": PASSWORD}));
    assert_eq!(
        boss.get("/app/admin/log"),
        json!({"total": 0, "entries": []})
    );
}

#[test]
fn what_was_refused_is_not_in_it() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let alone = json!({"role": "user"});
    assert_eq!(
        boss.ask("PUT", "/api/v1/users/1")
            .json(&alone)
            .send()
            .status,
        403
    );
    assert_eq!(
        ayu.ask("PUT", "/api/v1/users/2").json(&alone).send().status,
        403
    );
    assert_eq!(
        boss.ask("DELETE", "/app/admin/users/2/photo").send().status,
        404
    );
    assert_eq!(
        boss.ask("DELETE", "/app/admin/users/9/sessions")
            .send()
            .status,
        404
    );
    assert_eq!(boss.get("/app/admin/log")["total"], 0);
}

#[test]
fn it_is_filtered_and_paged() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    Browser::sign_up(&server, "ayu@example.com");
    let role = |role| Changes {
        role: Some(role),
        ..Changes::default()
    };
    let by_operator = accounts::update(
        server.app(),
        Caller::operator(),
        Which::Id(AccountId(2)),
        role(Role::Admin),
    );
    by_operator.expect("it is there");
    done(&boss, "PUT", "/api/v1/users/2", &json!({"role": "user"}));
    done(
        &boss,
        "PUT",
        "/api/v1/users/2",
        &json!({"status": "suspended"}),
    );
    let found = |query: &str| -> (i64, Vec<String>) {
        let log = boss.get(&format!("/app/admin/log{query}"));
        let words = deeds(&log)
            .into_iter()
            .map(|(deed, _, _, became)| format!("{deed} {became}"));
        (log["total"].as_i64().expect("a number"), words.collect())
    };
    let of = |total: i64, words: &[&str]| -> (i64, Vec<String>) {
        (total, words.iter().map(|word| (*word).to_owned()).collect())
    };
    let all = ["role admin", "role user", "status suspended"];
    assert_eq!(found(""), of(3, &all));
    assert_eq!(found("?actor=0"), of(1, &all[..1]));
    assert_eq!(found("?actor=1"), of(2, &all[1..]));
    assert_eq!(found("?account=2&deed=role"), of(2, &all[..2]));
    assert_eq!(found("?account=1"), of(0, &[]));
    assert_eq!(found("?limit=1"), of(3, &all[2..]), "newest first");
    assert_eq!(found("?limit=1&skip=2"), of(3, &all[..1]));
    let today = &server.app().clock.now().rfc3339()[..10];
    assert_eq!(found(&format!("?from={today}&until={today}")), of(3, &all));
    assert_eq!(found("?until=2020-01-01"), of(0, &[]));
    let operator = boss.get("/app/admin/log?actor=0");
    assert_eq!(
        (
            &operator["entries"][0]["actor"],
            &operator["entries"][0]["address"]
        ),
        (&Value::Null, &Value::Null)
    );
    for query in [
        "?actor=x",
        "?account=x",
        "?deed=fly",
        "?from=x",
        "?skip=x",
        "?actor=",
        "?deed=",
        "?until=",
    ] {
        let reply = boss.ask("GET", &format!("/app/admin/log{query}")).send();
        assert_eq!(code(&reply, 400), "fields", "{query}");
    }
}
