//! Statements and answers so far.

use serde_json::{Value, json};

use super::{Browser, code};
use crate::common::{TestServer, at_once};

#[test]
fn the_statements_are_open_and_in_both_languages() {
    let server = TestServer::start();
    let told = server.get("/app/questions").send().expect(200).json();
    let statements = told["statements"].as_array().expect("a list");
    assert_eq!(statements.len(), 60);
    let texts = |language: &str| -> Vec<&str> {
        let all = statements.iter().map(|one| one[language].as_str());
        all.map(|text| text.expect("a text")).collect()
    };
    assert_ne!(texts("id"), texts("en"));
    let scale = &told["scale"]["id"];
    assert_eq!(scale[0], "Sangat tidak setuju");
    assert_eq!(scale[6], "Sangat setuju");
    assert_eq!(told["scale"]["en"].as_array().map(Vec::len), Some(7));
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    assert_eq!(
        json!(texts("en")),
        ayu.get("/api/questions?lang=en")["questions"]
    );
}

fn change(browser: &Browser, changes: &Value) -> Value {
    browser.send("PATCH", "/app/answers", &json!({"changes": changes}))
}

#[test]
fn answers_are_kept_changed_and_taken_back() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let none = ayu.get("/app/answers");
    assert_eq!(
        none,
        json!({"answers": vec![Value::Null; 60], "updated_at": null})
    );
    let changes = json!([
        {"statement": 0, "answer": -3}, {"statement": 59, "answer": 3}, {"statement": 0, "answer": 2}
    ]);
    let draft = change(&ayu, &changes);
    assert_eq!(
        (&draft["answers"][0], &draft["answers"][59]),
        (&json!(2), &json!(3))
    );
    assert!(draft["updated_at"].is_string());
    assert_eq!(ayu.get("/app/answers"), draft);
    assert_eq!(ayu.get("/app/me")["account"]["answered"], 2);
    let draft = change(&ayu, &json!([{"statement": 0, "answer": null}]));
    assert_eq!(draft["answers"][0], Value::Null);
    ayu.ask("DELETE", "/app/answers").send().expect(200);
    assert_eq!(ayu.get("/app/answers"), none);
}

#[test]
fn two_tabs_at_once_lose_nothing_of_each_other() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    at_once(8, |tab| {
        for statement in (tab..60).step_by(8) {
            change(&ayu, &json!([{"statement": statement, "answer": 1}]));
        }
    });
    assert_eq!(ayu.get("/app/answers")["answers"], json!(vec![1; 60]));
}

#[test]
fn ones_answers_are_ones_own() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let budi = Browser::sign_up(&server, "budi@example.com");
    change(&ayu, &json!([{"statement": 7, "answer": 3}]));
    assert_eq!(budi.get("/app/answers")["answers"][7], Value::Null);
}

#[test]
fn what_is_out_of_range_changes_nothing() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let good = json!({"statement": 1, "answer": 1});
    for bad in [
        json!({"statement": 60, "answer": 1}),
        json!({"statement": -1, "answer": 1}),
        json!({"statement": 1, "answer": 4}),
        json!({"statement": 1, "answer": "1"}),
        json!({"statement": 1.5, "answer": 1}),
        json!({"answer": 1}),
        json!(1),
    ] {
        let body = json!({"changes": [good, bad]});
        let reply = ayu.ask("PATCH", "/app/answers").json(&body).send();
        assert_eq!(code(&reply, 400), "fields", "{bad}");
        let field = reply.json()["error"]["fields"][0]["field"].clone();
        assert!(
            field
                .as_str()
                .is_some_and(|name| name.starts_with("changes[1]")),
            "{field}"
        );
    }
    for changes in [json!([]), json!(vec![good.clone(); 121])] {
        let body = json!({"changes": changes});
        ayu.ask("PATCH", "/app/answers")
            .json(&body)
            .send()
            .expect(400);
    }
    assert_eq!(ayu.get("/app/answers")["updated_at"], Value::Null);
}
