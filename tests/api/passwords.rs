//! Which passwords are taken, in each family's words, and in whichever form they are typed.

use std::fs;

use serde_json::{Value, json};

use crate::common::{PASSWORD, Reply, TestServer, registration};

/// In NFC, and as some keyboards type it.
const COMPOSED: &str = "pässwörd 密码";
const TYPED: &str = "pa\u{308}sswo\u{308}rd 密码";

/// Asks every family for an account with this password.
fn sign_ups(server: &TestServer, password: &str) -> [(&'static str, Reply); 6] {
    let post = |path: &str, body: Value| server.post(path).json(&body).send();
    let mut firststep = registration("a@example.com");
    firststep["password"] = password.into();
    [
        ("firststep", post("/api/register", firststep)),
        (
            "cultureconnect",
            post(
                "/auth/register",
                json!({"username": "b", "email": "b@example.com", "password": password}),
            ),
        ),
        (
            "flaskapi",
            post(
                "/api/user",
                json!({"name": "C", "username": "c", "email": "c@example.com",
                "password": password, "password_confirm": password}),
            ),
        ),
        (
            "faceofmind",
            post(
                "/api/v1/auth/register",
                json!({"email": "d@example.com", "password": password,
                "first_name": "D", "last_name": ""}),
            ),
        ),
        (
            "profilecard",
            post(
                "/creare-cont",
                json!({"email": "e@example.com", "password": password, "firstName": "E",
                "lastName": "", "username": "e"}),
            ),
        ),
        (
            "app",
            post(
                "/app/sign-up",
                json!({"email": "f@example.com", "password": password, "front_name": "F"}),
            ),
        ),
    ]
}

#[track_caller]
fn all_say(server: &TestServer, password: &str, sentences: [&str; 6]) {
    for ((family, reply), sentence) in sign_ups(server, password).into_iter().zip(sentences) {
        let status = if family == "faceofmind" && sentence.starts_with("String") {
            422
        } else {
            400
        };
        assert_eq!(reply.status, status, "{family}: {}", reply.text());
        assert!(
            reply.text().contains(sentence),
            "{family}: {}",
            reply.text()
        );
    }
}

#[track_caller]
fn all_take(server: &TestServer, password: &str) {
    for (family, reply) in sign_ups(server, password) {
        assert!(
            matches!(reply.status, 200 | 201),
            "{family}: {}",
            reply.text()
        );
    }
}

#[test]
fn the_operator_decides_how_short_a_password_may_be() {
    let short = |least: u64| {
        [
            format!("password minimal {least} karakter"),
            format!("password must have at least {least} characters"),
            format!("Password should have {least} characters at least."),
            format!("String should have at least {least} characters"),
            format!("password must have {least} characters at least"),
            "too_short".to_owned(),
        ]
    };
    for (least, refused, taken) in [
        (6, "secre", "secret"),
        (8, "secret7", "secrets8"),
        (12, "swordfish!!", "swordfish!!!"),
    ] {
        let server = TestServer::with(|settings, _| settings.policy.min_password = least);
        let sentences = short(least);
        all_say(&server, refused, sentences.each_ref().map(String::as_str));
        all_say(&server, "x", sentences.each_ref().map(String::as_str));
        all_take(&server, taken);
        assert_eq!(server.get("/app/me").send().json()["min_password"], least);
    }
}

#[test]
fn leaked_passwords_are_refused_where_there_is_a_list() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("pwned.txt");
    // Of "bismillah" and "password123".
    let lines = "10D0B55E0CE96E1AD711ADAAC266C9200CBC27E4:3\r\nCBFDAC6008F9CAB4083784CBD1874F76618D2A97:123\r\n";
    fs::write(&list, lines).expect("written");
    let server = TestServer::with(|settings, _| settings.breached_passwords = Some(list.clone()));
    let english = "is known from data leaks, choose another";
    let sentences = [
        "Password ini pernah bocor, gunakan yang lain",
        "Password known from data leaks",
        "Password is known from data leaks, choose another.",
        english,
        english,
        "breached_password",
    ];
    for leaked in [PASSWORD, "bismillah"] {
        all_say(&server, leaked, sentences);
    }
    all_take(&server, "password1234");
    // One that can't be looked up isn't taken.
    fs::remove_file(&list).expect("removed");
    let reply = server
        .post("/api/register")
        .json(&registration("h@example.com"))
        .send();
    assert_eq!(reply.status, 503, "{}", reply.text());
}

