//! Fields that are missing or wrong: each is named, and nothing is changed.

use serde_json::{Value, json};

use super::{ask, newcomer, profile, registration, told};
use crate::common::{PASSWORD, TestServer};

const USERNAME: &str =
    "username may have letters, digits, . _ - and single blanks only, a letter or digit first";
const NEW_USERNAME: &str =
    "newUsername may have letters, digits, . _ - and single blanks only, a letter or digit first";
const USER_NAME: &str =
    "userName may have letters, digits, . _ - and single blanks only, a letter or digit first";

/// Ana's registration with one field changed.
fn with(field: &str, value: impl Into<Value>) -> Value {
    let mut body = registration("ana@example.com", "anapop");
    body[field] = value.into();
    body
}

/// Ana's registration without one field.
fn without(field: &str) -> Value {
    let mut body = registration("ana@example.com", "anapop");
    body.as_object_mut().expect("an object").remove(field);
    body
}

#[test]
fn what_is_wrong_with_a_sign_up_is_named() {
    let server = TestServer::start();
    for (body, sentence) in [
        (
            json!({}),
            "email is missing; password is missing; firstName is missing",
        ),
        (json!([]), "The body must be a JSON object"),
        (without("email"), "email is missing"),
        (without("password"), "password is missing"),
        (without("firstName"), "firstName is missing"),
        (without("lastName"), "lastName is missing"),
        (without("username"), "username is missing"),
        (with("email", ""), "email must not be empty"),
        (with("email", " "), "email must not be empty"),
        (with("email", "plain"), "email is not an email address"),
        (
            with("email", "a@example.com\u{0}"),
            "email is not an email address",
        ),
        (
            with("email", "x".repeat(101)),
            "email may have 100 characters at most",
        ),
        (with("email", 7), "email must be text"),
        (with("email", Value::Null), "email must be text"),
        (with("password", ""), "password must not be empty"),
        (
            with("password", "short"),
            "password must have 8 characters at least",
        ),
        (
            with("password", "é".repeat(37)),
            "password may have 72 bytes at most",
        ),
        (
            with("password", "1234\u{0}5678"),
            "password has control characters",
        ),
        (
            with("password", json!(["password123"])),
            "password must be text",
        ),
        (with("firstName", ""), "firstName must not be empty"),
        (
            with("firstName", "a\u{0}b"),
            "firstName has control characters",
        ),
        (
            with("lastName", "a\u{202e}b"),
            "lastName has control characters",
        ),
        (
            with("lastName", "x".repeat(51)),
            "lastName may have 50 characters at most",
        ),
        (with("username", "a  b"), USERNAME),
        (with("username", "../etc"), USERNAME),
        (with("username", "a\u{202e}b"), USERNAME),
        (
            with("username", "x".repeat(51)),
            "username may have 50 characters at most",
        ),
        (with("username", false), "username must be text"),
    ] {
        let reply = server.post("/creare-cont").json(&body).send();
        assert_eq!(reply.status, 400, "{body}: {}", reply.text());
        told(&reply, 400, "error", sentence);
    }
    // None of them was kept; a role or a status in the body is nobody's business.
    let mut body = with("role", "admin");
    body["status"] = "suspended".into();
    body["id"] = 99.into();
    server.post("/creare-cont").json(&body).send().expect(201);
    let code = super::login(&server, "ana@example.com", PASSWORD);
    let shown = server
        .get("/api/profile")
        .token(&server.login("ana@example.com", PASSWORD).token);
    let shown = shown.send().json();
    assert_eq!(shown["profileResult"]["status"], "User");
    assert_eq!(profile(&server, &code)["FullName"], "Ana Pop");
}

#[test]
fn what_is_wrong_with_a_sign_in_is_named() {
    let server = TestServer::start();
    for path in ["/login", "/intra-in-cont"] {
        for (body, sentence) in [
            (json!({}), "email is missing; password is missing"),
            (json!({"email": "a@example.com"}), "password is missing"),
            (
                json!({"email": "", "password": "x"}),
                "email must not be empty",
            ),
            (
                json!({"email": "a@example.com", "password": ""}),
                "password must not be empty",
            ),
            (json!({"email": {}, "password": "x"}), "email must be text"),
            (json!("x"), "The body must be a JSON object"),
        ] {
            let reply = server.post(path).json(&body).send();
            told(&reply, 400, "error", sentence);
        }
    }
}

