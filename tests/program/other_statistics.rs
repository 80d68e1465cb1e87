//! Statistics, norms and the export for research of another questionnaire than the sixty.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::failed_starts::{assert_contains, refused};
use crate::support::{Server, ask_database, done, program, serving};

/// The scales with their statements; every third counts against its scale.
const SCALES: [(&str, usize); 3] = [("long", 5), ("pair", 2), ("lone", 1)];

fn write(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let (mut key, mut texts) = (Vec::new(), serde_json::Map::new());
    for (scale, count) in SCALES {
        for at in 0..count {
            let id = format!("{scale}-{at}");
            let sign = if at % 3 == 2 { -1 } else { 1 };
            key.push(json!({"statement": id, "scale": scale, "sign": sign}));
            texts.insert(id.clone(), json!(format!("=Statement {id}")));
        }
    }
    let scale = |(id, _): (&str, usize)| {
        let about = json!({"name": id, "about": "A", "low": "L", "high": "H"});
        (id.to_owned(), about)
    };
    let scales: serde_json::Map<String, Value> = SCALES.into_iter().map(scale).collect();
    let ids = SCALES.map(|(id, _)| id);
    let points = ["never", "seldom", "sometimes", "often", "always"];
    for (name, value) in [
        (
            "instrument",
            json!({"format": 1, "id": "mine", "version": "1", "languages": ["en"], "points": 5, "scales": ids}),
        ),
        ("key", json!(key)),
        (
            "en",
            json!({"title": "Mine", "about": "A", "points": points, "scales": scales, "statements": texts}),
        ),
    ] {
        fs::write(folder.join(format!("{name}.json")), value.to_string()).unwrap();
    }
}

/// Numbers that look like chance, the same each time.
struct Dice(u64);

impl Dice {
    /// From -1 to 1.
    fn roll(&mut self) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % 3).unwrap() - 1
    }
}

/// A data folder with the answers of so many people who let them count, the first of whom gave all the same, and of one
/// who doesn't.
fn populated(folder: &Path, people: u32) -> PathBuf {
    let (data, mine) = (folder.join("data"), folder.join("mine"));
    write(&mine);
    let mut command = serving(&data);
    command.arg("--instrument").arg(&mine);
    let server = Server::start(command);
    let client = server.client().sign_up("secret@example.org");
    let sheet = json!({"answers": [5, 1, 5, 1, 5, 1, 5, 1], "may_count": false});
    client
        .post("/app/instruments/mine/results", &sheet)
        .unwrap()
        .success();
    server.stop();
    let database = Connection::open(data.join("firststep.db")).unwrap();
    database
        .execute_batch("pragma foreign_keys = off; begin")
        .unwrap();
    let mut dice = Dice(5);
    for person in 0..people {
        let mut answers = Vec::new();
        for (_, count) in SCALES {
            let lean = dice.roll();
            for at in 0..count {
                let sign = if at % 3 == 2 { -1 } else { 1 };
                answers.push(3 + sign * lean + dice.roll());
            }
        }
        if person == 0 {
            answers.fill(4);
        }
        database.execute(
            "insert into instrument_results (account_id, instrument_hash, answers, scores, may_count, language, created_at)
             select ?1, hash, ?2, '[]', 1, ?3, 1780000000000000 from instruments",
            params![100 + person, json!(answers).to_string(), ["en", "id"][person as usize % 2]],
        ).unwrap();
    }
    database.execute_batch("commit").unwrap();
    data
}

fn asked(what: &str, data: &Path, words: &[&str]) -> Command {
    let mut command = program();
    command.arg(what).arg("--data-dir").arg(data).args(words);
    command
}

const MINE: [&str; 2] = ["--instrument", "mine"];

#[test]
fn it_prints_tables_and_of_few_a_sentence() {
    for people in [0, 1, 2, 60] {
        let folder = tempfile::tempdir().unwrap();
        let data = populated(folder.path(), people);
        let said = done(asked("statistics", &data, &MINE));
        let title = format!("Statistics of {people} people: Mine (mine, version 1)");
        assert_contains(&said, &[&title, "\n  long  ", "high end", "from 1 to 5"]);
        assert!(!said.contains("NaN") && !said.contains("inf"), "{said}");
        let hidden = said.contains("fewer than 30 people (of each");
        let told = said.contains("A scale has fewer than 2 statements.");
        assert!(hidden == (people < 30) && told == (people == 60), "{said}");
    }
}

