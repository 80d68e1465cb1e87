//! The published document: its paths, its messages, and its profile with the placeholders in it.

use serde_json::json;

use super::{ask, login, newcomer, refused_login, registration, told};
use crate::common::{PASSWORD, Reply, TestServer};
use crate::routes;

const DOCUMENT: &str = include_str!("../documents/profile-card.md");

/// What stands between two marks, as often as it does.
fn between(start: &'static str, end: &'static str) -> impl Iterator<Item = &'static str> {
    DOCUMENT
        .split(start)
        .skip(1)
        .filter_map(move |rest| rest.split(end).next())
}

/// The text after the first of these.
#[track_caller]
fn quoted(start: &'static str) -> &'static str {
    between(start, "\"").next().expect(start)
}

/// Its routes, method and path: those it lists, and the one that only its code has.
pub fn listed() -> Vec<(&'static str, &'static str)> {
    let (_, list) = DOCUMENT.split_once("Example Endpoints:").expect("a list");
    let lines = list
        .lines()
        .filter_map(|line| line.split_once(".  ").or(line.split_once(". ")));
    let listed = lines.filter_map(|(_, rest)| rest.split_once(": ")?.0.split_once(' '));
    let mut listed: Vec<_> = listed.filter(|(_, path)| path.starts_with('/')).collect();
    assert!(DOCUMENT.contains("@main.route('/creare-cont' , methods=['POST'])"));
    listed.push(("POST", "/creare-cont"));
    listed
}

#[test]
fn every_endpoint_of_the_document_is_served() {
    let listed = listed();
    assert_eq!(listed.len(), 10, "{listed:?}");
    let known = routes::of("profilecard");
    for (method, path) in listed {
        let fits = known
            .iter()
            .any(|route| (route.method, route.pattern) == (method, path));
        assert!(fits, "{method} {path}");
    }
}

/// What the document's code answers, key and sentence, in its order and each once.
fn answers() -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    for answer in between("jsonify({", "}") {
        let Some((key, rest)) = answer.trim().split_once(": ") else {
            continue;
        };
        let sentence = rest
            .trim_start_matches(['\'', '"'])
            .split(['\'', '"'])
            .next();
        let pair = (key.trim_matches('\''), sentence.unwrap_or_default());
        if !found.contains(&pair) {
            found.push(pair);
        }
    }
    found
}

#[test]
fn every_message_of_the_document_is_said_where_it_says_it() {
    let server = TestServer::start();
    let post = |path: &str, body| server.post(path).json(&body).send();
    let signed_up = post("/creare-cont", registration("ana@example.com", "anapop"));
    let wrong = post(
        "/login",
        json!({"email": "ana@example.com", "password": "not it"}),
    );
    let code = login(&server, "ana@example.com", PASSWORD);
    let change = |path: &str, body| ask(&server, "POST", path, &code).json(&body).send();
    let password = json!({"currentPassword": "not it", "newPassword": "password456"});
    let password = change("/changePassword", password);
    newcomer(&server, "dan@example.com", "dan");
    let username = change("/changeUsername", json!({"newUsername": "dan"}));
    server.advance(std::time::Duration::from_secs(24 * 60 * 60));
    let expired = ask(&server, "GET", "/getProfile", &code).send();
    let forged = ask(&server, "GET", "/getProfile", "Bearer a.b.c").send();
    refused_login(&wrong);
    let reached: [(&str, &str, u16, &Reply); 5] = [
        (
            "message",
            "The user account is create with succes",
            201,
            &signed_up,
        ),
        ("error", "Token has expired", 401, &expired),
        ("error", "Invalid token", 401, &forged),
        ("message", "Current password is incorrect", 400, &password),
        ("message", "Username already taken", 400, &username),
    ];
    for (key, sentence, status, reply) in reached {
        told(reply, status, key, sentence);
    }
    // What can't be reached: a database's error told in its words, a JWT kept broken beside a code,
    // an account gone or without a card although its code is good.
    let others = [
        ("error", "str(e)"),
        ("error", "Invalid token format"),
        ("error", "Profile or user not found"),
        ("message", "User not found"),
        ("message", "add_session_string"),
        ("HomeAddress", "profile.homeaddress,\n        "),
    ];
    let mut expected: Vec<_> = reached
        .iter()
        .map(|(key, sentence, ..)| (*key, *sentence))
        .collect();
    expected.push(("message", "Password or user are incorrect"));
    expected.extend(others);
    let mut answers = answers();
    expected.sort_unstable();
    answers.sort_unstable();
    assert_eq!(answers, expected);
}

/// The profile as the document's code builds it, for an account whose card is its dummy.
fn documented_profile() -> String {
    let block = between("return jsonify({\n", "})").find(|block| block.contains("'HomeAddress'"));
    let keys = block.expect("it is there").lines().filter_map(|line| {
        let (key, source) = line.trim().split_once(": ")?;
        Some((
            key.trim_matches('\''),
            source.split([',', ' ']).next()?.trim(),
        ))
    });
    let fields = keys.map(|(key, source)| {
        let value = match source {
            "image_base64" => "",
            "user.email" => "ana@example.com",
            "'" => "Ana Pop",
            "profile.homeaddress" => quoted("homeaddress=\""),
            "profile.country" => quoted("country=\""),
            "profile.county" => quoted("county=\""),
            "profile.occupation" => quoted("occupation=\""),
            "social_links.linkedin" => quoted("linkedin=\""),
            "social_links.facebook" => quoted("facebook=\""),
            "social_links.github" => quoted("github=\""),
            "social_links.instagram" => quoted("instagram=\""),
            "social_links.twitter" => quoted("twitter=\""),
            "social_links.youtube" => quoted("youtube=\""),
            "social_links.description" => quoted("description=\""),
            other => panic!("{key} comes from {other:?}"),
        };
        format!("{}:{}", json!(key), json!(value))
    });
    format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
}

#[test]
fn a_new_accounts_profile_is_the_documents_dummy_to_the_byte() {
    let expected = documented_profile();
    assert!(expected.starts_with(r#"{"HomeAddress":"How far are you ?","Country":"I guess"#));
    assert_eq!(expected.matches("\":\"").count(), 14);
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    for path in ["/getProfile", "/getProfile/", "/get", "/get/"] {
        let reply = ask(&server, "GET", path, &code).send();
        assert_eq!(reply.told(), (200, expected.clone()), "{path}");
    }
}

#[test]
fn a_code_has_the_documents_form() {
    let row = DOCUMENT.lines().find(|line| line.starts_with("| 44"));
    let shown = row
        .and_then(|row| row.split('|').nth(2))
        .expect("a row")
        .trim();
    let form = |code: &str| {
        let in_alphabet = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit();
        (code.len(), code.chars().all(in_alphabet))
    };
    assert_eq!(form(shown), (7, true));
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    assert_eq!(form(&code), form(shown));
}
