//! `firststep user second-factor`, `--require-second-factor`, and a server whose secret was replaced.

use std::time::SystemTime;

use firststep::domain::moment::Moment;
use serde_json::{Value, json};

use crate::authenticator::Authenticator;
use crate::client::{Client, PASSWORD};
use crate::failed_starts::{assert_contains, refused};
use crate::support::{Server, done, run, serving};
use crate::user::user;

const SARI: &str = "sari@example.org";

fn now() -> Moment {
    SystemTime::now().into()
}

/// Switches Sari's second factor on.
fn guard(sari: &Client) -> Authenticator {
    let body = json!({"password": PASSWORD});
    let offer = sari
        .post("/app/second-factor/offer", &body)
        .unwrap()
        .success();
    let app = Authenticator::new(offer["secret"].as_str().unwrap());
    let body = json!({"offer": offer["offer"], "code": app.code(now())});
    sari.post("/app/second-factor", &body).unwrap().success();
    app
}

/// What a sign-in to the page is answered with.
fn page(client: &Client, code: Option<&str>) -> (u16, Value) {
    let body = json!({"name": SARI, "password": PASSWORD, "code": code});
    let answer = client.post("/app/sign-in", &body).unwrap();
    (answer.status, answer.json()["error"]["code"].clone())
}

#[test]
fn it_is_shown_and_switched_off_by_the_operator() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let sari = server.client().sign_up(SARI);
    let show = |words: &[&str]| {
        run(user(
            folder.path(),
            &[&["second-factor", SARI], words].concat(),
        ))
    };
    assert_contains(show(&[]).done(), &["second factor off"]);
    assert_contains(
        &refused(user(folder.path(), &["second-factor", SARI, "off"])),
        &["no second factor"],
    );
    let app = guard(&sari);
    // That of the step which is on was used to switch it on.
    let code = app.code_in(now(), 1);
    let body = json!({"name": "My phone", "password": PASSWORD, "code": code});
    sari.post("/app/app-passwords", &body).unwrap().success();
    let shown = show(&[]);
    assert_contains(
        shown.done(),
        &[
            "second factor on since",
            "10 recovery codes left",
            "My phone",
            "used never",
        ],
    );
    let told: Value = serde_json::from_str(show(&["--json"]).done()).unwrap();
    assert_eq!(
        (&told["on"], &told["recovery_codes"]),
        (&json!(true), &json!(10))
    );
    assert_eq!(told["app_passwords"][0]["name"], "My phone");
    let whole = run(user(folder.path(), &["show", SARI]));
    assert_contains(whole.done(), &["2nd factor on"]);
    assert_eq!(
        page(&server.client(), None),
        (403, json!("second_factor_needed"))
    );
    assert_eq!(sari.get("/api/profile").status, 200);
    // Both phone and recovery codes are lost.
    assert_contains(show(&["off"]).done(), &["second factor off"]);
    assert_eq!(
        sari.get("/api/profile").status,
        401,
        "every session has ended"
    );
    assert_eq!(page(&server.client(), None).0, 200);
    assert_eq!(
        page(&server.client(), Some(&app.code(now()))).0,
        200,
        "none is asked for"
    );
    let mails = std::fs::read_dir(folder.path().join("outbox")).unwrap();
    let mails = mails.map(|mail| std::fs::read_to_string(mail.unwrap().path()).unwrap());
    assert!(
        mails
            .into_iter()
            .any(|mail| mail.contains("was just switched off"))
    );
    for words in [
        &["second-factor", "nobody"][..],
        &["second-factor", "nobody", "off"],
    ] {
        assert_contains(&refused(user(folder.path(), words)), &["no such account"]);
    }
    let odd = run(user(folder.path(), &["second-factor", SARI, "on"]));
    assert_eq!(odd.status.code(), Some(2), "{}", odd.stderr);
}

#[test]
fn under_another_secret_the_account_stays_closed_until_the_operator_opens_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path());
    let app = guard(&server.client().sign_up(SARI));
    server.stop();
    std::fs::remove_file(folder.path().join("secret")).unwrap();
    let server = Server::on(folder.path());
    let client = server.client();
    assert_eq!(page(&client, None), (403, json!("second_factor_needed")));
    assert_eq!(
        page(&client, Some(&app.code(now()))),
        (400, json!("wrong_code"))
    );
    done(user(folder.path(), &["second-factor", SARI, "off"]));
    assert_eq!(page(&client, None).0, 200);
    let log = server.stop().stderr;
    assert_contains(
        &log,
        &["made under another secret", "second-factor NAME off"],
    );
}

#[test]
fn a_flag_says_who_must_have_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = serving(folder.path());
    command.args(["--require-second-factor", "admins"]);
    let server = Server::start(command);
    let sari = server.client().sign_up(SARI);
    assert_eq!(sari.get("/app/answers").status, 200);
    done(user(folder.path(), &["role", SARI, "admin"]));
    let refused = sari.get("/app/answers");
    assert_eq!(refused.status, 403);
    assert_eq!(refused.json()["error"]["code"], "second_factor_missing");
    guard(&sari);
    assert_eq!(sari.get("/app/answers").status, 200);
}
