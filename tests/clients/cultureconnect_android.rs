//! CultureConnect's Android app (Kotlin, Retrofit, Gson). It keeps the session's id, and shows the message of
//! every reply, also of those that refuse.

use serde_json::{Value, json};

use crate::common::{PASSWORD, Reply, TestServer};

/// A body as Gson writes it: what is null isn't sent.
fn post(server: &TestServer, path: &str, body: &Value) -> Reply {
    let kind = "application/json; charset=UTF-8";
    let ask = server.post(path).header("User-Agent", "okhttp/4.9.3");
    ask.body(kind, body.to_string()).send()
}

/// What the app's model of this reply reads: `message` and `session_id`.
fn read(reply: &Reply) -> (u16, String, Option<String>) {
    let value = reply.json();
    let text = |name: &str| value[name].as_str().map(str::to_owned);
    let message = text("message").expect("each reply has a message");
    (reply.status, message, text("session_id"))
}

#[test]
fn from_sign_up_to_sign_out() {
    let server = TestServer::start();
    let person = json!({"username": "ayu", "email": "ayu@example.com", "password": PASSWORD});
    let (status, message, first) = read(&post(&server, "/auth/register", &person));
    assert_eq!(
        (status, message.as_str()),
        (200, "User successfully registered")
    );
    let first = first.expect("a sign-up is a sign-in");

    let (status, message, session) = read(&post(&server, "/auth/register", &person));
    assert_eq!((status, session), (400, None));
    assert_eq!(message, "Username already registered");

    // The field was left empty.
    let (status, _, session) = read(&post(&server, "/auth/login", &json!({"username": "ayu"})));
    assert_eq!((status, session), (400, None));
    let login = |password| {
        let body = json!({"username": "ayu", "password": password});
        read(&post(&server, "/auth/login", &body))
    };
    let (status, message, session) = login("not the password");
    assert_eq!((status, session), (401, None));
    assert_eq!(message, "Incorrect username or password");
    let (status, message, second) = login(PASSWORD);
    assert_eq!((status, message.as_str()), (200, "Login successfully"));
    let second = second.expect("a session");
    assert_ne!(first, second);

    for session in [first, second] {
        let logout = || {
            read(&post(
                &server,
                "/auth/logout",
                &json!({"session-id": session}),
            ))
        };
        let (status, message, _) = logout();
        assert_eq!((status, message.as_str()), (200, "Logged out successfully"));
        let (status, message, _) = logout();
        assert_eq!((status, message.as_str()), (404, "Session not found"));
    }
}
