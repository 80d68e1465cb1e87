//! The profile card's Blazor client. It shows the message of a reply whose status is a success, and sends
//! null for what it doesn't know.

use serde_json::{Value, json};

use crate::common::{Ask, PASSWORD, Reply, TestServer};

fn post(server: &TestServer, code: &str, path: &str, body: &Value) -> Reply {
    ask(server, "POST", path, code).json(body).send()
}

fn ask<'server>(server: &'server TestServer, method: &str, path: &str, code: &str) -> Ask<'server> {
    server.ask(method, path).header("Authorization", code)
}

/// A sign-in; gives the status and the body's `message` and `code`.
fn sign_in(server: &TestServer, path: &str, password: &str) -> (u16, String, Value) {
    let body = json!({"email": "ana@example.com", "password": password});
    let reply = server.post(path).json(&body).send();
    let told = reply.json();
    let message = told["message"].as_str().expect("a message").to_owned();
    (reply.status, message, told["code"].clone())
}

#[test]
fn from_sign_up_to_deletion() {
    let server = TestServer::start();
    let person = json!({
        "email": "ana@example.com", "password": PASSWORD, "firstName": "Ana", "lastName": null, "username": "ana",
    });
    server.post("/creare-cont").json(&person).send().expect(201);

    for path in ["/login", "/intra-in-cont"] {
        let (status, message, code) = sign_in(&server, path, "not the password");
        assert_eq!((status, &code), (202, &json!("202")));
        assert_eq!(message, "Password or user are incorrect");
    }
    let (status, code, _) = sign_in(&server, "/intra-in-cont", PASSWORD);
    assert_eq!(status, 200);

    let links = json!({
        "linkedIn": "linkedin.com/in/ana", "gitHub": "github.com", "faceBook": null,
        "youtube": "http://youtube.com/@ana",
    });
    post(&server, &code, "/setSocialLink", &links).expect(200);
    let card = ask(&server, "GET", "/getProfile", &code).send().expect(200);
    let shown = card.text();
    for link in [
        "https://linkedin.com/in/ana",
        "https://github.com",
        "http://youtube.com/@ana",
    ] {
        assert!(
            shown.contains(&format!("\"{link}\"")),
            "{link} isn't in {shown}"
        );
    }

    ask(&server, "DELETE", "/deleteAccount", &code)
        .send()
        .expect(200);
    assert_eq!(sign_in(&server, "/login", PASSWORD).0, 202);
}

#[test]
fn completed_links_lead_to_web_pages_alone() {
    let server = TestServer::start();
    let person = json!({
        "email": "ana@example.com", "password": PASSWORD, "firstName": "Ana", "lastName": "Pop", "username": "ana",
    });
    server.post("/creare-cont").json(&person).send().expect(201);
    let (_, code, _) = sign_in(&server, "/login", PASSWORD);
    for link in [
        "javascript:alert(1)",
        "ana@example.com",
        "localhost",
        "example.com:80",
        "a b.c",
    ] {
        let reply = post(&server, &code, "/setSocialLink", &json!({"gitHub": link}));
        assert_eq!(reply.status, 400, "{link}");
    }
}

#[test]
fn too_many_tries_are_told_as_such() {
    let server = TestServer::start();
    let person = json!({
        "email": "ana@example.com", "password": PASSWORD, "firstName": "Ana", "lastName": "Pop", "username": "ana",
    });
    server.post("/creare-cont").json(&person).send().expect(201);
    let tries = (0..7).map(|_| {
        let body = json!({"email": "ana@example.com", "password": "not the password"});
        server.post("/login").json(&body).send().status
    });
    let statuses: Vec<u16> = tries.collect();
    assert_eq!(statuses[0], 202, "{statuses:?}");
    assert_eq!(statuses.last(), Some(&429), "{statuses:?}");
}
