//! Statistics of other instruments than the sixty.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::statistics::{is_missing, mixed};
use super::{Browser, code};
use crate::common::TestServer;

pub(super) const PATH: &str = "/app/admin/statistics?instrument=working-together";
pub(super) const RESULTS: &str = "/app/instruments/working-together/results";
const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// The sign of a statement by the key: they take turns with the five scales, and every other round counts against them.
pub(super) fn sign(at: i64) -> i64 {
    if at / 5 % 2 == 0 { 1 } else { -1 }
}

/// Somebody's answers: they lean a little on each scale, by their number, and each statement has its own chance.
pub(super) fn answers(person: i64) -> Vec<i64> {
    let answer = |at: i64| {
        let lean = mixed(person * 5 + at % 5).rem_euclid(3) - 1;
        let own = mixed(person * 100 + at + 7_000).rem_euclid(3) - 1;
        (3 + sign(at) * lean + own).clamp(1, 5)
    };
    (0..25).map(answer).collect()
}

/// What was given.
#[derive(Clone)]
pub(super) struct Given {
    account: i64,
    answers: Vec<i64>,
    language: &'static str,
    day: i64,
    hash: String,
}

/// The hash of the version that a server offers.
pub(super) fn hash(server: &TestServer) -> String {
    let told = server.get("/app/instruments").send().expect(200).json();
    told["instruments"][0]["hash"]
        .as_str()
        .expect("a hash")
        .to_owned()
}

/// An administrator with a result that doesn't count: the instrument is written down with it.
pub(super) fn administrator(server: &TestServer) -> (Browser<'_>, impl Fn(i64) -> Given + use<>) {
    let boss = Browser::administrator(server);
    boss.send("POST", RESULTS, &json!({"answers": answers(0)}));
    let hash = hash(server);
    let by = move |person| Given {
        account: 1_000 + person,
        answers: answers(person),
        language: "en",
        day: 0,
        hash: hash.clone(),
    };
    (boss, by)
}

/// Keeps answers past the server: through it each would take an account.
fn keep(server: &TestServer, all: impl IntoIterator<Item = Given>) {
    let mut sql = String::from("pragma foreign_keys = off; begin;\n");
    for one in all {
        writeln!(
            sql,
            "insert into instrument_results (account_id, instrument_hash, answers, scores, may_count, language, created_at)
             values ({}, '{}', '{}', '[]', 1, '{}', {});",
            one.account,
            one.hash,
            json!(one.answers),
            one.language,
            1_780_000_000_000_000 + one.day * DAY,
        )
        .expect("it is written");
    }
    sql.push_str("commit;");
    let database = rusqlite::Connection::open(server.database()).expect("the database");
    database.execute_batch(&sql).expect("they are kept");
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

#[track_caller]
pub(super) fn near(found: &Value, expected: f64) {
    assert!(
        (number(found) - expected).abs() < 1e-9,
        "{found}, not {expected}"
    );
}

fn mean(values: &[f64]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "some dozens")]
    let count = values.len() as f64;
    values.iter().sum::<f64>() / count
}

fn variance(values: &[f64]) -> f64 {
    let middle = mean(values);
    let squares: Vec<f64> = values.iter().map(|one| (one - middle).powi(2)).collect();
    #[expect(clippy::cast_precision_loss, reason = "some dozens")]
    let count = values.len() as f64;
    mean(&squares) * count / (count - 1.0)
}

/// The answers of forty people to a statement, as they speak for the scale's high end.
fn keyed(at: i64) -> Vec<f64> {
    let place = usize::try_from(at).expect("small");
    let of = |person| (answers(person)[place] - 3) * sign(at) + 3;
    (0..40)
        .map(|person| f64::from(i32::try_from(of(person)).expect("small")))
        .collect()
}

fn sums(statements: impl Iterator<Item = i64> + Clone) -> Vec<f64> {
    let of = |person: usize| statements.clone().map(|at| keyed(at)[person]).sum();
    (0..40).map(of).collect()
}

fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let both: Vec<f64> = one.iter().zip(other).map(|(x, y)| x + y).collect();
    let (x, y) = (variance(one), variance(other));
    (variance(&both) - x - y) / 2.0 / (x * y).sqrt()
}

