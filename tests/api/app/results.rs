//! Results and what lies behind them.

use serde_json::{Value, json};

use super::{Browser, code};
use crate::common::TestServer;
use crate::samples;

fn documented() -> Value {
    samples::documented_answers()["input"].clone()
}

fn finish(browser: &Browser, answers: &Value) -> Value {
    browser.send("POST", "/app/results", &json!({"answers": answers}))
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

#[test]
fn a_finished_quiz_is_a_result_and_no_draft_any_more() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let changes = json!({"changes": [{"statement": 0, "answer": 1}]});
    ayu.send("PATCH", "/app/answers", &changes);
    let result = finish(&ayu, &documented());
    assert_eq!(
        (&result["id"], &result["mbti"]),
        (&json!(1), &json!("INFJ"))
    );
    assert_eq!(
        (&result["reliable"], &result["reason"]),
        (&json!(true), &json!(null))
    );
    for language in ["id", "en"] {
        assert!(result["persona"][language]["job"].is_string());
    }
    assert_eq!(ayu.get("/app/answers")["updated_at"], Value::Null);
    let account = &ayu.get("/app/me")["account"];
    assert_eq!(
        (&account["mbti"], &account["results"]),
        (&json!("INFJ"), &json!(1))
    );
    assert_eq!(ayu.get("/app/results/1"), result);
    assert_eq!(ayu.get("/app/results/latest"), result);
    assert_eq!(ayu.get("/api/profile")["profileResult"]["mbti"], "INFJ");
}

/// The same chances as FirstStep's own prediction, and everything that is made of them fits.
#[test]
fn its_numbers_agree() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let result = finish(&ayu, &documented());
    let predicted = ayu.send(
        "POST",
        "/api/predict?keep=false",
        &samples::documented_answers(),
    );
    assert_eq!(result["probabilities"], predicted["probabilities"]);
    let chances = result["probabilities"].as_object().expect("an object");
    let mut letters = String::new();
    for axis in result["axes"].as_array().expect("four") {
        let first = axis["first"].as_str().expect("a letter");
        let sum: f64 = chances
            .iter()
            .filter(|(label, _)| label.contains(first))
            .map(|(_, chance)| number(chance))
            .sum();
        assert!((sum - number(&axis["first_share"])).abs() < 1e-5, "{axis}");
        assert!(number(&axis["share"]) >= 0.5);
        for (value, range) in [
            ("first_share", "first_share_range"),
            ("strength", "strength_range"),
        ] {
            let (low, high) = (number(&axis[range]["low"]), number(&axis[range]["high"]));
            assert!(
                low < high && (low..=high).contains(&number(&axis[value])),
                "{axis}"
            );
        }
        // Each facet has three of the pair's fifteen statements.
        let facets = axis["facets"].as_array().expect("five");
        let mean = facets.iter().map(number).sum::<f64>() / 5.0;
        assert!((mean - number(&axis["strength"])).abs() < 1e-5, "{axis}");
        let letter = &predicted["letters"][letters.len()];
        let toward = if axis["letter"] == axis["first"] {
            1.0
        } else {
            -1.0
        };
        assert!((number(&letter["strength"]) - toward * number(&axis["strength"])).abs() < 1e-6);
        assert!((number(&letter["facets"][0]) - toward * number(&facets[0])).abs() < 1e-6);
        letters += axis["letter"].as_str().expect("a letter");
    }
    assert_eq!(letters, "INFJ");
    let index = number(&result["reliability"]["index"]);
    assert!((number(&predicted["reliability"]) - index).abs() < 1e-6 && index > 0.5);
}

