//! Everything that is kept, read past the server: all rows of all tables, all files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};

use super::doors::{Person, paged};
use crate::common::{Ask, TestServer};
use crate::samples::{self, jpeg, picture};

/// What is there.
#[derive(Debug, PartialEq, Eq)]
pub struct Remains {
    /// Each table's rows, as text.
    tables: BTreeMap<String, Vec<String>>,
    /// The files in the data folder but the database's own.
    files: BTreeSet<PathBuf>,
}

/// Reads it all.
pub fn of(server: &TestServer) -> Remains {
    let database = server.database();
    let mut files = BTreeSet::new();
    collect(database.parent().expect("a folder"), &mut files);
    let own = database.file_name().expect("a name").to_string_lossy();
    files.retain(|file| {
        let name = file.file_name().expect("a name").to_string_lossy();
        !name.starts_with(&*own)
    });
    Remains {
        tables: tables(database),
        files,
    }
}

fn collect(folder: &Path, files: &mut BTreeSet<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.insert(path);
        }
    }
}

fn tables(database: &Path) -> BTreeMap<String, Vec<String>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let connection = Connection::open_with_flags(database, flags).expect("it opens");
    // How many accounts there are is kept, and how often they changed: numbers, nobody's. And until the day is over how
    // much was mailed to an address, by an HMAC: else one that is deleted and made again is written without end.
    // No copy is kept elsewhere here, so that nothing is left to be carried there. The log of administrators outlives
    // whom it names by number: `app::admin_log` looks into it.
    let list = "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'
                and name not in ('counts', 'account_blocks', 'recipient_totals', 'replica', 'photo_changes',
                'admin_log')";
    let mut statement = connection.prepare(list).expect("it is SQL");
    let names = statement.query_map((), |row| row.get(0)).expect("it runs");
    let names: Vec<String> = names.collect::<Result<_, _>>().expect("names");
    let read = |name: String| {
        let rows = rows(&connection, &format!("select * from {name}"));
        (name, rows)
    };
    names.into_iter().map(read).collect()
}

fn rows(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).expect("it is SQL");
    let columns = statement.column_count();
    let mut rows = statement.query(()).expect("it runs");
    let mut found = Vec::new();
    while let Some(row) = rows.next().expect("a row") {
        let values = (0..columns).map(|at| {
            let value: rusqlite::types::Value = row.get(at).expect("a value");
            format!("{value:?}")
        });
        found.push(values.collect::<Vec<_>>().join(", "));
    }
    found
}

impl Remains {
    /// How many rows there are of what an export calls so.
    pub fn count(&self, part: &str) -> usize {
        let table = match part {
            "account" | "card" | "document" | "draft" | "photo" => format!("{part}s"),
            "results" => "predictions".to_owned(),
            same => same.to_owned(),
        };
        self.tables[&table].len()
    }

    /// No row and no file mentions him.
    #[track_caller]
    pub fn mentions_nothing_of(&self, person: &Person) {
        for word in [person.email.as_str(), &person.username, MARK] {
            let rows = format!("{:?}", self.tables);
            assert!(!rows.contains(word), "{word} in {rows}");
            for file in &self.files {
                let bytes = std::fs::read(file).expect("a file");
                let told = memchr::memmem::find(&bytes, word.as_bytes());
                let named = file.to_string_lossy().contains(word);
                assert!(told.is_none() && !named, "{word} in {}", file.display());
            }
        }
    }
}

/// Every table has got rows, and every folder files: nothing is deleted that was never there.
#[track_caller]
pub fn fill_check(before: &Remains, lived: &Remains) {
    for (name, rows) in &lived.tables {
        // The database's own name, nobody's; and what two hundred people and more make norms of.
        if ["identity", "set_up_key", "norms"].contains(&name.as_str()) {
            continue;
        }
        assert!(
            rows.len() > before.tables[name].len(),
            "nothing was written to {name}"
        );
    }
    let new: Vec<_> = lived.files.difference(&before.files).collect();
    let of = |kind: &str| {
        new.iter()
            .filter(|file| file.extension().is_some_and(|is| is == kind))
            .count()
    };
    assert_eq!((of("jpg"), of("eml")), (3, 4), "{new:?}");
}

/// Stands in all that is written.
pub const MARK: &str = "Zwischenzeit";

