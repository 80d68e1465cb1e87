//! The statements, the prediction and its text.

use serde_json::{Value, json};

use firststep::domain::persona::LABELS;
use firststep::model::classifier::BUILT_IN;
use firststep::platform::digest::sha256;

use crate::common::{SignedIn, TestServer};
use crate::samples;

fn questions(server: &TestServer, who: &SignedIn, path: &str, accept: &str) -> Value {
    let mut ask = server.get(path).token(&who.token);
    if !accept.is_empty() {
        ask = ask.header("Accept-Language", accept);
    }
    ask.send().expect(200).json()["questions"].clone()
}

#[test]
fn the_statements_come_in_order_and_in_the_language_asked_for() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let seed: Value = serde_json::from_str(include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/seed/questions.json"
    )))
    .unwrap();
    let texts = |language: &str| -> Value {
        let statements = seed["statements"].as_array().expect("a list");
        let texts = statements.iter().map(|one| one[language].clone());
        texts.collect()
    };
    let (indonesian, english) = (texts("id"), texts("en"));
    assert_eq!(indonesian.as_array().map(Vec::len), Some(60));
    for (path, accept, expected) in [
        ("/api/questions", "", &indonesian),
        ("/api/questions", "de", &indonesian),
        ("/api/questions", "id-ID,en;q=0.5", &indonesian),
        ("/api/questions", "en-GB,id;q=0.5", &english),
        ("/api/questions?lang=en", "", &english),
        ("/api/questions/?lang=en", "id", &english),
        ("/api/questions?lang=id", "en", &indonesian),
    ] {
        let got = questions(&server, &ann, path, accept);
        assert_eq!(&got, expected, "{path} {accept}");
    }
    let reply = server
        .get("/api/questions?lang=de")
        .token(&ann.token)
        .send();
    let expected = r#"{"error":true,"msg":"lang harus salah satu dari: id, en"}"#;
    assert_eq!(reply.told(), (400, expected.to_owned()));
}

#[test]
fn a_prediction_says_how_it_came_about() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let value = samples::predict_as_documented(&server, &ann).json();
    let chances = value["probabilities"].as_object().expect("by label");
    assert!(chances.keys().eq(LABELS.iter()), "in class order");
    let chance = |label: &str| chances[label].as_f64().expect("a number");
    let sum: f64 = LABELS.iter().map(|label| chance(label)).sum();
    assert!((sum - 1.0).abs() < 1e-5, "{sum}");
    let best = LABELS.iter().max_by(|a, b| chance(a).total_cmp(&chance(b)));
    assert_eq!(best, Some(&"INFJ"));
    let letters = value["letters"].as_array().expect("a list");
    let word: String = letters
        .iter()
        .map(|one| one["letter"].as_str().expect("a letter"))
        .collect();
    assert_eq!(word, "INFJ");
    for letter in letters {
        let (share, margin) = (&letter["probability"], &letter["margin"]);
        let (share, margin) = (share.as_f64().expect("share"), margin.as_f64().expect("it"));
        assert!((0.5..=1.0).contains(&share));
        assert!((2.0 * share - 1.0 - margin).abs() < 1e-5);
    }
    assert_eq!(value["reliable"], true);
    assert_eq!(value.get("reason"), None);
}

#[test]
fn odd_answers_are_predicted_and_marked() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let mut run: Vec<i64> = (0..60).map(|at| at % 7 - 3).collect();
    run[20..30].fill(1);
    for (body, reason) in [
        (samples::all(0), "all_answers_the_same"),
        (samples::all(3), "all_answers_the_same"),
        (json!({"input": run}), "long_run_of_one_answer"),
    ] {
        let ask = server.post("/api/predict").token(&ann.token).json(&body);
        let value = ask.send().expect(200).json();
        assert!(value["predicted_class"].as_u64().expect("a class") < 16);
        assert_eq!(
            (&value["reliable"], &value["reason"]),
            (&json!(false), &json!(reason))
        );
    }
}

