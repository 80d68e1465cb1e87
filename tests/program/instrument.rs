//! Other instruments: made and checked on the command line, named by a flag, a variable or the file of settings.

use std::fs;

use serde_json::{Value, json};

use crate::failed_starts::{assert_contains, refused};
use crate::support::{Server, program, run, serving};

#[test]
fn a_new_one_checks_clean_and_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("mornings");
    let mut new = program();
    new.args(["instrument", "new"]).arg(&mine);
    assert_contains(
        run(new).done(),
        &["firststep instrument check", "firststep --instrument"],
    );
    let check = || {
        let mut check = program();
        check.args(["instrument", "check"]).arg(&mine);
        check
    };
    let told = run(check());
    assert_contains(
        told.done(),
        &[
            "mornings, version 0.1",
            "6 statements, 5 points, English and Indonesian",
            "It can be used",
        ],
    );
    assert!(!told.stdout.contains("warning"), "{}", told.stdout);
    let mut again = program();
    again.args(["instrument", "new"]).arg(&mine);
    assert_contains(&refused(again), &["isn't empty"]);

    let mut command = serving(&folder.path().join("data"));
    command
        .arg("--instrument")
        .arg(&mine)
        .args(["--instrument", "example"]);
    let server = Server::start(command);
    let list = server.client().get("/app/instruments").success();
    let ids: Vec<&Value> = list["instruments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["id"])
        .collect();
    assert_eq!(ids, ["mornings", "working-together"]);
    server.stop();
    let mut command = serving(&folder.path().join("data"));
    command.env("FIRSTSTEP_INSTRUMENT", "example");
    let server = Server::start(command);
    let list = server.client().get("/app/instruments").success();
    assert_eq!(list["instruments"][0]["id"], "working-together");
}

#[test]
fn all_that_is_wrong_is_listed_and_the_server_says_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("mine");
    let mut new = program();
    new.args(["instrument", "new"]).arg(&mine);
    run(new).done();
    let change = |file: &str, from: &str, to: &str| {
        let path = mine.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from} in {file}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    };
    change("key.json", "\"order-2\"", "\"order-1\"");
    change("id.json", "\"mornings-2\"", "\"mornings-9\"");
    change("instrument.json", "\"points\": 5", "\"points\": 11");
    let mut check = program();
    check.args(["instrument", "check"]).arg(&mine);
    let told = run(check);
    assert_eq!(told.status.code(), Some(1));
    assert_contains(
        &told.stdout,
        &[
            "error    instrument.json, points: it must be from 2 to 9, not 11",
            "error    key.json, [3].statement: order-1 stands in the key more than once",
        ],
    );
    assert_contains(&told.stderr, &["can't be used: 2 things are wrong"]);
    let mut json = program();
    json.args(["instrument", "check", "--json"]).arg(&mine);
    let told: Value = serde_json::from_str(&run(json).stdout).unwrap();
    assert_eq!(told["works"], json!(false));
    assert_eq!(told["remarks"][0]["file"], "instrument.json");
    assert_eq!(told["remarks"][0]["place"], "points");

    let parts = [
        mine.to_str().unwrap(),
        "instrument.json, points: it must be from 2 to 9",
        "and one thing more is wrong",
    ];
    let mut start = serving(&folder.path().join("data"));
    start.arg("--instrument").arg(&mine);
    assert_contains(&refused(start), &parts);
    let mut examined = program();
    examined
        .args(["config", "check", "--data-dir"])
        .arg(folder.path().join("data"));
    examined.arg("--instrument").arg(&mine);
    assert_contains(&refused(examined), &parts);
    let settings = folder.path().join("firststep.toml");
    fs::write(
        &settings,
        format!("instrument = [{:?}]\n", mine.to_str().unwrap()),
    )
    .unwrap();
    let mut by_file = serving(&folder.path().join("data"));
    by_file.arg("--config").arg(&settings);
    assert_contains(&refused(by_file), &parts);
}
