//! Forms that are broken, and odd ones that are not.

use serde_json::json;

use super::{UNREADABLE, WRONG_LOGIN, refused};
use crate::common::{PASSWORD, Reply, TestServer};
use crate::samples;

const FORM: &str = "application/x-www-form-urlencoded";

fn post(server: &TestServer, path: &str, kind: &str, body: &[u8]) -> Reply {
    server.raw("POST", path).body(kind, body).send()
}

/// A part of a form, with its boundary before it.
fn part(head: &str, content: &str) -> String {
    format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
}

fn login_form() -> String {
    part("name=\"email\"", "ann@example.com") + &part("name=\"password\"", PASSWORD) + "--x--\r\n"
}

#[test]
fn fields_given_twice_are_no_text() {
    let server = TestServer::start();
    let body = b"email=a@example.com&email=b@example.com&password=password123";
    refused(
        &post(&server, "/api/login", FORM, body),
        400,
        "email harus berupa teks",
    );
    let body = b"email[]=a@example.com&password=password123";
    refused(
        &post(&server, "/api/login", FORM, body),
        400,
        "email harus berupa teks",
    );
}

#[test]
fn a_form_without_the_fields_is_told_which() {
    let server = TestServer::start();
    for body in [
        &b""[..],
        b"&&&",
        b"=",
        b"%",
        b"email",
        b"email=",
        b"a%00b=c",
        b"{\"email\":1}",
    ] {
        let reply = post(&server, "/api/login", FORM, body);
        refused(&reply, 400, "Email atau Password tidak boleh kosong");
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_in_every_kind_of_form() {
    let server = TestServer::start();
    server.register("ann@example.com");
    for body in [
        &b"email=ann@example.com&password=%ff%fe%fd12345"[..],
        b"email=ann@example.com&password=\xff\xfe12345678",
        b"email=%c3%28@example.com&password=password123",
    ] {
        refused(&post(&server, "/api/login", FORM, body), 400, UNREADABLE);
    }
    let mut body = part("name=\"email\"", "ann@example.com").into_bytes();
    body.extend_from_slice(
        b"--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n\xff\xfe\r\n--x--\r\n",
    );
    let reply = post(
        &server,
        "/api/login",
        "multipart/form-data; boundary=x",
        &body,
    );
    refused(&reply, 400, UNREADABLE);
}

#[test]
fn a_form_in_parts_must_be_whole() {
    let server = TestServer::start();
    server.register("ann@example.com");
    let kind = "multipart/form-data; boundary=x";
    let whole = login_form();
    post(&server, "/api/login", kind, whole.as_bytes()).expect(200);
    // Cut anywhere in its last field, it must not pass as a shorter password.
    let last = whole.rfind(PASSWORD).expect("the last field");
    for end in last..whole.len() - "--\r\n".len() {
        let reply = post(&server, "/api/login", kind, &whole.as_bytes()[..end]);
        refused(&reply, 400, UNREADABLE);
    }
    for kind in [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=y",
    ] {
        let reply = post(&server, "/api/login", kind, whole.as_bytes());
        assert_eq!(reply.status, 400, "{kind}");
    }
}

#[test]
fn forms_are_known_as_clients_write_them() {
    let server = TestServer::start();
    server.register("ann@example.com");
    let form = b"email=ann%40example.com&password=password123";
    for kind in [
        FORM,
        "Application/X-WWW-Form-Urlencoded",
        "application/x-www-form-urlencoded;charset=UTF-8",
    ] {
        let reply = post(&server, "/api/login", kind, form);
        assert_eq!(reply.status, 200, "{kind}: {}", reply.text());
    }
    for kind in [
        "multipart/form-data; boundary=x",
        // RFC 2046 lets the boundary stand in quotes, and .NET's client puts it there.
        "multipart/form-data; boundary=\"x\"",
        "Multipart/Form-Data; boundary=x",
        "multipart/form-data; Boundary=x",
        "multipart/form-data; charset=utf-8; boundary=x",
        "multipart/form-data; boundary=x; charset=utf-8",
        "multipart/form-data;boundary=x",
    ] {
        let reply = post(&server, "/api/login", kind, login_form().as_bytes());
        assert_eq!(reply.status, 200, "{kind}: {}", reply.text());
    }
}

#[test]
fn a_file_is_no_field() {
    let server = TestServer::start();
    let body = part("name=\"email\"; filename=\"a\"", "ann@example.com")
        + &part("name=\"password\"", PASSWORD)
        + "--x--\r\n";
    let reply = post(
        &server,
        "/api/login",
        "multipart/form-data; boundary=x",
        body.as_bytes(),
    );
    refused(&reply, 400, "Email atau Password tidak boleh kosong");
}

#[test]
fn answers_come_in_forms_in_three_ways() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let documented = samples::documented_answers();
    let list = documented["input"].to_string();
    let answers: Vec<String> = documented["input"]
        .as_array()
        .expect("a list")
        .iter()
        .map(ToString::to_string)
        .collect();
    let ask = |fields: &[(&str, &str)]| {
        let ask = server.post("/api/predict").token(&ann.token);
        ask.form(fields).send()
    };
    let repeated = |name: &'static str| {
        answers
            .iter()
            .map(|answer| (name, answer.as_str()))
            .collect::<Vec<_>>()
    };
    for fields in [
        repeated("input"),
        repeated("input[]"),
        vec![("input", list.as_str())],
    ] {
        assert_eq!(ask(&fields).expect(200).json()["predicted_label"], "INFJ");
    }
    refused(
        &ask(&repeated("input")[..59]),
        400,
        "Jawaban harus berisi 60",
    );
    refused(&ask(&[("input", "1")]), 400, "Jawaban harus berisi 60");
    let mut one_bad = repeated("input");
    one_bad[6].1 = "1.5";
    refused(
        &ask(&one_bad),
        400,
        "Jawaban ke-7 harus berupa bilangan bulat antara -3 dan 3",
    );
    one_bad[6].1 = "";
    refused(
        &ask(&one_bad),
        400,
        "Jawaban ke-7 harus berupa bilangan bulat antara -3 dan 3",
    );
}

#[test]
fn signs_of_forms_in_values_stay_text() {
    let server = TestServer::start();
    let password = "a&b=c;d+e %41\"'<>";
    let fields = [
        ("frontName", "R&D=+%20"),
        ("lastName", "\"x\""),
        ("email", "r+d@example.com"),
        ("password", password),
    ];
    server
        .post("/api/register")
        .form(&fields)
        .send()
        .expect(200);
    let body = json!({"email": "r+d@example.com", "password": password});
    let reply = server.post("/api/login").json(&body).send().expect(200);
    assert_eq!(reply.json()["loginResult"]["name"], "R&D=+%20 \"x\"");
    let body = json!({"email": "r d@example.com", "password": password});
    refused(
        &server.post("/api/login").json(&body).send(),
        401,
        WRONG_LOGIN,
    );
}
