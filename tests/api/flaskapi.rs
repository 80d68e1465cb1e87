//! flask-api: its document walked through, its tokens, its users and what it refuses.

mod dashboard;
pub mod document;
mod list;
mod merge;
mod refused;
mod sign_up;
mod tokens;
mod users;

use serde_json::{Value, json};

use firststep::domain::account::{AccountId, Role};
use firststep::store::accounts;

use crate::common::{Ask, Reply, TestServer};

/// FirstStep has a route of this path, too: what is refused before a method counts, it refuses.
const SHARED: &str = "/api/users/{username}";
const PASSWORD: &str = "bismillah";
const NO_TOKEN: &str = "Please Provide a valid auth token.";
const EXPIRED: &str = "Token has expired";
const NO_ACCESS: &str = "You do not have access to this feature.";
const NOT_FOUND: &str = "User NOT FOUND.";

/// The two tokens of somebody signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pair {
    access: String,
    refresh: String,
}

impl Pair {
    fn of(reply: &Reply) -> Self {
        let results = &reply.json()["results"];
        let text = |name: &str| results[name].as_str().expect(name).to_owned();
        Self {
            access: text("access_token"),
            refresh: text("refresh_token"),
        }
    }
}

/// The body that signs somebody up.
fn sign_up(username: &str) -> Value {
    json!({
        "name": "Kucing Cakep", "username": username, "email": format!("{username}@example.com"),
        "password": PASSWORD, "password_confirm": PASSWORD,
    })
}

#[track_caller]
fn register(server: &TestServer, username: &str) {
    let ask = server.post("/api/user").json(&sign_up(username));
    ask.send().expect(200);
}

#[track_caller]
fn login(server: &TestServer, name: &str) -> Pair {
    let body = json!({"username": name, "password": PASSWORD});
    let reply = server.post("/api/auth/login").json(&body).send();
    Pair::of(&reply.expect(200))
}

#[track_caller]
fn newcomer(server: &TestServer, username: &str) -> Pair {
    register(server, username);
    login(server, username)
}

/// Somebody signed in as an administrator; he is account 1 of his server.
#[track_caller]
fn first_as_admin(server: &TestServer) -> Pair {
    let pair = newcomer(server, "admin");
    let store = &server.app().store;
    let done = store.write(|tx| accounts::set_role(tx, AccountId(1), Role::Admin));
    done.expect("it is there");
    pair
}

fn refresh<'server>(server: &'server TestServer, pair: &Pair) -> Ask<'server> {
    server.get("/api/refresh").token(&pair.refresh)
}

fn put<'server>(server: &'server TestServer, who: &Pair, body: &Value) -> Ask<'server> {
    server.ask("PUT", "/api/user").token(&who.access).json(body)
}

/// One's own document.
#[track_caller]
fn me(server: &TestServer, who: &Pair) -> Value {
    let reply = server.get("/api/user/me").token(&who.access).send();
    reply.expect(200).json()["results"].clone()
}

/// A refusal, to the byte.
#[track_caller]
fn refused(reply: &Reply, status: u16, sentence: &str) {
    let expected =
        json!({"status": false, "response": false, "message": sentence, "results": {}}).to_string();
    assert_eq!(reply.told(), (status, expected));
    assert_eq!(reply.header("Content-Type"), Some("application/json"));
    assert_eq!(reply.header("Cache-Control"), Some("no-store"));
    let scheme = (status == 401).then_some("Bearer");
    assert_eq!(reply.header("WWW-Authenticate"), scheme);
}

/// That something is done, to the byte.
#[track_caller]
fn done(reply: &Reply, sentence: &str) {
    let expected = json!({"status": true, "response": true, "message": sentence, "results": {}});
    assert_eq!(reply.told(), (200, expected.to_string()));
}

/// That somebody signed up, to the byte.
#[track_caller]
fn registered(reply: &Reply, id: i64, username: &str) {
    let expected = json!({
        "status": true, "response": true,
        "message": "Registration is success. Now, you can login into our system.",
        "results": {"id": id, "name": "Kucing Cakep", "username": username},
    });
    assert_eq!(reply.told(), (200, expected.to_string()));
}
