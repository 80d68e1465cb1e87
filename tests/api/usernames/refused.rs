//! Names that can't be one, and addresses that are another's name.

use serde_json::{Value, json};

use super::{WAYS, code_of, enters};
use crate::common::{PASSWORD, SignedIn, TestServer, registration};

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
    let profile = server.get("/api/profile").token(&ann.token).send();
    assert_eq!(profile.json()["profileResult"]["username"], *ann.username);
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
    for (family, way) in WAYS {
        let reply = way(server, who, name, "new@example.com");
        assert_eq!(reply.status, 400, "{family} {name:?}: {}", reply.text());
        let body = reply.json();
        let told = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
        let fits = match family {
            "cultureconnect" => told("message").starts_with(&sentence("username")),
            "flaskapi" => {
                // What no line can have is found first there.
                let sentences = [flaskapis, "control characters"];
                told("message").starts_with("Username ")
                    && sentences.iter().any(|part| told("message").contains(part))
            }
            "profilecard" => told("error").starts_with(&sentence("username")),
            "profilecard's change" => told("error").starts_with(&sentence("newUsername")),
            _ => body["error"]["fields"][0] == json!({"field": "username", "problem": code}),
        };
        assert!(fits, "{family} {name:?}: {body}");
    }
}

/// Nobody takes an address that somebody signs in with as a username.
#[test]
fn no_new_address_is_anothers_old_name() {
    let server = TestServer::start();
    let old = server.newcomer("old@example.com");
    server.rename("old@example.com", "Ann@Example.com");
    let who = server.newcomer("other@example.com");
    let post = |path: &str, body: Value| server.post(path).json(&body).send();
    let code = code_of(&server, &who);
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
            "faceofmind's change",
            server
                .ask("PUT", "/api/v1/users/me")
                .token(&who.token)
                .json(&mine)
                .send(),
            400,
            "Email already registered",
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
        .ask("PUT", "/api/v1/users/me")
        .token(&old.token)
        .json(&mine)
        .send()
        .expect(200);
    enters(&server, "ann@example.com");
}
