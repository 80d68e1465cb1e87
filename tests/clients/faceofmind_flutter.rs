//! FaceofMind's app (Flutter, package `http`). It judges a reply by its status alone, and shows `detail` of a refusal.

use serde_json::{Value, json};

use firststep::domain::account::AccountId;
use firststep::store::accounts;

use crate::common::{PASSWORD, Reply, TestServer};
use crate::faceofmind::{other, take_code};

const EMAIL: &str = "ayu@example.com";
/// What it sends as a new password to see whether a code is right.
const PLACEHOLDER: &str = "dummyPassword123";
const NEW: &str = "Newer-password-9";

/// A request as the app makes it: with a content type whatever the method.
fn send(server: &TestServer, token: &str, method: &str, path: &str, body: Option<&Value>) -> Reply {
    let ask = server.ask(method, &format!("/api/v1{path}"));
    let ask = ask.header("User-Agent", "Dart/3.8 (dart:io)");
    let ask = if token.is_empty() {
        ask
    } else {
        ask.token(token)
    };
    match body {
        Some(body) => ask.json(body).send(),
        None => ask.header("Content-Type", "application/json").send(),
    }
}

/// Whether the app takes the reply for a success.
fn succeeds(server: &TestServer, path: &str, body: &Value) -> bool {
    let reply = send(server, "", "POST", path, Some(body));
    let success = (200..300).contains(&reply.status);
    assert!(
        success || reply.json()["detail"].is_string(),
        "{}",
        reply.text()
    );
    success
}

fn sign_in(server: &TestServer, password: &str) -> Option<Value> {
    let body = json!({"email": EMAIL, "password": password});
    let reply = send(server, "", "POST", "/auth/login", Some(&body));
    (reply.status == 200).then(|| reply.json())
}

/// Signs up, confirms the address and signs in; gives the token and the user's number.
fn newcomer(server: &TestServer) -> (String, i64) {
    let person =
        json!({"email": EMAIL, "password": PASSWORD, "first_name": "Ayu", "last_name": "Lestari"});
    assert!(succeeds(server, "/auth/register", &person));
    assert!(
        sign_in(server, PASSWORD).is_none(),
        "the address isn't confirmed"
    );
    let code = take_code(server, EMAIL);
    assert!(succeeds(
        server,
        "/auth/verify-otp",
        &json!({"email": EMAIL, "otp": code})
    ));
    let signed_in = sign_in(server, PASSWORD).expect("a sign-in");
    // `data['user_id'] ?? data['id']`
    assert_eq!(signed_in["user_id"], signed_in["id"]);
    let token = signed_in["access_token"].as_str().expect("a token");
    (
        token.to_owned(),
        signed_in["user_id"].as_i64().expect("a number"),
    )
}

#[test]
fn from_sign_up_to_deletion() {
    let server = TestServer::start();
    let (token, id) = newcomer(&server);
    let call = |method: &str, path: &str, body: Option<Value>| {
        send(&server, &token, method, path, body.as_ref())
            .expect(200)
            .json()
    };
    let me = call("GET", "/users/me", None);
    assert_eq!((&me["id"], &me["first_name"]), (&json!(id), &json!("Ayu")));
    assert_eq!(call("GET", &format!("/users/{id}"), None), me);
    let names = json!({"first_name": "Ayu Sri", "last_name": "Lestari"});
    let renamed = call("PUT", &format!("/users/{id}"), Some(names));
    assert_eq!(renamed["first_name"], "Ayu Sri");

    diary(&call);
    community(&call, id);

    call("POST", "/auth/logout", None);
    send(&server, &token, "GET", "/users/me", None).expect(401);
    // It is an administrator who deletes users, in another application.
    let done = server
        .app()
        .store
        .write(move |tx| accounts::delete(tx, AccountId(id)));
    done.expect("it is there");
    assert!(sign_in(&server, PASSWORD).is_none());
}

