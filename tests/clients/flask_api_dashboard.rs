//! flask-api's dashboard (react-admin in a browser). It reads `response` to see whether it signed in, takes a list from
//! `results` and `total`, and a new row's number from `results.id`.

use serde_json::{Value, json};

use firststep::domain::account::{AccountId, Role};
use firststep::store::accounts;

use crate::common::{PASSWORD, Reply, TestServer};

/// A request as react-admin's `fetchJson` makes it: with a content type whatever the method.
fn send(server: &TestServer, token: &str, method: &str, path: &str, body: Option<&Value>) -> Reply {
    let ask = server.ask(method, path);
    let ask = ask
        .header("Accept", "application/json")
        .header("Origin", "http://localhost:3000")
        .header("Authorization", &format!("Bearer {token}"));
    match body {
        Some(body) => ask.json(body).send(),
        None => ask.header("Content-Type", "application/json").send(),
    }
}

/// The token, if the dashboard takes the reply for a sign-in.
fn sign_in(server: &TestServer, username: &str, password: &str) -> Option<String> {
    let body = json!({"username": username, "password": password});
    let reply = send(server, "null", "POST", "/api/auth/login", Some(&body)).json();
    let token = || reply["results"]["access_token"].as_str().expect("a token");
    let signed_in = reply["response"].as_bool().expect("it says whether");
    signed_in.then(|| token().to_owned())
}

fn person(username: &str) -> Value {
    json!({
        "name": "Kucing Cakep", "username": username, "email": format!("{username}@example.com"),
        "password": PASSWORD, "password_confirm": PASSWORD,
    })
}

/// A server with an administrator, who signed up as everybody does.
fn scene() -> TestServer {
    let server = TestServer::start();
    let reply = send(&server, "null", "POST", "/api/user", Some(&person("boss")));
    let id = reply.expect(200).json()["results"]["id"]
        .as_i64()
        .expect("a number");
    let store = &server.app().store;
    let done = store.write(move |tx| accounts::set_role(tx, AccountId(id), Role::Admin));
    done.expect("it is there");
    server
}

#[test]
fn from_sign_in_to_deletion() {
    let server = scene();
    assert_eq!(sign_in(&server, "boss", "not the password"), None);
    let token = sign_in(&server, "boss", PASSWORD).expect("a token");
    let call = |method: &str, path: &str, body: Option<&Value>| {
        send(&server, &token, method, path, body).expect(200).json()
    };

    let made = call("POST", "/api/users", Some(&person("kucing")));
    let id = made["results"]["id"].as_i64().expect("a number");

    let first_page = "/api/users?filter=%7B%7D&range=%5B0%2C9%5D&sort=%5B%22id%22%2C%22ASC%22%5D";
    let list = call("GET", first_page, None);
    let rows = list["results"].as_array().expect("rows");
    assert_eq!((rows.len(), &list["total"]), (2, &json!(2)));
    assert!(rows.iter().all(|row| row["id"].is_i64()), "{list}");

    let one = format!("/api/users/{id}");
    let mut record = call("GET", &one, None)["results"].clone();
    assert_eq!(record, rows[1]);
    record["name"] = "Kucing Manis".into();
    let changed = call("PUT", &one, Some(&record))["results"].clone();
    assert_eq!(changed, record);
    let many = format!("/api/users?filter=%7B%22id%22%3A%5B%22{id}%22%5D%7D");
    assert_eq!(call("GET", &many, None)["results"], json!([record]));

    call("DELETE", &one, None);
    assert_eq!(call("GET", first_page, None)["total"], 1);
    assert_eq!(sign_in(&server, "kucing", PASSWORD), None);
}

#[test]
fn whoever_is_no_administrator_is_sent_back_to_the_sign_in() {
    let server = scene();
    send(
        &server,
        "null",
        "POST",
        "/api/user",
        Some(&person("kucing")),
    )
    .expect(200);
    let token = sign_in(&server, "kucing", PASSWORD).expect("a token");
    // The dashboard forgets its token at 401 and 403.
    for token in [token.as_str(), "null"] {
        let reply = send(&server, token, "GET", "/api/users", None);
        assert_eq!(reply.json()["response"], false);
        assert_eq!(reply.status, if token == "null" { 400 } else { 403 });
    }
}
