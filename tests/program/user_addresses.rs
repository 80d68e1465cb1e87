//! `firststep user`: addresses that are given back or set for good, and the last administrator's end.

use serde_json::{Value, json};

use crate::client::{Client, PASSWORD};
use crate::failed_starts::{assert_contains, refused};
use crate::support::{Server, done, run};
use crate::user::{list, printed, sign_in, user};

/// Changes the caller's own address, as the published APIs do.
fn change_address(client: &Client, email: &str) {
    let body = json!({ "email": email }).to_string().into_bytes();
    let kind = [("Content-Type", "application/json")];
    let answer = client.send("PUT", "/api/v1/users/me", &kind, body);
    answer.unwrap().success();
}

#[test]
fn an_address_is_given_back_with_a_new_password() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let server = Server::on(data);
    let sari = server.client().sign_up("sari@example.org");
    change_address(&sari, "eve@example.net");
    change_address(&sari, "mallory@example.net");
    // The account is found by the address that its owner knows.
    let shown = run(user(data, &["show", "sari@example.org"]));
    assert_contains(
        shown.done(),
        &[
            "mallory@example.net",
            "Formerly   sari@example.org",
            "Formerly   eve@example.net",
        ],
    );
    let shown = run(user(data, &["show", "sari@example.org", "--json"]));
    let shown: Value = serde_json::from_str(shown.done()).unwrap();
    assert_eq!(shown["former_addresses"][0]["email"], "sari@example.org");
    let words = ["restore-address", "mallory@example.net", "--to"];
    let never = [&words[..], &["tono@example.org"]].concat();
    assert_contains(
        &refused(user(data, &never)),
        &["no such address", "user show"],
    );
    let odd = [&words[..], &["no address"]].concat();
    assert_contains(&refused(user(data, &odd)), &["--to", "e-mail address"]);
    let eves = [&words[..], &["eve@example.net"]].concat();
    assert_contains(&done(user(data, &eves)), &["eve@example.net"]);
    // The earliest, unless it is said otherwise.
    let back = run(user(data, &["restore-address", "sari@example.org"]));
    assert_contains(back.done(), &["sari@example.org"]);
    assert_eq!(sari.get("/api/profile").status, 401);
    assert_eq!(sign_in(&server.client(), "sari@example.org", PASSWORD), 401);
    let new = printed(back.done());
    assert_eq!(sign_in(&server.client(), "sari@example.org", new), 200);
    assert_contains(
        &refused(user(data, &["restore-address", "sari@example.org"])),
        &["no such address"],
    );
}

/// Whoever took the account may have had several.
#[test]
fn without_saying_which_the_earliest_address_is_given_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let server = Server::on(data);
    let sari = server.client().sign_up("sari@example.org");
    change_address(&sari, "eve@example.net");
    change_address(&sari, "mallory@example.net");
    let back = done(user(data, &["restore-address", "mallory@example.net"]));
    assert_contains(&back, &["sari@example.org"]);
}

#[test]
fn an_address_that_the_operator_sets_is_final() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let server = Server::on(data);
    let sari = server.client().sign_up("sari@example.org");
    change_address(&sari, "eve@example.net");
    let code = {
        let mut mails = data.join("outbox").read_dir().unwrap();
        let text = std::fs::read_to_string(mails.next().unwrap().unwrap().path()).unwrap();
        text.trim_end().lines().last().unwrap().to_owned()
    };
    done(user(
        data,
        &["edit", "eve@example.net", "--email", "s@example.org"],
    ));
    let body = json!({"code": code, "password": "another password"});
    let undone = server.client().post("/app/undo-address", &body).unwrap();
    assert_eq!(undone.status, 400);
    let mails = data.join("outbox").read_dir().unwrap().count();
    assert_eq!(mails, 1, "the one before has no new code");
    // The old address is anybody's.
    server.client().sign_up("sari@example.org");
}

#[test]
fn the_last_administrator_is_deleted_by_force_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    done(user(
        data,
        &["create", "--email", "ayu@example.org", "--admin"],
    ));
    let words = ["delete", "ayu@example.org", "--yes"];
    let said = refused(user(data, &words));
    assert_contains(&said, &["last active administrator", "--force"]);
    assert_eq!(list(data).len(), 1);
    done(user(
        data,
        &["delete", "ayu@example.org", "--yes", "--force"],
    ));
    assert!(list(data).is_empty());
}
