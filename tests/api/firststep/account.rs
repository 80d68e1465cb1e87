//! Sign-up, sign-in, passwords, leaving, and what lasts.

use serde_json::json;

use firststep::domain::account::{AccountId, Role, Status};
use firststep::store::accounts;

use crate::common::{PASSWORD, SignedIn, TestServer};
use crate::samples;

/// Whether a token still speaks for somebody.
fn speaks(server: &TestServer, who: &SignedIn) -> bool {
    let reply = server.get("/api/profile").token(&who.token).send();
    if reply.status == 200 {
        return true;
    }
    let expected = r#"{"error":true,"msg":"Token invalid"}"#;
    assert_eq!(reply.told(), (401, expected.to_owned()));
    false
}

fn set_status(server: &TestServer, account: i64, status: Status) {
    let store = &server.app().store;
    let done = store.write(move |tx| accounts::set_status(tx, AccountId(account), status));
    done.expect("the account is there");
}

fn set_role(server: &TestServer, account: i64, role: Role) {
    let store = &server.app().store;
    let done = store.write(move |tx| accounts::set_role(tx, AccountId(account), role));
    done.expect("the account is there");
}

#[test]
fn a_new_account_has_neither_type_nor_photo() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let dashboard = server.get("/api/dashboard").token(&ann.token).send();
    let expected = r#"{"dashboardResult":{"name":"Ann Example","profilePicture":null},"error":false,"msg":"dashboard sukses"}"#;
    assert_eq!(dashboard.told(), (200, expected.to_owned()));
    let profile = server.get("/api/profile").token(&ann.token).send();
    let expected = format!(
        r#"{{"error":false,"msg":"Profile berhasil","profileResult":{{"mbti":null,"name":"Ann Example","profilePicture":null,"status":"User","username":"{}"}}}}"#,
        ann.username
    );
    assert_eq!(profile.told(), (200, expected));
}

#[test]
fn usernames_count_accounts_and_carry_the_day() {
    let server = TestServer::start();
    let day = || server.app().clock.now().compact_date();
    for number in 1..=3 {
        let before = day();
        let who = server.newcomer(&format!("a{number}@example.com"));
        let rest = who.username.strip_prefix(&format!("User{number}"));
        let rest = rest.expect("its number").to_owned();
        assert!([before, day()].contains(&rest), "{}", who.username);
    }
    // A number is never given twice, although its account is gone.
    let last = server.login("a3@example.com", PASSWORD);
    let path = format!("/api/users/{}", last.username);
    server.delete(&path).token(&last.token).send().expect(200);
    let next = server.newcomer("a4@example.com");
    assert!(next.username.starts_with("User4"), "{}", next.username);
}

#[test]
fn names_are_joined_without_stray_blanks() {
    let server = TestServer::start();
    for (email, front, last, name) in [
        ("a@example.com", " Suharto ", "", "Suharto"),
        ("b@example.com", "Ayu  Dewi", " Lestari", "Ayu Dewi Lestari"),
        ("c@example.com", "Zoë", "Ångström", "Zoë Ångström"),
    ] {
        let body =
            json!({"frontName": front, "lastName": last, "email": email, "password": PASSWORD});
        server.post("/api/register").json(&body).send().expect(200);
        let body = json!({"email": email, "password": PASSWORD});
        let reply = server.post("/api/login").json(&body).send().expect(200);
        assert_eq!(reply.json()["loginResult"]["name"], name);
    }
}

#[test]
fn an_address_is_one_whatever_its_capitals() {
    let server = TestServer::start();
    server.register("Ann@Example.com");
    let body = crate::common::registration(" ann@EXAMPLE.com ");
    let reply = server.post("/api/register").json(&body).send();
    let expected = r#"{"error":true,"msg":"Email sudah digunakan"}"#;
    assert_eq!(reply.told(), (400, expected.to_owned()));
    for spelling in ["ann@example.com", "ANN@example.com", " ann@example.com "] {
        assert_eq!(server.login(spelling, PASSWORD).email, "ann@example.com");
    }
}

#[test]
fn letters_beyond_ascii_are_small_to_the_sign_in_too() {
    let server = TestServer::start();
    server.register("ÄNN@example.com");
    for spelling in ["änn@example.com", "ÄNN@example.com"] {
        assert_eq!(server.login(spelling, PASSWORD).email, "änn@example.com");
    }
}

