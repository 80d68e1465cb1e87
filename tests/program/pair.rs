//! `firststep model`: whether a model and statements belong together.

use std::fs;
use std::path::Path;
use std::process::Command;

use firststep::model::classifier::BUILT_IN;
use serde_json::{Value, json};

use crate::failed_starts::{assert_contains, refused};
use crate::support::{program, run};

fn model(words: &[&str]) -> Command {
    let mut command = program();
    command.arg("model").args(words);
    command
}

fn ours() -> Value {
    serde_json::from_str(include_str!("../../seed/questions.json")).unwrap()
}

/// Writes statements and a model of their own; the flags that name them.
fn pair(folder: &Path, statements: &Value) -> Vec<String> {
    let at = |name: &str| folder.join(name);
    fs::write(at("own.json"), statements.to_string()).unwrap();
    fs::write(at("own.tflite"), [BUILT_IN, b"own"].concat()).unwrap();
    ["--model", "own.tflite", "--questions", "own.json"]
        .map(|word| {
            if word.starts_with('-') {
                word.to_owned()
            } else {
                at(word).display().to_string()
            }
        })
        .into()
}

#[test]
fn a_pair_that_fits() {
    assert!(run(model(&["check"])).done().starts_with("ok: "));
    let folder = tempfile::tempdir().unwrap();
    let flags = pair(folder.path(), &ours());
    let mut command = model(&["check", "--json"]);
    command.args(&flags);
    let told: Value = serde_json::from_str(run(command).done()).unwrap();
    assert_eq!(
        (&told["fits"], &told["differences"]),
        (&json!(true), &json!([]))
    );
    let statements = told["manifest"]["statements"].as_array().unwrap();
    assert_eq!(
        (statements.len(), &statements[2]["key"]),
        (60, &json!("TF-"))
    );
    // Statements without a key may be any.
    let flags = pair(folder.path(), &json!(vec!["A statement"; 60]));
    let mut command = model(&["check", "--json"]);
    command.args(&flags);
    let told: Value = serde_json::from_str(run(command).done()).unwrap();
    assert_eq!(
        (&told["fits"], &told["manifest"]["languages"]),
        (&Value::Null, &json!(["und"]))
    );
}

#[test]
fn a_key_that_is_turned_over() {
    let folder = tempfile::tempdir().unwrap();
    let mut statements = ours();
    for one in statements["statements"].as_array_mut().unwrap() {
        if one["dichotomy"] == "JP" {
            one["key"] = json!(-one["key"].as_i64().unwrap());
        }
    }
    let flags = pair(folder.path(), &statements);
    let told = |mut command: Command| {
        command.args(&flags);
        run(command)
    };
    let ended = told(model(&["check"]));
    assert_eq!(ended.status.code(), Some(1));
    assert_contains(
        &ended.stdout,
        &["error: ", "statement 4 speaks for J", "P by its key"],
    );
    let mut serve = program();
    serve
        .args(["--port", "0", "--data-dir"])
        .arg(folder.path().join("data"))
        .args(&flags);
    assert_contains(
        &refused(serve),
        &["don't fit the model", "statement 4", "--questions"],
    );
    let ended = told({
        let mut doctor = program();
        doctor
            .args(["doctor", "--data-dir"])
            .arg(folder.path().join("data"));
        doctor
    });
    assert_contains(&ended.stdout, &["don't fit the model"]);
}

#[test]
fn a_manifest_tells_another_pair_from_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("manifest.json");
    fs::write(&file, run(model(&["manifest"])).done()).unwrap();
    let check = |manifest: &Path, flags: &[String]| {
        let mut command = model(&["check", "--manifest"]);
        command.arg(manifest).args(flags);
        run(command)
    };
    check(&file, &[]).done();
    // Two statements of one key in each other's place: by the key alone nobody sees it.
    let mut statements = ours();
    let list = statements["statements"].as_array_mut().unwrap();
    let like = |one: &Value| (one["dichotomy"].clone(), one["key"].clone());
    let other = (1..60)
        .find(|at| like(&list[*at]) == like(&list[0]))
        .unwrap();
    list.swap(0, other);
    let ended = check(&file, &pair(folder.path(), &statements));
    assert_eq!(ended.status.code(), Some(1));
    let moved = format!("Statement 1 is the one that stood at {}.", other + 1);
    assert_contains(&ended.stdout, &["ok: ", "The model is another", &moved]);
    assert_contains(&ended.stderr, &["aren't those of the manifest"]);
    for text in ["", "[]", "{\"format\": 1, \"model\": 7}"] {
        fs::write(&file, text).unwrap();
        let ended = check(&file, &[]);
        assert_eq!(ended.status.code(), Some(1));
        assert_contains(&ended.stderr, &["manifest.json can't be used"]);
    }
    let ended = check(&folder.path().join("none"), &[]);
    assert_contains(&ended.stderr, &["none can't be read"]);
}
