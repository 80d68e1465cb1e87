//! The document walked through, in each way of sending fields.

use serde_json::{Value, json};

use super::{
    EXPIRED, Pair, done, first_as_admin, login, me, newcomer, put, refused, register, registered,
};
use crate::common::{Ask, TestServer};
use crate::document::hide;
use crate::routes;

const DOCUMENT: &str = include_str!("../documents/flask-api.md");

/// What stands between two marks of the document.
fn between(start: &str, end: &str) -> &'static str {
    let (_, rest) = DOCUMENT.split_once(start).expect(start);
    rest.split_once(end).expect(end).0
}

/// Its routes, method and path: `* `PUT /api/user/<username>` (use **Email**)`.
pub fn accessible() -> Vec<(&'static str, String)> {
    let lines = between("## Accessible APIs", "### Response").lines();
    let listed = lines.filter_map(|line| line.trim().strip_prefix("* `")?.split('`').next());
    let routes = listed.map(|route| {
        let (method, path) = route.split_once(' ').expect("a method and a path");
        (method, path.replace("<username>", "{username}"))
    });
    routes.collect()
}

#[test]
fn every_accessible_api_is_a_route_of_this_family() {
    let known = routes::of("flaskapi");
    let listed = accessible();
    assert_eq!(listed.len(), 10);
    for (method, path) in listed {
        let serves = known
            .iter()
            .any(|route| route.method == method && route.pattern == path);
        assert!(serves, "{method} {path}");
    }
}

/// And each is reached with a slash at its end and without.
#[test]
fn every_accessible_api_answers_with_a_slash_and_without() {
    let server = TestServer::start();
    let admin = first_as_admin(&server);
    for (method, path) in accessible() {
        for slash in ["", "/"] {
            register(&server, "kucing");
            let path = path.replace("{username}", "kucing") + slash;
            let signed_in = login(&server, "admin");
            let token = if path.contains("refresh") {
                &signed_in.refresh
            } else {
                &signed_in.access
            };
            let ask = server.ask(method, &path).token(token);
            let body = json!({"username": "admin", "password": super::PASSWORD});
            let ask = if method == "POST" {
                ask.json(&body)
            } else {
                ask
            };
            assert_eq!(ask.send().status, 200, "{method} {path}");
            let leave = server
                .delete("/api/user/kucing")
                .token(&admin.access)
                .send();
            assert_eq!(leave.status == 404, method == "DELETE", "{method} {path}");
        }
    }
}

#[test]
fn every_reply_has_the_documented_shape() {
    let keys = between("### Response", "## Status Codes").lines();
    let named: Vec<&str> = keys
        .filter_map(|line| line.trim().strip_prefix('"')?.split('"').next())
        .collect();
    assert_eq!(named, ["status", "message", "results"]);
    let server = TestServer::start();
    let admin = first_as_admin(&server);
    for path in ["me", "admin", "all", "active"] {
        let reply = server
            .get(&format!("/api/user/{path}"))
            .token(&admin.access)
            .send();
        let value = reply.expect(200).json();
        let mut keys: Vec<&String> = value.as_object().expect("an object").keys().collect();
        if value["results"].is_array() {
            assert_eq!(keys.pop().expect("a key"), "total", "beside a list");
        }
        // What the original's server really sent, and its clients read.
        let response = keys.remove(1);
        assert_eq!(
            (response.as_str(), &value["response"]),
            ("response", &json!(true))
        );
        assert_eq!(keys, named, "{path}");
    }
}

/// The statuses the document lists, and what they stand for here.
#[test]
fn the_documented_statuses_are_told() {
    let table = between("| :--- | :--- |", "NB:").lines();
    let listed: Vec<&str> = table
        .filter_map(|line| line.strip_prefix("| ")?.split(' ').next())
        .collect();
    assert_eq!(listed, ["200", "400", "401", "404", "500"]);
    let server = TestServer::start();
    let admin = first_as_admin(&server);
    let look = |path: &str| server.get(path).token(&admin.access).send();
    assert_eq!(look("/api/user/me").status, 200);
    assert_eq!(server.get("/api/user/me").send().status, 400);
    assert_eq!(look("/api/user/nobody").status, 404);
    assert_eq!(look("/api/auth/logout").status, 200);
    assert_eq!(look("/api/user/me").status, 401);
}

