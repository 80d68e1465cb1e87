//! The page's own origin: however the public address was written, people sign in on it.

use std::net::{SocketAddr, TcpListener};

use serde_json::json;

use crate::client::{Client, PASSWORD};
use crate::support::{Server, program, run, run_with, serving};

/// An address that nobody listens on: with a public one, the banner doesn't tell the server's own.
fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}

/// The status of a sign-in that a browser's page at this origin sends.
fn sign_in(client: &Client, origin: &str, host: &str) -> u16 {
    let body = json!({"name": "ann@example.com", "password": PASSWORD}).to_string();
    let headers = [
        ("Content-Type", "application/json"),
        ("Origin", origin),
        ("Host", host),
        ("Sec-Fetch-Site", "same-origin"),
    ];
    let answer = client.send("POST", "/app/sign-in", &headers, body.into_bytes());
    answer.unwrap().status
}

#[test]
fn people_sign_in_however_the_public_address_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut create = program();
    create.args(["user", "create", "--email", "ann@example.com"]);
    create.args(["--password-stdin", "--data-dir"]);
    create.arg(folder.path());
    run_with(create, PASSWORD.as_bytes()).done();
    for (url, origin) in [
        ("https://quiz.example.com:443", "https://quiz.example.com"),
        ("http://quiz.example.com:80/", "http://quiz.example.com"),
        (
            "https://quiz.exämple.com",
            "https://quiz.xn--exmple-cua.com",
        ),
    ] {
        let address = free_address().to_string();
        let mut command = program();
        command.args(["--listen", &address, "--bcrypt-cost", "10"]);
        command.args(["--public-url", url, "--data-dir"]);
        command.arg(folder.path());
        let server = Server::start(command);
        assert_eq!(server.url, origin, "{url}");
        let client = Client::new(&format!("http://{address}"));
        let (_, host) = origin.split_once("//").unwrap();
        assert_eq!(sign_in(&client, origin, host), 200, "{url}");
        let beside = format!("http://{address}");
        assert_eq!(sign_in(&client, &beside, &address), 200, "beside {url}");
        assert_eq!(sign_in(&client, "https://evil.example", host), 403, "{url}");
        server.stop();
    }
}

#[test]
fn a_public_address_with_a_path_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = serving(folder.path());
    command.args(["--public-url", "https://example.com/quiz"]);
    let ended = run(command);
    assert_ne!(ended.status.code(), Some(0));
    let said = ended.stderr;
    assert!(said.contains("at the root of a host"), "{said}");
}
