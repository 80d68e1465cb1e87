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

#[test]
fn what_is_wrong_with_a_change_is_named() {
    let server = TestServer::start();
    let kucing = newcomer(&server, "kucing");
    let before = me(&server, &kucing);
    let (object, text, list) = (
        "should be a JSON object.",
        "should be a text.",
        "should be a list.",
    );
    let (link, control) = ("should be a http or https link.", "has control characters.");
    for (body, place, sentence) in [
        (json!({"profile": 1}), "profile", object),
        (json!({"profile": null}), "profile", object),
        (json!({"profile": {"city": 1}}), "profile.city", text),
        (
            json!({"profile": {"city": ""}}),
            "profile.city",
            "should not be EMPTY.",
        ),
        (
            json!({"profile": {"city": "a\u{0}b"}}),
            "profile.city",
            control,
        ),
        (
            json!({"profile": {"city": "a\nb"}}),
            "profile.city",
            control,
        ),
        (
            json!({"profile": {"city": "a\u{202e}b"}}),
            "profile.city",
            control,
        ),
        (
            json!({"profile": {"fullname": "a\u{2066}b"}}),
            "profile.fullname",
            control,
        ),
        (
            json!({"profile": {"fullname": "x".repeat(51)}}),
            "profile.fullname",
            "should have 50 characters at the most.",
        ),
        (
            json!({"profile": {"gender": "x".repeat(51)}}),
            "profile.gender",
            "should have 50 characters at the most.",
        ),
        (json!({"accounts": []}), "accounts", object),
        (
            json!({"accounts": {"gmail": true}}),
            "accounts.gmail",
            object,
        ),
        (
            json!({"accounts": {"gmail": {}}}),
            "accounts.gmail.is_login",
            "should not be EMPTY.",
        ),
        (
            json!({"accounts": {"gmail": {"is_login": "yes"}}}),
            "accounts.gmail.is_login",
            "should be true or false.",
        ),
        (
            json!({"accounts": {"gmail": {"is_login": null}}}),
            "accounts.gmail.is_login",
            "should be true or false.",
        ),
        (
            json!({"user_type": {"seller": "x"}}),
            "user_type.seller",
            object,
        ),
        (
            json!({"user_type": {"seller": {"streaming_history": "x"}}}),
            "user_type.seller.streaming_history",
            list,
        ),
        (
            json!({"user_type": {"seller": {"streaming_history": [1]}}}),
            "user_type.seller.streaming_history[0]",
            text,
        ),
        (
            json!({"user_type": {"seller": {"streaming_history": vec!["x"; 501]}}}),
            "user_type.seller.streaming_history",
            "should have 500 elements at the most.",
        ),
        (json!({"played_games": null}), "played_games", list),
        (
            json!({"played_games": ["a", " "]}),
            "played_games[1]",
            "should not be EMPTY.",
        ),
        (
            json!({"played_games": ["x".repeat(101)]}),
            "played_games[0]",
            "should have 100 characters at the most.",
        ),
        (
            json!({"played_games": ["a\u{85}b"]}),
            "played_games[0]",
            control,
        ),
        (
            json!({"favorites": {"facebook": [1]}}),
            "favorites.facebook[0]",
            object,
        ),
        (
            json!({"favorites": {"facebook": [{}]}}),
            "favorites.facebook[0].id",
            "should not be EMPTY.",
        ),
        (
            liked("favorited_at", "yesterday"),
            "favorites.youtube[0].favorited_at",
            "should be a time as of RFC 3339.",
        ),
        (
            liked("favorited_at", 1),
            "favorites.youtube[0].favorited_at",
            text,
        ),
        (
            liked("name", "a\u{0}"),
            "favorites.youtube[0].name",
            control,
        ),
        (
            liked("url", "javascript:alert(1)"),
            "favorites.youtube[0].url",
            link,
        ),
        (
            liked("url", "data:text/html,x"),
            "favorites.youtube[0].url",
            link,
        ),
        (
            liked("url", "//example.com"),
            "favorites.youtube[0].url",
            link,
        ),
        (liked("url", "http://a b"), "favorites.youtube[0].url", link),
        (
            liked("url", "https://example.com/\u{202e}x"),
            "favorites.youtube[0].url",
            link,
        ),
        (
            liked("url", "https://example.com/\"><script>"),
            "favorites.youtube[0].url",
            link,
        ),
        (
            liked("url", format!("https://example.com/{}", "x".repeat(300))),
            "favorites.youtube[0].url",
            "should have 300 characters at the most.",
        ),
    ] {
        refused(
            &put(&server, &kucing, &body).send(),
            400,
            &format!("`{place}` {sentence}"),
        );
    }
    assert_eq!(me(&server, &kucing), before);
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
        refused(&reply, 413, "The data may have 65536 bytes at the most.");
    }
    assert_eq!(me(&server, &kucing)["username"], "kucing");
}
