//! What administrators see.

use std::io::{Cursor, Read as _};

use firststep::backup::{self, Places, RestoreOptions, SecretKind};
use firststep::domain::account::AccountId;
use firststep::mail::{Smtp, SmtpTls};
use firststep::platform::background_tasks::Stop;
use firststep::store;
use serde_json::{Value, json};
use zip::ZipArchive;

use super::{Browser, code};
use crate::common::{Ask, PASSWORD, TestServer};
use crate::routes;
use crate::samples;

/// Each route below `/app/admin`, whichever there are.
#[test]
fn nobody_else_sees_it() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let mut routes = routes::of("app");
    routes.retain(|route| route.pattern.starts_with("/app/admin"));
    assert!(routes.len() > 15, "{}", routes.len());
    for route in routes {
        let path = route
            .pattern
            .replace("{user_id}", "1")
            .replace("{session_id}", "1")
            .replace("{mail}", "1-a.eml");
        let ask = |ask: Ask| ask.json(&json!({})).send();
        let at = format!("{} {path}", route.method);
        let reply = ask(server.ask(route.method, &path));
        assert_eq!(code(&reply, 401), "not_signed_in", "{at}");
        let reply = ask(ayu.ask(route.method, &path));
        assert_eq!(code(&reply, 403), "not_allowed", "{at}");
    }
}

#[test]
fn the_overview_counts() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    ayu.send("POST", "/api/predict", &samples::documented_answers());
    for name in ["ayu@example.com", "nobody@example.com"] {
        let body = json!({"name": name, "password": "a secret typed wrong"});
        server.post("/app/sign-in").json(&body).send().expect(401);
    }
    let told = boss.get("/app/admin/overview");
    assert_eq!(
        (&told["accounts"], &told["admins"], &told["results"]),
        (&json!(2), &json!(1), &json!(1))
    );
    assert_eq!(told["types"]["INFJ"], 1);
    assert_eq!(
        told["types"].as_object().map(serde_json::Map::len),
        Some(16)
    );
    assert_eq!(told["sign_ups"][0]["count"], 2);
    // Whatever is changed is counted at once.
    let citra = Browser::sign_up(&server, "citra@example.com");
    citra.send("POST", "/api/predict", &samples::documented_answers());
    let counts = |told: &Value| ["accounts", "admins", "results"].map(|what| told[what].clone());
    let more = boss.get("/app/admin/overview");
    assert_eq!(counts(&more), [json!(3), json!(1), json!(2)]);
    assert_eq!(
        (&more["types"]["INFJ"], &more["sign_ups"][0]["count"]),
        (&json!(2), &json!(3))
    );
    let store = &server.app().store;
    let gone = store.write(|tx| store::accounts::delete(tx, AccountId(3)));
    gone.expect("it was there");
    let less = boss.get("/app/admin/overview");
    assert_eq!(counts(&less), counts(&told));
    assert_eq!(
        (&less["types"], &less["sign_ups"]),
        (&told["types"], &told["sign_ups"])
    );
    assert!(
        told["database_bytes"]
            .as_i64()
            .is_some_and(|bytes| bytes > 4096)
    );
    let newest = &told["recent_sign_ins"][0];
    assert_eq!(
        (&newest["family"], &newest["address"]),
        (&json!("app"), &json!("127.0.0.1"))
    );
    let known: Vec<&Value> = told["recent_failures"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| &one["name_known"])
        .collect();
    assert_eq!(known, [false, true], "newest first");
    for secret in ["nobody@example.com", "a secret typed wrong"] {
        assert!(!told.to_string().contains(secret), "{secret}");
    }
}