#[test]
fn the_personality_waits_for_a_prediction_and_follows_the_last() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let look = |path: &str| server.get(path).token(&ann.token).send();
    let expected = r#"{"error":true,"msg":"Pengguna tidak memiliki nilai mbti"}"#;
    assert_eq!(look("/api/personality").told(), (400, expected.to_owned()));
    samples::predict_as_documented(&server, &ann);
    assert_eq!(look("/api/personality").json()["mbti"], "INFJ");
    let english = look("/api/personality?lang=en").json();
    let description = english["description"].as_str().expect("a text");
    assert!(description.starts_with("INFJ is "), "{description}");
    // The opposite of every answer: the opposite type.
    let mut opposite = samples::documented_answers();
    for answer in opposite["input"].as_array_mut().expect("a list") {
        *answer = json!(-answer.as_i64().expect("a number"));
    }
    let ask = server.post("/api/predict").token(&ann.token);
    let label = ask.json(&opposite).send().json()["predicted_label"].clone();
    assert_eq!(label, "ESTP");
    assert_eq!(look("/api/personality").json()["mbti"], label);
    assert_eq!(look("/api/profile").json()["profileResult"]["mbti"], label);
}

#[test]
fn every_prediction_is_kept_with_its_fingerprints() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    for _ in 0..2 {
        samples::predict_as_documented(&server, &ann);
    }
    let input = samples::documented_answers();
    let answers = input["input"].as_array().expect("a list").iter();
    let answers: Vec<u8> = answers
        .map(|answer| answer.as_i64().expect("a number").to_le_bytes()[0])
        .collect();
    let database = rusqlite::Connection::open(server.database()).expect("the database");
    let sql = "select mbti, answers_hash, model_hash, created_at, json_array_length(probabilities) from predictions";
    let mut statement = database.prepare(sql).expect("a statement");
    let rows = statement.query_map((), |row| {
        Ok((
            row.get(0)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
        ))
    });
    let rows: Vec<(String, String, String, i64, i64)> =
        rows.expect("rows").map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 2, "a history, not only the last");
    let now = server.app().clock.now().micros();
    for (mbti, answers_hash, model_hash, at, chances) in rows {
        assert_eq!((mbti.as_str(), chances), ("INFJ", 16));
        assert_eq!(
            (answers_hash, model_hash),
            (sha256(&answers), sha256(BUILT_IN))
        );
        assert!((now - 60_000_000..=now).contains(&at));
    }
}

#[test]
fn a_type_that_deserves_no_trust_says_so_wherever_it_is_shown() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let look = |path: &str| server.get(path).token(&ann.token).send().expect(200).json();
    let predict = |body: &Value| {
        let ask = server.post("/api/predict").token(&ann.token);
        ask.json(body).send().expect(200).json()["predicted_label"].clone()
    };
    let label = predict(&samples::all(0));
    let profile = look("/api/profile")["profileResult"].clone();
    assert_eq!(
        (&profile["mbti"], &profile["reliable"]),
        (&label, &json!(false))
    );
    let personality = look("/api/personality");
    assert_eq!(
        (&personality["mbti"], &personality["reliable"]),
        (&label, &json!(false))
    );
    let account = || {
        let cookie = format!("firststep_session={}", ann.token);
        let me = server.get("/app/me").header("Cookie", &cookie);
        me.send().expect(200).json()["account"].clone()
    };
    assert_eq!(
        (&account()["mbti"], &account()["reliable"]),
        (&label, &json!(false))
    );
    let share = json!({"result": 1, "days": 1});
    let share = server.post("/app/shares").token(&ann.token).json(&share);
    assert_eq!(share.send().expect(200).json()["reliable"], false);
    // Trying out changes nothing; what deserves trust is shown exactly as the document has it.
    let tried = server.post("/api/predict?keep=false").token(&ann.token);
    tried
        .json(&samples::documented_answers())
        .send()
        .expect(200);
    assert_eq!(look("/api/personality")["reliable"], false);
    predict(&samples::documented_answers());
    let keys = |value: &Value| {
        let object = value.as_object().expect("an object");
        object.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(
        keys(&look("/api/personality")),
        ["acronym", "description", "job", "mbti"]
    );
    assert_eq!(
        keys(&look("/api/profile")["profileResult"]),
        ["mbti", "name", "profilePicture", "status", "username"]
    );
    assert_eq!(account()["reliable"], true);
}
