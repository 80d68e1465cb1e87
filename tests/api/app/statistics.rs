//! Statistics of the answers that are kept, and norms made of them.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Browser, code};
use crate::common::{Reply, TestServer};
use crate::samples;

const DAY: i64 = 24 * 60 * 60 * 1_000_000;
const PATH: &str = "/app/admin/statistics";

fn questionnaire() -> Value {
    serde_json::from_str(include_str!("../../../seed/questions.json")).expect("JSON")
}

/// Somebody's answers: they lean a little, by their number, and each statement has its own chance.
fn answers(person: i64) -> Vec<i64> {
    let questions = questionnaire();
    let statements = questions["statements"].as_array().expect("a list");
    let lean = |pair: &str| {
        let at = ["EI", "SN", "TF", "JP"]
            .iter()
            .position(|one| *one == pair)
            .expect("a pair");
        mixed(person * 4 + i64::try_from(at).expect("small")) % 5 - 2
    };
    let answer = |(at, statement): (usize, &Value)| {
        let key = statement["key"].as_i64().expect("a key");
        let own = mixed(person * 100 + i64::try_from(at).expect("small") + 7_000) % 3 - 1;
        (key * lean(statement["dichotomy"].as_str().expect("a pair")) + own).clamp(-3, 3)
    };
    statements.iter().enumerate().map(answer).collect()
}

/// A number without a pattern, the same each time.
pub(super) fn mixed(number: i64) -> i64 {
    let mut mixed = number.cast_unsigned().wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) >> 8).cast_signed()
}

/// What was given.
#[derive(Clone, Copy)]
struct Given {
    person: i64,
    account: Option<i64>,
    language: &'static str,
    oddity: Option<&'static str>,
    day: i64,
    questionnaire: Option<&'static str>,
}

fn by(person: i64) -> Given {
    Given {
        person,
        account: None,
        language: "en",
        oddity: None,
        day: 0,
        questionnaire: None,
    }
}

/// Keeps answers past the server: through it each would take an account.
fn keep(server: &TestServer, all: impl IntoIterator<Item = Given>) {
    let hash = hash();
    let mut sql = String::from("pragma foreign_keys = off; begin;\n");
    for one in all {
        let quoted =
            |text: Option<&str>| text.map_or("null".to_owned(), |text| format!("'{text}'"));
        writeln!(
            sql,
            "insert into responses (account_id, answers, milliseconds, language, oddity, questionnaire_hash, model_hash, created_at)
             values ({}, '{}', '{}', '{}', {}, {}, 'm', {});",
            one.account.map_or("null".to_owned(), |account| account.to_string()),
            json!(answers(one.person)),
            json!(vec![2_000; 60]),
            one.language,
            quoted(one.oddity),
            quoted(one.questionnaire.or(Some(&hash))),
            1_780_000_000_000_000 + one.day * DAY,
        )
        .expect("it is written");
    }
    sql.push_str("commit;");
    let database = rusqlite::Connection::open(server.database()).expect("the database");
    database.execute_batch(&sql).expect("they are kept");
}

/// The questionnaire's.
fn hash() -> String {
    firststep::platform::digest::sha256(include_bytes!("../../../seed/questions.json"))
}

pub(super) fn is_missing(figure: &Value, reason: &str) {
    assert_eq!(
        (&figure["value"], &figure["reason"]),
        (&Value::Null, &json!(reason)),
        "{figure}"
    );
    assert!(
        figure["why"].as_str().is_some_and(|why| why.ends_with('.')),
        "{figure}"
    );
}

#[test]
fn nobody_but_administrators_sees_them() {
    let server = TestServer::start();
    keep(&server, (0..40).map(by));
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    assert_eq!(code(&server.get(PATH).send(), 401), "not_signed_in");
    assert_eq!(code(&ayu.ask("GET", PATH).send(), 403), "not_allowed");
    let budi = server.newcomer("budi@example.com");
    assert_eq!(
        code(&server.get(PATH).token(&budi.token).send(), 403),
        "not_allowed"
    );
}

