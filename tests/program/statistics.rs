//! `firststep statistics`, and norms.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::failed_starts::{assert_contains, refused};
use crate::support::{Server, Spawned, ask_database, done, program, run};

fn statistics(data: &Path, words: &[&str]) -> Command {
    let mut command = program();
    command
        .args(["statistics", "--data-dir"])
        .arg(data)
        .args(words);
    command
}

/// Numbers that look like chance, the same each time.
struct Dice(u64);

impl Dice {
    /// From 0 to 6.
    fn roll(&mut self) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % 7).unwrap()
    }
}

/// A data folder with answers of so many people.
fn populated(folder: &Path, people: u64) -> PathBuf {
    let data = folder.join("data");
    Server::on(&data).stop();
    let database = Connection::open(data.join("firststep.db")).unwrap();
    let questions = fs::read("seed/questions.json").unwrap();
    let hash = firststep::platform::digest::sha256(&questions);
    let questions: Value = serde_json::from_slice(&questions).unwrap();
    let statements = questions["statements"].as_array().unwrap();
    database.execute_batch("begin").unwrap();
    let mut dice = Dice(11);
    for person in 0..people {
        let leanings: [i64; 4] = std::array::from_fn(|_| dice.roll() - 3);
        let answers: Vec<i64> = statements
            .iter()
            .map(|statement| {
                let pair = ["EI", "SN", "TF", "JP"]
                    .iter()
                    .position(|pair| statement["dichotomy"] == *pair)
                    .unwrap();
                let leaning = statement["key"].as_i64().unwrap() * leanings[pair];
                (leaning + dice.roll() - 3).clamp(-3, 3)
            })
            .collect();
        let language = if person % 2 == 0 { "en" } else { "id" };
        let times: Vec<u64> = (0..60).map(|at| 1_500 + 10 * at).collect();
        database.execute(
            "insert into responses (answers, milliseconds, language, reliability, questionnaire_hash, model_hash, created_at)
             values (?1, ?2, ?3, 0.9, ?4, 'm', 1780000000000000)",
            params![json!(answers).to_string(), json!(times).to_string(), language, hash],
        ).unwrap();
    }
    database.execute_batch("commit").unwrap();
    data
}

#[test]
fn it_prints_tables_with_what_they_mean() {
    let folder = tempfile::tempdir().unwrap();
    let data = populated(folder.path(), 240);
    let said = done(statistics(&data, &[]));
    assert_contains(
        &said,
        &[
            "Statistics of 240 people",
            "E/I     240",
            "alpha, omega",
            "confidence interval of 95 %",
            "compares 120 readers of Indonesian with 120 of English",
            "doesn't say",
            "Answered twice: 0 people",
            "fewer than 30 people",
            "\n  60   240",
        ],
    );
    assert!(!said.contains("NaN") && !said.contains("inf"), "{said}");
    let told: Value =
        serde_json::from_str(&done(statistics(&data, &["--json", "--language", "en"]))).unwrap();
    assert_eq!(
        (&told["people"], &told["scales"][3]["alpha"]["n"]),
        (&json!(120), &json!(120))
    );
}

#[test]
fn of_nobody_and_of_few_there_is_a_sentence() {
    for people in [0, 1, 2] {
        let folder = tempfile::tempdir().unwrap();
        let said = done(statistics(&populated(folder.path(), people), &[]));
        let words = format!("Statistics of {people} people");
        assert_contains(&said, &[&words, "fewer than 30 people"]);
        assert!(!said.contains("NaN"), "{said}");
    }
}

/// Everybody the same sixty answers, and everybody one answer to all.
#[test]
fn of_people_who_all_answer_alike_there_is_a_sentence() {
    for alike in ["(select answers from responses limit 1)", "?1"] {
        let folder = tempfile::tempdir().unwrap();
        let data = populated(folder.path(), 40);
        let database = Connection::open(data.join("firststep.db")).unwrap();
        let same = json!(vec![2; 60]).to_string();
        let sql = format!("update responses set answers = coalesce({alike}, ?1)");
        database.execute(&sql, [&same]).unwrap();
        drop(database);
        let said = done(statistics(&data, &[]));
        let sentence = "All answered alike, so nothing can be compared.";
        assert_contains(&said, &["Statistics of 40 people", sentence]);
        assert!(!said.contains("NaN") && !said.contains("inf"), "{said}");
        let told: Value = serde_json::from_str(&done(statistics(&data, &["--json"]))).unwrap();
        for name in ["alpha", "omega"] {
            assert_eq!(told["scales"][0][name]["reason"], "no_spread", "{told}");
        }
    }
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = populated(folder.path(), 0);
    for words in [
        &["--statistics-minimum", "9"][..],
        &["--language", "fr"],
        &["--from", "yesterday"],
        &["--team", "Red"],
        &["--room", "nonsense"],
    ] {
        let ended = run(statistics(&data, words));
        assert_eq!(ended.status.code(), Some(2), "{words:?}: {}", ended.stderr);
    }
    assert_contains(
        &refused(statistics(&data, &["--room", "AAAAAA"])),
        &["no room"],
    );
    assert_contains(
        &refused(statistics(&data, &["norms", "set", "--language", "en"])),
        &["filters"],
    );
}

