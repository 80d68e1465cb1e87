//! FirstStep's Android app (Kotlin, Retrofit, OkHttp). Its interceptor adds `Authorization: Bearer <token>`
//! to calls that carry a bare `Authorization: <token>` already, and says `Bearer Null` before a sign-in.

use serde_json::Value;

use crate::common::{PASSWORD, Raw, Reply, TestServer, urlencoded};
use crate::samples::{documented_answers, jpeg, picture};

const FORM: &str = "application/x-www-form-urlencoded";
const EMAIL: &str = "ayu@example.com";

/// Each way in which the two headers may arrive: as the app sends them, turned round, and joined by
/// whatever passes them on.
fn sent_as(request: Raw, token: &str, way: usize) -> Raw {
    let (bare, bearer) = (token.to_owned(), format!("Bearer {token}"));
    let values = match way {
        0 => vec![bare, bearer],
        1 => vec![bearer, bare],
        2 => vec![format!("{bare},{bearer}")],
        _ => vec![format!(" {bare} , bearer  {token} ")],
    };
    values
        .iter()
        .fold(request, |raw, value| raw.header("Authorization", value))
}

const WAYS: std::ops::Range<usize> = 0..4;

/// A call of somebody signed in.
fn call(server: &TestServer, token: &str, way: usize, method: &str, path: &str) -> Raw {
    sent_as(server.raw(method, path), token, way)
}

fn form(request: Raw, fields: &[(&str, &str)]) -> Reply {
    request.body(FORM, urlencoded(fields).as_bytes()).send()
}

/// Signs up with an empty last name, and in.
fn sign_in(server: &TestServer) -> String {
    let unsigned = |path| {
        server
            .raw("POST", path)
            .header("Authorization", "Bearer Null")
    };
    let person = [
        ("frontName", "Ayu"),
        ("lastName", ""),
        ("email", EMAIL),
        ("password", PASSWORD),
    ];
    form(unsigned("/api/register"), &person).expect(200);
    let reply = form(unsigned("/api/login"), &person[2..])
        .expect(200)
        .json();
    assert_eq!(reply["loginResult"]["name"], "Ayu");
    let token = reply["loginResult"]["token"].as_str().expect("a token");
    token.to_owned()
}

/// A form as OkHttp writes it: each part has a length of its own.
fn photo_form(bytes: &[u8]) -> (&'static str, Vec<u8>) {
    let mut body = b"--b7e5d0c6-okhttp\r\n\
        Content-Disposition: form-data; name=\"photo_profile\"; filename=\"IMG_0001.jpg\"\r\n\
        Content-Type: image/*\r\n"
        .to_vec();
    body.extend_from_slice(format!("Content-Length: {}\r\n\r\n", bytes.len()).as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--b7e5d0c6-okhttp--\r\n");
    ("multipart/form-data; boundary=b7e5d0c6-okhttp", body)
}

#[test]
fn from_sign_up_to_deletion() {
    let server = TestServer::start();
    let token = sign_in(&server);
    for way in WAYS {
        let call = |method, path| call(&server, &token, way, method, path);
        let get = |path| call("GET", path).send().expect(200).json();
        assert_eq!(get("/api/dashboard")["error"], false);
        let answers = documented_answers().to_string();
        let predicted = call("POST", "/api/predict")
            .body("application/json; charset=UTF-8", answers.as_bytes())
            .send();
        assert_eq!(predicted.expect(200).json()["predicted_label"], "INFJ");
        assert_eq!(
            get("/api/questions")["questions"].as_array().map(Vec::len),
            Some(60)
        );
        assert!(get("/api/personality").is_object());
        let (kind, body) = photo_form(&jpeg(&picture(40, 30)));
        call("POST", "/api/uploadphoto")
            .body(kind, &body)
            .send()
            .expect(200);
        let profile = get("/api/profile");
        assert!(
            profile["profileResult"]["profilePicture"].is_string(),
            "{profile}"
        );
        call("DELETE", "/api/deletephoto").send().expect(200);
        let passwords = [("currrentPassword", PASSWORD), ("newPassword", PASSWORD)];
        form(call("POST", "/api/changepassword"), &passwords).expect(200);
    }
    let profile = call(&server, &token, 0, "GET", "/api/profile")
        .send()
        .json();
    let name = profile["profileResult"]["username"]
        .as_str()
        .expect("a name");
    let path = format!("/api/deleteuser/{name}");
    call(&server, &token, 0, "DELETE", &path).send().expect(200);
    let gone = call(&server, &token, 0, "GET", "/api/profile").send();
    assert_eq!(gone.expect(401).json()["msg"], "Token invalid");
}

#[test]
fn two_different_bearers_speak_for_nobody() {
    let server = TestServer::start();
    let token = sign_in(&server);
    let other = server.newcomer("budi@example.com").token;
    for values in [
        vec![format!("Bearer {token}"), format!("Bearer {other}")],
        vec![format!("Bearer {token}, Bearer {other}")],
        vec![token.clone()],
        vec![format!("Basic {token}"), token.clone()],
    ] {
        let request = values
            .iter()
            .fold(server.raw("GET", "/api/profile"), |raw, value| {
                raw.header("Authorization", value)
            });
        let refused: Value = request.send().expect(401).json();
        assert_eq!(refused["msg"], "Token invalid", "{values:?}");
    }
}

#[test]
fn the_documents_misprint_and_a_byte_order_mark_are_taken() {
    let server = TestServer::start();
    sign_in(&server);
    let body = format!(r#"{{"email":"{EMAIL}","password":"{PASSWORD}"}}"#);
    for kind in [
        "appplication/json",
        "Application/JSON; charset=utf-8",
        "application/json",
    ] {
        for start in ["", "\u{feff}"] {
            let body = format!("{start}{body}");
            let login = server.raw("POST", "/api/login").body(kind, body.as_bytes());
            login.send().expect(200);
        }
    }
    let twice = format!("\u{feff}\u{feff}{body}");
    let login = server.raw("POST", "/api/login");
    login
        .body("application/json", twice.as_bytes())
        .send()
        .expect(400);
    let other = server.raw("POST", "/api/login");
    other
        .body("apppplication/json", body.as_bytes())
        .send()
        .expect(415);
}