/// How the fields of a body travel.
#[derive(Debug, Clone, Copy)]
enum Way {
    Json,
    Urlencoded,
    Multipart,
}

fn fields<'server>(ask: Ask<'server>, way: Way, fields: &[(&str, &str)]) -> Ask<'server> {
    let pairs = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Value::from(*value)));
    match way {
        Way::Json => ask.json(&Value::Object(pairs.collect())),
        Way::Urlencoded => ask.form(fields),
        Way::Multipart => ask.multipart(fields, &[]),
    }
}

#[test]
fn from_sign_up_to_sign_out_with_json_bodies() {
    walk(Way::Json);
}

#[test]
fn from_sign_up_to_sign_out_with_urlencoded_bodies() {
    walk(Way::Urlencoded);
}

#[test]
fn from_sign_up_to_sign_out_with_multipart_bodies() {
    walk(Way::Multipart);
}

/// Tokens and their ends hidden, which are other ones each time.
fn hidden(reply: &str) -> String {
    let mut text = reply.to_owned();
    for name in [
        "access_token",
        "access_token_expired",
        "refresh_token",
        "refresh_token_expired",
    ] {
        text = hide(&text, &format!("/results/{name}"));
    }
    text
}

const TOKENS: &str = r#""results":{"username":"kucing","access_token":"</results/access_token>","access_token_expired":"</results/access_token_expired>","refresh_token":"</results/refresh_token>","refresh_token_expired":"</results/refresh_token_expired>"}}"#;

