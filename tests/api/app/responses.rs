//! Answers that are kept for research: of whom, with what, and until when.

use std::io::{Cursor, Read as _};

use rusqlite::types::Value as Cell;
use serde_json::{Value, json};

use super::{Browser, code};
use crate::common::{PASSWORD, TestServer};
use crate::samples;

fn answers() -> Value {
    samples::documented_answers()["input"].clone()
}

/// All that may be told beside the answers.
fn sitting() -> Value {
    let mut times = vec![json!(1500); 60];
    times[3] = Value::Null;
    json!({
        "consent": true, "milliseconds": times, "order": (0..60).rev().collect::<Vec<_>>(), "language": "en",
        "attention": 3,
    })
}

/// The same beside the answers in this field.
fn with(field: &str, mut beside: Value) -> Value {
    beside[field] = answers();
    beside
}

/// Every row's columns.
fn rows(server: &TestServer) -> Vec<Vec<Cell>> {
    let sql = "select account_id, prediction_id, seat_id, room_id, answers, milliseconds, shown_order, language,
               attention, reliability, oddity, questionnaire_hash, model_hash from responses order by id";
    let database = rusqlite::Connection::open(server.database()).expect("the database");
    let mut statement = database.prepare(sql).expect("it is SQL");
    let row = |row: &rusqlite::Row<'_>| (0..13).map(|at| row.get(at)).collect();
    let rows = statement.query_map((), row).expect("it runs");
    rows.map(|row: rusqlite::Result<Vec<Cell>>| row.expect("a row"))
        .collect()
}

fn hash_of(file: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    firststep::platform::digest::sha256(&std::fs::read(path).expect("the file"))
}

fn text(value: &Value) -> Cell {
    Cell::Text(value.to_string())
}

#[test]
fn with_consent_answers_are_kept_with_how_they_were_given() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let result = ayu.send("POST", "/app/results", &with("answers", sitting()));
    let [row] = &rows(&server)[..] else {
        panic!("one row")
    };
    assert_eq!(
        row[..4],
        [Cell::Integer(1), Cell::Integer(1), Cell::Null, Cell::Null]
    );
    let told = sitting();
    assert_eq!(
        row[4..7],
        [
            text(&answers()),
            text(&told["milliseconds"]),
            text(&told["order"])
        ]
    );
    assert_eq!(row[7..9], [Cell::Text("en".into()), Cell::Integer(3)]);
    let Cell::Real(index) = row[9] else {
        panic!("an index")
    };
    let said = result["reliability"]["index"].as_f64().expect("a number");
    assert!((index - said).abs() < 1e-6, "{index} {said}");
    assert_eq!(row[10], Cell::Null);
    let hashes = ["seed/questions.json", "model/personality.tflite"].map(hash_of);
    assert_eq!(row[11..], hashes.map(Cell::Text));
    assert_eq!(ayu.get("/app/responses"), json!({"responses": 1}));
}

/// Through the published API, too, and by a form, where only the answers need be told.
#[test]
fn what_is_not_told_is_null() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let list: Vec<String> = answers()
        .as_array()
        .expect("a list")
        .iter()
        .map(Value::to_string)
        .collect();
    let form = [("input", list.join(",")), ("consent", "true".to_owned())];
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    server
        .post("/api/predict")
        .token(&ann.token)
        .form(&form)
        .send()
        .expect(200);
    let [row] = &rows(&server)[..] else {
        panic!("one row")
    };
    assert_eq!(row[4], text(&answers()));
    assert_eq!(row[5..9], [const { Cell::Null }; 4]);
}

/// What is told beside them changes nothing about it; nor does a result that isn't kept.
#[test]
fn without_consent_nothing_is_kept() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let mut refused = sitting();
    refused["consent"] = json!(false);
    let mut silent = sitting();
    silent.as_object_mut().expect("an object").remove("consent");
    for beside in [json!({}), refused, silent] {
        ayu.send("POST", "/app/results", &with("answers", beside.clone()));
        ayu.send("POST", "/api/predict", &with("input", beside));
    }
    ayu.send("POST", "/api/predict?keep=false", &with("input", sitting()));
    ayu.send("POST", "/app/guest-result", &with("answers", sitting()));
    assert_eq!(rows(&server), [[]; 0]);
    assert_eq!(ayu.get("/app/responses"), json!({"responses": 0}));
}

#[test]
fn an_operator_who_collects_nothing_is_obeyed() {
    let server = TestServer::with(|settings, _| settings.policy.research = false);
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let mut odd = sitting();
    odd["order"] = json!(vec![0; 60]);
    ayu.send("POST", "/app/results", &with("answers", odd));
    ayu.send("POST", "/api/predict", &with("input", sitting()));
    assert_eq!(rows(&server), [[]; 0]);
    let told = server.get("/app/questions").send().expect(200).json();
    assert_eq!(
        (&told["research"], &told["attention_check"]),
        (&json!(false), &json!(false))
    );
}

#[test]
fn the_page_is_told_how_the_quiz_is_given() {
    let told = |server: &TestServer| {
        let told = server.get("/app/questions").send().expect(200).json();
        ["research", "shuffled", "attention_check"].map(|name| told[name].clone())
    };
    assert_eq!(
        told(&TestServer::start()),
        [json!(true), json!(false), json!(false)]
    );
    let other = TestServer::with(|settings, _| {
        settings.policy.shuffled = true;
        settings.policy.attention_check = true;
    });
    assert_eq!(told(&other), [json!(true), json!(true), json!(true)]);
}

