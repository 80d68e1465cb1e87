//! Changes and bodies that are none.

use serde_json::{Value, json};

use super::{me, newcomer, put, refused};
use crate::common::TestServer;
use crate::routes;

fn liked(field: &str, value: impl Into<Value>) -> Value {
    let mut liked = json!({"id": "a", "name": "b", "url": "http://example.com", "favorited_at": "2020-03-01T10:00:00Z"});
    liked[field] = value.into();
    json!({"favorites": {"youtube": [liked]}})
}

/// Unknown keys are refused at every level, and with them all that isn't one's own to write.
#[test]
fn unknown_keys_are_named_wherever_they_stand() {
    let server = TestServer::start();
    let kucing = newcomer(&server, "kucing");
    for (field, name) in [
        ("username", "Username"),
        ("email", "Email"),
        ("password", "Password"),
    ] {
        let reply = put(&server, &kucing, &json!({field: "x"})).send();
        refused(&reply, 400, &format!("{name} is unknown."));
    }
    for (body, place) in [
        (json!({"role": "admin"}), "role"),
        (json!({"status": "active"}), "status"),
        (json!({"id": 2}), "id"),
        (json!({"gender": "Male"}), "gender"),
        (json!({"last_login": "x"}), "last_login"),
        (json!({"default_user_type": "seller"}), "default_user_type"),
        (json!({"__proto__": {}}), "__proto__"),
        (json!({"Profile": {}}), "Profile"),
        (json!({"profile": {"role": "admin"}}), "profile.role"),
        (json!({"accounts": {"twitter": null}}), "accounts.twitter"),
        (
            json!({"accounts": {"gmail": {"is_login": true, "token": "x"}}}),
            "accounts.gmail.token",
        ),
        (json!({"user_type": {"admin": {}}}), "user_type.admin"),
        (
            json!({"user_type": {"seller": {"seller_id": "x"}}}),
            "user_type.seller.seller_id",
        ),
        (json!({"favorites": {"twitch": []}}), "favorites.twitch"),
        (liked("x", 1), "favorites.youtube[0].x"),
    ] {
        for path in ["/api/user", "/api/user/kucing"] {
            let reply = server
                .ask("PUT", path)
                .token(&kucing.access)
                .json(&body)
                .send();
            refused(&reply, 400, &format!("`{place}` is unknown."));
        }
    }
}

/// A change that sets this alone.
fn at(place: &str, value: Value) -> Value {
    let names = place.rsplit('.');
    names.fold(value, |value, name| json!({name: value}))
}

/// Each change is refused for what is wrong within it, and nothing is changed.
#[track_caller]
fn none_is_taken(changes: &[(Value, String)]) {
    let server = TestServer::start();
    let kucing = newcomer(&server, "kucing");
    let before = me(&server, &kucing);
    for (body, sentence) in changes {
        refused(&put(&server, &kucing, body).send(), 400, sentence);
    }
    assert_eq!(me(&server, &kucing), before);
}

#[test]
fn values_of_another_kind_are_named() {
    let history = "user_type.seller.streaming_history";
    let changes = [
        ("profile", json!(1), "should be a JSON object."),
        ("profile", json!(null), "should be a JSON object."),
        ("profile.city", json!(1), "should be a text."),
        ("accounts", json!([]), "should be a JSON object."),
        ("accounts.gmail", json!(true), "should be a JSON object."),
        (
            "accounts.gmail.is_login",
            json!("yes"),
            "should be true or false.",
        ),
        (
            "accounts.gmail.is_login",
            json!(null),
            "should be true or false.",
        ),
        ("user_type.seller", json!("x"), "should be a JSON object."),
        (history, json!("x"), "should be a list."),
        (
            history,
            json!(vec!["x"; 501]),
            "should have 500 elements at the most.",
        ),
        ("played_games", json!(null), "should be a list."),
    ];
    let told = |(place, value, sentence)| (at(place, value), format!("`{place}` {sentence}"));
    none_is_taken(&changes.map(told));
    let within = [
        (
            at(history, json!([1])),
            format!("`{history}[0]` should be a text."),
        ),
        (
            at("accounts.gmail", json!({})),
            "`accounts.gmail.is_login` should not be EMPTY.".into(),
        ),
        (
            at("favorites.facebook", json!([1])),
            "`favorites.facebook[0]` should be a JSON object.".into(),
        ),
        (
            at("favorites.facebook", json!([{}])),
            "`favorites.facebook[0].id` should not be EMPTY.".into(),
        ),
    ];
    none_is_taken(&within);
}

