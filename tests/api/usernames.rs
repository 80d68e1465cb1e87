//! Usernames of any script, in every family that has them, and what can't be one.

use firststep::domain::account::{AccountId, Role};
use firststep::store::accounts;
use serde_json::{Value, json};

use crate::app::Browser;
use crate::common::{PASSWORD, Reply, SignedIn, TestServer, at_once, registration};
use crate::samples;

/// Names that people have, each with another way to type it.
const NAMES: [(&str, &str); 5] = [
    ("ayu lestari", "Ayu Lestari"),
    ("Ștefan", "S\u{326}TEFAN"),
    ("あゆ", "あゆ"),
    ("José", "jose\u{301}"),
    ("Budi Santoso", "ｂｕｄｉ santoso"),
];

fn address(at: usize) -> String {
    format!("person{at}@example.com")
}

fn encoded(name: &str) -> String {
    percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Asks each family that takes usernames for an account of this one; the last two change one's own.
fn asked(
    server: &TestServer,
    who: &SignedIn,
    name: &str,
    email: &str,
) -> [(&'static str, Reply); 5] {
    let post = |path: &str, body: &Value| server.post(path).json(body).send();
    let code = post("/login", &json!({"email": who.email, "password": PASSWORD})).json();
    let code = code["message"].as_str().expect("a code").to_owned();
    [
        (
            "cultureconnect",
            post(
                "/auth/register",
                &json!({"username": name, "email": email, "password": PASSWORD}),
            ),
        ),
        (
            "flaskapi",
            post(
                "/api/user",
                &json!({
                    "name": "Ann Example", "username": name, "email": email,
                    "password": PASSWORD, "password_confirm": PASSWORD,
                }),
            ),
        ),
        (
            "profilecard",
            post(
                "/creare-cont",
                &json!({
                    "email": email, "password": PASSWORD, "firstName": "Ann", "lastName": "", "username": name,
                }),
            ),
        ),
        (
            "profilecard's change",
            server
                .post("/changeUsername")
                .token(&code)
                .json(&json!({"newUsername": name}))
                .send(),
        ),
        (
            "app",
            server
                .ask("PUT", "/app/account")
                .token(&who.token)
                .json(&json!({"username": name}))
                .send(),
        ),
    ]
}

#[track_caller]
fn enters(server: &TestServer, name: &str) {
    for path in ["/auth/login", "/api/auth/login"] {
        let body = json!({"username": name, "password": PASSWORD});
        server.post(path).json(&body).send().expect(200);
    }
    Browser::sign_in(server, name, PASSWORD);
}

#[test]
fn every_family_takes_names_of_any_script() {
    for at in 0..5 {
        let server = TestServer::start();
        let ann = server.newcomer("ann@example.com");
        for (nth, (name, typed)) in NAMES.into_iter().enumerate() {
            let told = asked_one(&server, &ann, at, name, &address(nth));
            assert!(
                matches!(told.status, 200 | 201),
                "{name} {at}: {}",
                told.text()
            );
            enters(&server, name);
            enters(&server, typed);
        }
    }
}

/// One of the requests of [`asked`].
fn asked_one(server: &TestServer, who: &SignedIn, at: usize, name: &str, email: &str) -> Reply {
    // Asking several families for one account: the first gets it, the others are refused.
    let post = |path: &str, body: Value| server.post(path).json(&body).send();
    match at {
        0 => post(
            "/auth/register",
            json!({"username": name, "email": email, "password": PASSWORD}),
        ),
        1 => post(
            "/api/user",
            json!({
                "name": "Ann Example", "username": name, "email": email,
                "password": PASSWORD, "password_confirm": PASSWORD,
            }),
        ),
        2 => post(
            "/creare-cont",
            json!({
                "email": email, "password": PASSWORD, "firstName": "Ann", "lastName": "", "username": name,
            }),
        ),
        3 => {
            let code = post("/login", json!({"email": who.email, "password": PASSWORD})).json();
            let code = code["message"].as_str().expect("a code").to_owned();
            let body = json!({"newUsername": name});
            server
                .post("/changeUsername")
                .token(&code)
                .json(&body)
                .send()
        }
        _ => {
            let body = json!({"username": name});
            server
                .ask("PUT", "/app/account")
                .token(&who.token)
                .json(&body)
                .send()
        }
    }
}

#[test]
fn a_name_of_any_script_is_found_in_paths_photos_and_the_search() {
    let server = TestServer::start();
    let store = &server.app().store;
    let boss = server.newcomer("boss@example.com");
    let done = store.write(|tx| accounts::set_role(tx, AccountId(1), Role::Admin));
    done.expect("it is there");
    for (nth, (name, typed)) in NAMES.into_iter().enumerate() {
        let email = address(nth);
        asked_one(&server, &boss, 0, name, &email).expect(200);
        let who = server.login(&email, PASSWORD);
        assert_eq!(who.username, name);
        let path = format!("/api/user/{}", encoded(typed));
        let user = server
            .get(&path)
            .token(&who.token)
            .send()
            .expect(200)
            .json();
        assert_eq!(user["results"]["username"], name);
        let link = samples::uploaded(&server, &who);
        assert!(
            link.ends_with(
                &format!("/{}_1%2Ejpg", encoded(name))
                    .replace("%2E", ".")
                    .replace("%5F", "_")
            ),
            "{link}"
        );
        assert!(link.is_ascii() && !link.contains(' '), "{link}");
        server.get(&link).send().expect(200);
        let part: String = name.to_lowercase().chars().take(4).collect();
        let path = format!("/app/admin/users?search={}", encoded(&part));
        let found = server
            .get(&path)
            .token(&boss.token)
            .send()
            .expect(200)
            .json();
        assert_eq!(
            (&found["total"], &found["users"][0]["username"]),
            (&json!(1), &json!(name)),
            "{part}"
        );
        let path = format!("/api/users/{}", encoded(typed));
        server.delete(&path).token(&who.token).send().expect(200);
    }
}

#[test]
fn first_and_last_names_are_found_in_small_letters() {
    let server = TestServer::start();
    let boss = server.newcomer("boss@example.com");
    let done = server
        .app()
        .store
        .write(|tx| accounts::set_role(tx, AccountId(1), Role::Admin));
    done.expect("it is there");
    let mut body = registration("eva@example.com");
    body["frontName"] = "ÉVA".into();
    body["lastName"] = "ȘTEFAN".into();
    server.post("/api/register").json(&body).send().expect(200);
    for part in ["éva", "e\u{301}va șt", "ștefan"] {
        let path = format!("/app/admin/users?search={}", encoded(part));
        let found = server
            .get(&path)
            .token(&boss.token)
            .send()
            .expect(200)
            .json();
        assert_eq!(found["total"], 1, "{part}");
    }
}

#[test]
fn what_can_be_no_name_is_refused_in_each_familys_words() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let rule = |field: &str| {
        format!(
            "{field} may have letters, digits, . _ - and single blanks only, a letter or digit first"
        )
    };
    let longer = "\u{958}".repeat(26);
    for name in [
        "\u{301}\u{302}",
        "a\u{200d}b",
        "a\u{202e}b",
        "\u{200f}ann",
        "ann  lee",
        "ann@example.com",
        "a+b",
        "a/b",
        "‹ann",
        "ann\u{3164}",
    ] {
        check(
            &server,
            &ann,
            name,
            &rule,
            "are not allowed",
            "not_a_username",
        );
    }
    for name in ["pаypal", "аdmin", "1٢"] {
        let sentence = |field: &str| format!("{field} mixes letters of alphabets that look alike");
        check(
            &server,
            &ann,
            name,
            &sentence,
            "look alike",
            "mixed_scripts",
        );
    }
    for name in ["all", "ME", "ａctive"] {
        let sentence = |field: &str| format!("{field} is a reserved word");
        check(&server, &ann, name, &sentence, "reserved word", "reserved");
    }
    // As it is kept it would have 52.
    let length = |field: &str| format!("{field} m");
    check(&server, &ann, &longer, &length, "50 characters", "too_long");
    let me = server.get("/app/me").token(&ann.token).send().json();
    assert_eq!(me["account"]["username"], *ann.username);
}

#[track_caller]
fn check(
    server: &TestServer,
    who: &SignedIn,
    name: &str,
    sentence: &dyn Fn(&str) -> String,
    flaskapis: &str,
    code: &str,
) {
    for (family, reply) in asked(server, who, name, "new@example.com") {
        assert_eq!(reply.status, 400, "{family} {name:?}: {}", reply.text());
        let body = reply.json();
        let told = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
        let fits = match family {
            "cultureconnect" => told("message").starts_with(&sentence("username")),
            "flaskapi" => {
                told("message").starts_with("Username ") && told("message").contains(flaskapis)
            }
            "profilecard" => told("error").starts_with(&sentence("username")),
            "profilecard's change" => told("error").starts_with(&sentence("newUsername")),
            _ => body["error"]["fields"][0] == json!({"field": "username", "problem": code}),
        };
        assert!(fits, "{family} {name:?}: {body}");
    }
}

#[test]
fn two_who_want_one_name_at_once_are_not_both_given_it() {
    let server = TestServer::start();
    let typed = ["José", "JOSE\u{301}", "jose\u{301}", "ＪＯＳÉ"];
    let statuses = at_once(typed.len(), |at| {
        let body = json!({"username": typed[at], "email": address(at), "password": PASSWORD});
        server.post("/auth/register").json(&body).send().status
    });
    let made = statuses.iter().filter(|status| **status == 200).count();
    assert_eq!((made, statuses.len() - made), (1, 3), "{statuses:?}");
}

/// Nobody takes an address that somebody signs in with as a username.
#[test]
fn no_new_address_is_anothers_old_name() {
    let server = TestServer::start();
    let old = server.newcomer("old@example.com");
    server.rename("old@example.com", "Ann@Example.com");
    let who = server.newcomer("other@example.com");
    let post = |path: &str, body: Value| server.post(path).json(&body).send();
    let code = post(
        "/login",
        json!({"email": "other@example.com", "password": PASSWORD}),
    )
    .json();
    let code = code["message"].as_str().expect("a code").to_owned();
    let mine = json!({"email": "ann@example.com"});
    for (family, reply, status, sentence) in [
        (
            "firststep",
            post("/api/register", registration("ann@example.com")),
            400,
            "Email sudah digunakan",
        ),
        (
            "cultureconnect",
            post(
                "/auth/register",
                json!({"username": "ann", "email": "ann@example.com", "password": PASSWORD}),
            ),
            400,
            "Email already registered",
        ),
        (
            "flaskapi",
            post(
                "/api/user",
                json!({"name": "Ann", "username": "ann", "email": "ann@example.com",
                "password": PASSWORD, "password_confirm": PASSWORD}),
            ),
            400,
            "Email have been used.",
        ),
        (
            "faceofmind",
            post(
                "/api/v1/auth/register",
                json!({"email": "ANN@example.com", "password": PASSWORD,
                "first_name": "Ann", "last_name": ""}),
            ),
            400,
            "Email already registered",
        ),
        (
            "profilecard",
            post(
                "/creare-cont",
                json!({"email": "ann@example.com", "password": PASSWORD, "firstName": "Ann",
                "lastName": "", "username": "ann"}),
            ),
            409,
            "Email already taken",
        ),
        (
            "profilecard's change",
            server
                .post("/changeEmail")
                .token(&code)
                .json(&json!({"newEmail": "ann@example.com"}))
                .send(),
            400,
            "Email already taken",
        ),
        (
            "app",
            server
                .ask("PUT", "/app/account")
                .token(&who.token)
                .json(&mine)
                .send(),
            409,
            "email_taken",
        ),
    ] {
        assert_eq!(reply.status, status, "{family}: {}", reply.text());
        assert!(
            reply.text().contains(sentence),
            "{family}: {}",
            reply.text()
        );
    }
    let asked = post("/checkUserAndEmailForAvailability", mine.clone()).json();
    assert_eq!(asked["message"], "true");
    // It is theirs: they may have it as their address, too.
    server
        .ask("PUT", "/app/account")
        .token(&old.token)
        .json(&mine)
        .send()
        .expect(200);
    enters(&server, "ann@example.com");
}

#[test]
fn a_name_of_an_older_version_stays() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    for old in ["ann+1@example.com", "all", "A.b-c_d@e"] {
        server.rename("ann@example.com", old);
        enters(&server, &old.to_uppercase());
        // The page sends it along unchanged.
        let body = json!({"username": old, "front_name": "Anna"});
        let me = server
            .ask("PUT", "/app/account")
            .token(&ann.token)
            .json(&body)
            .send();
        assert_eq!(me.expect(200).json()["account"]["username"], old);
        let link = samples::uploaded(&server, &ann);
        assert!(
            !link
                .rsplit('/')
                .next()
                .expect("a name")
                .contains(['@', '+']),
            "{link}"
        );
        server.get(&link).send().expect(200);
    }
}

/// All ways to type a name are one name to who counts wrong passwords.
#[test]
fn typing_a_name_otherwise_gives_no_more_tries() {
    let server = TestServer::start();
    asked_one(
        &server,
        &server.newcomer("ann@example.com"),
        0,
        "José",
        "jose@example.com",
    )
    .expect(200);
    let typed = [
        "José",
        "JOSÉ",
        "jose\u{301}",
        "ＪＯＳÉ",
        "jOSE\u{301}",
        "josé",
    ];
    let statuses = typed.map(|name| {
        let body = json!({"username": name, "password": "wrong"});
        server.post("/auth/login").json(&body).send().status
    });
    let body = json!({"username": "JOSE\u{301}", "password": "wrong"});
    let reply = server.post("/auth/login").json(&body).send();
    assert!(
        statuses[..5].iter().all(|status| *status == 401),
        "{statuses:?}"
    );
    assert_eq!(reply.status, 429, "{statuses:?}");
}