#[test]
fn figures_of_fewer_than_thirty_are_hidden() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    for people in [0, 1, 29] {
        let told = boss.get(PATH);
        assert_eq!(
            (&told["people"], &told["least"]),
            (&json!(people), &json!(30))
        );
        is_missing(&told["undetermined"], "too_few");
        for statement in told["statements"].as_array().expect("a list") {
            for name in [
                "mean",
                "spread",
                "floor",
                "ceiling",
                "item_rest",
                "alpha_without",
            ] {
                is_missing(&statement[name], "too_few");
            }
            assert_eq!(statement["answers"], Value::Null);
        }
        for scale in told["scales"].as_array().expect("a list") {
            for name in ["mean", "alpha", "omega", "error", "change", "median"] {
                is_missing(&scale[name], "too_few");
            }
            assert_eq!(
                (&scale["deciles"], &scale["bins"]),
                (&Value::Null, &Value::Null)
            );
        }
        let more = if people == 0 { 0..1 } else { 1..29 };
        if people < 29 {
            keep(&server, more.map(by));
        }
    }
    keep(&server, [by(29)]);
    let told = boss.get(PATH);
    let scale = &told["scales"][0];
    let alpha = scale["alpha"]["value"].as_f64().expect("a number");
    assert!((0.5..1.0).contains(&alpha), "{scale}");
    assert!(scale["alpha"]["low"].as_f64().expect("a number") < alpha);
    assert_eq!(scale["alpha"]["n"], 30);
    assert_eq!(told["seconds"]["value"], 120.0);
    assert_eq!(told["statements"][59]["seconds"]["value"], 2.0);
    is_missing(&told["retest"]["same_letters"], "too_few");
    is_missing(&told["statements"][0]["language"]["size"], "too_few");
}

#[test]
fn the_operator_decides_of_how_many_people_a_figure_is() {
    let server = TestServer::with(|settings, _| settings.policy.statistics_least = 10);
    let boss = Browser::administrator(&server);
    keep(&server, (0..10).map(by));
    let told = boss.get(PATH);
    assert_eq!(
        (&told["least"], &told["undetermined"]["value"]),
        (&json!(10), &json!(0.0))
    );
}

/// Somebody who answers again is one person still, and a retest if it is 14 to 180 days later.
#[test]
fn each_person_counts_once() {
    let server = TestServer::with(|settings, _| settings.policy.statistics_least = 10);
    let boss = Browser::administrator(&server);
    let of = |account, day| Given {
        account: Some(account),
        day,
        ..by(account)
    };
    keep(&server, (1..=12).map(|account| of(account, 0)));
    keep(&server, (1..=12).map(|account| of(account, 13)));
    let told = boss.get(PATH);
    assert_eq!(
        (&told["people"], &told["again"], &told["retest"]["n"]),
        (&json!(12), &json!(12), &json!(0))
    );
    keep(&server, (1..=11).map(|account| of(account, 14)));
    keep(&server, [of(12, 181), of(11, 100)]);
    let told = boss.get(PATH);
    assert_eq!(
        (&told["people"], &told["again"], &told["retest"]["n"]),
        (&json!(12), &json!(25), &json!(11))
    );
    let retest = &told["retest"];
    assert_eq!(retest["same_letters"]["value"], 1.0);
    assert!(
        retest["same_letter"][0]["low"].as_f64().is_some(),
        "{retest}"
    );
    let correlation = retest["correlations"][0]["value"]
        .as_f64()
        .expect("a number");
    assert!((correlation - 1.0).abs() < 1e-9, "{retest}");
    // The last day counts, as it does for whoever goes by the export's `days`.
    keep(&server, [of(12, 180)]);
    assert_eq!(boss.get(PATH)["retest"]["n"], 12);
    // Who has no account is somebody else each time.
    keep(&server, [by(1), by(1)]);
    assert_eq!(boss.get(PATH)["people"], 14);
}

#[test]
fn filters_choose() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let people = |query: &str| boss.get(&format!("{PATH}?{query}"))["people"].clone();
    keep(&server, (0..3).map(by));
    keep(
        &server,
        (0..2).map(|person| Given {
            language: "id",
            day: 5,
            ..by(person)
        }),
    );
    keep(
        &server,
        [Given {
            oddity: Some("long_run_of_one_answer"),
            ..by(9)
        }],
    );
    keep(
        &server,
        [Given {
            questionnaire: Some("another"),
            ..by(9)
        }],
    );
    let all = boss.get(PATH);
    assert_eq!(
        (&all["people"], &all["other_questionnaires"]),
        (&json!(6), &json!(1))
    );
    assert_eq!(people("language=id"), 2);
    assert_eq!(people("language=en&reliable=true"), 3);
    assert_eq!(people("room=&team="), 6);
    // 28 May 2026 and five days later; the last day counts.
    assert_eq!(people("from=2026-05-29"), 2);
    assert_eq!(people("until=2026-05-28"), 4);
    assert_eq!(people("from=2026-05-28&until=2026-06-02"), 6);
    assert_eq!(people("until=2026-05-27"), 0);
}