fn walk(way: Way) {
    let server = TestServer::start();
    let who = [
        ("name", "Kucing Cakep"),
        ("username", "kucing"),
        ("email", "kucing@example.com"),
        ("password", "bismillah"),
        ("password_confirm", "bismillah"),
    ];
    let reply = fields(server.post("/api/user"), way, &who).send();
    registered(&reply, 1, "kucing");
    let name = [("username", "kucing"), ("password", "bismillah")];
    let reply = fields(server.post("/api/auth/login"), way, &name)
        .send()
        .expect(200);
    let expected =
        format!(r#"{{"status":true,"response":true,"message":"Login Success.",{TOKENS}"#);
    assert_eq!(hidden(&reply.text()), expected);
    let pair = Pair::of(&reply);
    let yes = server.get("/api/auth/login").token(&pair.access).send();
    assert_eq!(yes.told(), (200, r#"{"status":true}"#.to_owned()));

    let reply = server
        .get("/api/refresh")
        .token(&pair.refresh)
        .send()
        .expect(200);
    let expected = format!(
        r#"{{"status":true,"response":true,"message":"New access_token has been generated",{TOKENS}"#
    );
    assert_eq!(hidden(&reply.text()), expected);
    let pair = Pair::of(&reply);
    let reply = server
        .get("/api/auth/refresh")
        .token(&pair.refresh)
        .send()
        .expect(200);
    assert_eq!(hidden(&reply.text()), expected);
    let pair = Pair::of(&reply);

    let change = [
        ("played_games", r#"["Mobile Legends"]"#),
        ("profile", r#"{"city":"Sidoarjo"}"#),
    ];
    let ask = server.ask("PUT", "/api/user").token(&pair.access);
    let reply = fields_of_objects(ask, way, &change)
        .send()
        .expect(200)
        .json();
    assert_eq!(reply["results"]["played_games"], json!(["MOBILE LEGENDS"]));
    assert_eq!(reply["results"]["profile"]["city"], "Sidoarjo");

    done(
        &server.get("/api/auth/logout").token(&pair.access).send(),
        "Logout Success.",
    );
    refused(
        &server.get("/api/auth/login").token(&pair.access).send(),
        401,
        EXPIRED,
    );
}

/// What JSON nests, a form sends as a text of JSON.
fn fields_of_objects<'server>(ask: Ask<'server>, way: Way, pairs: &[(&str, &str)]) -> Ask<'server> {
    let Way::Json = way else {
        return fields(ask, way, pairs);
    };
    let parsed = pairs.iter().map(|(name, text)| {
        let value: Value = serde_json::from_str(text).expect("JSON");
        ((*name).to_owned(), value)
    });
    ask.json(&Value::Object(parsed.collect()))
}

/// The keys of the document's JSON, in its order, at whatever depth.
fn documented_keys() -> Vec<&'static str> {
    let block = between("```javascript\n    {", "    ```");
    let lines = block.lines().map(str::trim_start);
    let keys = lines.filter_map(|line| line.strip_prefix('"')?.split('"').next());
    keys.collect()
}

/// The keys of a value, in its order, at whatever depth, but for those within lists.
fn keys(value: &Value) -> Vec<String> {
    let fields = value.as_object().into_iter().flatten();
    let keys = fields.flat_map(|(name, value)| [vec![name.clone()], keys(value)].concat());
    keys.collect()
}

#[test]
fn the_users_document_is_the_documents() {
    let server = TestServer::start();
    let kucing = newcomer(&server, "kucing");
    let liked = |id: &str| json!({"id": id, "name": "Example", "url": "https://example.com/x", "favorited_at": "2020-03-01T10:00:00Z"});
    let stream = |id: &str| json!({"streamer_id": id, "streaming_history": ["t-1", "t-2"]});
    let whole = json!({
        "profile": {"fullname": "Kucing Cakep", "gender": "Male", "city": "Sidoarjo"},
        "accounts": {"gmail": {"is_login": true}, "youtube": {"is_login": false}, "facebook": {"is_login": true}},
        "user_type": {"streamer": stream("s-1"), "seller": stream("s-2")},
        "played_games": ["MOBILE LEGENDS"],
        "favorites": {"facebook": [liked("f")], "youtube": [liked("y"), liked("z")]},
    });
    let changed = put(&server, &kucing, &whole).send().expect(200);
    let text = changed.text();
    let text = hide(&text, "/results/last_login");
    let start = r#"{"status":true,"response":true,"message":"You information has been updated.","results":{"default_user_type":"streamer","last_login":"</results/last_login>","username":"kucing","email":"kucing@example.com","#;
    let own = whole.to_string();
    let own = own
        .strip_prefix('{')
        .expect("an object")
        .strip_suffix('}')
        .expect("an object");
    assert_eq!(text, format!(r#"{start}{own},"id":1,"role":"user"}}}}"#));
    let shown = me(&server, &kucing);
    assert_eq!(shown, changed.json()["results"]);
    let mut ours = keys(&shown);
    assert_eq!(
        ours.split_off(ours.len() - 2),
        ["id", "role"],
        "ours, at the end"
    );
    assert_eq!(ours, documented_keys());
}

#[test]
fn what_was_never_said_is_shown_empty() {
    let server = TestServer::start();
    let kucing = newcomer(&server, "kucing");
    let reply = server
        .get("/api/user/me")
        .token(&kucing.access)
        .send()
        .expect(200);
    let expected = r#"{"status":true,"response":true,"message":"User found.","results":{"default_user_type":"user","last_login":"</results/last_login>","username":"kucing","email":"kucing@example.com","profile":{"fullname":"Kucing Cakep","gender":null,"city":null},"accounts":{"gmail":null,"youtube":null,"facebook":null},"user_type":{"streamer":null,"seller":null},"played_games":[],"favorites":{"facebook":[],"youtube":[]},"id":1,"role":"user"}}"#;
    assert_eq!(hide(&reply.text(), "/results/last_login"), expected);
    let last_login = reply.json()["results"]["last_login"].clone();
    let last_login = last_login.as_str().expect("text");
    assert!(
        last_login.len() == 27 && last_login.ends_with('Z'),
        "{last_login}"
    );
}