#[test]
fn what_nobody_answered_is_said_with_what_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let data = populated(folder.path(), 1);
    for what in ["statistics", "export"] {
        let words: &[&str] = if what == "export" {
            &["--what", "research", "--instrument", "other"]
        } else {
            &["--instrument", "other"]
        };
        let parts = ["a questionnaire called other", "There are results of mine."];
        assert_contains(&refused(asked(what, &data, words)), &parts);
    }
    let tables = refused(asked("export", &data, &MINE));
    assert_contains(&tables, &["--what research"]);
    let words = ["--instrument", "mine", "--room", "K7RM4P"];
    let room = refused(asked("statistics", &data, &words));
    assert_contains(&room, &["There is no room with this code"]);
    let empty = folder.path().join("empty");
    Server::on(&empty).stop();
    let parts = ["Nobody has a result of another questionnaire"];
    assert_contains(&refused(asked("statistics", &empty, &MINE)), &parts);
}

/// The file's folders of instruments are the server's, and no question of this command.
#[test]
fn a_file_of_settings_names_none() {
    let folder = tempfile::tempdir().unwrap();
    let data = populated(folder.path(), 1);
    let settings = folder.path().join("firststep.toml");
    fs::write(&settings, "instrument = [\"example\"]\n").unwrap();
    let mut command = asked("statistics", &data, &[]);
    command.env("FIRSTSTEP_CONFIG", &settings);
    command.env("FIRSTSTEP_INSTRUMENT", "example");
    assert_contains(&done(command), &["Statistics of 0 people\n"]);
}

/// Each questionnaire has norms of its own, and clearing one's leaves the other's.
#[test]
fn norms_are_of_one_questionnaire() {
    let folder = tempfile::tempdir().unwrap();
    let norms =
        |data: &Path, words: &[&str]| asked("statistics", data, &[&["norms"], words].concat());
    let few = folder.path().join("few");
    // The one whose answers are all the same isn't among them.
    let parts = ["200 people", "there are 199"];
    let set = &["set", "--instrument", "mine"];
    assert_contains(&refused(norms(&populated(&few, 200), set)), &parts);
    let data = populated(folder.path(), 201);
    let show = &["show", "--instrument", "mine"];
    let none = [
        "no norms for mine, version 1",
        "norms set --instrument mine",
    ];
    assert_contains(&done(norms(&data, show)), &none);
    assert_contains(&done(norms(&data, set)), &["Set: norms 1, of 200 people"]);
    assert_contains(
        &done(norms(&data, &["show"])),
        &["no norms for the statements of now"],
    );
    assert_contains(&done(norms(&data, &["clear"])), &["no norms"]);
    assert_contains(&done(norms(&data, show)), &["In force: norms 1"]);
    assert_contains(
        &done(asked("statistics", &data, &MINE)),
        &["norms         version 1, of 200 people"],
    );
    assert_contains(
        &done(norms(&data, &["clear", "--instrument", "mine"])),
        &["cleared"],
    );
    let kept: i64 = ask_database(
        &data.join("firststep.db"),
        "select count(*) from norms where cleared_at is null",
    );
    assert_eq!(kept, 0);
}

fn read(path: &Path) -> (Vec<String>, Vec<csv::StringRecord>) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    (header, reader.records().map(Result::unwrap).collect())
}