/// Against the textbook, from the answers themselves.
#[test]
fn figures_are_those_of_the_answers() {
    let server = TestServer::start();
    let (boss, by) = administrator(&server);
    keep(&server, (0..40).map(by));
    let told = boss.get(PATH);
    assert_eq!(
        (&told["people"], &told["ends"]),
        (&json!(40), &json!([1, 5]))
    );
    assert_eq!(told["instrument"]["id"], "working-together");
    let raw: Vec<f64> = keyed(5).iter().map(|answer| 6.0 - answer).collect();
    let statement = &told["statements"][5];
    near(&statement["mean"]["value"], mean(&raw));
    near(&statement["spread"]["value"], variance(&raw).sqrt());
    let at = |answer: f64| {
        let share: Vec<f64> = raw
            .iter()
            .map(|one| f64::from(u8::from((*one - answer).abs() < 0.5)))
            .collect();
        mean(&share)
    };
    near(&statement["floor"]["value"], at(1.0));
    near(&statement["ceiling"]["value"], at(5.0));
    near(
        &statement["item_rest"]["value"],
        correlation(&keyed(5), &sums([0, 10, 15, 20].into_iter())),
    );
    let scale = &told["scales"][0];
    assert_eq!(
        (&scale["name"], &scale["first"], &scale["statements"]),
        (&json!("planning"), &Value::Null, &json!(5))
    );
    let (parts, whole) = (
        (0..5).map(|round| variance(&keyed(5 * round))).sum::<f64>(),
        sums((0..5).map(|round| 5 * round)),
    );
    let alpha = 1.25 * (1.0 - parts / variance(&whole));
    assert!((0.3..1.0).contains(&alpha), "{alpha}");
    near(&scale["alpha"]["value"], alpha);
    near(&scale["mean"]["value"], mean(&whole) / 5.0);
    near(
        &scale["error"]["value"],
        variance(&whole).sqrt() / 5.0 * (1.0 - alpha).sqrt(),
    );
    let omega = &scale["omega"];
    assert!(
        number(&omega["low"]) < number(&omega["value"])
            && number(&omega["value"]) < number(&omega["high"])
    );
    assert!(
        (number(&omega["value"]) - alpha).abs() < 0.1,
        "one leaning made the answers"
    );
    assert_eq!(
        (&scale["alpha"]["n"], &omega["n"]),
        (&json!(40), &json!(40))
    );
    assert_eq!(told["between"].as_array().map(Vec::len), Some(10));
    is_missing(&told["seconds"], "not_measured");
    // The sixty know nothing of it.
    let sixty = boss.get("/app/admin/statistics");
    assert_eq!(
        (&sixty["people"], &sixty["instrument"]),
        (&json!(0), &Value::Null)
    );
    assert_eq!(
        (&sixty["scales"][0]["name"], &sixty["ends"]),
        (&json!("EI"), &json!([-3, 3]))
    );
}

#[test]
fn nobody_but_administrators_sees_them_and_few_are_hidden() {
    let server = TestServer::start();
    let (boss, by) = administrator(&server);
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    assert_eq!(code(&server.get(PATH).send(), 401), "not_signed_in");
    assert_eq!(code(&ayu.ask("GET", PATH).send(), 403), "not_allowed");
    for (people, more) in [(0, 0..0), (1, 0..1), (2, 1..2), (29, 2..29)] {
        keep(&server, more.map(&by));
        let told = boss.get(PATH);
        assert_eq!(
            (&told["people"], &told["least"]),
            (&json!(people), &json!(30))
        );
        for name in ["mean", "spread", "floor", "ceiling", "item_rest"] {
            is_missing(&told["statements"][0][name], "too_few");
        }
        for name in ["mean", "alpha", "omega", "error", "change", "median"] {
            is_missing(&told["scales"][0][name], "too_few");
        }
        assert_eq!(told["scales"][0]["bins"], Value::Null);
    }
}

/// People of whom nothing can be told are a reason, never a number that is none.
#[test]
fn who_answers_alike_has_no_spread() {
    let server = TestServer::with(|settings, _| settings.policy.statistics_least = 10);
    let (boss, by) = administrator(&server);
    let alike = |person| Given {
        answers: vec![4; 25],
        ..by(person)
    };
    keep(&server, (0..40).map(alike));
    let told = boss.get(PATH);
    assert_eq!(
        (&told["people"], &told["undetermined"]["value"]),
        (&json!(40), &json!(1.0))
    );
    near(&told["statements"][0]["mean"]["value"], 4.0);
    is_missing(&told["statements"][0]["item_rest"], "no_spread");
    for name in ["alpha", "omega"] {
        is_missing(&told["scales"][0][name], "no_spread");
    }
    assert_eq!(boss.get(&format!("{PATH}&reliable=true"))["people"], 0);
}