#[test]
fn a_room_and_its_team_choose() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    let plan = json!({"title": "7b", "teams": ["Red", "Blue"]});
    let room = boss
        .ask("POST", "/rooms")
        .json(&plan)
        .send()
        .expect(201)
        .json();
    let room = room["code"].as_str().expect("a code").to_owned();
    keep(&server, (0..5).map(by));
    server.sql("update responses set room_id = 1, team = id % 2 where id <= 4");
    let people = |query: &str| boss.get(&format!("{PATH}?{query}"))["people"].clone();
    assert_eq!(people(&format!("room={room}")), 4);
    assert_eq!(people(&format!("room={room}&team=Blue")), 2);
    let refused = |query: &str, status| -> Reply {
        boss.ask("GET", &format!("{PATH}?{query}"))
            .send()
            .expect(status)
    };
    refused(&format!("room={room}&team=Green"), 400);
    refused("team=Red", 400);
    refused("room=AAAAAA", 404);
    refused("room=nonsense", 404);
}

#[test]
fn filters_that_cannot_be_are_refused() {
    let server = TestServer::start();
    let boss = Browser::administrator(&server);
    for query in [
        "language=fr",
        "from=yesterday",
        "from=2026-02-30",
        "until=2026-05-28T10:00",
        "until=%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4",
        "reliable=perhaps",
    ] {
        boss.ask("GET", &format!("{PATH}?{query}"))
            .send()
            .expect(400);
    }
}

/// Norms stand beside results. Letters, types and chances are what they were, and the norms say which they are.
#[test]
fn norms_are_shown_and_change_nothing() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let body = json!({"answers": samples::documented_answers()["input"]});
    let before = ayu.send("POST", "/app/results", &body);
    assert_eq!(before["norms"], Value::Null);
    let predict = || {
        ayu.send(
            "POST",
            "/api/predict?keep=false",
            &samples::documented_answers(),
        )
    };
    let predicted = predict();
    assert_eq!(predicted.get("norms"), None);
    let hash = hash();
    // Sixty people a letter's side short of the first, a hundred in the middle, fifty beyond.
    let mut counts = vec![vec![0_u64; 91]; 4];
    for scale in &mut counts {
        (scale[0], scale[45], scale[90]) = (60, 100, 50);
    }
    let sql = format!(
        "insert into norms (questionnaire_hash, people, counts, created_at) values ('{hash}', 210, '{}', 1780000000000000)",
        json!(counts)
    );
    server.sql(&sql);
    let after = ayu.get(&format!("/app/results/{}", before["id"]));
    let norms = &after["norms"];
    assert_eq!(
        (&norms["people"], &norms["version"]),
        (&json!(210), &json!(1))
    );
    for (axis, own) in norms["axes"]
        .as_array()
        .expect("a list")
        .iter()
        .zip(after["axes"].as_array().expect("a list"))
    {
        assert_eq!(
            (&axis["first"], &axis["median"]),
            (&own["first"], &json!(0.0))
        );
        let strength = own["strength"].as_f64().expect("a number");
        let (lower, higher) = if strength > 0.0 {
            (160.0, 50.0)
        } else {
            (60.0, 150.0)
        };
        assert_eq!(
            (&axis["lower"], &axis["higher"]),
            (&json!(lower / 210.0), &json!(higher / 210.0))
        );
        let letter = if strength > 0.0 {
            &own["first"]
        } else {
            &own["second"]
        };
        assert_eq!(&axis["letter"], letter);
    }
    assert_eq!(predict()["norms"], *norms);
    let without = |mut result: Value| {
        result.as_object_mut().expect("an object").remove("norms");
        result
    };
    assert_eq!(without(after.clone()), without(before));
    assert_eq!(without(predict()), predicted);
    server.sql("update norms set cleared_at = 1");
    assert_eq!(
        ayu.get(&format!("/app/results/{}", after["id"]))["norms"],
        Value::Null
    );
}
