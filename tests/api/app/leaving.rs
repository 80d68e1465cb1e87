//! One's own account: changed, taken away, deleted.

use std::io::{Cursor, Read as _};

use serde_json::{Value, json};
use zip::ZipArchive;

use super::{Browser, code};
use crate::common::{PASSWORD, TestServer};
use crate::samples;

#[test]
fn names_are_changed_unless_taken() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let budi = Browser::sign_up(&server, "budi@example.com");
    budi.send("PUT", "/app/account", &json!({"username": "budi"}));
    let change = |body: Value| ayu.ask("PUT", "/app/account").json(&body).send();
    let me = change(json!({"username": "ayu", "last_name": ""}))
        .expect(200)
        .json();
    assert_eq!(
        (&me["account"]["username"], &me["account"]["name"]),
        (&json!("ayu"), &json!("Ayu"))
    );
    assert_eq!(me["csrf"], ayu.csrf);
    for (body, status, problem) in [
        (json!({"username": "Budi"}), 409, "taken"),
        (json!({"username": "../x"}), 400, "not_a_username"),
        (json!({"front_name": " "}), 400, "empty"),
    ] {
        let reply = change(body.clone()).expect(status);
        assert_eq!(
            reply.json()["error"]["fields"][0]["problem"],
            problem,
            "{body}"
        );
    }
    assert_eq!(ayu.get("/app/me")["account"]["email"], "ayu@example.com");
}

#[test]
fn a_card_is_changed_field_by_field() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let card = ayu.get("/app/card");
    assert_eq!(
        card.as_object()
            .map(|card| card.values().all(Value::is_null)),
        Some(true)
    );
    ayu.send(
        "PUT",
        "/app/card",
        &json!({"occupation": "Guru", "github": "https://github.com/ayu", "pronouns": "she/her"}),
    );
    let card = ayu.send(
        "PUT",
        "/app/card",
        &json!({"country": "Indonesia", "github": ""}),
    );
    assert_eq!(
        (&card["occupation"], &card["country"], &card["github"]),
        (&json!("Guru"), &json!("Indonesia"), &json!(""))
    );
    assert_eq!(card["pronouns"], "she/her");
    let most = "é".repeat(40);
    for (pronouns, shown) in [(&*most, &*most), (" dia ", "dia"), ("", "")] {
        let card = ayu.send("PUT", "/app/card", &json!({"pronouns": pronouns}));
        assert_eq!(card["pronouns"], shown);
        let files = unpacked(ayu.ask("GET", "/app/export").send().expect(200).body);
        let data: Value = serde_json::from_slice(&files[0].1).expect("JSON");
        assert_eq!(data["card"][0]["pronouns"], shown);
    }
    for (field, value) in [
        ("github", "javascript:alert(1)"),
        ("occupation", "two\nlines"),
        ("country", &"x".repeat(101)),
        ("pronouns", &"x".repeat(41)),
        ("pronouns", "she\nher"),
        ("pronouns", "she\u{202e}her"),
    ] {
        let reply = ayu
            .ask("PUT", "/app/card")
            .json(&json!({field: value}))
            .send();
        assert_eq!(code(&reply, 400), "fields", "{field}");
        assert_eq!(reply.json()["error"]["fields"][0]["field"], field);
    }
}

/// The files of a zip, by name.
fn unpacked(bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let count = archive.len();
    let read = |at| {
        let mut file = archive.by_index(at).expect("a file");
        let name = file.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("its bytes");
        (name, bytes)
    };
    (0..count).map(read).collect()
}

#[test]
fn everything_can_be_taken_away() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let answers = &samples::documented_answers()["input"];
    ayu.send("POST", "/app/results", &json!({"answers": answers}));
    ayu.send(
        "POST",
        "/api/v1/posts",
        &json!({"title": "Halo", "content": "Apa kabar?"}),
    );
    samples::uploaded(&server, &ayu.bearer());
    let reply = ayu.ask("GET", "/app/export").send().expect(200);
    assert_eq!(reply.header("Content-Type"), Some("application/zip"));
    let disposition = reply.header("Content-Disposition").expect("a name");
    assert!(disposition.contains("firststep-data.zip"));
    let files = unpacked(reply.body);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["data.json", "photo.jpg"]);
    assert_eq!(files[1].1[..2], [0xff, 0xd8], "a JPEG");
    let text = String::from_utf8(files[0].1.clone()).expect("text");
    let data: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(data["account"][0]["email"], "ayu@example.com");
    assert_eq!(&data["results"][0]["answers"], answers);
    assert_eq!(data["posts"][0]["title"], "Halo");
    assert!(
        data["sessions"][0]["created_at"]
            .as_str()
            .is_some_and(|at| at.ends_with('Z'))
    );
    for secret in [
        "password_hash",
        "$2b$",
        "_hash\": \"$",
        "access_id",
        "handle",
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
}

/// Whoever adds a table with something of somebody's in it adds it to what he can take away.
#[test]
fn every_table_of_an_account_is_in_it() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let files = unpacked(ayu.ask("GET", "/app/export").send().expect(200).body);
    let data: Value = serde_json::from_slice(&files[0].1).expect("JSON");
    let parts: Vec<&String> = data.as_object().expect("an object").keys().collect();
    let connection = rusqlite::Connection::open(server.database()).expect("it opens");
    let sql = "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'";
    let mut statement = connection.prepare(sql).expect("it is SQL");
    let tables = statement.query_map((), |row| row.get(0)).expect("rows");
    for table in tables.map(|name: rusqlite::Result<String>| name.expect("a name")) {
        let part = match table.as_str() {
            "accounts" => "account",
            "cards" => "card",
            "documents" => "document",
            "drafts" => "draft",
            "photos" => "photo",
            "predictions" | "answer_sheets" => "results",
            "feedback" => "diary_sessions",
            // Nobody's: how many accounts there are.
            // Nobody's: the database's own name, the hash of its first key. The last holds replies that are in the
            // other tables, some with tokens in them. And what guests answered, who have no account: their host sees no
            // more of it than a picture. And how much was mailed today, by an HMAC of the address; and how many of
            // two hundred people and more reached each score. And which photos are left to be carried to a copy
            // elsewhere. And the log of administrators, which has numbers of accounts and nothing of theirs; and a link
            // to set the password, which is a hash and a moment.
            "identity" | "set_up_key" | "idempotency_keys" | "seats" | "counts"
            | "account_blocks" | "recipient_totals" | "norms" | "replica" | "photo_changes"
            | "admin_log" | "password_links" => {
                continue;
            }
            same => same,
        };
        assert!(
            parts.iter().any(|known| *known == part),
            "{table} isn't exported"
        );
    }
}

#[test]
fn deleting_wants_the_password_once_more() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let leave = |password: &str| {
        let body = json!({"password": password});
        ayu.ask("DELETE", "/app/account").json(&body).send()
    };
    assert_eq!(code(&leave("not the password"), 403), "wrong_password");
    assert!(ayu.get("/app/me")["account"].is_object());
    let reply = leave(PASSWORD).expect(200);
    assert_eq!(reply.json()["account"], Value::Null);
    assert!(
        reply
            .header("Set-Cookie")
            .is_some_and(|cookie| cookie.contains("Max-Age=0"))
    );
    let body = json!({"name": "ayu@example.com", "password": PASSWORD});
    server.post("/app/sign-in").json(&body).send().expect(401);
    // The address is free again.
    Browser::sign_up(&server, "ayu@example.com");
}