/// Writes to every table and every folder, through the doors of these holdings, in their order.
pub fn live(server: &TestServer, person: &Person, held: &[String]) {
    let [first, _, flask, mind, card, page] = held else {
        panic!("a door has no life here");
    };
    let told = |ask: Ask<'_>, body: &Value| {
        let reply = ask.json(body).send();
        assert!([200, 201].contains(&reply.status), "{}", reply.text());
    };
    let mut answers = samples::documented_answers();
    answers["consent"] = json!(true);
    told(server.post("/api/predict").token(first), &answers);
    let document = json!({"profile": {"city": MARK}});
    told(server.ask("PUT", "/api/user").token(flask), &document);
    let image = STANDARD.encode(jpeg(&picture(40, 30)));
    let contact = json!({"country": MARK, "image": image});
    let ask = server.post("/setContactDetail");
    told(ask.header("Authorization", card), &contact);
    for (method, path, body) in mindful() {
        let ask = server.ask(method, path).header("Idempotency-Key", path);
        told(ask.token(mind), &body);
    }
    for (method, path, body) in paged_life() {
        told(paged(server.ask(method, path), page), &body);
    }
    // An address that was left and taken up again: two former ones, and their mails.
    for email in [format!("{MARK}@example.com"), person.email.clone()] {
        let ask = server.ask("PUT", "/api/v1/users/me").token(mind);
        told(ask, &json!({ "email": email }));
    }
    // Somebody in their room.
    server.sql(&format!(
        "insert into seats (room_id, token_hash, name, answers, joined_at) select id, '{MARK}', '{MARK}', '{}', 1 from rooms",
        ".".repeat(60)
    ));
    // A second factor, without what switching one on would end.
    let id = person.id;
    for row in [
        format!("second_factors values ({id}, x'00', 0, 1, 1, 0, 0)"),
        format!("recovery_codes (account_id, hash, created_at) values ({id}, '', 1)"),
        format!("password_links values ({id}, '{id}', 1)"),
        format!(
            "app_passwords (account_id, name, hash, created_at) values ({id}, '{MARK}', '{id}', 1)"
        ),
    ] {
        server.sql(&format!("insert into {row}"));
    }
    // A code that waits in the table, and its mail that waits in the outbox.
    let email = firststep::domain::email::Email::parse(&person.email).expect("an address");
    let asked = firststep::services::accounts::request_reset(server.app(), &email, "192.0.2.1");
    asked.expect("it is written");
}

/// Our page's tables: a kept result (the second, after the prediction), a link to it, a result of another instrument, a room, a
/// draft.
fn paged_life() -> [(&'static str, &'static str, Value); 6] {
    let answers = &samples::documented_answers()["input"];
    [
        ("POST", "/app/results", json!({"answers": answers})),
        ("POST", "/app/shares", json!({"result": 2, "days": 7})),
        ("POST", "/app/comparisons", json!({"result": 2, "days": 7})),
        (
            "POST",
            "/app/instruments/working-together/results",
            json!({"answers": vec![1; 25]}),
        ),
        ("POST", "/rooms", json!({"title": MARK})),
        (
            "PATCH",
            "/app/answers",
            json!({"changes": [{"statement": 0, "answer": 1}]}),
        ),
    ]
}

/// FaceofMind's tables, one after another: the first of everything is number 1 on a fresh server.
fn mindful() -> [(&'static str, &'static str, Value); 7] {
    let suggestions = json!([{"suggestion": MARK, "url": "https://example.com"}]);
    let detection = json!({
        "facial_data": [{"emotion": MARK, "suggestions": suggestions}],
        "voice_data": [{"content": MARK, "suggestions": suggestions}],
        "suggestions": suggestions,
    });
    [
        ("POST", "/api/v1/sessions/", json!({})),
        ("POST", "/api/v1/sessions/1/detections", detection),
        ("PATCH", "/api/v1/sessions/1/end", json!({})),
        (
            "POST",
            "/api/v1/sessions/1/feedback",
            json!({"rating": 5, "comment": MARK}),
        ),
        (
            "POST",
            "/api/v1/posts",
            json!({"title": MARK, "content": MARK}),
        ),
        ("POST", "/api/v1/posts/1/comments", json!({"content": MARK})),
        (
            "POST",
            "/api/v1/reminders",
            json!({"title": MARK, "reminder_time": "2100-01-01T00:00:00Z"}),
        ),
    ]
}
