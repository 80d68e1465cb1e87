//! Other models and statements: used if they are valid, refused if not.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use firststep::model::classifier::BUILT_IN;
use firststep::platform::digest::sha256;
use serde_json::{Value, json};

use crate::client::DOCUMENTED;
use crate::failed_starts::{assert_contains, assert_sound, refused};
use crate::models;
use crate::support::{Server, ask_database, program, run_with, serving};

#[test]
fn other_statements_and_another_model_are_served() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let statements: Vec<String> = (1..=60)
        .map(|number| format!("Statement {number}, é \"ü\""))
        .collect();
    fs::write(at("questions.json"), json!(statements).to_string()).unwrap();
    // Bytes after its end change the hash of our model, not its predictions.
    let model = [BUILT_IN, b"another one"].concat();
    fs::write(at("other.tflite"), &model).unwrap();

    let mut command = serving(&at("data"));
    command
        .arg("--questions")
        .arg(at("questions.json"))
        .arg("--model")
        .arg(at("other.tflite"));
    let server = Server::start(command);
    let client = server.client().sign_up("sari@example.org");
    for path in ["/api/questions", "/api/questions?lang=en"] {
        assert_eq!(client.get(path).success()["questions"], json!(statements));
    }
    let predicted = client.predict(DOCUMENTED).unwrap().success();
    assert_eq!(predicted["predicted_label"], "INFJ");
    let hash: String = ask_database(
        &at("data/firststep.db"),
        "select model_hash from predictions",
    );
    assert_eq!(hash, sha256(&model));
}

#[test]
fn statements_in_the_form_of_ours_are_served_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("questions.json");
    let statements: Vec<Value> = (0..60)
        .map(|number| json!({"id": format!("pernyataan {number}"), "en": format!("statement {number}")}))
        .collect();
    fs::write(&file, json!({"statements": statements}).to_string()).unwrap();
    let mut command = serving(&folder.path().join("data"));
    command.env("FIRSTSTEP_QUESTIONS", &file);
    let server = Server::start(command);
    let client = server.client().sign_up("sari@example.org");
    assert_eq!(
        client.get("/api/questions").success()["questions"][59],
        "pernyataan 59"
    );
    assert_eq!(
        client.get("/api/questions?lang=en").success()["questions"][59],
        "statement 59"
    );
}

/// `serve` and `predict` refuse this model.
fn model_refused(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let file = folder.join(name);
    fs::write(&file, bytes).unwrap();
    let mut command = serving(&folder.join("data"));
    command.arg("--model").arg(&file);
    let said = refused(command);
    assert_contains(&said, &[file.to_str().unwrap(), "--model"]);

    let mut command = program();
    command.args(["predict", "-", "--model"]).arg(&file);
    let ended = run_with(command, json!(DOCUMENTED).to_string().as_bytes());
    assert_eq!((ended.status.code(), &ended.stderr), (Some(1), &said));
    said
}

#[test]
fn a_model_that_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let zeros = vec![0; BUILT_IN.len()];
    let mut scrambled = BUILT_IN.to_vec();
    scrambled.reverse();
    for (name, bytes) in [
        ("empty", &b""[..]),
        (
            "text",
            b"this is no model, but a text that is long enough to be looked at",
        ),
        ("half", &BUILT_IN[..BUILT_IN.len() / 2]),
        ("head", &BUILT_IN[..8]),
        ("tail", &BUILT_IN[BUILT_IN.len() / 2..]),
        ("zeros", &zeros),
        ("scrambled", &scrambled),
    ] {
        let said = model_refused(folder.path(), name, bytes);
        assert_contains(&said, &["isn't a TFLite model"]);
    }
    assert_sound(&folder.path().join("data"));
}

#[test]
fn a_model_of_another_shape() {
    let folder = tempfile::tempdir().unwrap();
    let said = model_refused(folder.path(), "in", &models::with_inputs(59));
    assert_contains(&said, &["input", "[1, 59]", "[1, 60]"]);
    let said = model_refused(folder.path(), "out", &models::with_outputs(15));
    assert_contains(&said, &["output", "[1, 15]", "[1, 16]"]);
}

