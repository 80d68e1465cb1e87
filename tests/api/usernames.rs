//! Usernames of any script, in every family that has them, and what can't be one.

mod refused;

use firststep::domain::account::{AccountId, Role};
use firststep::store::accounts;
use serde_json::json;

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

/// Asks for an account of this name and address, or gives somebody this name.
type Way = fn(&TestServer, &SignedIn, &str, &str) -> Reply;

/// Every way to a username, with the name it has in that family's replies.
const WAYS: [(&str, Way); 5] = [
    ("cultureconnect", |server, _, name, email| {
        let body = json!({"username": name, "email": email, "password": PASSWORD});
        server.post("/auth/register").json(&body).send()
    }),
    ("flaskapi", |server, _, name, email| {
        let body = json!({
            "name": "Ann Example", "username": name, "email": email,
            "password": PASSWORD, "password_confirm": PASSWORD,
        });
        server.post("/api/user").json(&body).send()
    }),
    ("profilecard", |server, _, name, email| {
        let body = json!({
            "email": email, "password": PASSWORD, "firstName": "Ann", "lastName": "", "username": name,
        });
        server.post("/creare-cont").json(&body).send()
    }),
    ("profilecard's change", |server, who, name, _| {
        let body = json!({"newUsername": name});
        let ask = server.post("/changeUsername").token(&code_of(server, who));
        ask.json(&body).send()
    }),
    ("app", |server, who, name, _| {
        let ask = server.ask("PUT", "/app/account").token(&who.token);
        ask.json(&json!({"username": name})).send()
    }),
];

/// A profile card's code.
fn code_of(server: &TestServer, who: &SignedIn) -> String {
    let body = json!({"email": who.email, "password": PASSWORD});
    let reply = server.post("/login").json(&body).send().expect(200);
    reply.json()["message"].as_str().expect("a code").to_owned()
}

/// Signs somebody up under this name.
#[track_caller]
fn sign_up(server: &TestServer, name: &str, email: &str) -> SignedIn {
    let body = json!({"username": name, "email": email, "password": PASSWORD});
    server.post("/auth/register").json(&body).send().expect(200);
    server.login(email, PASSWORD)
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
    for (family, way) in WAYS {
        let server = TestServer::start();
        let ann = server.newcomer("ann@example.com");
        for (nth, (name, typed)) in NAMES.into_iter().enumerate() {
            let told = way(&server, &ann, name, &address(nth));
            assert!(
                matches!(told.status, 200 | 201),
                "{family} {name}: {}",
                told.text()
            );
            enters(&server, name);
            enters(&server, typed);
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
        let who = sign_up(&server, name, &email);
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
            link.ends_with(&format!("/{}_1.jpg", encoded(name))),
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
    sign_up(&server, "José", "jose@example.com");
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
