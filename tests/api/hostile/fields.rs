//! Fields that are missing, wrong, or one too many letters long.

use serde_json::{Value, json};

use super::{WRONG_LOGIN, refused};
use crate::common::{PASSWORD, Reply, TestServer, registration};

/// A registration with one field changed.
fn with(field: &str, value: impl Into<Value>) -> Value {
    let mut body = registration("new@example.com");
    body[field] = value.into();
    body
}

fn without(field: &str) -> Value {
    let mut body = registration("new@example.com");
    let fields = body.as_object_mut().expect("an object");
    fields.remove(field).expect(field);
    body
}

fn register(server: &TestServer, body: &Value) -> Reply {
    server.post("/api/register").json(body).send()
}

const EMPTY: &str = "Email atau Password tidak boleh kosong";
const NO_EMAIL: &str = "email bukan alamat email yang valid";

#[test]
fn what_is_wrong_with_a_registration_is_named() {
    let server = TestServer::start();
    for (body, sentence) in [
        (without("email"), EMPTY),
        (without("password"), EMPTY),
        (with("email", ""), EMPTY),
        (with("email", "   "), EMPTY),
        (with("password", ""), EMPTY),
        (json!({}), EMPTY),
        (without("frontName"), "frontName wajib diisi"),
        (without("lastName"), "lastName wajib diisi"),
        (with("frontName", ""), "frontName tidak boleh kosong"),
        (with("frontName", "  "), "frontName tidak boleh kosong"),
        (with("frontName", 7), "frontName harus berupa teks"),
        (with("lastName", json!(["x"])), "lastName harus berupa teks"),
        (with("lastName", Value::Null), "lastName harus berupa teks"),
        (with("email", json!({"$ne": ""})), "email harus berupa teks"),
        (with("password", 12_345_678), "password harus berupa teks"),
        (with("password", true), "password harus berupa teks"),
        (with("password", "1234567"), "password minimal 8 karakter"),
        (
            with("password", "é".repeat(7)),
            "password minimal 8 karakter",
        ),
        (
            with("password", "x".repeat(73)),
            "password maksimal 72 byte",
        ),
        (
            with("password", "é".repeat(37)),
            "password maksimal 72 byte",
        ),
        (
            with("password", "😀".repeat(19)),
            "password maksimal 72 byte",
        ),
        (
            with("password", "1234\u{0}5678"),
            "password berisi karakter kontrol",
        ),
        (
            with("frontName", "x".repeat(51)),
            "frontName maksimal 50 karakter",
        ),
        (
            with("lastName", "é".repeat(51)),
            "lastName maksimal 50 karakter",
        ),
        (
            with("frontName", "a\u{0}b"),
            "frontName berisi karakter kontrol",
        ),
        (
            with("frontName", "a\nb"),
            "frontName berisi karakter kontrol",
        ),
        (
            with("lastName", "a\u{202e}b"),
            "lastName berisi karakter kontrol",
        ),
        (
            json!({"email": 1, "password": 2, "frontName": 3, "lastName": 4}),
            "frontName harus berupa teks; lastName harus berupa teks; email harus berupa teks",
        ),
    ] {
        refused(&register(&server, &body), 400, sentence);
    }
    assert!(
        server
            .newcomer("first@example.com")
            .username
            .starts_with("User1"),
        "none of them was kept"
    );
}

#[test]
fn addresses_that_are_none_are_refused() {
    let server = TestServer::start();
    for email in [
        "plain",
        "@example.com",
        "a@",
        "a@b",
        "a b@example.com",
        "a@b..co",
        "a@@example.com",
        "a@-b.co",
        "a@b-.co",
        ".a@example.com",
        "a.@example.com",
        "a..b@example.com",
        "a@example.com,b@example.com",
        "a@[127.0.0.1]",
        "Ann <ann@example.com>",
        "\"a b\"@example.com",
        "a@exam ple.com",
        "a@example.com\r\nBcc: x@example.com",
        "a@example.com\u{0}",
        "a\u{0}@example.com",
        "a@.com",
        "a@com.",
        "mailto:a@example.com ",
        "<script>@example.com>",
    ] {
        let reply = register(&server, &with("email", email));
        assert_eq!(reply.status, 400, "{email:?}");
        refused(&reply, 400, NO_EMAIL);
    }
}

/// An address of so many letters.
fn address(letters: usize) -> String {
    let domain = letters - "a@.com".len() - 59;
    format!("{}@{}.com", "a".repeat(60), "b".repeat(domain))
}