#[test]
fn users_are_found_by_any_of_their_names() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    for name in ["ayu", "budi", "citra"] {
        Browser::sign_up(&server, &format!("{name}@example.com"));
    }
    let found = |query: &str| -> (i64, Vec<String>) {
        let told = boss.get(&format!("/app/admin/users{query}"));
        let users = told["users"].as_array().expect("a list").iter();
        let emails = users.filter_map(|user| user["email"].as_str().map(str::to_owned));
        (told["total"].as_i64().expect("a number"), emails.collect())
    };
    assert_eq!(found("").0, 4);
    assert_eq!(found("").1[0], "citra@example.com", "newest first");
    assert_eq!(found("?search=BUDI").1, ["budi@example.com"]);
    assert_eq!(found("?search=user3").1, ["budi@example.com"]);
    assert_eq!(
        found("?search=ayu+lest&limit=1"),
        (4, vec!["citra@example.com".to_owned()])
    );
    assert_eq!(found("?role=admin").1, ["boss@example.com"]);
    assert_eq!(found("?status=suspended"), (0, vec![]));
    assert_eq!(found("?search=").0, 4);
    // No pattern of SQL's is one here.
    assert_eq!(found("?search=%25").0, 0);
    assert_eq!(found("?search=_").0, 0);
    for query in ["?role=king", "?status=1", "?skip=x", "?role=", "?type="] {
        let reply = boss.ask("GET", &format!("/app/admin/users{query}")).send();
        assert_eq!(code(&reply, 400), "fields", "{query}");
    }
}

#[test]
fn mails_lie_in_the_outbox_newest_first() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let body = json!({
        "email": "ayu@example.com", "password": PASSWORD, "first_name": "Ayu", "last_name": "Lestari"
    });
    server
        .post("/api/v1/auth/register")
        .json(&body)
        .send()
        .expect(200);
    let told = boss.get("/app/admin/mails");
    assert_eq!(told["mode"], "outbox");
    let mail = &told["mails"][0];
    assert_eq!(
        (&mail["to"], &mail["refused"]),
        (&json!("ayu@example.com"), &json!(false))
    );
    let text = mail["text"].as_str().expect("a text");
    assert!(
        text.chars().take(6).all(|letter| letter.is_ascii_digit()),
        "{text}"
    );
}

#[test]
fn why_a_mail_failed_is_told_and_what_it_says_is_not() {
    for has_server in [false, true] {
        let server = TestServer::with(|settings, _| {
            settings.smtp = has_server.then(|| Smtp {
                host: "127.0.0.1".to_owned(),
                // Nobody listens there.
                port: 1,
                login: Some(("user".to_owned(), "a secret of the operator's".to_owned())),
                from: "firststep@example.org".to_owned(),
                hello: None,
                tls: SmtpTls::Never,
                authority: None,
            });
        });
        let boss = Browser::administrator(&server);
        let outbox = server.database().with_file_name("outbox");
        let mail = "To: ayu@example.com\r\nSubject: Kode\r\n\r\n123456\r\n";
        std::fs::write(outbox.join("7-a.refused"), mail).expect("written");
        let why = format!("550 <b>no</b> \u{1b}[2J\u{202e} {}", "x".repeat(2000));
        let tries = json!({"count": 2, "why": why, "next": 1_800_000_000_000_000_i64});
        std::fs::write(outbox.join("7-a.tries"), tries.to_string()).expect("written");
        let told = boss.get("/app/admin/mails");
        assert_eq!(told["mode"], if has_server { "smtp" } else { "outbox" });
        let mail = &told["mails"][0];
        assert_eq!(
            (&mail["refused"], &mail["tries"]),
            (&json!(true), &json!(2))
        );
        assert_eq!(mail["next"], Value::Null, "it isn't tried any more");
        let why = mail["why"].as_str().expect("a reason");
        assert!(
            why.starts_with("550 <b>no</b> \\u{1b}[2J\\u{202e} xxx"),
            "{why}"
        );
        assert_eq!(why.chars().count(), 300);
        let is_shown = mail["text"]
            .as_str()
            .is_some_and(|text| text.contains("123456"));
        assert_eq!(is_shown, !has_server);
        assert!(!told.to_string().contains("operator's"));
        std::fs::rename(outbox.join("7-a.refused"), outbox.join("7-a.eml")).expect("renamed");
        let mail = &boss.get("/app/admin/mails")["mails"][0];
        assert_eq!(mail["refused"], false);
        assert_eq!(mail["next"], "2027-01-15T08:00:00.000000Z");
    }
}

