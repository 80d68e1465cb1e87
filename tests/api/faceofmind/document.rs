//! The document itself: each endpoint it lists is served, each example of it works.

use serde_json::{Value, json};

use super::{login, masked, take_code};
use crate::common::{Ask, Reply, TestServer};
use crate::routes;

const DOCUMENT: &str = include_str!("../documents/faceofmind.md");

/// The endpoints of its lists: method and path.
pub fn listed() -> Vec<(&'static str, String)> {
    let (_, rest) = DOCUMENT
        .split_once("## API Endpoints")
        .expect("the chapter");
    let (chapter, _) = rest.split_once("\n## ").expect("its end");
    let mut listed = Vec::new();
    for section in chapter.split("\n### ").skip(1) {
        let base = section.split('`').nth(1).expect("a base path");
        for line in section.lines().filter_map(|line| line.strip_prefix("- `")) {
            let (method, rest) = line.split_once(' ').expect("a method");
            let (path, _) = rest.split_once('`').expect("a path");
            listed.push((method, format!("{base}{path}")));
        }
    }
    listed
}

/// An example call: method, path, body.
#[derive(Debug, Clone, PartialEq)]
struct Curl {
    method: &'static str,
    path: &'static str,
    body: Option<Value>,
}

/// The examples, in the document's order.
fn examples() -> Vec<Curl> {
    let calls = DOCUMENT.split("curl -X ").skip(1).map(|call| {
        let (method, rest) = call.split_once(' ').expect("a method");
        let (_, rest) = rest.split_once("://localhost:").expect("an address");
        let (address, rest) = rest.split_once('"').expect("its end");
        let path = &address[address.find('/').expect("a path")..];
        let rest = rest.split("\n\n").next().unwrap_or_default();
        let body = rest
            .split_once("-d '")
            .and_then(|(_, body)| body.split_once('\''));
        let body = body.map(|(body, _)| serde_json::from_str(body).expect("JSON"));
        Curl { method, path, body }
    });
    calls.collect()
}

fn example(path: &str) -> Curl {
    let found = examples().into_iter().find(|call| call.path == path);
    found.expect(path)
}

#[test]
fn the_whole_document_is_read() {
    let listed = listed();
    assert_eq!(listed.len(), 15, "{listed:?}");
    assert_eq!(listed[0], ("POST", "/api/v1/auth/register".to_owned()));
    let paths: Vec<&str> = examples().iter().map(|call| call.path).collect();
    let (register, me) = ("/api/v1/auth/register", "/api/v1/auth/me");
    let (login, verify) = ("/api/v1/auth/login", "/api/v1/auth/verify-otp");
    assert_eq!(paths, [register, login, me, register, verify]);
    let twice = examples();
    assert_eq!(twice[0], twice[3], "the same sign-up, on another port");
}

#[test]
fn every_listed_endpoint_is_served() {
    let served: Vec<_> = routes::of("faceofmind")
        .iter()
        .map(|route| (route.method, route.pattern.trim_end_matches('/').to_owned()))
        .collect();
    for (method, path) in listed() {
        let bare = path.trim_end_matches('/').to_owned();
        assert!(served.contains(&(method, bare)), "{method} {path}");
    }
}

/// Each model the document names can be made and read.
#[test]
fn every_model_has_endpoints() {
    let models = [
        ("EmotionDetection", "/sessions/{session_id}/detections"),
        ("FacialData", "/detections/{detection_id}/facial"),
        ("VoiceData", "/detections/{detection_id}/voice"),
        ("Feedback", "/sessions/{session_id}/feedback"),
        ("WellnessSuggestion", "/facial/{facial_id}/suggestions"),
        ("CommunityPost", "/api/v1/posts"),
        ("CommunityComment", "/posts/{post_id}/comments"),
        ("Reminder", "/api/v1/reminders"),
    ];
    let (_, rest) = DOCUMENT
        .split_once("### Additional Models")
        .expect("the list");
    let (list, _) = rest.split_once("\n## ").expect("its end");
    let named: Vec<&str> = list
        .lines()
        .filter_map(|line| line.strip_prefix("- `")?.split('`').next())
        .collect();
    assert_eq!(named, models.map(|(name, _)| name));
    let routes = routes::of("faceofmind");
    for (name, path) in models {
        for method in ["GET", "POST"] {
            let has =
                |route: &routes::Known| route.method == method && route.pattern.ends_with(path);
            assert!(routes.iter().any(has), "{method} {path} of {name}");
        }
    }
}

