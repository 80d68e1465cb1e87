//! `firststep export --what research`. What reckons from it: `research_programs.rs`.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::support::{Server, program, run, serving};

/// How many made-up answers there are; the first two are one person's, the second forty days after the first.
pub const PEOPLE: usize = 120;

/// The statements as the repository has them: pair, sign, texts.
pub fn statements() -> Vec<Value> {
    let text = fs::read_to_string("seed/questions.json").unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    file["statements"].as_array().unwrap().clone()
}

/// Numbers that look like chance, the same each time.
struct Dice(u64);

impl Dice {
    /// From -1 to 1.
    fn roll(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 33).unwrap()) / f64::from(1_u32 << 30) - 1.0
    }
}

/// Answers of people who lean one way or the other on each pair.
pub fn sheets(people: usize) -> Vec<Vec<i64>> {
    let (mut dice, statements) = (Dice(7), statements());
    let mut sheet = || {
        let leanings: [f64; 4] = std::array::from_fn(|_| 2.0 * dice.roll());
        let mut answer = |statement: &Value| {
            let pairs = ["EI", "SN", "TF", "JP"];
            let axis = pairs
                .iter()
                .position(|pair| statement["dichotomy"] == *pair)
                .unwrap();
            let sign = statement["key"].as_f64().unwrap();
            #[expect(clippy::cast_possible_truncation, reason = "small")]
            let rounded = (sign * leanings[axis] + 2.0 * dice.roll())
                .round()
                .clamp(-3.0, 3.0) as i64;
            rounded
        };
        statements.iter().map(&mut answer).collect::<Vec<i64>>()
    };
    (0..people).map(|_| sheet()).collect()
}

/// A data folder with a response of each, the last of which isn't reliable; one is of other statements.
pub fn populated(folder: &Path, people: usize) -> PathBuf {
    let data = folder.join("data");
    let server = Server::on(&data);
    let client = server.client().sign_up("secret@example.org");
    client.predict(&[1; 60]).unwrap().success();
    server.stop();
    let hash = firststep::platform::digest::sha256(&fs::read("seed/questions.json").unwrap());
    let database = Connection::open(data.join("firststep.db")).unwrap();
    database.execute_batch("begin").unwrap();
    for (at, sheet) in sheets(people).iter().enumerate() {
        let times = vec![1000 + at; 60];
        let oddity = (at == people - 1).then_some("answers_do_not_fit_together");
        let day = (at < 2).then_some(40 * i64::try_from(at).unwrap());
        insert(&database, &json!(sheet), &json!(times), oddity, &hash, day);
    }
    insert(
        &database,
        &json!(vec![3; 60]),
        &Value::Null,
        None,
        "another",
        None,
    );
    database.execute_batch("commit").unwrap();
    data
}

/// With a day it is the account's.
fn insert(
    database: &Connection,
    sheet: &Value,
    times: &Value,
    oddity: Option<&str>,
    hash: &str,
    day: Option<i64>,
) {
    let times = times.is_array().then(|| times.to_string());
    let sql = "insert into responses (account_id, answers, milliseconds, shown_order, language, reliability, oddity,
                 questionnaire_hash, model_hash, created_at)
               values (iif(?6 is null, null, 1), ?1, ?2, ?3, 'id', 0.5, ?4, ?5, '=model', 1 + coalesce(?6, 0) * 86400000000)";
    let order = json!((0..60).rev().collect::<Vec<_>>()).to_string();
    let values = params![sheet.to_string(), times, order, oddity, hash, day];
    database.execute(sql, values).unwrap();
}

pub fn export(data: &Path, words: &[&str]) -> String {
    let mut command = program();
    command.args(["export", "--data-dir"]).arg(data).args(words);
    run(command).done().to_owned()
}

/// The rows of a CSV file, by the names in its header.
fn read(text: &str) -> Vec<Vec<(String, String)>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        names
            .iter()
            .cloned()
            .zip(row.iter().map(str::to_owned))
            .collect()
    });
    rows.collect()
}

fn get<'row>(row: &'row [(String, String)], name: &str) -> &'row str {
    &row.iter().find(|(known, _)| known == name).unwrap().1
}

fn answers_of(row: &[(String, String)]) -> Vec<i64> {
    (1..=60)
        .map(|at| get(row, &format!("q{at:02}")).parse().unwrap())
        .collect()
}