#[test]
fn a_password_that_is_changed_is_judged_alike() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("pwned.txt");
    fs::write(&list, "10D0B55E0CE96E1AD711ADAAC266C9200CBC27E4:3\n").expect("written");
    let server = TestServer::with(|settings, _| {
        settings.breached_passwords = Some(list.clone());
        settings.policy.min_password = 9;
    });
    let ann = server.newcomer("ann@example.com");
    for (new, sentence) in [
        ("bismillah", "Password ini pernah bocor, gunakan yang lain"),
        ("12345678", "newPassword minimal 9 karakter"),
    ] {
        let body = json!({"currentPassword": PASSWORD, "newPassword": new});
        let reply = server
            .post("/api/changepassword")
            .token(&ann.token)
            .json(&body)
            .send();
        assert_eq!(reply.status, 400);
        assert!(reply.text().contains(sentence), "{}", reply.text());
    }
}

#[test]
fn a_password_is_the_same_in_every_form() {
    for (set, given) in [(COMPOSED, TYPED), (TYPED, COMPOSED)] {
        let server = TestServer::start();
        for (family, reply) in sign_ups(&server, set) {
            assert!(
                matches!(reply.status, 200 | 201),
                "{family}: {}",
                reply.text()
            );
        }
        for email in ["a", "b", "c", "e", "f"] {
            server.login(&format!("{email}@example.com"), given);
        }
        let ann = server.login("a@example.com", set);
        let body = json!({"currentPassword": given, "newPassword": given});
        server
            .post("/api/changepassword")
            .token(&ann.token)
            .json(&body)
            .send()
            .expect(200);
        server.login("a@example.com", set);
    }
}

/// Another program, and this one before it knew of forms, hashed the bytes that were typed.
#[test]
fn a_hash_of_what_was_typed_goes_on_and_is_renewed() {
    let server = TestServer::start();
    server.register("ann@example.com");
    let hash = bcrypt::hash(TYPED, 4).expect("a hash");
    server.sql(&format!("update accounts set password_hash = '{hash}'"));
    let enter = |password: &str| {
        let body = json!({"email": "ann@example.com", "password": password});
        server.post("/api/login").json(&body).send().status
    };
    assert_eq!((enter(COMPOSED), enter("pa\u{308}sswort 密码")), (401, 401));
    assert_eq!(
        (enter(TYPED), enter(COMPOSED), enter(TYPED)),
        (200, 200, 200)
    );
}

/// Also one that was chosen later.
#[test]
fn ones_username_is_no_password_where_that_was_decided() {
    let server = TestServer::with(|settings, _| settings.policy.strict_passwords = true);
    let (email, first) = ("a@example.com", "kucing-meja-sungai-41");
    let body = json!({"email": email, "password": first, "front_name": "A"});
    server.post("/app/sign-up").json(&body).send().expect(200);
    let token = server.login(email, first).token;
    let name = json!({"username": "wibisono.prakoso"});
    let ask = server.ask("PUT", "/app/account").token(&token);
    ask.json(&name).send().expect(200);
    let change = |new: &str| {
        let body = json!({"current": first, "new": new});
        let ask = server.post("/app/password").token(&token);
        ask.json(&body).send()
    };
    let weak = change("wibisono.prakoso").expect(400);
    assert!(weak.text().contains("weak_password"), "{}", weak.text());
    change("rumput-lampu-gunung-52").expect(200);
}

/// What stands in an account is what a guesser of its password tries first, and so is what the product is called.
#[test]
fn words_of_the_context_are_no_password_where_that_was_decided() {
    const OWN: &str = "wibisono.prakoso";
    let server = TestServer::with(|settings, _| settings.policy.strict_passwords = true);
    let sign_up = |email: &str, front: &str, last: &str, password: &str| {
        let body =
            json!({"email": email, "password": password, "front_name": front, "last_name": last});
        server.post("/app/sign-up").json(&body).send()
    };
    let weak = |reply: &Reply| {
        assert_eq!(reply.status, 400, "{}", reply.text());
        assert!(reply.text().contains("weak_password"), "{}", reply.text());
    };
    weak(&sign_up("a@example.com", "Wibisono", "Prakoso", OWN));
    weak(&sign_up("wibisono@prakoso.example", "A", "", OWN));
    weak(&sign_up(
        "a@example.com",
        "A",
        "",
        "cultureconnect-faceofmind",
    ));
    // It is nobody else's name.
    sign_up("ann@example.com", "Ann", "", OWN).expect(200);

    // Nor is it taken later: in exchange for another, with a code, or as an administrator sets it.
    let email = "wibisono@prakoso.example";
    let first = "kucing-meja-sungai-41";
    sign_up(email, "Wibisono", "", first).expect(200);
    let body = json!({"current": first, "new": OWN});
    let signed_in = server.login(email, first);
    let ask = server.post("/app/password").token(&signed_in.token);
    weak(&ask.json(&body).send());
    let body = json!({"email": email, "otp": "123456", "new_password": OWN});
    let reply = server
        .post("/api/v1/auth/reset-password")
        .json(&body)
        .send();
    assert!(
        reply.text().contains("too easy to guess"),
        "{}",
        reply.text()
    );
}
