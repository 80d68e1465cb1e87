//! Where addresses are confirmed, a new one is as well, whichever API it is changed by; and who else can take an account
//! back is told to whoever gets into it.

use serde_json::{Value, json};

use super::mailbox::{only, take};
use crate::app::Browser;
use crate::common::{Ask, PASSWORD, SignedIn, TestServer};

const ANN: &str = "ann@example.com";
const NEW: &str = "anna@example.org";
const BOB: &str = "bob@example.com";

/// A server where addresses are confirmed, with Ann and Bob, who confirmed theirs; Ann's session.
fn confirming() -> (TestServer, SignedIn) {
    let server = TestServer::with(|settings, _| settings.policy.confirm_email = true);
    for email in [ANN, BOB] {
        server.register(email);
        take(&server, email);
    }
    server.sql("update accounts set status = 'active'");
    let ann = server.login(ANN, PASSWORD);
    (server, ann)
}

/// Every way that an API changes one's own address, to this one.
fn ways<'server>(
    server: &'server TestServer,
    ann: &SignedIn,
    email: &str,
) -> Vec<(Ask<'server>, Value)> {
    let body = json!({"email": ANN, "password": PASSWORD});
    let card = server.post("/login").json(&body).send().expect(200).json();
    let card = card["message"].as_str().expect("a code").to_owned();
    let own = |path: &str| server.ask("PUT", path).token(&ann.token);
    let mailed = json!({ "email": email });
    vec![
        (own("/api/v1/users/me"), mailed.clone()),
        (own("/api/v1/users/1"), mailed),
        (
            server.post("/changeEmail").header("Authorization", &card),
            json!({ "newEmail": email }),
        ),
    ]
}

fn confirm(server: &TestServer, session: &SignedIn, email: &str, code: &str) -> u16 {
    let ask = server.ask("PUT", "/app/address").token(&session.token);
    ask.json(&json!({"email": email, "code": code}))
        .send()
        .status
}

fn signs_in(server: &TestServer, email: &str) -> bool {
    let body = json!({"email": email, "password": PASSWORD});
    server.post("/api/login").json(&body).send().status == 200
}

#[test]
fn in_every_api_a_new_address_waits_for_its_code() {
    for way in 0..3 {
        let (server, ann) = confirming();
        let (ask, body) = ways(&server, &ann, NEW).swap_remove(way);
        let reply = ask.json(&body).send().expect(200).json();
        if way < 2 {
            assert_eq!(reply["email"], ANN, "in the documented shape");
        }
        assert!(signs_in(&server, ANN) && !signs_in(&server, NEW), "{way}");
        assert_eq!(take(&server, ANN).len(), 0, "nothing has changed");
        let mail = only(take(&server, NEW));
        // Codes go where they went.
        let body = json!({ "email": ANN });
        let reset = server.post("/api/v1/auth/request-password-reset");
        reset.json(&body).send().expect(200);
        assert_eq!((take(&server, ANN).len(), take(&server, NEW).len()), (1, 0));
        let page = Browser::sign_in(&server, ANN, PASSWORD);
        assert_eq!(page.get("/app/me")["account"]["wanted_email"], NEW);
        // Bob has nothing of the code.
        let bob = server.login(BOB, PASSWORD);
        assert_eq!(confirm(&server, &bob, NEW, mail.letters()), 400);
        assert_eq!(confirm(&server, &ann, NEW, mail.digits()), 200);
        assert!(signs_in(&server, NEW) && !signs_in(&server, ANN), "{way}");
        let me = page.get("/app/me")["account"].clone();
        assert_eq!(me["wanted_email"], Value::Null);
        assert_eq!(me["former_emails"][0]["email"], "a…@example.com");
        assert!(only(take(&server, ANN)).text().contains("/#/undo"));
    }
}

#[test]
fn the_code_does_nothing_after_its_session_has_ended_and_a_taken_address_gets_none() {
    let (server, ann) = confirming();
    for (ask, body) in ways(&server, &ann, BOB) {
        let status = ask.json(&body).send().status;
        assert!([400, 409].contains(&status), "{status}");
    }
    assert_eq!(take(&server, BOB).len(), 0);
    let (ask, body) = ways(&server, &ann, NEW).swap_remove(0);
    ask.json(&body).send().expect(200);
    let mail = only(take(&server, NEW));
    let page = Browser::sign_in(&server, ANN, PASSWORD);
    page.ask("DELETE", "/app/sessions").send().expect(200);
    assert_eq!(confirm(&server, &ann, NEW, mail.letters()), 401);
    assert!(signs_in(&server, ANN));
}

#[test]
fn what_an_administrator_sets_for_another_goes_through() {
    let (server, _) = confirming();
    server.sql("update accounts set role = 'admin' where id = 2");
    let admin = server.login(BOB, PASSWORD);
    for (id, email, stays) in [(1, NEW, false), (2, "boss@example.org", true)] {
        let path = format!("/api/v1/users/{id}");
        let ask = server.ask("PUT", &path).token(&admin.token);
        let reply = ask.json(&json!({ "email": email })).send().expect(200);
        assert_eq!(reply.json()["email"] != email, stays, "{id}");
    }
    assert!(only(take(&server, ANN)).text().contains("/#/undo"));
}

/// Somebody puts another's address on an account of their own, and waits for them to fill it.
#[test]
fn who_resets_is_told_who_else_can_take_the_account_back() {
    let server = TestServer::start();
    server.register("mallory@example.net");
    let reset = |email: &str| {
        let ask = server.post("/api/v1/auth/request-password-reset");
        ask.json(&json!({ "email": email })).send().expect(200);
        let mail = only(take(&server, email));
        let body = json!({"email": email, "otp": mail.digits(), "new_password": PASSWORD});
        let ask = server.post("/api/v1/auth/reset-password").json(&body);
        (mail, ask.send().expect(200).json())
    };
    let (mail, reply) = reset("mallory@example.net");
    assert!(
        !mail.text().contains("taken back"),
        "there is nobody: {}",
        mail.text()
    );
    assert_eq!(reply.as_object().map(serde_json::Map::len), Some(1));
    let mallory = server.login("mallory@example.net", PASSWORD);
    let ask = server.ask("PUT", "/api/v1/users/me").token(&mallory.token);
    ask.json(&json!({ "email": ANN })).send().expect(200);
    take(&server, "mallory@example.net");
    let (mail, reply) = reset(ANN);
    let until = reply["can_be_undone_until"].as_str().expect("a moment");
    let told = format!("until {} (UTC)", &until[..10]);
    assert!(mail.text().contains(&told), "{}", mail.text());
    assert!(!mail.text().contains("example.net"), "{}", mail.text());
    let ann = Browser::sign_in(&server, ANN, PASSWORD);
    let former = ann.get("/app/me")["account"]["former_emails"].clone();
    assert_eq!(former, json!([{"email": "m…@example.net", "until": until}]));
}
