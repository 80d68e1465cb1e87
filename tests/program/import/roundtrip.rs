//! Import reads what export writes, and a second export equals the first.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{FACEOFMIND, FIRSTSTEP, FLASK_API, PROFILECARD, export, exported, import, reported};
use crate::client::{DOCUMENTED, photo};
use crate::support::{Server, program, run, serving};

const TABLES: [&str; 16] = [
    "users",
    "cards",
    "documents",
    "results",
    "instruments",
    "instrument_results",
    "drafts",
    "posts",
    "comments",
    "reminders",
    "diary_sessions",
    "feedback",
    "detections",
    "facial_data",
    "voice_data",
    "suggestions",
];

/// A folder with rows in every table, and gaps from deleted accounts.
fn populated(folder: &Path) {
    for (name, text) in [
        ("a.sql", FIRSTSTEP),
        ("b.sql", FACEOFMIND),
        ("c.sql", PROFILECARD),
        ("users.jsonl", FLASK_API),
    ] {
        reported(import(folder, name, text, &[]));
    }
    let mut command = serving(&folder.join("data"));
    command.args(["--instrument", "example"]);
    let server = Server::start(command);
    let gone = server.client().sign_up("gone@example.org");
    let sari = server.client().sign_up("sari@example.org");
    gone.predict(DOCUMENTED).unwrap().success();
    sari.predict(DOCUMENTED).unwrap().success();
    sari.predict(&[1; 60]).unwrap().success();
    sari.upload(&photo(5)).unwrap().success();
    for counts in [true, false] {
        let sheet = json!({"answers": vec![4; 25], "may_count": counts});
        let kept = sari.post("/app/instruments/working-together/results", &sheet);
        kept.unwrap().success();
    }
    let draft = json!({"changes": [{"statement": 3, "answer": -2}]});
    let kept = sari.send(
        "PATCH",
        "/app/answers",
        &[("Content-Type", "application/json")],
        draft.to_string().into_bytes(),
    );
    assert!(kept.unwrap().status < 300);
    let card = json!({"pronouns": "they/them"});
    let kept = sari.send(
        "PUT",
        "/app/card",
        &[("Content-Type", "application/json")],
        card.to_string().into_bytes(),
    );
    assert_eq!(kept.unwrap().status, 200);
    server.stop();
    let mut command = program();
    command
        .args(["user", "delete", "gone@example.org", "--yes", "--data-dir"])
        .arg(folder.join("data"));
    assert_eq!(run(command).status.code(), Some(0));
}

fn move_to(from: &Path, to: &Path, names: &[&str], words: &[&str]) {
    let mut command = program();
    command.arg("import");
    for name in names {
        command.arg(from.join(name));
    }
    command
        .args(words)
        .arg("--json")
        .arg("--data-dir")
        .arg(to.join("data"));
    let (report, code) = reported(command);
    assert_eq!(code, 0, "{report:#}");
    assert_eq!(report["counts"], json!({}), "{report:#}");
}

#[test]
fn everything_as_json_lines_and_its_photos() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    populated(one.path());
    let (file, photos) = (one.path().join("all.jsonl"), one.path().join("photos"));
    let words = [
        "--with-hashes",
        "--to",
        file.to_str().unwrap(),
        "--photos-to",
        photos.to_str().unwrap(),
    ];
    assert_eq!(exported(one.path(), &words), "");
    let pictures = fs::read_dir(&photos).unwrap();
    let pictures: Vec<_> = pictures.map(|entry| entry.unwrap().path()).collect();
    assert!(!pictures.is_empty());
    for path in pictures.iter().chain([&file, &photos]) {
        let mode = fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{} is its owner's alone", path.display());
    }
    let whole = fs::read_to_string(&file).unwrap();
    for table in TABLES {
        assert!(
            whole.contains(&format!("{{\"table\":\"{table}\"")),
            "nothing in {table}"
        );
    }
    assert!(whole.contains("\"pronouns\":\"they/them\""));
    move_to(
        one.path(),
        other.path(),
        &["all.jsonl"],
        &["--photos-from", photos.to_str().unwrap()],
    );
    let moved = exported(other.path(), &["--with-hashes"]);
    assert_eq!(as_here(&moved), as_here(&whole));
    // Passwords are exported, too.
    let server = Server::on(&other.path().join("data"));
    let sari = server.client().login("sari@example.org").unwrap();
    assert_eq!(sari.status, 200);
    // A second import changes nothing.
    server.stop();
    let whole = exported(other.path(), &["--with-hashes"]);
    move_to(one.path(), other.path(), &["all.jsonl"], &[]);
    assert_eq!(exported(other.path(), &["--with-hashes"]), whole);
}

#[test]
fn every_table_as_csv() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    populated(one.path());
    let names = TABLES.map(|table| format!("{table}.csv"));
    for (table, name) in TABLES.iter().zip(&names) {
        let to = one.path().join(name);
        exported(
            one.path(),
            &[
                "--format",
                "csv",
                "--what",
                table,
                "--with-hashes",
                "--to",
                to.to_str().unwrap(),
            ],
        );
    }
    move_to(
        one.path(),
        other.path(),
        &names.each_ref().map(String::as_str),
        &[],
    );
    for (table, name) in TABLES.iter().zip(&names) {
        let again = exported(
            other.path(),
            &["--format", "csv", "--what", table, "--with-hashes"],
        );
        let mut before = fs::read_to_string(one.path().join(name)).unwrap();
        if *table == "users" {
            // Without photos.
            before = without_photos(&before);
        }
        assert_eq!(as_here(&again), as_here(&before), "{table}");
    }
}