#[test]
fn lengths_end_where_the_columns_do() {
    let server = TestServer::start();
    assert_eq!(address(100).len(), 100);
    let too_long = "email maksimal 100 karakter";
    refused(
        &register(&server, &with("email", address(101))),
        400,
        too_long,
    );
    let password = format!("{}é", "x".repeat(70));
    assert_eq!(password.len(), 72);
    let body = json!({
        "frontName": "é".repeat(50), "lastName": "😀".repeat(50), "email": address(100), "password": password,
    });
    register(&server, &body).expect(200);
    let who = server.login(&address(100), &password);
    let dashboard = server.get("/api/dashboard").token(&who.token).send();
    let name = format!("{} {}", "é".repeat(50), "😀".repeat(50));
    assert_eq!(dashboard.json()["dashboardResult"]["name"], *name);
    // Nothing is cut: neither one letter less nor one more is this password.
    for other in [&password[..70], &(password.clone() + "x")] {
        let body = json!({"email": address(100), "password": other});
        refused(
            &server.post("/api/login").json(&body).send(),
            401,
            WRONG_LOGIN,
        );
    }
    let shortest = ["12345678".to_owned(), "é".repeat(8), "é".repeat(36)];
    for (at, password) in shortest.iter().enumerate() {
        let email = format!("a{at}@example.com");
        let mut body = registration(&email);
        body["password"] = password.as_str().into();
        register(&server, &body).expect(200);
        server.login(&email, password);
    }
}

#[test]
fn what_is_wrong_with_a_sign_in_is_named() {
    let server = TestServer::start();
    for (body, sentence) in [
        (json!({}), EMPTY),
        (json!({"email": "a@example.com"}), EMPTY),
        (json!({"password": "x"}), EMPTY),
        (json!({"email": "", "password": ""}), EMPTY),
        (json!({"Email": "a@example.com", "Password": "x"}), EMPTY),
        (
            json!({"email": 1, "password": "x"}),
            "email harus berupa teks",
        ),
        (
            json!({"email": "a", "password": ["x"]}),
            "password harus berupa teks",
        ),
        (
            json!({"email": null, "password": "x"}),
            "email harus berupa teks",
        ),
    ] {
        refused(&server.post("/api/login").json(&body).send(), 400, sentence);
    }
    refused(&server.post("/api/login").send(), 400, EMPTY);
}

#[test]
fn what_is_wrong_with_a_new_password_is_named() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let empty = "Password tidak boleh kosong";
    let wrong = "Password saat ini tidak valid";
    for (body, status, sentence) in [
        (json!({}), 400, empty),
        (json!({"currentPassword": PASSWORD}), 400, empty),
        (json!({"newPassword": "password456"}), 400, empty),
        (
            json!({"currentPassword": PASSWORD, "newPassword": ""}),
            400,
            empty,
        ),
        (
            json!({"currentPassword": "", "newPassword": "password456"}),
            400,
            empty,
        ),
        (
            json!({"currrentPassword": "", "newPassword": "password456"}),
            400,
            empty,
        ),
        (
            json!({"currentPassword": null, "newPassword": "password456"}),
            400,
            empty,
        ),
        (
            json!({"currentPassword": 1, "newPassword": "password456"}),
            400,
            "currentPassword harus berupa teks",
        ),
        (
            json!({"currrentPassword": PASSWORD, "newPassword": 1}),
            400,
            "newPassword harus berupa teks",
        ),
        (
            json!({"currrentPassword": PASSWORD, "newPassword": "short"}),
            400,
            "newPassword minimal 8 karakter",
        ),
        (
            json!({"currrentPassword": PASSWORD, "newPassword": "x".repeat(73)}),
            400,
            "newPassword maksimal 72 byte",
        ),
        (
            json!({"currrentPassword": "wrong", "newPassword": "password456"}),
            401,
            wrong,
        ),
        (
            json!({"currrentPassword": "x".repeat(1000), "newPassword": "password456"}),
            401,
            wrong,
        ),
        (
            json!({"currrentPassword": "wrong", "currentPassword": PASSWORD, "newPassword": "password456"}),
            401,
            wrong,
        ),
    ] {
        let ask = server.post("/api/changepassword").token(&ann.token);
        let reply = ask.json(&body).send();
        assert_eq!(reply.status, status, "{body}: {}", reply.text());
        refused(&reply, status, sentence);
    }
    server.login("ann@example.com", PASSWORD);
}
