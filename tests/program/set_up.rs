//! The link printed at the first start, which creates the first administrator once.

use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::support::{Server, program, run_with};

const PASSWORD: &str = "password of the house";

/// The key of the printed link.
fn key(server: &Server) -> &str {
    let start = format!("{}/setup#", server.url);
    let (_, rest) = server.banner.split_once(&start).expect("a link");
    rest.lines().next().unwrap()
}

fn set_up(client: &Client, key: &str, email: &str) -> Answer {
    let body = json!({"key": key, "email": email, "password": PASSWORD});
    client.post("/setup", &body).unwrap()
}

#[test]
fn the_link_makes_one_administrator() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let client = server.client();
    let page = client.get("/setup");
    assert_eq!(page.status, 200);
    assert!(page.header("Content-Type").starts_with("text/html"));

    assert_eq!(
        set_up(&client, "not-the-key", "ayu@example.org").status,
        400
    );
    assert_eq!(set_up(&client, key(&server), "no address").status, 400);
    let made = set_up(&client, key(&server), "ayu@example.org").success();
    assert_eq!(made["email"], "ayu@example.org");
    // Once used, it is refused like any other key.
    assert_eq!(
        set_up(&client, key(&server), "budi@example.org").status,
        400
    );

    let body = json!({"username": made["username"], "password": PASSWORD});
    let session = client.post("/auth/login", &body).unwrap().success();
    let headers = [("Authorization", format!("Bearer {}", token(&client)))];
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| (*name, &**value))
        .collect();
    let listed = client
        .send("GET", "/api/v1/users/", &headers, Vec::new())
        .unwrap();
    assert_eq!(listed.success()[0]["role"], "admin");
    assert!(session["session_id"].is_string());
    assert!(
        !server.stop().stderr.contains("setup#"),
        "the link is never logged"
    );

    let again = Server::on(folder.path());
    assert!(!again.banner.contains("/setup"), "{}", again.banner);
}

/// A token of the administrator's.
fn token(client: &Client) -> String {
    let body = json!({"email": "ayu@example.org", "password": PASSWORD});
    let answer: Value = client.post("/api/v1/auth/login", &body).unwrap().success();
    answer["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn a_link_ends_with_its_server() {
    let folder = tempfile::tempdir().unwrap();
    let first = Server::on(folder.path());
    let old = key(&first).to_owned();
    first.stop();
    let second = Server::on(folder.path());
    assert_ne!(key(&second), old);
    assert_eq!(
        set_up(&second.client(), &old, "ayu@example.org").status,
        400
    );
    set_up(&second.client(), key(&second), "ayu@example.org").success();
}

#[test]
fn of_many_who_follow_the_link_at_once_one_is_administrator() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let made = std::thread::scope(|scope| {
        let begin = |number| {
            let (client, key) = (server.client(), key(&server));
            scope.spawn(move || set_up(&client, key, &format!("a{number}@example.org")).status)
        };
        let all: Vec<_> = (0..4).map(begin).collect();
        let statuses = all.into_iter().map(|one| one.join().unwrap());
        statuses.filter(|status| *status == 200).count()
    });
    assert_eq!(made, 1);
}

/// Made beside the running server and taken back again: the link is no way in any more.
#[test]
fn a_link_ends_with_the_first_administrator_however_they_were_made() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let user = |words: &[&str]| {
        let mut command = program();
        command
            .arg("user")
            .args(words)
            .arg("--data-dir")
            .arg(folder.path());
        run_with(command, PASSWORD.as_bytes()).done().to_owned()
    };
    user(&[
        "create",
        "--admin",
        "--email",
        "ayu@example.org",
        "--password-stdin",
    ]);
    user(&["role", "ayu@example.org", "user", "--force"]);
    assert_eq!(
        set_up(&server.client(), key(&server), "budi@example.org").status,
        400
    );
}
