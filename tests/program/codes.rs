//! Codes by mail, and what is done to their account on the command line.

use serde_json::json;

use crate::support::{Server, program, run_with};

const EMAIL: &str = "ayu@example.org";

/// The letters of the code in the only mail, whose file goes.
fn letters(server: &Server, data: &std::path::Path) -> String {
    let client = server.client();
    let asked = client.post(
        "/api/v1/auth/request-password-reset",
        &json!({"email": EMAIL}),
    );
    assert_eq!(asked.unwrap().status, 200);
    let mails: Vec<_> = std::fs::read_dir(data.join("outbox")).unwrap().collect();
    let [mail] = <[_; 1]>::try_from(mails).expect("one mail");
    let path = mail.unwrap().path();
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(path).unwrap();
    let mut lines = text.lines().map(str::trim);
    let grouped = lines.find(|line| line.len() == 19 && line.split('-').count() == 4);
    grouped.expect("letters").to_owned()
}

#[test]
fn a_password_that_the_operator_sets_ends_the_codes_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    server.client().sign_up(EMAIL);
    let reset = |code: &str| {
        let body = json!({"email": EMAIL, "otp": code, "new_password": "password of a thief"});
        let client = server.client();
        client
            .post("/api/v1/auth/reset-password", &body)
            .unwrap()
            .status
    };
    let before = letters(&server, folder.path());
    let mut command = program();
    command.args([
        "user",
        "reset-password",
        EMAIL,
        "--password-stdin",
        "--data-dir",
    ]);
    command.arg(folder.path());
    run_with(command, b"a password by the operator").done();
    assert_eq!(reset(&before), 400);
    let after = letters(&server, folder.path());
    assert_eq!(reset(&after), 200);
}
