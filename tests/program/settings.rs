//! Settings from flags and variables, and their precedence.

use std::fs;
use std::net::TcpListener;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use serde_json::Value;
use sha2::Sha256;

use crate::client::photo;
use crate::support::{Server, ask_database, program, serving};

const SECRET: &str = "0123456789abcdef0123456789abcdef-a-secret-of-the-tests";

/// The claims of a token, if it was signed with this secret.
fn claims(token: &str, secret: &str) -> Option<Value> {
    let (message, signature) = token.rsplit_once('.')?;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    mac.verify_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?)
        .ok()?;
    let (_, claims) = message.split_once('.')?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
}

/// A free port of a loopback address that no other test uses.
fn free_port(host: &str) -> String {
    let listener = TcpListener::bind((host, 0)).unwrap();
    listener.local_addr().unwrap().port().to_string()
}

#[test]
fn variables_are_honoured() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("elsewhere")).unwrap();
    let mut command = program();
    command
        .env("HOST", "127.0.0.2")
        .env("PORT", free_port("127.0.0.2"))
        .env("FIRSTSTEP_DATA_DIR", at("data"))
        .env("FIRSTSTEP_DB", at("elsewhere/people.db"))
        .env("FIRSTSTEP_PHOTOS", at("pictures"))
        .env("FIRSTSTEP_SECRET_FILE", at("elsewhere/key"))
        .env("FIRSTSTEP_BCRYPT_COST", "10")
        .env("FIRSTSTEP_TOKEN_LIFETIME", "2h")
        .env("FIRSTSTEP_CORS_ORIGIN", "https://app.example")
        .env("FIRSTSTEP_LOG", "json");
    let server = Server::start(command);
    assert!(
        server.url.starts_with("http://127.0.0.2:"),
        "{}",
        server.url
    );
    let client = server.client().sign_up("sari@example.org");
    client.upload(&photo(1)).unwrap().success();

    assert!(at("elsewhere/people.db").is_file());
    assert!(at("pictures").is_dir() && !at("data/photos").exists());
    let secret = fs::read_to_string(at("elsewhere/key")).unwrap();
    let claims = claims(client.token.as_deref().unwrap(), secret.trim()).expect("signed with it");
    assert_eq!(
        claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
        2 * 60 * 60
    );
    let hash: String = ask_database(
        &at("elsewhere/people.db"),
        "select password_hash from accounts",
    );
    assert!(hash.starts_with("$2b$10$"), "{hash}");
    let origin = [("Origin", "https://app.example")];
    let answer = client.send("GET", "/health", &origin, Vec::new()).unwrap();
    assert_eq!(
        answer.header("Access-Control-Allow-Origin"),
        "https://app.example"
    );
    assert!(
        server
            .process
            .said()
            .lines()
            .all(|line| line.starts_with('{'))
    );
}

#[test]
fn flags_win_over_variables() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut command = serving(&at("data"));
    command.args([
        "--host",
        "127.0.0.1",
        "--secret-key",
        SECRET,
        "--log",
        "text",
    ]);
    command.arg("--db").arg(at("people.db"));
    command
        .env("HOST", "192.0.2.1")
        .env("PORT", "1")
        .env("SECRET_KEY", "too short")
        .env("FIRSTSTEP_DATA_DIR", "/proc/no")
        .env("FIRSTSTEP_DB", "/proc/no")
        .env("FIRSTSTEP_BCRYPT_COST", "15")
        .env("FIRSTSTEP_LOG", "json");
    let server = Server::start(command);
    let client = server.client().sign_up("sari@example.org");
    assert!(at("people.db").is_file());
    assert!(claims(client.token.as_deref().unwrap(), SECRET).is_some());
    assert!(!at("data/secret").exists(), "a given secret isn't kept");
    assert!(
        server
            .process
            .said()
            .lines()
            .all(|line| !line.starts_with('{'))
    );
}

#[test]
fn a_flag_for_a_secret_file_wins_over_the_variable_of_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key");
    fs::write(&file, format!("{SECRET}\n")).unwrap();
    let mut command = serving(&folder.path().join("data"));
    command
        .arg("--secret-file")
        .arg(&file)
        .env("SECRET_KEY", "x".repeat(40));
    let server = Server::start(command);
    let client = server.client().sign_up("sari@example.org");
    assert!(claims(client.token.as_deref().unwrap(), SECRET).is_some());
}

#[test]
fn flags_of_the_address_win_over_the_variable_of_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = serving(folder.path());
    command.env("FIRSTSTEP_LISTEN", "192.0.2.1:1");
    let server = Server::start(command);
    assert!(
        server.url.starts_with("http://127.0.0.1:"),
        "{}",
        server.url
    );
}

#[test]
fn the_address_in_a_variable_wins_over_host_and_port_in_variables() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program();
    command
        .env(
            "FIRSTSTEP_LISTEN",
            format!("127.0.0.3:{}", free_port("127.0.0.3")),
        )
        .env("HOST", "192.0.2.1")
        .env("PORT", "1")
        .env("FIRSTSTEP_DATA_DIR", folder.path());
    let server = Server::start(command);
    assert!(
        server.url.starts_with("http://127.0.0.3:"),
        "{}",
        server.url
    );
}

#[test]
fn links_begin_with_the_public_address() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = serving(folder.path());
    command.env("FIRSTSTEP_PUBLIC_URL", "https://quiz.example/");
    command.args(["--listen", "127.0.0.4:0"]);
    let server = Server::start(command);
    assert_eq!(server.url, "https://quiz.example");
}

/// Starts it with legacy variables and returns what it logs about them.
fn greeting(set: impl FnOnce(&mut Command)) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let mut command = serving(folder.path());
    set(&mut command);
    let server = Server::start(command);
    let said = server.process.said();
    assert!(!said.contains("their-value"), "{said}");
    said.lines().map(str::to_owned).collect()
}

#[test]
fn who_comes_from_the_old_servers_is_told_once_what_took_their_place() {
    assert_eq!(greeting(|_| {}), [""; 0]);
    let lines = greeting(|command| {
        for name in [
            "MYSQL_HOST",
            "MYSQL_USER",
            "MYSQL_PASSWORD",
            "MYSQL_DB",
            "DATABASE_URL",
        ] {
            command.env(name, "their-value");
        }
    });
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(
        lines[0].contains("MYSQL_PASSWORD") && lines[0].contains("DATABASE_URL"),
        "{lines:?}"
    );
    assert!(lines[0].contains("one SQLite file (--db)"), "{lines:?}");

    let lines = greeting(|command| {
        command
            .env("GCS_BUCKET_NAME", "their-value")
            .env("REDIS_URL", "their-value");
    });
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[0].contains("GCS_BUCKET_NAME") && lines[0].contains("--photos"),
        "{lines:?}"
    );
    assert!(
        lines[1].contains("REDIS_URL") && lines[1].contains("--db"),
        "{lines:?}"
    );
}

#[test]
fn any_variable_of_the_old_servers_is_known() {
    let names = [
        "MYSQL_PORT",
        "MYSQL_DATABASE",
        "REDIS_PASSWORD",
        "REDIS_DB",
        "JWT_SECRET_TOKEN",
        "JWT_ACCESS_TOKEN",
        "JWT_REFRESH_TOKEN",
    ];
    for name in names {
        let lines = greeting(|command| {
            command.env(name, "their-value");
        });
        assert_eq!(lines.len(), 1, "{name}: {lines:?}");
        assert!(lines[0].contains(name), "{lines:?}");
    }
}