/// How the fields of a body travel.
#[derive(Debug, Clone, Copy)]
enum Way {
    Json,
    Urlencoded,
    Multipart,
}

fn send(ask: Ask<'_>, way: Way, body: &Value) -> Reply {
    let object = body.as_object().expect("an object");
    let fields: Vec<(&str, &str)> = object
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().expect("text")))
        .collect();
    match way {
        Way::Json => ask.json(body).send(),
        Way::Urlencoded => ask.form(&fields).send(),
        Way::Multipart => ask.multipart(&fields, &[]).send(),
    }
}

/// The examples, in an order that works: the code comes by mail before it is sent back.
#[track_caller]
fn walk(way: Way, slash: &str) {
    let server = TestServer::start();
    let post = |example: &Curl, body: &Value| {
        assert_eq!(example.method, "POST");
        send(server.post(&format!("{}{slash}", example.path)), way, body).expect(200)
    };
    let sign_up = example("/api/v1/auth/register");
    let reply = post(&sign_up, sign_up.body.as_ref().expect("a body"));
    let user = r#"{"id":1,"email":"user@example.com","first_name":"John","last_name":"Doe","role":"user","status":"inactive","created_at":"<time>"}"#;
    assert_eq!(masked(&reply.text()), user);
    let code = take_code(&server, "user@example.com");
    let verify = example("/api/v1/auth/verify-otp");
    let mut body = verify.body.clone().expect("a body");
    assert_eq!(body, json!({"email": "user@example.com", "otp": "123456"}));
    body["otp"] = code.into();
    let active = user.replace("inactive", "active");
    let expected = format!(r#"{{"message":"OTP verified, account activated","user":{active}}}"#);
    assert_eq!(masked(&post(&verify, &body).text()), expected);
    let sign_in = example("/api/v1/auth/login");
    let reply = post(&sign_in, sign_in.body.as_ref().expect("a body"));
    let tokens = reply.json();
    let text = |name: &str| tokens[name].as_str().expect(name);
    let expected = format!(
        r#"{{"access_token":"{}","refresh_token":"{}","token_type":"bearer","expires_in":1800,"user_id":1,{}"#,
        text("access_token"),
        text("refresh_token"),
        active.trim_start_matches('{')
    );
    assert_eq!(masked(&reply.text()), expected);
    let me = example("/api/v1/auth/me");
    assert_eq!((me.method, &me.body), ("GET", &None));
    let ask = server.get(&format!("{}{slash}", me.path));
    assert_eq!(
        masked(&ask.token(text("access_token")).send().text()),
        active
    );
}

#[test]
fn every_example_with_json_bodies() {
    walk(Way::Json, "");
}

#[test]
fn every_example_with_urlencoded_bodies_and_slashes() {
    walk(Way::Urlencoded, "/");
}

#[test]
fn every_example_with_multipart_bodies() {
    walk(Way::Multipart, "");
}

/// What the document says of health stands at the root.
#[test]
fn health_and_the_docs_are_where_the_document_has_them() {
    let server = TestServer::start();
    let expected = r#"{"status":"healthy","message":"API is running"}"#;
    assert_eq!(
        server.get("/health").send().told(),
        (200, expected.to_owned())
    );
    for path in ["/docs", "/redoc", "/openapi.json"] {
        server.get(path).send().expect(200);
    }
}

/// Each path of the lists answers alike with a slash at its end and without, and never redirects.
#[test]
fn a_slash_at_the_end_changes_nothing() {
    let server = TestServer::start();
    super::newcomer(&server, "user@example.com");
    let who = login(&server, "user@example.com");
    for path in ["/users/1", "/sessions", "/posts", "/reminders", "/auth/me"] {
        let bare = who.get(&server, path);
        let slashed = who.get(&server, &format!("{path}/"));
        assert_eq!(bare.told(), slashed.told(), "{path}");
        assert_eq!(bare.status, 200, "{path}");
    }
}
