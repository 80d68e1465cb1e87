//! What the documents say of a server that nobody set anything of; and what is offered where nobody administers it.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Server, done, program, run_with};

/// `security.md` and `operations.md` name these as they come.
#[test]
fn the_documented_defaults_are_the_programs() {
    let mut command = program();
    command.args(["config", "show", "--json"]);
    let shown: Value = serde_json::from_str(&done(command)).unwrap();
    for (name, value) in [
        // Only this machine is served, and nothing but the page's own APIs of other origins is closed.
        ("host", json!("127.0.0.1")),
        ("port", json!(5000)),
        ("cors-origin", json!(["*"])),
        ("trusted-proxy", Value::Null),
        ("metrics", Value::Null),
        ("threads", json!(2048)),
        ("max-per-client", json!(256)),
        // Who gets in, and for how long.
        ("bcrypt-cost", json!(11)),
        ("min-password", json!(8)),
        ("token-lifetime", json!("30d")),
        ("session-lifetime", json!("24h")),
        ("long-access-lifetime", json!("30d")),
        ("long-refresh-lifetime", json!("120d")),
        ("access-minutes", json!(30)),
        ("refresh-lifetime", json!("7d")),
        ("code-lifetime", json!("24h")),
        ("code-length", json!(7)),
        ("idle-lifetime", json!("30d")),
        ("open-user-list", json!(false)),
        // Codes are written into the log of a demo alone.
        ("demo", json!(false)),
        ("smtp-host", Value::Null),
        ("check-every", json!("24h")),
        ("backup-keep", json!(7)),
        ("backup-without-secret", json!(false)),
    ] {
        assert_eq!(shown[name]["value"], value, "{name}");
    }
}

/// `firststep user …` on this folder, with a password where it asks for one.
fn user(data: &Path, words: &[&str]) {
    let mut command = program();
    command.arg("user").args(words).arg("--data-dir").arg(data);
    run_with(command, b"a password of the tests").done();
}

#[test]
fn once_nobody_is_administrator_the_next_start_prints_a_link_again() {
    let folder = tempfile::tempdir().unwrap();
    let is_offered = || Server::on(folder.path()).banner.contains("/setup#");
    assert!(is_offered(), "there is nobody yet");
    user(
        folder.path(),
        &[
            "create",
            "--admin",
            "--email",
            "ayu@example.org",
            "--password-stdin",
        ],
    );
    assert!(!is_offered());
    for ways in [
        &["status", "ayu@example.org", "suspended", "--force"][..],
        &["status", "ayu@example.org", "active"],
        &["role", "ayu@example.org", "user", "--force"],
    ] {
        user(folder.path(), ways);
        assert_eq!(is_offered(), !ways.contains(&"active"), "{ways:?}");
    }
}