#[test]
fn an_administrator_gives_an_address_back() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let ayu = server.newcomer("ayu@example.com");
    let path = "/app/admin/users/2/addresses";
    assert_eq!(boss.get(path), json!({"addresses": []}));
    let change = |email: &str| {
        let ask = server.ask("PUT", "/api/v1/users/me").token(&ayu.token);
        ask.json(&json!({ "email": email })).send().expect(200);
    };
    change("eve@example.net");
    change("mallory@example.net");
    let told = boss.get(path);
    assert_eq!(told["addresses"][0]["email"], "ayu@example.com");
    assert_eq!(told["addresses"][1]["email"], "eve@example.net");
    let until = told["addresses"][0]["until"].as_str().expect("a moment");
    assert!(until.ends_with('Z'), "{until}");
    let found = boss.get("/app/admin/users?search=AYU@");
    assert_eq!(found["users"][0]["email"], "mallory@example.net");
    let give = |path: &str, email: &str| {
        let ask = boss.ask("POST", path).json(&json!({ "email": email }));
        ask.send()
    };
    assert_eq!(code(&give(path, "tono@example.com"), 404), "not_found");
    assert_eq!(
        code(&give("/app/admin/users/9/addresses", "a@b.cd"), 404),
        "no_account"
    );
    assert_eq!(code(&give(path, "no address"), 400), "fields");
    let user = give(path, "ayu@example.com").expect(200).json();
    assert_eq!(user["email"], "ayu@example.com");
    assert_eq!(boss.get(path), json!({"addresses": []}));
    server
        .get("/api/profile")
        .token(&ayu.token)
        .send()
        .expect(401);
    let body = json!({"name": "ayu@example.com", "password": PASSWORD});
    server.post("/app/sign-in").json(&body).send().expect(401);
    // Its owner sets a password by mail.
    let subjects: Vec<Value> = boss.get("/app/admin/mails")["mails"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|mail| mail["to"] == "ayu@example.com")
        .map(|mail| mail["subject"].clone())
        .collect();
    assert_eq!(subjects.len(), 2, "{subjects:?}");
    assert!(subjects.contains(&json!("Alamat Anda dikembalikan / Your address is back")));
}

#[test]
fn a_backup_is_the_whole_server() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    samples::uploaded(&server, &boss.bearer());
    let reply = boss.ask("GET", "/app/admin/backup").send().expect(200);
    let mut archive = ZipArchive::new(Cursor::new(reply.body)).expect("a zip");
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.expect("a name").into_owned())
        .collect();
    assert_eq!(
        names
            .iter()
            .filter(|name| name.starts_with("photos/"))
            .count(),
        3
    );
    assert!(
        !names.iter().any(|name| name.contains("secret")),
        "{names:?}"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("firststep.db");
    let mut bytes = Vec::new();
    let mut file = archive.by_name("firststep.db").expect("the database");
    file.read_to_end(&mut bytes).expect("its bytes");
    std::fs::write(&path, bytes).expect("written");
    let copy = rusqlite::Connection::open(&path).expect("it opens");
    let sound: String = copy
        .query_row("pragma integrity_check", (), |row| row.get(0))
        .expect("it runs");
    let email: String = copy
        .query_row("select email from accounts", (), |row| row.get(0))
        .expect("it is there");
    assert_eq!((sound.as_str(), email.as_str()), ("ok", "boss@example.com"));
    // Nothing of the work stays in the data folder.
    let data = server.database().parent().expect("a folder");
    let left = std::fs::read_dir(data).expect("it is read").flatten();
    let left: Vec<_> = left.map(|entry| entry.file_name()).collect();
    assert!(
        !left
            .iter()
            .any(|name| name.to_string_lossy().starts_with("unfinished-")),
        "{left:?}"
    );
}

#[test]
fn what_an_administrator_downloads_can_be_restored() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    samples::uploaded(&server, &boss.bearer());
    let reply = boss.ask("GET", "/app/admin/backup").send().expect(200);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("downloaded.zip");
    std::fs::write(&path, reply.body).expect("written");
    let stop = Stop::default();
    let verified = backup::verify(&path, None, &stop).expect("it is sound");
    assert_eq!(verified.manifest.secret(), SecretKind::Absent);
    assert_eq!(
        (verified.manifest.photos(), verified.missing_photos),
        (1, 0)
    );
    let data = folder.path().join("data");
    let places = Places {
        db: data.join("firststep.db"),
        photos: data.join("photos"),
        secret: data.join("secret"),
        folder: data,
    };
    let (how, now) = (RestoreOptions::default(), server.app().clock.now());
    let restored = backup::restore(&path, &places, &how, now, &stop).expect("it is restored");
    assert!(!restored.switched.secret && places.db.exists() && !places.secret.exists());
}
