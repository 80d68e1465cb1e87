//! What a start creates and prints, and what the next one finds.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::client::{Client, DOCUMENTED, photo};
use crate::support::{Server, ask_database, line_after, program, serving};

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
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

/// A stopped server leaves one database file, which can be copied as a backup.
#[test]
fn an_orderly_stop_leaves_one_file_of_the_database() {
    for clients in [0, 1, 100] {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::on(folder.path());
        server.client().sign_up("sari@example.org");
        let idle: Vec<Client> = (0..clients).map(|_| server.client()).collect();
        for client in &idle {
            assert_eq!(client.get("/health").status, 200);
        }
        server.stop();
        let log = folder.path().join("firststep.db-wal");
        assert!(
            !log.exists(),
            "not all is in the one file: {clients} clients"
        );
        let count: i64 = ask_database(
            &folder.path().join("firststep.db"),
            "select count(*) from accounts",
        );
        assert_eq!(count, 1);
    }
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