/// A hash of bcrypt that comes from elsewhere is marked until the next sign-in: nobody can tell whether it
/// was cut at 72 bytes.
fn as_here(rows: &str) -> String {
    rows.replace("imported:$2", "$2")
}

fn without_photos(users: &str) -> String {
    let mut reader = csv::Reader::from_reader(users.as_bytes());
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names = reader.headers().unwrap().clone();
    let at = names.iter().position(|name| name == "photo").unwrap();
    writer.write_record(&names).unwrap();
    for row in reader.records() {
        let row = row.unwrap();
        let cells = row
            .iter()
            .enumerate()
            .map(|(place, cell)| if place == at { "" } else { cell });
        writer.write_record(cells).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn hashes_and_keys_stay_at_home() {
    let folder = tempfile::tempdir().unwrap();
    populated(folder.path());
    let whole = exported(folder.path(), &[]);
    assert!(!whole.contains("password") && !whole.contains("$2") && !whole.contains("pbkdf2"));
    let results = exported(folder.path(), &["--what", "results"]);
    let results: Vec<Value> = results
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(results.len(), 2, "whoever is gone has left nothing");
    assert_eq!(
        (&results[0]["mbti"], &results[0]["table"]),
        (&json!("INFJ"), &json!("results"))
    );
    assert_eq!(results[0]["probabilities"].as_array().unwrap().len(), 16);
}

/// As where the folder of last month's export is taken again.
#[test]
fn photos_take_the_place_of_longer_ones_whole() {
    let folder = tempfile::tempdir().unwrap();
    populated(folder.path());
    let photos = folder.path().join("photos");
    let everything = |photos: &Path| -> Vec<(PathBuf, Vec<u8>)> {
        let files = fs::read_dir(photos).unwrap();
        let mut files: Vec<_> = files.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let read = |path: PathBuf| (path.clone(), fs::read(path).unwrap());
        files.into_iter().map(read).collect()
    };
    let words = ["--what", "users", "--photos-to", photos.to_str().unwrap()];
    exported(folder.path(), &words);
    let before = everything(&photos);
    assert!(!before.is_empty());
    for (path, bytes) in &before {
        fs::write(path, [&bytes[..], b"the end of a longer one"].concat()).unwrap();
    }
    exported(folder.path(), &words);
    assert!(everything(&photos) == before, "they are as they were");
}

#[test]
fn what_was_exported_is_counted_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    populated(folder.path());
    let (file, photos) = (
        folder.path().join("all.jsonl"),
        folder.path().join("photos"),
    );
    let words = [
        "--json",
        "--to",
        file.to_str().unwrap(),
        "--photos-to",
        photos.to_str().unwrap(),
    ];
    let counted: Value = serde_json::from_str(&exported(folder.path(), &words)).unwrap();
    let rows = fs::read_to_string(&file).unwrap().lines().count();
    let stored = photos.read_dir().unwrap().count();
    assert_eq!(counted, json!({"rows": rows, "photos": stored}));
    assert!(rows > 20 && stored > 0, "{counted}");
    let refused = export(folder.path(), &["--json"]);
    assert_eq!((refused.status.code(), &*refused.stdout), (Some(1), ""));
    assert!(refused.stderr.contains("--to"), "{refused:?}");
}

/// As `firststep export | head` closes it.
#[test]
fn nobody_reading_is_no_trouble() {
    let folder = tempfile::tempdir().unwrap();
    reported(import(folder.path(), "a.sql", FIRSTSTEP, &[]));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = program();
    command
        .arg("export")
        .arg("--data-dir")
        .arg(folder.path().join("data"));
    command.stdout(writer).stderr(std::process::Stdio::piped());
    let output = command.output().unwrap();
    assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b""[..]));
    let told = export(folder.path(), &["--what", "nothing"]);
    assert_eq!(told.status.code(), Some(2));
}

/// A result of another questionnaire moves with the version that was answered, to a server that offers none of it, and
/// isn't kept for research there.
#[test]
fn results_of_other_questionnaires_move_with_what_was_asked() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    populated(one.path());
    let whole = exported(one.path(), &["--with-hashes"]);
    assert!(!whole.contains("may_count"));
    let broken = whole.replace("\"answers\":[4,4,", "\"answers\":[9,4,");
    let third = tempfile::tempdir().unwrap();
    let (report, _) = reported(import(third.path(), "broken.jsonl", &broken, &[]));
    let found = report.to_string();
    assert!(
        found.contains("it doesn't fit its questionnaire"),
        "{found}"
    );
    fs::write(one.path().join("all.jsonl"), &whole).unwrap();
    move_to(one.path(), other.path(), &["all.jsonl"], &[]);
    let server = Server::on(&other.path().join("data"));
    let sari = server.client().login("sari@example.org").unwrap();
    let mut told = server.client();
    told.token = sari.json()["loginResult"]["token"]
        .as_str()
        .map(str::to_owned);
    let list = told.get("/app/instrument-results").json();
    assert_eq!(list["results"].as_array().unwrap().len(), 2, "{list}");
    let path = format!("/app/instrument-results/{}", list["results"][0]["id"]);
    let result = told.get(&path).json();
    assert_eq!(
        (
            &result["current"],
            &result["may_count"],
            &result["instrument"]["id"]
        ),
        (&json!(false), &json!(false), &json!("working-together"))
    );
}