#[test]
fn what_is_wrong_with_a_change_is_named() {
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    let before = profile(&server, &code);
    let (password, email, username) = ("/changePassword", "/changeEmail", "/changeUsername");
    for (path, body, sentence) in [
        (
            password,
            json!({}),
            "currentPassword is missing; newPassword is missing",
        ),
        (
            password,
            json!({"newPassword": "password456"}),
            "currentPassword is missing",
        ),
        (
            password,
            json!({"currentPassword": "", "newPassword": "password456"}),
            "currentPassword must not be empty",
        ),
        (
            password,
            json!({"currentPassword": PASSWORD, "newPassword": "x"}),
            "newPassword must have 8 characters at least",
        ),
        (
            password,
            json!({"currentPassword": PASSWORD, "newPassword": "x".repeat(73)}),
            "newPassword may have 72 bytes at most",
        ),
        (email, json!({}), "newEmail is missing"),
        (email, json!({"newEmail": ""}), "newEmail must not be empty"),
        (
            email,
            json!({"newEmail": "a@b"}),
            "newEmail is not an email address",
        ),
        (
            email,
            json!({"newEmail": "a@example.com\r\nBcc: b@example.com"}),
            "newEmail is not an email address",
        ),
        (
            username,
            json!({"newUsername": ""}),
            "newUsername must not be empty",
        ),
        (username, json!({"newUsername": "a/b"}), NEW_USERNAME),
        (username, json!({"userName": "a\u{0}"}), USER_NAME),
        (username, json!({"userName": 1}), "userName must be text"),
    ] {
        let reply = ask(&server, "POST", path, &code).json(&body).send();
        assert_eq!(reply.status, 400, "{body}: {}", reply.text());
        told(&reply, 400, "error", sentence);
    }
    assert_eq!(profile(&server, &code), before);
    super::login(&server, "ana@example.com", PASSWORD);
}

#[test]
fn links_lead_to_web_pages_and_nowhere_else() {
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    let before = profile(&server, &code);
    let set = |body: Value| {
        ask(&server, "POST", "/setSocialLink", &code)
            .json(&body)
            .send()
    };
    for field in [
        "linkedIn",
        "faceBook",
        "gitHub",
        "instagram",
        "twitter",
        "youtube",
    ] {
        for link in [
            "javascript:alert(1)",
            " JavaScript:alert(1)//https://x.example",
            "data:text/html,<script>alert(1)</script>",
            "ftp://example.com",
            "example.com:80",
            "user@example.com",
            "//example.com",
            "https://",
            "https://bank.example@evil.example",
            "https://example.com/\"onmouseover=alert(1)",
            "https://example.com/\u{202e}gpj",
            "https://example.com/\u{0}",
        ] {
            // The good one beside it isn't set either.
            let body = json!({field: link, "description": "changed"});
            let sentence = format!("{field} must be an http or https link");
            told(&set(body), 400, "error", &sentence);
        }
        let long = format!("https://example.com/{}", "x".repeat(281));
        let sentence = format!("{field} may have 300 characters at most");
        told(&set(json!({field: long})), 400, "error", &sentence);
        told(
            &set(json!({field: 1})),
            400,
            "error",
            &format!("{field} must be text"),
        );
    }
    assert_eq!(profile(&server, &code), before);
}

#[test]
fn texts_of_the_card_have_bounds() {
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    // Pronouns aren't shown before they are set.
    let named = json!({"pronouns": "ea"});
    ask(&server, "POST", "/setContactDetail", &code)
        .json(&named)
        .send()
        .expect(200);
    let before = profile(&server, &code);
    for (path, field, most) in [
        ("/setContactDetail", "occupation", 100),
        ("/setContactDetail", "homeAddress", 200),
        ("/setContactDetail", "homeaddress", 200),
        ("/setContactDetail", "country", 100),
        ("/setContactDetail", "county", 100),
        ("/setContactDetail", "pronouns", 40),
        ("/setSocialLink", "description", 1000),
    ] {
        let set = |text: String| {
            ask(&server, "POST", path, &code)
                .json(&json!({field: text}))
                .send()
        };
        let sentence = format!("{field} may have {most} characters at most");
        told(&set("é".repeat(most + 1)), 400, "error", &sentence);
        let sentence = format!("{field} has control characters");
        for text in [
            "a\u{0}b",
            "a\u{202e}b",
            "a\u{2067}b",
            "a\u{1b}[31mb",
            "a\rb",
        ] {
            told(&set(text.to_owned()), 400, "error", &sentence);
        }
        assert_eq!(profile(&server, &code), before);
        set("é".repeat(most)).expect(200);
        set(before_of(&before, field)).expect(200);
    }
}

/// What the card showed in this field's place.
fn before_of(before: &Value, field: &str) -> String {
    let named = before.as_object().expect("a card").iter();
    let mut named = named.filter(|(name, _)| name.eq_ignore_ascii_case(field));
    let (_, value) = named.next().expect("it is shown");
    value.as_str().expect("text").to_owned()
}

#[test]
fn on_one_line_stays_on_one_line() {
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    for field in ["occupation", "country", "county"] {
        let body = json!({field: "a\nb"});
        let reply = ask(&server, "POST", "/setContactDetail", &code).json(&body);
        told(
            &reply.send(),
            400,
            "error",
            &format!("{field} has control characters"),
        );
    }
}
