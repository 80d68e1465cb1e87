//! What a start makes, what it takes from flags and variables, and what it says.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use firststep::classifier::BUILT_IN;
use firststep::digest::sha256;
use jsonwebtoken::{DecodingKey, Validation, decode};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::client::{DOCUMENTED, photo};
use crate::support::{Server, line_after, program, serving};

const SECRET: &str = "0123456789abcdef0123456789abcdef-a-secret-of-the-tests";

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

fn ask_database<T: rusqlite::types::FromSql>(path: &Path, sql: &str) -> T {
    let database = Connection::open(path).unwrap();
    database.query_row(sql, (), |row| row.get(0)).unwrap()
}

/// What a token says, if it was signed with this.
fn claims(token: &str, secret: &str) -> Option<Value> {
    let key = DecodingKey::from_secret(secret.as_bytes());
    decode::<Value>(token, &key, &Validation::default())
        .map(|token| token.claims)
        .ok()
}

/// A free port of an address where no other test looks for one.
fn free_port(host: &str) -> String {
    let listener = TcpListener::bind((host, 0)).unwrap();
    listener.local_addr().unwrap().port().to_string()
}

#[test]
fn everything_is_made_private() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("a/b/data");
    let server = Server::on(&data);
    server
        .client()
        .sign_up("sari@example.org")
        .upload(&photo(1))
        .unwrap()
        .success();
    for folder in ["", "photos"] {
        assert_eq!(mode(&data.join(folder)), 0o700, "{folder}");
    }
    for file in [
        "firststep.db",
        "firststep.db-wal",
        "firststep.db-shm",
        "secret",
    ] {
        assert_eq!(mode(&data.join(file)), 0o600, "{file}");
    }
    let secret = fs::read_to_string(data.join("secret")).unwrap();
    assert_eq!(secret.trim_end().len(), 64);
    assert!(
        secret
            .trim_end()
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit())
    );
}

#[test]
fn the_secret_stays_and_old_tokens_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let client = server.client().sign_up("sari@example.org");
    client.predict(DOCUMENTED).unwrap().success();
    let secret = fs::read(folder.path().join("secret")).unwrap();
    server.stop();
    let server = Server::on(folder.path());
    assert_eq!(fs::read(folder.path().join("secret")).unwrap(), secret);
    let profile = client.at(&server.url).get("/api/profile").success();
    assert_eq!(profile["profileResult"]["mbti"], "INFJ");
}

#[test]
fn an_orderly_stop_leaves_one_file_of_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    server.client().sign_up("sari@example.org");
    server.stop();
    assert!(
        !folder.path().join("firststep.db-wal").exists(),
        "all of it is in the one file"
    );
    let count: i64 = ask_database(
        &folder.path().join("firststep.db"),
        "select count(*) from accounts",
    );
    assert_eq!(count, 1);
}

#[test]
fn the_banner_says_where_to_go_and_where_the_data_lies() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program();
    command
        .args(["serve", "--port", "0", "--data-dir", "here"])
        .current_dir(&folder);
    let server = Server::start(command);
    let data = folder.path().canonicalize().unwrap().join("here");
    assert!(
        server
            .banner
            .starts_with(concat!("FirstStep ", env!("CARGO_PKG_VERSION"), "\n"))
    );
    assert_eq!(line_after(&server.banner, "Data"), data.to_str().unwrap());
    assert_eq!(
        line_after(&server.banner, "Docs"),
        format!("{}/docs", server.url)
    );
    assert!(
        server.url.starts_with("http://127.0.0.1:"),
        "{}",
        server.url
    );
    assert!(data.join("firststep.db").is_file());
    assert_eq!(server.client().get("/docs").status, 200);
}

#[test]
fn an_address_of_all_addresses_is_announced_as_one_that_can_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = serving(folder.path());
    command.args(["--listen", "0.0.0.0:0"]);
    let server = Server::start(command);
    assert!(
        server.url.starts_with("http://127.0.0.1:"),
        "{}",
        server.url
    );
    assert_eq!(server.client().get("/health").status, 200);
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

/// Starts it with variables of servers that are gone and says what it logs of them.
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
    let names = ["MYSQL_PORT", "MYSQL_DATABASE", "REDIS_PASSWORD", "REDIS_DB"];
    for name in names {
        let lines = greeting(|command| {
            command.env(name, "their-value");
        });
        assert_eq!(lines.len(), 1, "{name}: {lines:?}");
        assert!(lines[0].contains(name), "{lines:?}");
    }
}

#[test]
fn other_statements_and_another_model_are_served() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let statements: Vec<String> = (1..=60)
        .map(|number| format!("Statement {number}, é \"ü\""))
        .collect();
    fs::write(at("questions.json"), json!(statements).to_string()).unwrap();
    // Some bytes after its end make our model another one of the same opinions.
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