/// The hash of another version, which is written down beside the one that is offered.
fn older(server: &TestServer) -> String {
    let database = rusqlite::Connection::open(server.database()).expect("the database");
    let document: String = database
        .query_row("select document from instruments", (), |row| row.get(0))
        .expect("one");
    let document = document.replacen("\"version\":\"", "\"version\":\"0.", 1);
    let hash = firststep::platform::digest::sha256(document.as_bytes());
    database
        .execute(
            "insert into instruments values (?1, ?2)",
            [&hash, &document],
        )
        .expect("kept");
    hash
}

#[test]
fn filters_choose_and_versions_stand_apart() {
    let server = TestServer::start();
    let (boss, by) = administrator(&server);
    keep(&server, (0..3).map(&by));
    keep(
        &server,
        (3..5).map(|person| Given {
            language: "id",
            day: 5,
            ..by(person)
        }),
    );
    let old = older(&server);
    keep(
        &server,
        [Given {
            hash: old.clone(),
            ..by(9)
        }],
    );
    let told = boss.get(PATH);
    assert_eq!(
        (
            &told["people"],
            &told["again"],
            &told["retest"],
            &told["other_questionnaires"]
        ),
        (&json!(5), &json!(0), &json!(null), &json!(1))
    );
    let people = |query: &str| boss.get(&format!("{PATH}&{query}"))["people"].clone();
    assert_eq!(people("language=id"), 2);
    assert_eq!(people("from=2026-05-29"), 2);
    assert_eq!(people("until=2026-05-28"), 3);
    // By the beginning of its hash the other version is asked for.
    let of_old = boss.get(&format!("/app/admin/statistics?instrument={}", &old[..12]));
    assert_eq!(
        (&of_old["people"], &of_old["instrument"]["version"]),
        (&json!(1), &json!("0.1"))
    );
}

#[test]
fn what_nobody_answered_is_not_found() {
    let server = TestServer::start();
    let (boss, _) = administrator(&server);
    for name in ["mbti", "ffffffffffff", "%25", "working", "%27"] {
        let ask = boss.ask("GET", &format!("/app/admin/statistics?instrument={name}"));
        assert_eq!(code(&ask.send(), 404), "not_found", "{name}");
    }
    // This room answers the sixty.
    let room = boss
        .ask("POST", "/rooms")
        .json(&json!({"title": "7b"}))
        .send()
        .expect(201)
        .json();
    let room = room["code"].as_str().expect("a code");
    let ask = boss.ask("GET", &format!("{PATH}&room={room}"));
    assert_eq!(code(&ask.send(), 404), "not_found");
    // Without a value it is the sixty, as an empty field is sent.
    assert_eq!(
        boss.get("/app/admin/statistics?instrument=")["instrument"],
        Value::Null
    );
}

/// What is offered no longer can still be asked for, as long as somebody has a result of it.
#[test]
fn what_is_offered_no_longer_is_still_there() {
    let mut server = TestServer::start();
    let (_, by) = administrator(&server);
    keep(&server, [by(1)]);
    server.restart_with(|settings| settings.instruments.clear());
    let boss = Browser::sign_in(&server, "boss@example.com", crate::common::PASSWORD);
    assert_eq!(boss.get(PATH)["people"], 1);
}

/// As it was answered last, whichever version that is.
#[test]
fn of_what_is_offered_no_longer_the_version_answered_last_is_asked_for() {
    let mut server = TestServer::start();
    let version = |server: &TestServer| {
        let boss = Browser::sign_in(server, "boss@example.com", crate::common::PASSWORD);
        boss.get(PATH)["instrument"]["version"].clone()
    };
    let (_, by) = administrator(&server);
    keep(&server, [by(1)]);
    let hash = older(&server);
    server.restart_with(|settings| settings.instruments.clear());
    let offered = version(&server);
    assert_ne!(offered, "0.1", "nobody answered the other one");
    keep(&server, [Given { hash, ..by(2) }]);
    assert_eq!(version(&server), "0.1");
    keep(&server, [by(3)]);
    assert_eq!(version(&server), offered);
}
