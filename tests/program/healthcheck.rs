//! `firststep healthcheck` asks the server that its settings make.

use std::fs;
use std::net::TcpListener;
use std::process::Command;

use serde_json::Value;

use crate::certificates::Place;
use crate::failed_starts::{assert_contains, refused};
use crate::support::{Server, done, program, run};

fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap().port()
}

/// A server and its health check, both with these settings alone.
fn is_asked(set: &dyn Fn(&mut Command)) {
    let folder = tempfile::tempdir().unwrap();
    let with = |words: &[&str]| {
        let mut command = program();
        set(&mut command);
        command.args(words);
        command
    };
    let data = folder.path().to_str().unwrap();
    assert_contains(&refused(with(&["healthcheck"])), &["Nothing answers"]);
    let ended = run(with(&["healthcheck", "--json"]));
    let told: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(
        (ended.status.code(), &told["healthy"]),
        (Some(1), &false.into())
    );
    assert_contains(told["problem"].as_str().unwrap(), &["Nothing answers"]);
    let server = Server::start(with(&["serve", "--data-dir", data]));
    assert_eq!(done(with(&["healthcheck"])), "");
    let told: Value = serde_json::from_str(&done(with(&["healthcheck", "--json"]))).unwrap();
    assert_eq!(
        (&told["healthy"], &told["problem"]),
        (&true.into(), &Value::Null)
    );
    server.stop();
}

#[test]
fn variables_flags_and_files_lead_it_to_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    let port = free_port();
    is_asked(&|command| {
        command.env("PORT", port.to_string());
    });
    is_asked(&|command| {
        command.env("PORT", port.to_string()).env("HOST", "0.0.0.0");
    });
    is_asked(&|command| {
        command.env("FIRSTSTEP_LISTEN", format!("0.0.0.0:{port}"));
    });
    fs::write(&file, format!("port = {port}\nhost = \"127.0.0.2\"\n")).unwrap();
    is_asked(&|command| {
        command.env("FIRSTSTEP_CONFIG", &file);
    });
    // Variables win over a file's address, as they do for the server.
    fs::write(&file, "listen = \"192.0.2.1:1\"\n").unwrap();
    is_asked(&|command| {
        command
            .env("FIRSTSTEP_CONFIG", &file)
            .env("PORT", port.to_string());
    });
}

#[test]
fn with_a_certificate_it_speaks_tls() {
    let place = Place::new();
    let port = free_port();
    is_asked(&|command| {
        command
            .env("PORT", port.to_string())
            .env("FIRSTSTEP_TLS_CERT", place.certificate())
            .env("FIRSTSTEP_TLS_KEY", place.key());
    });
}
