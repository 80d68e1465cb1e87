//! Changing the document: only what is sent changes.

use serde_json::{Value, json};

use super::{Pair, me, newcomer, put, refused};
use crate::common::TestServer;

/// A favourite.
fn liked(id: &str) -> Value {
    json!({"id": id, "name": "Example", "url": "https://example.com/x", "favorited_at": "2020-03-01T10:00:00+07:00"})
}

/// Sends a change and returns what the document has become at this place.
#[track_caller]
fn changed(server: &TestServer, who: &Pair, body: &Value, place: &str) -> Value {
    let reply = put(server, who, body).send().expect(200).json();
    let shown = me(server, who);
    assert_eq!(reply["results"], shown);
    shown.pointer(place).expect(place).clone()
}

#[test]
fn objects_are_merged_at_every_depth_and_lists_replaced() {
    let server = TestServer::start();
    let kucing = newcomer(&server, "kucing");
    let change = |body: Value, place: &str| changed(&server, &kucing, &body, place);
    let fullname = "Kucing Cakep";
    for (body, place, expected) in [
        (
            json!({"profile": {"city": "Sidoarjo"}}),
            "/profile",
            json!({"fullname": fullname, "gender": null, "city": "Sidoarjo"}),
        ),
        (
            json!({"profile": {"gender": "Male"}}),
            "/profile",
            json!({"fullname": fullname, "gender": "Male", "city": "Sidoarjo"}),
        ),
        (
            json!({"profile": {"city": null}}),
            "/profile",
            json!({"fullname": fullname, "gender": "Male", "city": null}),
        ),
        (
            json!({"profile": {}}),
            "/profile",
            json!({"fullname": fullname, "gender": "Male", "city": null}),
        ),
        (
            json!({"accounts": {"gmail": {"is_login": true}}}),
            "/accounts",
            json!({"gmail": {"is_login": true}, "youtube": null, "facebook": null}),
        ),
        (
            json!({"accounts": {"facebook": {"is_login": false}}}),
            "/accounts",
            json!({"gmail": {"is_login": true}, "youtube": null, "facebook": {"is_login": false}}),
        ),
        (
            json!({"accounts": {"gmail": null}}),
            "/accounts/gmail",
            json!(null),
        ),
        (
            json!({"user_type": {"seller": {"streamer_id": "s"}}}),
            "/default_user_type",
            json!("seller"),
        ),
        (
            json!({"user_type": {"seller": {"streaming_history": ["1", "2"]}}}),
            "/user_type/seller",
            json!({"streamer_id": "s", "streaming_history": ["1", "2"]}),
        ),
        (
            json!({"user_type": {"seller": {"streaming_history": ["3"]}}}),
            "/user_type/seller",
            json!({"streamer_id": "s", "streaming_history": ["3"]}),
        ),
        (
            json!({"user_type": {"streamer": {}}}),
            "/user_type/streamer",
            json!({"streamer_id": null, "streaming_history": []}),
        ),
        (json!({}), "/default_user_type", json!("streamer")),
        (
            json!({"user_type": {"streamer": null, "seller": null}}),
            "/default_user_type",
            json!("user"),
        ),
        (
            json!({"favorites": {"facebook": [liked("a")]}}),
            "/favorites",
            json!({"facebook": [liked("a")], "youtube": []}),
        ),
        (
            json!({"favorites": {"youtube": [liked("b"), liked("c")]}}),
            "/favorites",
            json!({"facebook": [liked("a")], "youtube": [liked("b"), liked("c")]}),
        ),
        (
            json!({"favorites": {"facebook": []}}),
            "/favorites/facebook",
            json!([]),
        ),
        (
            json!({"played_games": ["Dota 2", " straße "]}),
            "/played_games",
            json!(["DOTA 2", "STRASSE"]),
        ),
        (json!({"played_games": []}), "/played_games", json!([])),
        (json!({}), "/profile/gender", json!("Male")),
    ] {
        assert_eq!(change(body.clone(), place), expected, "{body}");
    }
}

/// The name is the account's: what one family is told, the others show.
#[test]
fn the_full_name_is_the_accounts() {
    let server = TestServer::start();
    let kucing = newcomer(&server, "kucing");
    let dashboard = || {
        let reply = server.get("/api/dashboard").token(&kucing.access).send();
        reply.expect(200).json()["dashboardResult"]["name"].clone()
    };
    for name in ["Suharto", "Ayu Dewi Lestari"] {
        let body = json!({"profile": {"fullname": format!(" {name} ")}});
        assert_eq!(changed(&server, &kucing, &body, "/profile/fullname"), name);
        assert_eq!(dashboard(), name);
    }
    // It cannot be taken away, and a wrong one changes nothing else either.
    for name in [json!(null), json!(""), json!("  ")] {
        let body = json!({"profile": {"fullname": name, "city": "X"}});
        refused(
            &put(&server, &kucing, &body).send(),
            400,
            "`profile.fullname` should not be EMPTY.",
        );
    }
    assert_eq!(
        (dashboard(), &me(&server, &kucing)["profile"]["city"]),
        (json!("Ayu Dewi Lestari"), &json!(null))
    );
}

/// One's own alone, whichever way; nobody changes what he didn't mean.
#[test]
fn documents_are_apart() {
    let server = TestServer::start();
    let kucing = newcomer(&server, "kucing");
    let anjing = newcomer(&server, "anjing");
    changed(
        &server,
        &kucing,
        &json!({"played_games": ["a"]}),
        "/played_games",
    );
    changed(
        &server,
        &anjing,
        &json!({"played_games": ["b"]}),
        "/played_games",
    );
    assert_eq!(me(&server, &kucing)["played_games"], json!(["A"]));
    assert_eq!(me(&server, &anjing)["played_games"], json!(["B"]));
}

#[test]
fn a_document_has_an_end() {
    let server = TestServer::start();
    let kucing = newcomer(&server, "kucing");
    let history = vec!["x".repeat(100); 400];
    let body = json!({"user_type": {"streamer": {"streaming_history": history}}});
    put(&server, &kucing, &body).send().expect(200);
    let body =
        json!({"user_type": {"seller": {"streaming_history": history}}, "played_games": ["x"]});
    let reply = put(&server, &kucing, &body).send();
    refused(&reply, 413, "The data may have 65536 bytes at the most.");
    assert_eq!(
        me(&server, &kucing)["played_games"],
        json!([]),
        "nothing was changed"
    );
}

#[test]
fn a_restart_loses_nothing() {
    let mut server = TestServer::start();
    let kucing = newcomer(&server, "kucing");
    put(&server, &kucing, &json!({"played_games": ["a"]}))
        .send()
        .expect(200);
    let before = me(&server, &kucing);
    server.restart();
    assert_eq!(me(&server, &kucing), before);
}