#[test]
fn nobody_is_named_and_no_export_leads_to_another() {
    let folder = tempfile::tempdir().unwrap();
    let data = populated(folder.path(), PEOPLE);
    let [first, second] = [0, 1].map(|_| export(&data, &["--what", "research", "--format", "csv"]));
    for word in ["secret", "example.org", "User1"] {
        assert!(!first.contains(word), "{word}");
    }
    let (first, second) = (read(&first), read(&second));
    assert_eq!((first.len(), second.len()), (PEOPLE + 1, PEOPLE + 1));
    let all = |rows: &[Vec<(String, String)>], name: &str| -> Vec<String> {
        rows.iter().map(|row| get(row, name).to_owned()).collect()
    };
    for name in ["id", "person"] {
        let (one, other) = (all(&first, name), all(&second, name));
        assert!(
            one.iter().all(|id| id.is_empty() || !other.contains(id)),
            "{name}"
        );
    }
    // Nor does the order tell when each was given: it is another each time, and not the table's.
    let sheets = sheets(PEOPLE);
    let places = |rows: &[Vec<(String, String)>]| -> Vec<usize> {
        let known = rows
            .iter()
            .filter_map(|row| sheets.iter().position(|sheet| *sheet == answers_of(row)));
        known.collect()
    };
    let (one, other) = (places(&first), places(&second));
    assert_eq!((one.len(), other.len()), (PEOPLE, PEOPLE));
    assert!(one != other && !one.is_sorted() && !other.is_sorted());
    // All rows of one account have one name in it, and nobody's have none.
    let mut people = all(&first, "person");
    people.sort();
    people.dedup();
    assert_eq!(people.len(), 2, "{people:?}");
    assert_eq!(people[0], "");
}

#[test]
fn a_row_has_all_that_was_told() {
    let folder = tempfile::tempdir().unwrap();
    let data = populated(folder.path(), PEOPLE);
    let sheets = sheets(PEOPLE);
    let rows = read(&export(&data, &["--what", "research", "--format", "csv"]));
    let of = |sheet: &[i64]| rows.iter().find(|row| answers_of(row) == sheet).unwrap();
    let row = of(&sheets[5]);
    for (name, value) in [
        ("language", "id"),
        ("index", "0.5"),
        ("reliable", "1"),
        ("reason", ""),
        ("attention", ""),
        ("room", ""),
        ("team", ""),
        ("seconds", "60.3"),
        ("ms01", "1005"),
        ("ms60", "1005"),
        ("pos01", "60"),
        ("pos60", "1"),
        // What a spreadsheet would take for a formula.
        ("model", "'=model"),
    ] {
        assert_eq!(get(row, name), value, "{name}");
    }
    let keyed: Vec<f64> = statements()
        .iter()
        .zip(&sheets[5])
        .filter(|(statement, _)| statement["dichotomy"] == "TF")
        .map(|(statement, answer)| {
            statement["key"].as_f64().unwrap() * f64::from(i32::try_from(*answer).unwrap())
        })
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "fifteen")]
    let mean = keyed.iter().sum::<f64>() / keyed.len() as f64;
    assert!((get(row, "TF").parse::<f64>().unwrap() - mean).abs() < 1e-5);
    let last = of(&sheets[PEOPLE - 1]);
    assert_eq!(
        (get(last, "reliable"), get(last, "reason")),
        ("0", "answers_do_not_fit_together")
    );
    // Somebody's answers can be told apart and compared; those of nobody's account are nobody's.
    let turns = [0, 1, 5].map(|at| ["sitting", "days"].map(|name| get(of(&sheets[at]), name)));
    assert_eq!(turns, [["1", "0"], ["2", "40"], ["", ""]]);
    // Of statements that aren't the server's nothing is reckoned.
    let other = of(&[3; 60]);
    assert_eq!(
        ["EI", "questionnaire", "seconds", "ms01"].map(|name| get(other, name)),
        ["", "another", "", ""]
    );
    // As JSON lines it is the same.
    let lines = export(&data, &["--what", "research"]);
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let line = lines
        .iter()
        .find(|line| line["pos01"] == 60 && line["seconds"] == 60.3)
        .unwrap();
    assert_eq!(
        (&line["table"], &line["q07"], &line["team"]),
        (&json!("research"), &json!(sheets[5][6]), &Value::Null)
    );
}

/// Whoever answered in a room has its name in this export, and their team, and is nobody's account.
#[test]
fn rows_of_a_room_have_its_name_and_their_team() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::on(&data);
    let host = server.client().sign_up("host@example.org");
    let room = host.post("/rooms", &json!({"teams": ["Red", "Blue"]}));
    let code = room.unwrap().json()["code"].as_str().unwrap().to_owned();
    let phone = server.client();
    for (sheet, team) in sheets(3).iter().zip([0, 1, 1]) {
        let seat = phone.post(&format!("/rooms/{code}/seats"), &json!({"team": team}));
        let seat = seat.unwrap();
        let cookie = seat.header("set-cookie").split(';').next().unwrap();
        let headers = [("Content-Type", "application/json"), ("Cookie", cookie)];
        let ask = |method: &str, below: &str, body: &Value| {
            let path = format!("/rooms/{code}/seat/{below}");
            let body = body.to_string().into_bytes();
            phone.send(method, &path, &headers, body).unwrap().success();
        };
        let changes = sheet.iter().enumerate();
        let changes: Vec<Value> = changes
            .map(|(at, answer)| json!({"statement": at, "answer": answer}))
            .collect();
        ask("PATCH", "answers", &json!({"changes": changes}));
        ask("POST", "result", &json!({"consent": true}));
    }
    server.stop();
    let rows = read(&export(&data, &["--what", "research", "--format", "csv"]));
    let all = |name: &str| -> Vec<&str> { rows.iter().map(|row| get(row, name)).collect() };
    let mut teams = all("team");
    teams.sort_unstable();
    assert_eq!(teams, ["1", "2", "2"]);
    let rooms = all("room");
    assert!(!rooms[0].is_empty() && rooms.iter().all(|room| *room == rooms[0]));
    assert_eq!(all("person"), ["", "", ""]);
}

