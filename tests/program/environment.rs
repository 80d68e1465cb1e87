//! The environment belongs to other programs too.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::failed_starts::{assert_contains, refused};
use crate::support::{Ended, Server, done, program, run, serving};

/// A folder with a database in it.
fn data() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut create = user(folder.path(), &["create", "--email", "ayu@example.org"]);
    create.args(["--bcrypt-cost", "10"]);
    done(create);
    folder
}

fn user(data: &Path, words: &[&str]) -> Command {
    let mut command = program();
    command.arg("user").args(words).arg("--data-dir").arg(data);
    command
}

/// A server with these variables that serves, and what it logged until it listened.
fn serves(variables: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut command = serving(folder.path());
    command.envs(variables.iter().copied());
    let server = Server::start(command);
    let said = server.process.said();
    assert_eq!(server.client().get("/livez").status, 200);
    said
}

#[test]
fn a_command_reads_only_what_it_uses() {
    let folder = data();
    for (name, value) in [
        ("HOST", "x86_64-conda-linux-gnu"),
        ("PORT", "tcp://10.96.0.1:80"),
        ("PORT", "nonsense"),
        ("SMTP_PORT", "nonsense"),
        ("FIRSTSTEP_MODEL", "/nowhere"),
    ] {
        let mut list = user(folder.path(), &["list"]);
        list.env(name, value);
        // Without a word on standard error.
        assert_contains(&done(list), &["ayu@example.org"]);
    }
}

#[test]
fn what_is_empty_is_unset() {
    let said = serves(&[
        ("HOST", ""),
        ("PORT", ""),
        ("FIRSTSTEP_LISTEN", ""),
        ("FIRSTSTEP_PUBLIC_URL", ""),
        ("FIRSTSTEP_CONFIG", ""),
        ("FIRSTSTEP_DEMO", ""),
        ("FIRSTSTEP_METRICS", ""),
        ("FIRSTSTEP_TLS_CERT", ""),
        ("FIRSTSTEP_BACKUP_EVERY", ""),
        ("FIRSTSTEP_CORS_ORIGIN", ""),
        ("FIRSTSTEP_TRUSTED_PROXY", ""),
        ("SECRET_KEY", ""),
        ("SMTP_HOST", ""),
        ("SMTP_PORT", ""),
        ("MYSQL_HOST", ""),
    ]);
    assert_eq!(said, "");
}

#[test]
fn what_others_set_is_passed_over_with_a_line_that_names_it() {
    let host = "x86_64-conda-linux-gnu";
    for (name, value) in [
        ("HOST", host),
        ("PORT", "tcp://10.96.0.1:5000"),
        ("SMTP_PORT", "tcp://10.96.0.2:25"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut command = program();
        command
            .args(["--listen", "127.0.0.1:0", "--data-dir"])
            .arg(folder.path());
        command.env(name, value);
        let server = Server::start(command);
        server.process.says(&[name, value, "passed over"]);
        let said = server.process.said();
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    // Where programs read the log, the line is one for programs.
    let said = serves(&[("HOST", host), ("FIRSTSTEP_LOG", "json")]);
    assert!(said.starts_with('{') && said.contains(host), "{said}");
}

#[test]
fn booleans_are_what_people_write() {
    let shown = |value: &str| {
        let mut show = program();
        show.args(["config", "show"])
            .env("FIRSTSTEP_STRICT_PASSWORDS", value);
        run(show)
    };
    for value in ["1", "yes", "on", "true", "TRUE", "Yes"] {
        assert_eq!(
            serves(&[("FIRSTSTEP_STRICT_PASSWORDS", value)]),
            "",
            "{value}"
        );
    }
    for value in ["0", "no", "off", "False"] {
        assert!(shown(value).status.success(), "{value}");
    }
    let Ended { status, stderr, .. } = shown("perhaps");
    assert_eq!(status.code(), Some(1));
    assert_contains(&stderr, &["FIRSTSTEP_STRICT_PASSWORDS", "perhaps"]);
}

#[test]
fn a_mistake_is_told_with_the_name_of_its_variable() {
    let folder = tempfile::tempdir().unwrap();
    for (name, value) in [
        ("PORT", "99999"),
        ("PORT", "5000\r"),
        ("FIRSTSTEP_LISTEN", "here"),
        ("FIRSTSTEP_LOG", "loud"),
        ("FIRSTSTEP_BCRYPT_COST", "4"),
        ("FIRSTSTEP_TOKEN_LIFETIME", "soon"),
        ("FIRSTSTEP_DATA_DIR", "/srv/data\r"),
    ] {
        let mut command = program();
        command.current_dir(folder.path()).env(name, value);
        assert_contains(
            &refused(command),
            &[&format!("The variable {name} can't be used")],
        );
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_tilde_is_the_home_folder_wherever_a_path_stands() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("settings.toml"), "photos = \"~/pictures\"\nport = 0\n").unwrap();
    let mut command = program();
    command
        .current_dir(folder.path())
        .env("HOME", folder.path())
        .env("FIRSTSTEP_DATA_DIR", "~/data")
        .env("FIRSTSTEP_CONFIG", "~/settings.toml")
        .arg("--db=~/people.db");
    Server::start(command).stop();
    assert!(at("pictures").is_dir() && at("data/secret").is_file() && at("people.db").is_file());
    assert!(!at("~").exists());

    let mut command = program();
    command
        .current_dir(folder.path())
        .arg("--config")
        .arg(at("settings.toml"));
    assert_contains(&refused(command), &["line 1", "photos", "HOME"]);
    assert!(!at("~").exists());
}

#[test]
fn a_line_end_is_no_part_of_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let secret = "0123456789abcdef0123456789abcdef";
    let start = |secret: &str| {
        let mut command = serving(folder.path());
        command.env("SECRET_KEY", secret);
        Server::start(command)
    };
    let server = start(secret);
    let client = server.client().sign_up("sari@example.org");
    server.stop();
    let server = start(&format!("{secret}\r"));
    assert_eq!(client.at(&server.url).get("/api/profile").status, 200);
    server.process.says(&["SECRET_KEY", "line end"]);
}