#[test]
fn texts_that_are_empty_too_long_or_harmful_are_named() {
    let control = "has control characters.";
    let changes = [
        ("profile.city", json!(""), "should not be EMPTY."),
        ("profile.city", json!("a\u{0}b"), control),
        ("profile.city", json!("a\nb"), control),
        ("profile.city", json!("a\u{202e}b"), control),
        ("profile.fullname", json!("a\u{2066}b"), control),
        (
            "profile.fullname",
            json!("x".repeat(51)),
            "should have 50 characters at the most.",
        ),
        (
            "profile.fullname",
            json!("x".repeat(102)),
            "should have 101 characters at the most.",
        ),
        (
            "profile.gender",
            json!("x".repeat(51)),
            "should have 50 characters at the most.",
        ),
        ("user_type.seller.streamer_id", json!("\u{1}"), control),
    ];
    let told = |(place, value, sentence)| (at(place, value), format!("`{place}` {sentence}"));
    none_is_taken(&changes.map(told));
    let games = [
        (json!(["a", " "]), "`played_games[1]` should not be EMPTY."),
        (
            json!(["x".repeat(101)]),
            "`played_games[0]` should have 100 characters at the most.",
        ),
        (
            json!(["a\u{85}b"]),
            "`played_games[0]` has control characters.",
        ),
    ];
    none_is_taken(&games.map(|(games, sentence)| (at("played_games", games), sentence.to_owned())));
}

#[test]
fn favourites_lead_to_web_pages_and_have_a_time() {
    let link = "should be a http or https link.";
    let long = format!("https://example.com/{}", "x".repeat(300));
    let changes = [
        ("url", json!("javascript:alert(1)"), link),
        ("url", json!("JavaScript:alert(1)//http://x"), link),
        ("url", json!("data:text/html,x"), link),
        ("url", json!("//example.com"), link),
        ("url", json!("http://a b"), link),
        ("url", json!("https://example.com/\u{202e}x"), link),
        ("url", json!("https://example.com/\"><script>"), link),
        (
            "url",
            json!(long),
            "should have 300 characters at the most.",
        ),
        ("name", json!("a\u{0}"), "has control characters."),
        (
            "favorited_at",
            json!("yesterday"),
            "should be a time as of RFC 3339.",
        ),
        ("favorited_at", json!(1), "should be a text."),
    ];
    let told = |(field, value, sentence): (&str, Value, &str)| {
        let sentence = format!("`favorites.youtube[0].{field}` {sentence}");
        (liked(field, value), sentence)
    };
    none_is_taken(&changes.map(told));
}

#[test]
fn bodies_that_are_none_are_told() {
    let server = TestServer::start();
    let kucing = newcomer(&server, "kucing");
    let with_fields = [
        ("POST", "/api/user"),
        ("POST", "/api/auth/login"),
        ("PUT", "/api/user"),
        ("PUT", "/api/user/kucing"),
    ];
    let large = format!("{{\"x\":\"{}\"}}", "x".repeat(10 << 20));
    for (method, path) in with_fields {
        let ask = || server.ask(method, path).token(&kucing.access);
        for body in [
            "{",
            "{}x",
            "{'a':1}",
            &"[".repeat(30_000),
            "{\"profile\":{\"city\":\"\\ud800\"}}",
        ] {
            let reply = ask().body("application/json", body).send();
            refused(&reply, 400, "The body of the request can not be read.");
        }
        for body in ["[]", "7", "null", "\"x\""] {
            let reply = ask().body("application/json", body).send();
            refused(&reply, 400, "The body should be a JSON object.");
        }
        for kind in ["text/plain", "application/xml"] {
            refused(
                &ask().body(kind, "{}").send(),
                415,
                "This content type is not supported.",
            );
        }
        let raw = server.raw(method, path).token(&kucing.access);
        let reply = raw.body("application/json", large.as_bytes()).send();
        refused(&reply, 413, "The data may have 65536 bytes at the most.");
    }
}

/// Ten megabytes are too many for every route, whether it takes a body or not.
#[test]
fn every_route_refuses_a_body_over_its_limit() {
    let server = TestServer::start();
    let kucing = newcomer(&server, "kucing");
    for route in routes::of("flaskapi") {
        let raw = server
            .raw(route.method, &route.path())
            .token(&kucing.access);
        let reply = raw
            .streamed("application/json", &vec![b' '; 10 << 20])
            .send();
        if route.pattern == super::SHARED {
            assert_eq!(reply.status, 413);
            continue;
        }
        refused(&reply, 413, "The data may have 65536 bytes at the most.");
    }
    assert_eq!(me(&server, &kucing)["username"], "kucing");
}