#[test]
fn a_model_that_makes_the_loader_panic() {
    let folder = tempfile::tempdir().unwrap();
    let said = model_refused(folder.path(), "biases", &models::without_biases());
    assert_contains(&said, &["isn't a TFLite model"]);
}

#[test]
fn a_model_that_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    for path in [
        folder.path().join("missing.tflite"),
        folder.path().to_owned(),
    ] {
        let mut command = serving(&folder.path().join("data"));
        command.arg("--model").arg(&path);
        assert_contains(&refused(command), &["model", path.to_str().unwrap()]);
    }
}

#[test]
fn the_built_in_model_takes_no_statements_in_another_order() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let ours = include_str!("../../seed/questions.json");
    let ours: Value = serde_json::from_str(ours).unwrap();
    let mut statements = ours["statements"].as_array().unwrap().clone();
    let texts = |statements: &[Value]| -> Value {
        statements.iter().map(|one| one["id"].clone()).collect()
    };
    fs::write(at("same.json"), texts(&statements).to_string()).unwrap();
    statements[40..].reverse();
    let plain = texts(&statements);
    // As ours are, as texts alone, and translated: by their keys.
    let reversed = json!({"statements": &statements});
    for statement in &mut statements {
        statement["id"] = json!("terjemahan");
        statement["en"] = json!("translated");
    }
    let translated = json!({"statements": statements});
    fs::write(at("other.tflite"), [BUILT_IN, b"another"].concat()).unwrap();
    for (file, is_keyed) in [(reversed, true), (plain, false), (translated, true)] {
        fs::write(at("questions.json"), file.to_string()).unwrap();
        let asked = |model: Option<&str>| {
            let mut command = serving(&at("data"));
            command.arg("--questions").arg(at("questions.json"));
            if let Some(model) = model {
                command.arg("--model").arg(at(model));
            }
            command
        };
        assert_contains(
            &refused(asked(None)),
            &["don't fit the built-in model", "statement 41", "--model"],
        );
        let mut check = program();
        check
            .args(["config", "check", "--questions"])
            .arg(at("questions.json"))
            .arg("--data-dir")
            .arg(at("data"));
        assert_contains(&refused(check), &["don't fit the built-in model"]);
        // Another model's order isn't known, but by the key it is seen all the same.
        let asked = asked(Some("other.tflite"));
        if is_keyed {
            assert_contains(
                &refused(asked),
                &["don't fit the model", "statement 41", "--questions"],
            );
        } else {
            Server::start(asked);
        }
    }
    let mut command = serving(&at("data"));
    command.arg("--questions").arg(at("same.json"));
    Server::start(command);
}

#[test]
fn wrong_statements() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("questions.json");
    let texts = |count: usize| json!(vec!["A statement"; count]).to_string();
    for (text, reason) in [
        (texts(59), "there are 59, not 60"),
        (texts(61), "there are 61, not 60"),
        (
            json!({"statements": [{"id": "satu"}]}).to_string(),
            "there are 1, not 60",
        ),
        (String::new(), "JSON"),
        ("Do you like parties?".to_owned(), "JSON"),
        (json!(vec![7; 60]).to_string(), "JSON"),
        (json!({"questions": []}).to_string(), "JSON"),
        (json!(vec![" "; 60]).to_string(), "empty"),
    ] {
        fs::write(&file, &text).unwrap();
        let mut command = serving(&folder.path().join("data"));
        command.arg("--questions").arg(&file);
        assert_contains(
            &refused(command),
            &[file.to_str().unwrap(), reason, "60 texts"],
        );
    }
    File::create(&file).unwrap().write_all(&[0xff; 64]).unwrap();
    let mut command = serving(&folder.path().join("data"));
    command.env("FIRSTSTEP_QUESTIONS", &file);
    assert_contains(&refused(command), &[file.to_str().unwrap()]);
    assert_sound(&folder.path().join("data"));
}