/// Whoever let them count is in it, without a name; the codebook knows every variable, and the program for Python finds
/// the alpha and the omega that the statistics tell.
#[test]
fn the_export_is_of_who_consented_and_its_program_finds_their_alpha() {
    let folder = tempfile::tempdir().unwrap();
    let data = populated(folder.path(), 90);
    let (rows, scripts) = (
        folder.path().join("mine.csv"),
        folder.path().join("scripts"),
    );
    let mut export = asked("export", &data, &["--what", "research", "--format", "csv"]);
    export
        .args(MINE)
        .arg("--to")
        .arg(&rows)
        .arg("--scripts")
        .arg(&scripts);
    done(export);
    let (header, records) = read(&rows);
    assert_eq!(records.len(), 90);
    assert!(!fs::read_to_string(&rows).unwrap().contains("secret"));
    let (_, codebook) = read(&scripts.join("codebook.csv"));
    let known: Vec<&str> = codebook.iter().map(|row| &row[0]).collect();
    assert_eq!(known, header);
    assert_eq!(
        header[8..],
        [
            "score_long",
            "score_pair",
            "score_lone",
            "q01",
            "q02",
            "q03",
            "q04",
            "q05",
            "q06",
            "q07",
            "q08"
        ]
    );
    // What a spreadsheet would take for a formula has an apostrophe before it.
    let third = codebook.iter().find(|row| &row[0] == "q03").unwrap();
    assert_eq!(
        [&third[2], &third[3], &third[4], &third[5]],
        [
            "from 1 (never) to 5 (always)",
            "long",
            "-1",
            "'=Statement long-2"
        ]
    );
    let same = records
        .iter()
        .find(|row| (11..19).all(|at| &row[at] == "4"))
        .unwrap();
    assert_eq!([&same[4], &same[7], &same[9]], ["en", "0", "4.0"]);
    let told: Value = serde_json::from_str(&done(asked(
        "statistics",
        &data,
        &["--json", "--instrument", "mine"],
    )))
    .unwrap();
    let figure = |at: usize, name: &str| told["scales"][at][name]["value"].as_f64();
    let mut python = Command::new("python3");
    python
        .arg(scripts.join("reliability.py"))
        .args([&rows, &scripts.join("codebook.csv")])
        .arg("--all");
    let said = done(python);
    let lines: Vec<Vec<&str>> = said.lines().map(|line| line.split(' ').collect()).collect();
    let near = |text: &str, expected: Option<f64>| {
        (text.parse::<f64>().unwrap() - expected.unwrap()).abs() < 1e-5
    };
    assert_eq!(lines[1][..3], ["long", "5", "90"]);
    assert!(
        near(lines[1][3], figure(0, "alpha")) && near(lines[1][4], figure(0, "omega")),
        "{said}"
    );
    assert!(
        near(lines[2][3], figure(1, "alpha")) && lines[2][4] == "-",
        "{said}"
    );
    assert_eq!(lines[3][..5], ["lone", "1", "90", "-", "-"], "{said}");
    assert_eq!((figure(1, "omega"), figure(2, "alpha")), (None, None));
}

/// Of people who all answer alike there is a sentence, and no number that is none.
#[test]
fn its_program_says_where_there_is_no_spread() {
    let folder = tempfile::tempdir().unwrap();
    let data = populated(folder.path(), 40);
    let database = Connection::open(data.join("firststep.db")).unwrap();
    database
        .execute_batch("update instrument_results set answers = '[4,4,2,4,4,4,4,4]'")
        .unwrap();
    let rows = folder.path().join("mine.csv");
    let mut export = asked("export", &data, &["--what", "research", "--format", "csv"]);
    export
        .args(MINE)
        .arg("--to")
        .arg(&rows)
        .arg("--scripts")
        .arg(folder.path());
    done(export);
    let mut python = Command::new("python3");
    python
        .arg(folder.path().join("reliability.py"))
        .args([&rows, &folder.path().join("codebook.csv")]);
    let said = done(python);
    assert_contains(
        &said,
        &["long 5 40 - -  (a statement that all answered alike)"],
    );
    let said = done(asked("statistics", &data, &MINE));
    assert_contains(&said, &["All answered alike, so nothing can be compared."]);
    assert!(!said.contains("NaN"), "{said}");
}

/// A statement that all answered alike takes omega away, not alpha: the program says what the statistics say.
#[test]
fn its_program_keeps_alpha_where_a_statement_has_no_spread() {
    let folder = tempfile::tempdir().unwrap();
    let data = populated(folder.path(), 40);
    let database = Connection::open(data.join("firststep.db")).unwrap();
    database
        .execute_batch("update instrument_results set answers = json_set(answers, '$[0]', 4)")
        .unwrap();
    let rows = folder.path().join("mine.csv");
    let mut export = asked("export", &data, &["--what", "research", "--format", "csv"]);
    export
        .args(MINE)
        .arg("--to")
        .arg(&rows)
        .arg("--scripts")
        .arg(folder.path());
    done(export);
    let mut python = Command::new("python3");
    python
        .arg(folder.path().join("reliability.py"))
        .args([&rows, &folder.path().join("codebook.csv")])
        .arg("--all");
    let said = done(python);
    let told: Value = serde_json::from_str(&done(asked(
        "statistics",
        &data,
        &["--json", "--instrument", "mine"],
    )))
    .unwrap();
    let alpha = told["scales"][0]["alpha"]["value"].as_f64().unwrap();
    assert_eq!(told["scales"][0]["omega"]["reason"], "no_spread");
    assert_contains(
        &said,
        &[&format!(
            "long 5 40 {alpha:.6} -  (a statement that all answered alike)"
        )],
    );
}
