//! `firststep demo`

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::client::Client;
use crate::failed_starts::{assert_contains, refused};
use crate::support::{Process, Server, eventually, line_after, program, run};

pub fn demo() -> Command {
    let mut command = program();
    command.args(["demo", "--no-browser", "--port", "0", "--bcrypt-cost", "10"]);
    command
}

fn named(folder: &Path) -> Command {
    let mut command = demo();
    command.arg("--data-dir").arg(folder);
    command
}

/// Signs in as one of the printed accounts.
pub fn sign_in(server: &Server, name: &str) -> Client {
    let password = line_after(&server.banner, "Sign in with the password");
    let body = json!({"email": format!("{name}@demo.example"), "password": password});
    let answer = server.client().post("/api/login", &body).unwrap().success();
    let mut client = server.client();
    client.token = Some(answer["loginResult"]["token"].as_str().unwrap().to_owned());
    client
}

#[test]
fn it_is_full_of_people_at_once() {
    let server = Server::start(demo());
    assert_contains(&server.banner, &["demo", "ratna", "administrator", "INTJ"]);
    let ratna = sign_in(&server, "ratna");
    let told = ratna.get("/app/admin/overview").success();
    assert_eq!(
        (&told["accounts"], &told["photos"]),
        (&json!(18), &json!(18))
    );
    let types = told["types"].as_object().unwrap();
    let there = types.values().filter(|count| count.as_i64() > Some(0));
    assert!(there.count() >= 10, "{types:?}");
    assert!(
        told["sign_ups"].as_array().unwrap().len() > 5,
        "over some weeks"
    );
    for (query, people) in [("", 240), ("?instrument=working-together", 18)] {
        let told = ratna
            .get(&format!("/app/admin/statistics{query}"))
            .success();
        assert_eq!(
            (&told["people"], &told["made_up"]),
            (&json!(people), &json!(true)),
            "{query}"
        );
        let alpha = told["scales"][0]["alpha"]["value"].as_f64();
        assert!(alpha.is_some_and(|alpha| alpha > 0.5), "{query} {alpha:?}");
    }
    let history = ratna.get("/app/results").success();
    assert_eq!(history["results"].as_array().unwrap().len(), 3);
    // Not all of them were here today.
    let users = ratna.get("/app/admin/users?limit=100").success();
    let seen = users["users"].as_array().unwrap().iter();
    let mut days: Vec<&str> = seen
        .map(|one| &one["last_login_at"].as_str().unwrap()[..10])
        .collect();
    assert_eq!(days.len(), 18);
    days.sort_unstable();
    days.dedup();
    assert!(days.len() >= 4, "{days:?}");
    let posts = ratna.get("/api/v1/posts").success();
    assert_eq!(posts[0]["author"]["name"], "Noor de Vries");
    let reminders = ratna.get("/api/v1/reminders").success();
    assert_eq!(reminders[0]["title"], "Rapat wali kelas");
    assert_eq!(ratna.get("/app/me").status, 200);
    server.stop();
}

#[test]
fn its_greeting_stays_on_a_small_screen() {
    let server = Server::start(demo());
    assert!(server.banner.lines().count() <= 22, "{}", server.banner);
    let client = sign_in(&server, "ratna");
    client.predict(crate::client::DOCUMENTED).unwrap().success();
    assert_eq!(client.get("/no/such/page").status, 404);
    assert_eq!(server.stop().stderr, "");
}

/// The folder of a running demo.
fn made(process: &Process) -> PathBuf {
    let path = format!("/proc/{}/fd", process.id());
    let targets = fs::read_dir(path).unwrap().flatten();
    let mut files = targets.filter_map(|entry| fs::read_link(entry.path()).ok());
    let database = files.find(|file| file.ends_with("firststep.db")).unwrap();
    database.parent().unwrap().to_owned()
}

#[test]
fn without_a_folder_nothing_stays() {
    let server = Server::start(demo());
    let folder = made(&server.process);
    assert!(folder.join("photos").is_dir());
    let mode = std::os::unix::fs::PermissionsExt::mode(&folder.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o700);
    server.stop();
    assert!(!folder.exists());
}

#[test]
fn a_named_folder_stays_until_it_is_reset() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("show");
    let server = Server::start(named(&data));
    server.client().sign_up("guest@example.org");
    server.stop();
    let count = |server: &Server| {
        sign_in(server, "ratna")
            .get("/app/admin/overview")
            .success()["accounts"]
            .clone()
    };
    let again = Server::start(named(&data));
    assert_eq!(count(&again), 19, "the guest is still there");
    again.stop();
    let mut anew = named(&data);
    anew.arg("--reset");
    let anew = Server::start(anew);
    assert_eq!(count(&anew), 18);
}