#[test]
fn a_new_password_ends_every_session_but_this() {
    let server = TestServer::start();
    let one = server.newcomer("ann@example.com");
    let other = server.login("ann@example.com", PASSWORD);
    let stranger = server.newcomer("bob@example.com");
    assert_ne!(
        one.token, other.token,
        "each sign-in is a session of its own"
    );
    let change = |field: &str, current: &str, new: &str| {
        let body = json!({field: current, "newPassword": new});
        let ask = server.post("/api/changepassword").token(&one.token);
        ask.json(&body).send().told()
    };
    let done = r#"{"error":false,"msg":"Password berhasil diubah"}"#.to_owned();
    let wrong = r#"{"error":true,"msg":"Password saat ini tidak valid"}"#.to_owned();
    assert_eq!(
        change("currrentPassword", "not it at all", "password456"),
        (401, wrong.clone())
    );
    assert!(speaks(&server, &other), "nothing happened yet");
    assert_eq!(
        change("currrentPassword", PASSWORD, "password456"),
        (200, done.clone())
    );
    assert!(speaks(&server, &one));
    assert!(!speaks(&server, &other));
    assert!(speaks(&server, &stranger));
    // As it is spelt, too; and the old password is of no use any more.
    assert_eq!(
        change("currentPassword", PASSWORD, "password789"),
        (401, wrong)
    );
    assert_eq!(
        change("currentPassword", "password456", "password789"),
        (200, done)
    );
    let body = json!({"email": "ann@example.com", "password": "password456"});
    server.post("/api/login").json(&body).send().expect(401);
    server.login("ann@example.com", "password789");
}

#[test]
fn both_paths_delete_ones_own_account_and_nothing_else() {
    let server = TestServer::start();
    for path in ["/api/deleteuser/", "/api/users/"] {
        let ann = server.newcomer("ann@example.com");
        let bob = server.newcomer("bob@example.com");
        let refused = server.delete(&(path.to_owned() + &bob.username));
        let expected =
            r#"{"error":true,"msg":"Anda tidak memiliki izin untuk menghapus pengguna ini"}"#;
        let refused = refused.token(&ann.token).send().told();
        assert_eq!(refused, (403, expected.to_owned()));
        for who in [&ann, &bob] {
            let ask = server.delete(&(path.to_owned() + &who.username));
            let done = r#"{"error":false,"msg":"User berhasil dihapus"}"#;
            assert_eq!(ask.token(&who.token).send().told(), (200, done.to_owned()));
            assert!(!speaks(&server, who));
        }
        let body = json!({"email": "ann@example.com", "password": PASSWORD});
        server.post("/api/login").json(&body).send().expect(401);
    }
}

#[test]
fn whether_an_account_exists_only_administrators_learn() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let bob = server.newcomer("bob@example.com");
    let ask = |username: &str| {
        let ask = server.delete(&format!("/api/users/{username}"));
        ask.token(&ann.token).send().told()
    };
    assert_eq!(ask(&bob.username), ask("Nobody"));
    set_role(&server, 1, Role::Admin);
    let profile = server.get("/api/profile").token(&ann.token).send();
    assert_eq!(profile.json()["profileResult"]["status"], "Admin");
    assert_eq!(ask("Nobody").0, 404);
    assert_eq!(ask(&bob.username).0, 200);
    assert!(!speaks(&server, &bob));
}

#[test]
fn a_suspended_accounts_token_is_dead_at_once() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    for status in [Status::Suspended, Status::Deactivated, Status::Inactive] {
        set_status(&server, 1, Status::Active);
        assert!(speaks(&server, &ann));
        set_status(&server, 1, status);
        assert!(!speaks(&server, &ann));
        let body = json!({"email": "ann@example.com", "password": PASSWORD});
        let reply = server.post("/api/login").json(&body).send();
        let expected = r#"{"error":true,"msg":"Login gagal, silahkan coba lagi !!!"}"#;
        assert_eq!(reply.told(), (401, expected.to_owned()));
    }
}

#[test]
fn a_restart_loses_nothing() {
    let mut server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    samples::predict_as_documented(&server, &ann);
    let link = samples::uploaded(&server, &ann);
    let path = link.strip_prefix(&server.url()).expect("ours").to_owned();
    let look = |server: &TestServer, path: &str| {
        let reply = server.get(path).token(&ann.token).send().expect(200);
        // The port is another one after the restart, and with it the links in the reply.
        String::from_utf8_lossy(&reply.body).replace(&server.url(), "")
    };
    let paths = ["/api/profile", "/api/dashboard", "/api/personality", &path];
    let before = paths.map(|path| look(&server, path));
    server.restart();
    assert_eq!(paths.map(|path| look(&server, path)), before);
    assert!(before[0].contains(r#""mbti":"INFJ""#) && before[0].contains(&path));
    server.login("ann@example.com", PASSWORD);
    let next = server.newcomer("bob@example.com");
    assert!(next.username.starts_with("User2"), "the count went on");
    // The counter of photos did, too.
    assert!(samples::uploaded(&server, &ann).ends_with("_2.jpg"));
}