#[test]
fn what_is_told_wrongly_is_refused_and_nothing_kept() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let mut twice: Vec<i64> = (0..60).collect();
    twice[7] = 8;
    for (field, value, place, problem, said) in [
        (
            "milliseconds",
            json!([1]),
            "milliseconds",
            "count",
            "milliseconds harus berisi 60 unsur",
        ),
        (
            "milliseconds",
            json!(vec![-1; 60]),
            "milliseconds[0]",
            "out_of_range",
            "milliseconds[0] harus berupa bilangan bulat antara 0 dan 3600000",
        ),
        (
            "milliseconds",
            json!(vec![3_600_001; 60]),
            "milliseconds[0]",
            "out_of_range",
            "milliseconds[0] harus berupa bilangan bulat antara 0 dan 3600000",
        ),
        (
            "order",
            json!(vec![1; 59]),
            "order",
            "count",
            "order harus berisi 60 unsur",
        ),
        (
            "order",
            json!(twice),
            "order[8]",
            "repeated",
            "order[8] diberikan lebih dari sekali",
        ),
        (
            "order",
            json!(vec![60; 60]),
            "order[0]",
            "out_of_range",
            "order[0] harus berupa bilangan bulat antara 0 dan 59",
        ),
        (
            "language",
            json!("xx"),
            "language",
            "not_one_of",
            "language harus salah satu dari: id, en",
        ),
        (
            "attention",
            json!(4),
            "attention",
            "out_of_range",
            "attention harus berupa bilangan bulat antara -3 dan 3",
        ),
        (
            "consent",
            json!("perhaps"),
            "consent",
            "type",
            "consent harus berupa true atau false",
        ),
    ] {
        let mut body = sitting();
        body[field] = value;
        let reply = ayu
            .ask("POST", "/app/results")
            .json(&with("answers", body.clone()))
            .send();
        assert_eq!(code(&reply, 400), "fields", "{field}");
        let fault = &reply.json()["error"]["fields"][0];
        assert_eq!(
            (&fault["field"], &fault["problem"]),
            (&json!(place), &json!(problem))
        );
        let reply = ayu
            .ask("POST", "/api/predict")
            .json(&with("input", body))
            .send()
            .expect(400);
        let told = reply.json()["msg"].as_str().expect("a sentence").to_owned();
        assert!(told.starts_with(said), "{told}");
    }
    assert_eq!(rows(&server), [[]; 0]);
    assert_eq!(ayu.get("/app/results")["results"], json!([]));
}

/// Who takes them back loses no result, and nobody else's go.
#[test]
fn consent_is_taken_back() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    let budi = Browser::sign_up(&server, "budi@example.com");
    for browser in [&ayu, &budi, &ayu] {
        browser.send("POST", "/app/results", &with("answers", sitting()));
    }
    assert_eq!(
        ayu.send("DELETE", "/app/responses", &json!({})),
        json!({"deleted": 2})
    );
    assert_eq!(
        ayu.send("DELETE", "/app/responses", &json!({})),
        json!({"deleted": 0})
    );
    assert_eq!(ayu.get("/app/responses"), json!({"responses": 0}));
    assert_eq!(budi.get("/app/responses"), json!({"responses": 1}));
    assert_eq!(
        ayu.get("/app/results")["results"].as_array().map(Vec::len),
        Some(2)
    );
    let latest = ayu.get("/app/results/latest");
    let influences = latest["influences"].as_array().expect("a list");
    assert!(!influences.is_empty(), "its answers explain it still");
}

/// A thousand rows are a piece of such a deletion.
#[test]
fn however_many_they_are_all_go() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    ayu.send("POST", "/app/results", &with("answers", sitting()));
    server.sql(
        "with recursive n (i) as (select 1 union all select i + 1 from n where i < 2500)
         insert into responses (account_id, answers, questionnaire_hash, model_hash, created_at)
         select 1, answers, '', '', 1 from responses, n",
    );
    assert_eq!(
        ayu.send("DELETE", "/app/responses", &json!({})),
        json!({"deleted": 2501})
    );
    assert_eq!(rows(&server), [[]; 0]);
}

#[test]
fn they_go_with_the_account() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    ayu.send("POST", "/app/results", &with("answers", sitting()));
    ayu.send("DELETE", "/app/account", &json!({"password": PASSWORD}));
    assert_eq!(rows(&server), [[]; 0]);
}

#[test]
fn their_giver_takes_them_along_with_all_else() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    ayu.send("POST", "/app/results", &with("answers", sitting()));
    let zip = ayu.ask("GET", "/app/export").send().expect(200).body;
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).expect("a zip");
    let mut data = String::new();
    let mut file = archive.by_name("data.json").expect("the data");
    file.read_to_string(&mut data).expect("text");
    let data: Value = serde_json::from_str(&data).expect("JSON");
    let (kept, told) = (&data["responses"][0], sitting());
    assert_eq!(kept["answers"], answers());
    assert_eq!(
        (&kept["milliseconds"], &kept["shown_order"]),
        (&told["milliseconds"], &told["order"])
    );
    assert_eq!(
        (&kept["language"], &kept["attention"], &kept["result"]),
        (&json!("en"), &json!(3), &json!(1))
    );
}

/// Who isn't signed in learns and deletes nothing.
#[test]
fn strangers_are_not_let_in() {
    let server = TestServer::start();
    let ayu = Browser::sign_up(&server, "ayu@example.com");
    ayu.send("POST", "/app/results", &with("answers", sitting()));
    server.get("/app/responses").send().expect(401);
    server.delete("/app/responses").send().expect(401);
    // By the cookie alone, as another site could send it.
    ayu.with_cookie("DELETE", "/app/responses")
        .send()
        .expect(401);
    assert_eq!(ayu.get("/app/responses"), json!({"responses": 1}));
}