/// Each influence is what it says: the letter's chance falls by its shift when that answer is made neutral.
#[test]
fn an_influence_is_the_chance_lost_without_it() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let result = finish(&ayu, &documented());
    let influences = result["influences"].as_array().expect("a list");
    assert!((1..=12).contains(&influences.len()), "{}", influences.len());
    let shifts: Vec<f64> = influences.iter().map(|one| number(&one["shift"])).collect();
    assert!(shifts.is_sorted_by(|one, next| one >= next), "{shifts:?}");
    for influence in influences {
        let statement = influence["statement"].as_u64().expect("a number");
        let statement = usize::try_from(statement).expect("a small one");
        let mut answers = documented();
        assert_eq!(influence["answer"], answers[statement]);
        answers[statement] = json!(0);
        let body = json!({"input": answers});
        let without = ayu.send("POST", "/api/predict?keep=false", &body);
        let toward = influence["toward"].as_str().expect("a letter");
        let chance = |told: &Value| -> f64 {
            let all = told["probabilities"].as_object().expect("an object");
            let with = all.iter().filter(|(label, _)| label.contains(toward));
            with.map(|(_, chance)| number(chance)).sum()
        };
        let lost = chance(&result) - chance(&without);
        assert!(
            (lost - number(&influence["shift"])).abs() < 1e-4,
            "{influence}: {lost}"
        );
    }
}

#[test]
fn odd_answers_are_marked() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let result = finish(&ayu, &json!(vec![3; 60]));
    assert_eq!(result["reliable"], false);
    assert_eq!(result["reason"], "all_answers_the_same");
    assert_eq!(ayu.get("/app/results/1")["reason"], "all_answers_the_same");
}

#[test]
fn the_history_has_every_result_of_every_client() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    assert_eq!(ayu.get("/app/results"), json!({"results": []}));
    assert_eq!(
        code(&ayu.ask("GET", "/app/results/latest").send(), 404),
        "no_prediction"
    );
    ayu.send("POST", "/api/predict", &samples::documented_answers());
    finish(&ayu, &json!(vec![0; 60]));
    let history = ayu.get("/app/results");
    let ids: Vec<&Value> = history["results"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| &one["id"])
        .collect();
    assert_eq!(ids, [1, 2]);
    assert_eq!(history["results"][0]["mbti"], "INFJ");
    // The answers of other clients aren't kept: their results can't be explained.
    let first = ayu.get("/app/results/1");
    assert_eq!(first["influences"], json!([]));
    assert!(first["axes"][0].get("spread").is_none());
    assert_eq!(ayu.get("/app/results/latest")["id"], 2);
}

#[test]
fn to_anybody_else_a_result_isnt_there() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let budi = Browser::sign_up(&server, "budi@example.com");
    finish(&ayu, &documented());
    for id in ["1", "2", "-1", "x", "99999999999999999999"] {
        let reply = budi.ask("GET", &format!("/app/results/{id}")).send();
        assert_eq!(code(&reply, 404), "not_found", "{id}");
    }
}

#[test]
fn sixty_answers_are_sixty() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    for answers in [
        json!([]),
        json!(vec![1; 59]),
        json!(vec![4; 60]),
        json!("x"),
        json!(null),
    ] {
        let body = json!({"answers": answers});
        let reply = ayu.ask("POST", "/app/results").json(&body).send();
        assert_eq!(code(&reply, 400), "fields", "{answers}");
    }
    assert_eq!(ayu.get("/app/results"), json!({"results": []}));
}

/// Answers to other statements than today's say nothing by today's key.
#[test]
fn of_another_questionnaires_answers_nothing_is_measured() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let before = finish(&ayu, &documented());
    assert!(before["axes"][0]["strength"].is_number());
    server.sql("update predictions set questionnaire_hash = 'another'");
    let result = ayu.get("/app/results/1");
    assert_eq!(
        (&result["mbti"], &result["probabilities"]),
        (&before["mbti"], &before["probabilities"])
    );
    assert_eq!(
        (&result["influences"], &result["reliability"]),
        (&json!([]), &Value::Null)
    );
    for axis in result["axes"].as_array().expect("four") {
        assert_eq!(axis.get("strength"), None, "{axis}");
    }
}

/// Older versions, which had these statements alone, didn't write down to which they were.
#[test]
fn an_older_results_answers_are_to_the_statements_of_now() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let before = finish(&ayu, &documented());
    assert_ne!(before["influences"], json!([]));
    server.sql("update predictions set questionnaire_hash = null");
    assert_eq!(ayu.get("/app/results/1"), before);
}
