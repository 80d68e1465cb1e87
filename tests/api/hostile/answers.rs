//! Answers that are none.

use serde_json::{Value, json};

use super::refused;
use crate::common::{Reply, SignedIn, TestServer};
use crate::samples;

fn predict(server: &TestServer, who: &SignedIn, body: &str) -> Reply {
    let ask = server.post("/api/predict").token(&who.token);
    ask.body("application/json", body).send()
}

/// The documented answers, the third replaced by this piece of JSON.
fn with_third(piece: &str) -> String {
    let mut answers = vec!["0"; 60];
    answers[2] = piece;
    format!("{{\"input\":[{}]}}", answers.join(","))
}

#[test]
fn an_answer_out_of_range_is_named_by_its_position() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let sentence = "Jawaban ke-3 harus berupa bilangan bulat antara -3 dan 3";
    for piece in [
        "4",
        "-4",
        "1.5",
        "-0.5",
        "3.0000001",
        "\"x\"",
        "\"1\"",
        "\"\"",
        "null",
        "true",
        "[]",
        "[1]",
        "{}",
        "{\"a\":1}",
        "127",
        "128",
        "256",
        "-128",
        "65536",
        "2147483648",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "1e30",
        "1e308",
        "1e-30",
        "123456789012345678901234567890",
    ] {
        let reply = predict(&server, &ann, &with_third(piece));
        assert_eq!(reply.status, 400, "{piece}");
        refused(&reply, 400, sentence);
    }
    for piece in [
        "1e999", "-1e999", "NaN", "Infinity", "+1", "01", "0x1", ".5", "1.",
    ] {
        refused(
            &predict(&server, &ann, &with_third(piece)),
            400,
            super::UNREADABLE,
        );
    }
    for piece in ["3", "-3", "-0", "2.0", "-3.0", "30e-1", "0e9"] {
        predict(&server, &ann, &with_third(piece)).expect(200);
    }
}

#[test]
fn any_other_count_than_sixty_is_refused() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    for count in [0, 1, 59, 61, 120, 20_000] {
        let body = json!({"input": vec![0; count]}).to_string();
        refused(
            &predict(&server, &ann, &body),
            400,
            "Jawaban harus berisi 60",
        );
    }
    // The count comes first: a wrong answer among too few is not what is wrong.
    let body = json!({"input": vec![9; 59]}).to_string();
    refused(
        &predict(&server, &ann, &body),
        400,
        "Jawaban harus berisi 60",
    );
    for (body, sentence) in [
        (json!({}), "input wajib diisi"),
        (json!({"Input": vec![0; 60]}), "input wajib diisi"),
        (json!({"input": null}), "input harus berupa daftar"),
        (json!({"input": "x"}), "input harus berupa daftar"),
        (json!({"input": 7}), "input harus berupa daftar"),
        (json!({"input": {"0": 1}}), "input harus berupa daftar"),
    ] {
        refused(&predict(&server, &ann, &body.to_string()), 400, sentence);
    }
    let profile = server.get("/api/profile").token(&ann.token).send();
    assert_eq!(profile.json()["profileResult"]["mbti"], Value::Null);
}

#[test]
fn of_many_wrong_answers_three_are_named() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let one = |at: i32| format!("Jawaban ke-{at} harus berupa bilangan bulat antara -3 dan 3");
    let sentence = [one(1), one(2), one(3)].join("; ");
    refused(
        &predict(&server, &ann, &samples::all(9).to_string()),
        400,
        &sentence,
    );
    let nested = json!({"input": vec![vec![1; 60]; 60]}).to_string();
    refused(&predict(&server, &ann, &nested), 400, &sentence);
}