/// A session with what was detected in it, and a reminder.
fn diary(call: &impl Fn(&str, &str, Option<Value>) -> Value) {
    let session = call("POST", "/sessions/", Some(json!({})))["id"].clone();
    let detected =
        json!({"facial_data": [{"emotion": "sad"}], "voice_data": [{"content": "I slept badly."}]});
    let at = format!("/sessions/{session}/detections");
    let detection = call("POST", &at, Some(detected))["id"].clone();
    let links =
        "https://youtube.com/watch?v=a, https://youtube.com/watch?v=b,https://example.com/c";
    let helps = json!({"suggestion": "I hear you. • Rest • Walk • Call a friend", "url": links});
    call(
        "POST",
        &format!("{at}/{detection}/suggestions"),
        Some(helps),
    );
    let shown = call("GET", &format!("{at}/{detection}"), None);
    let kept = shown["suggestions"][0]["url"].as_str().expect("links");
    assert_eq!(kept.split(',').count(), 3);
    call("PATCH", &format!("/sessions/{session}/end"), None);
    for chart in ["dominant_emotion_chart", "intensity_chart"] {
        let days = call("GET", &format!("/sessions/{chart}?window=week"), None);
        let days = days.as_array().expect("days").iter();
        let seen: Vec<_> = days
            .filter(|day| !day["dominant_emotion"].is_null())
            .collect();
        assert_eq!(
            (seen.len(), &seen[0]["dominant_emotion"]),
            (1, &json!("sad"))
        );
    }
    let history = call("GET", &format!("/sessions/{session}/history"), None);
    let past = &history["emotion_detections"][0];
    assert_eq!(past["facial_data"]["emotion"], "sad");
    assert_eq!(past["voice_data"]["content"], "I slept badly.");
    assert_eq!(
        past["wellness_suggestions"]["suggestions"]
            .as_array()
            .map(Vec::len),
        Some(3)
    );
    let feedback = json!({"rating": 5, "comment": "That did me good."});
    call(
        "POST",
        &format!("/sessions/{session}/feedback"),
        Some(feedback),
    );
    assert_eq!(call("GET", "/sessions/count", None), json!({"count": 1}));
    let page = call("GET", "/sessions/?skip=0&limit=5", None);
    assert_eq!(page.as_array().map(Vec::len), Some(1));
    let reminder = json!({
        "title": "Breathe", "description": "Slowly.", "reminder_time": "2099-01-01", "is_active": true,
    });
    call("POST", "/reminders", Some(reminder));
}

/// Posts and comments, which have nothing but a content.
fn community(call: &impl Fn(&str, &str, Option<Value>) -> Value, id: i64) {
    let content = |text: &str| Some(json!({"content": text}));
    let post = call("POST", "/posts/", content("I took a walk today."));
    assert_eq!(
        (&post["user_id"], &post["comment_count"]),
        (&json!(id), &json!(0))
    );
    let at = format!("/posts/{}", post["id"]);
    let comment = call("POST", &format!("{at}/comments"), content("So did I."));
    let list = call("GET", "/posts/", None);
    assert_eq!(list[0]["comment_count"], 1);
    assert_eq!(
        call("PUT", &at, content("I took two."))["content"],
        "I took two."
    );
    let of_comment = format!("{at}/comments/{}", comment["id"]);
    call("PUT", &of_comment, content("Me too."));
    assert_eq!(
        call("GET", &format!("{at}/comments"), None)[0]["content"],
        "Me too."
    );
    call("DELETE", &of_comment, None);
    call("DELETE", &at, None);
    assert_eq!(call("GET", "/posts/", None), json!([]));
}

/// The screen that asks for the code sends it with a placeholder, the one after it with the new password.
#[test]
fn a_reset_checks_the_code_first_and_never_leaves_the_placeholder_as_password() {
    let server = TestServer::start();
    let (token, _) = newcomer(&server);
    assert!(succeeds(
        &server,
        "/auth/request-password-reset",
        &json!({"email": EMAIL})
    ));
    let code = take_code(&server, EMAIL);
    let reset = |code: &str, password: &str| {
        let body = json!({"email": EMAIL, "otp": code, "new_password": password});
        succeeds(&server, "/auth/reset-password", &body)
    };
    assert!(!reset(&other(&code), PLACEHOLDER));
    assert!(reset(&code, PLACEHOLDER));
    assert!(sign_in(&server, PLACEHOLDER).is_none());
    send(&server, &token, "GET", "/users/me", None).expect(200);
    assert!(reset(&code, NEW));
    send(&server, &token, "GET", "/users/me", None).expect(401);
    for (password, works) in [(PLACEHOLDER, false), (PASSWORD, false), (NEW, true)] {
        assert_eq!(sign_in(&server, password).is_some(), works, "{password}");
    }
}