#[test]
fn the_codebook_knows_every_variable() {
    let folder = tempfile::tempdir().unwrap();
    let data = populated(folder.path(), PEOPLE);
    let rows = export(&data, &["--what", "research", "--format", "csv"]);
    let header: Vec<&str> = rows.lines().next().unwrap().split(',').collect();
    let codebook = read(&export(&data, &["--what", "codebook", "--format", "csv"]));
    let known: Vec<&str> = codebook.iter().map(|row| get(row, "variable")).collect();
    assert_eq!(known, header);
    let third = codebook
        .iter()
        .find(|row| get(row, "variable") == "q03")
        .unwrap();
    let statement = &statements()[2];
    let keying = ["scale", "facet", "keyed"].map(|name| get(third, name));
    assert_eq!(keying, ["TF", "1", "-1"]);
    assert_eq!(
        (get(third, "text_en"), get(third, "text_id")),
        (
            statement["en"].as_str().unwrap(),
            statement["id"].as_str().unwrap()
        )
    );
}

#[test]
fn without_responses_there_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    Server::on(&data).stop();
    let rows = export(&data, &["--what", "research", "--format", "csv"]);
    assert_eq!(rows.lines().count(), 1, "the header");
    assert_eq!(export(&data, &["--what", "research"]), "");
}

/// What a study of how two questionnaires go together needs: one account has one name in both, and no row another's.
#[test]
fn exports_by_one_key_can_be_joined() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut command = serving(&data);
    command.args(["--instrument", "example"]);
    let server = Server::start(command);
    let sari = server.client().sign_up("sari@example.org");
    let sixty = json!({"input": vec![1; 60], "consent": true});
    sari.post("/api/predict", &sixty).unwrap().success();
    let sheet = json!({"answers": vec![4; 25], "may_count": true});
    let kept = sari.post("/app/instruments/working-together/results", &sheet);
    kept.unwrap().success();
    server.stop();
    let key = folder.path().join("key");
    let key = key.to_str().unwrap();
    let both: [&[&str]; 2] = [&[], &["--instrument", "working-together"]];
    let names = |words: &[&str], name: &str| {
        let rows = both.map(|of| {
            let text = export(&data, &[&["--what", "research"][..], of, words].concat());
            serde_json::from_str::<Value>(text.trim()).unwrap()[name].clone()
        });
        rows.map(|value| value.as_str().unwrap().to_owned())
    };
    let [one, other] = names(&["--join-by", key], "person");
    assert_eq!(one, other);
    assert_eq!(
        names(&["--join-by", key], "person")[0],
        one,
        "by the same key again"
    );
    let [row, others_row] = names(&["--join-by", key], "id");
    assert_ne!(row, others_row);
    let [apart, other] = names(&[], "person");
    assert!(apart != other && apart != one);
    let mut misplaced = program();
    misplaced
        .args(["export", "--join-by", key, "--data-dir"])
        .arg(&data);
    let ended = run(misplaced);
    assert!(ended.stderr.contains("--what research"), "{ended:?}");
}

/// As people count them: the first is 1, as in what a host takes away.
#[test]
fn teams_are_counted_from_one() {
    let folder = tempfile::tempdir().unwrap();
    let data = populated(folder.path(), 2);
    let database = Connection::open(data.join("firststep.db")).unwrap();
    let columns =
        "account_id, code, title, language, asks_names, teams, at_once, least, opened_at, ends_at";
    let sql = format!(
        "insert into rooms ({columns}) values (1, 'ACD346', '', 'en', 0, '[]', 0, 5, 1, 9000000000000000);
         update responses set room_id = last_insert_rowid(), team = id % 2;"
    );
    database.execute_batch(&sql).unwrap();
    database.close().unwrap();
    let rows = read(&export(&data, &["--what", "research", "--format", "csv"]));
    let mut teams: Vec<&str> = rows.iter().map(|row| get(row, "team")).collect();
    teams.sort_unstable();
    assert_eq!(teams, ["1", "2", "2"]);
}
