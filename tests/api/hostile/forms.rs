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
fn answers_come_in_forms_in_five_ways() {
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
    let names: Vec<String> = (0..60).map(|at| format!("input[{at}]")).collect();
    let numbered = |at: usize| (names[at].as_str(), answers[at].as_str());
    let joined = answers.join(",");
    for fields in [
        repeated("input"),
        repeated("input[]"),
        (0..60).map(numbered).collect(),
        (0..60).rev().map(numbered).collect(),
        vec![("input", list.as_str())],
        vec![("input", joined.as_str())],
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

/// In whichever order the answers of a mix would be, some client would mean the other.
#[test]
fn a_list_that_could_be_read_in_two_ways_is_refused() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let zeros = |name: &str, count| format!("{name}=0&").repeat(count);
    let numbered = |from: usize, to| -> String {
        (from..to)
            .map(|at| format!("input[{at}]=0"))
            .fold(String::new(), |all, one| all + &one + "&")
    };
    let twice = "input diberikan lebih dari sekali";
    for (body, sentence) in [
        (zeros("input", 59) + "input[]=0", twice),
        (zeros("input[]", 59) + "input[59]=0", twice),
        (numbered(0, 60) + "input=0", twice),
        (
            numbered(0, 60) + "input[59]=1",
            "Jawaban ke-60 diberikan lebih dari sekali",
        ),
        (numbered(0, 59) + "input[60]=0", "Jawaban ke-60 wajib diisi"),
        (numbered(1, 61), "Jawaban ke-1 wajib diisi"),
        ("input[999999999]=1".to_owned(), "Jawaban ke-1 wajib diisi"),
        ("input[0][1][2]=1".to_owned(), "input tidak dikenal"),
        ("input&".repeat(10_001), "input maksimal 10000 unsur"),
        (
            "x&".repeat(10_000) + "input=0",
            "Isi permintaan maksimal 10000 unsur",
        ),
        (
            "input=".to_owned() + &"0,".repeat(10_001),
            "Jawaban harus berisi 60",
        ),
    ] {
        let ask = server.post("/api/predict").token(&ann.token);
        let reply = ask.body(FORM, body.clone()).send();
        refused(&reply, 400, sentence);
    }
    let too_large = "Ukuran data melebihi batas 64 KiB";
    let reply = post(&server, "/api/login", FORM, &vec![b'&'; 1 << 20]);
    refused(&reply, 413, too_large);
    let reply = post(&server, "/api/login", FORM, &vec![b'&'; 64 << 10]);
    refused(&reply, 400, "Email atau Password tidak boleh kosong");
}

/// The same form for every family, each of which refuses it by its name and in its own shape.
#[test]
fn too_many_fields_are_refused_by_every_family() {
    let server = TestServer::start();
    let many = "a=1&".repeat(10_001);
    for (path, status) in [
        ("/api/login", 400),
        ("/auth/login", 400),
        ("/api/auth/login", 400),
        ("/api/v1/auth/login", 422),
        ("/login", 400),
        ("/app/sign-up", 400),
    ] {
        let reply = post(&server, path, FORM, many.as_bytes());
        assert_eq!(reply.status, status, "{path}: {}", reply.text());
        let names = reply.text().contains("10000") || reply.text().contains("too_many");
        assert!(names, "{path}: {}", reply.text());
    }
    let mut parts = String::new();
    for _ in 0..1100 {
        parts += &part("name=\"a\"", "1");
    }
    let kind = "multipart/form-data; boundary=x";
    let reply = post(
        &server,
        "/api/login",
        kind,
        (parts + "--x--\r\n").as_bytes(),
    );
    refused(&reply, 400, "Email atau Password tidak boleh kosong");
}

#[test]
fn whether_to_keep_is_said_as_clients_say_it() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let answers = samples::documented_answers();
    let ask = |word: &str| {
        let ask = server.post(&format!("/api/predict?keep={word}"));
        ask.token(&ann.token).json(&answers).send()
    };
    for word in ["False", "false", "0", "no", "off", "N"] {
        ask(word).expect(200);
        let reply = server.get("/api/personality").token(&ann.token).send();
        refused(&reply, 400, "Pengguna tidak memiliki nilai mbti");
    }
    for word in ["", "maybe", "2"] {
        refused(&ask(word), 400, "keep harus berupa true atau false");
    }
    ask("True").expect(200);
    let reply = server.get("/api/personality").token(&ann.token).send();
    reply.expect(200);
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