#[test]
fn norms_need_two_hundred_people() {
    let folder = tempfile::tempdir().unwrap();
    let data = populated(folder.path(), 199);
    // Nobody is one whose answers say nothing, or are to other statements, or who has answered before.
    let row = |oddity: &str, hash: &str, account: &str| {
        format!(
            "insert into responses (answers, milliseconds, language, reliability, oddity, questionnaire_hash, model_hash, created_at, account_id)
             select answers, milliseconds, language, reliability, {oddity}, {hash}, model_hash, created_at, {account} from responses limit 50;"
        )
    };
    let more = [
        "insert into accounts (id, username, username_key, email, password_hash, created_at) values (1, 'a', 'a', 'a@example.org', '', 1);
         update responses set account_id = 1 where id = 1;",
        &row("'answers_do_not_fit_together'", "questionnaire_hash", "null"),
        &row("null", "'another'", "null"),
        &row("null", "questionnaire_hash", "1"),
    ];
    let database = Connection::open(data.join("firststep.db")).unwrap();
    database.execute_batch(&more.concat()).unwrap();
    drop(database);
    let said = refused(statistics(&data, &["norms", "set"]));
    assert_contains(&said, &["200 people", "there are 199"]);
    let kept: i64 = ask_database(&data.join("firststep.db"), "select count(*) from norms");
    assert_eq!(kept, 0);
}

/// Each set has a version of its own; a cleared one stays under its number.
#[test]
fn norms_are_set_and_cleared() {
    let folder = tempfile::tempdir().unwrap();
    let data = populated(folder.path(), 200);
    assert_contains(&done(statistics(&data, &["norms", "show"])), &["no norms"]);
    assert_contains(
        &done(statistics(&data, &["norms", "set"])),
        &["norms 1, of 200 people"],
    );
    assert_contains(
        &done(statistics(&data, &["norms", "set"])),
        &["norms 2, of 200 people"],
    );
    let server = Server::on(&data);
    let client = server.client().sign_up("ayu@example.org");
    let predicted: Value = client.predict(&[2; 60]).unwrap().success();
    assert_eq!(predicted["norms"], Value::Null, "it deserves no trust");
    server.stop();
    assert_contains(&done(statistics(&data, &["norms", "clear"])), &["cleared"]);
    assert_contains(&done(statistics(&data, &["norms", "clear"])), &["no norms"]);
    let kept: String = ask_database(
        &data.join("firststep.db"),
        "select group_concat(version || ':' || (cleared_at is null)) from norms",
    );
    assert_eq!(kept, "1:0,2:0");
    let cleared: i64 = ask_database(
        &data.join("firststep.db"),
        "select count(*) from admin_log where deed = 'norms_cleared'",
    );
    assert_eq!(cleared, 1, "the second time there were none");
}

/// Anybody may ask where answers stand: two sets of norms with one person between them would tell what that one said.
#[test]
fn norms_are_not_set_anew_for_a_few_people() {
    let folder = tempfile::tempdir().unwrap();
    let data = populated(folder.path(), 200);
    let norms = |action: &str| statistics(&data, &["norms", action]);
    let come = |people: u64| {
        let database = Connection::open(data.join("firststep.db")).unwrap();
        let columns = "answers, milliseconds, language, reliability, questionnaire_hash, model_hash, created_at";
        let sql = format!(
            "insert into responses ({columns}) select {columns} from responses limit {people}"
        );
        database.execute(&sql, []).unwrap();
    };
    assert_contains(&done(norms("set")), &["norms 1, of 200 people"]);
    come(1);
    let told = ["norms 1", "fewer than 30 people"];
    assert_contains(&refused(norms("set")), &told);
    assert_contains(&done(norms("show")), &["norms 1, of 200 people"]);
    // Whoever noted something while they were in force has it still.
    done(norms("clear"));
    assert_contains(&refused(norms("set")), &told);
    come(28);
    assert_contains(&refused(norms("set")), &told);
    come(1);
    assert_contains(&done(norms("set")), &["norms 2, of 230 people"]);
}

/// How long very many people take, and how much memory: ten thousand, or as many as `FIRSTSTEP_RESPONDENTS` says.
#[test]
#[cfg(target_os = "linux")]
fn very_many_people_take_little_time_and_memory() {
    let asked = std::env::var("FIRSTSTEP_RESPONDENTS").ok();
    let people = asked.map_or(10_000, |people| people.parse().expect("a number"));
    let folder = tempfile::tempdir().unwrap();
    let data = populated(folder.path(), people);
    let start = Instant::now();
    let child = statistics(&data, &["--json"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut spawned = Spawned(child);
    let child = &mut spawned.0;
    let status = format!("/proc/{}/status", child.id());
    let times = format!("/proc/{}/stat", child.id());
    let (mut most, mut spent) = (0.0_f64, 0.0);
    while child.try_wait().unwrap().is_none() {
        let told = fs::read_to_string(&status).unwrap_or_default();
        let peak = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|text| text.trim().trim_end_matches(" kB").parse::<f64>().ok());
        most = most.max(peak.unwrap_or(0.0) / 1024.0);
        // Behind its name, in hundredths of a second; it doesn't grow while others have the machine.
        let told = fs::read_to_string(&times).unwrap_or_default();
        let ticks = told.rsplit(')').next().unwrap_or_default();
        let ticks: Vec<f64> = ticks.split(' ').flat_map(str::parse).collect();
        if let [user, system] = ticks.get(10..12).unwrap_or_default() {
            spent = (user + system) / 100.0;
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    assert!(child.wait().unwrap().success());
    println!(
        "{people} people: {seconds:.2} s, {spent:.2} s of a processor, {most:.0} MiB at the most"
    );
    assert!(
        spent < 2.0 && most > 1.0 && most < 64.0,
        "{spent} s, {most} MiB"
    );
}