/// Figures and rows of made-up people are called that, wherever they are asked for.
#[test]
fn its_figures_are_called_made_up() {
    const SAID: &str = "This is a demo: its people are made up";
    let folder = tempfile::tempdir().unwrap();
    let (show, own) = (folder.path().join("show"), folder.path().join("own"));
    Server::start(named(&show)).stop();
    Server::on(&own).stop();
    let asked = |data: &Path, words: &[&str]| {
        let mut command = program();
        command.args(words).arg("--data-dir").arg(data);
        run(command)
    };
    let rows = ["export", "--what", "research"];
    for (data, made_up) in [(&show, true), (&own, false)] {
        let said = asked(data, &["statistics"]);
        assert_eq!(said.done().contains(SAID), made_up, "{}", said.stdout);
        let told = asked(data, &["statistics", "--json"]);
        let told: serde_json::Value = serde_json::from_str(told.done()).unwrap();
        assert_eq!(told["made_up"], made_up);
        assert_eq!(asked(data, &rows).stderr.contains(SAID), made_up);
    }
    let norms = asked(&show, &["statistics", "norms", "set"]);
    assert!(norms.status.success(), "{}", norms.stderr);
    assert_contains(&norms.stderr, &[SAID]);
}

#[test]
fn real_data_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    Server::on(folder.path()).stop();
    let before = fs::read(folder.path().join("firststep.db")).unwrap();
    for reset in [false, true] {
        let mut command = named(folder.path());
        if reset {
            command.arg("--reset");
        }
        let said = refused(command);
        assert_contains(
            &said,
            &[
                folder.path().to_str().unwrap(),
                "not by a demo",
                "--data-dir",
            ],
        );
    }
    assert_eq!(
        fs::read(folder.path().join("firststep.db")).unwrap(),
        before
    );
}

#[test]
fn one_cut_off_while_it_was_filled_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("show");
    let process = Process::start(named(&data));
    let mark = data.join("demo");
    eventually("the folder is marked", || mark.exists().then_some(()));
    process.kill();
    // Killed this early, the marker may be empty.
    assert!(!fs::read_to_string(&mark).unwrap().contains("--reset"));
    let server = Server::start(named(&data));
    let told = sign_in(&server, "ratna")
        .get("/app/admin/overview")
        .success();
    assert_eq!(told["accounts"], 18);
    assert!(fs::read_to_string(&mark).unwrap().contains("--reset"));
}

#[test]
fn a_folder_in_use_is_not_reset() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("show");
    let server = Server::start(named(&data));
    let mut reset = named(&data);
    reset.arg("--reset");
    assert_contains(&refused(reset), &["Another FirstStep"]);
    assert_eq!(sign_in(&server, "ratna").get("/app/me").status, 200);
}

#[test]
fn each_demo_has_a_password_of_its_own_and_keeps_it() {
    let password =
        |server: &Server| line_after(&server.banner, "Sign in with the password").to_owned();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("show");
    let first = Server::start(named(&data));
    let known = password(&first);
    assert_eq!(
        known.split('-').map(str::len).collect::<Vec<_>>(),
        [4, 4, 4]
    );
    first.stop();
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &data.join("demo").metadata().unwrap().permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    let again = Server::start(named(&data));
    assert_eq!(password(&again), known);
    sign_in(&again, "ratna");
    again.stop();
    let mut anew = named(&data);
    anew.arg("--reset");
    let anew = Server::start(anew);
    assert_ne!(password(&anew), known);
    sign_in(&anew, "ratna");
}

#[test]
fn its_administrator_signs_in_here_unless_it_was_said_where_to_listen() {
    for (place, status) in [(&[][..], 403), (&["--host", "127.0.0.1"][..], 200)] {
        let mut command = demo();
        command.args(["--trusted-proxy", "127.0.0.1"]).args(place);
        let server = Server::start(command);
        sign_in(&server, "ratna");
        let password = line_after(&server.banner, "Sign in with the password");
        let body = json!({"email": "ratna@demo.example", "password": password}).to_string();
        let headers = [
            ("Content-Type", "application/json"),
            ("X-Forwarded-For", "192.0.2.7"),
        ];
        let client = server.client();
        let answer = client.send("POST", "/api/login", &headers, body.into_bytes());
        assert_eq!(answer.unwrap().status, status, "{place:?}");
        server.stop();
    }
}
