//! Missing and wrong fields: each is named, in pydantic's words.

use serde_json::{Value, json};

use super::{Who, invalid, newcomer, post};
use crate::common::TestServer;
use crate::routes;

const MISSING: (&str, &str) = ("Field required", "missing");

/// Every route with fields that must be there: method, path, the fields.
const REQUIRED: [(&str, &str, &[&str]); 18] = [
    (
        "POST",
        "/auth/register",
        &["email", "password", "first_name", "last_name"],
    ),
    ("POST", "/auth/verify-otp", &["email", "otp"]),
    ("POST", "/auth/resend-otp", &["email"]),
    ("POST", "/auth/login", &["email", "password"]),
    ("POST", "/auth/refresh", &["refresh_token"]),
    ("POST", "/auth/request-password-reset", &["email"]),
    (
        "POST",
        "/auth/reset-password",
        &["email", "otp", "new_password"],
    ),
    ("POST", "/sessions/1/detections/1/facial", &["emotion"]),
    ("POST", "/sessions/1/detections/1/voice", &["content"]),
    (
        "POST",
        "/sessions/1/detections/1/facial/1/suggestions",
        &["suggestion"],
    ),
    (
        "POST",
        "/sessions/1/detections/1/voice/1/suggestions",
        &["suggestion"],
    ),
    (
        "POST",
        "/sessions/1/detections/1/suggestions",
        &["suggestion"],
    ),
    ("POST", "/sessions/1/feedback", &["rating"]),
    ("POST", "/posts", &["content"]),
    ("POST", "/posts/1/comments", &["content"]),
    ("PUT", "/posts/1/comments/1", &["content"]),
    ("POST", "/reminders", &["title", "reminder_time"]),
    // Nothing must be there.
    ("POST", "/sessions/1/detections", &[]),
];

fn ask<'server>(
    server: &'server TestServer,
    who: &Who,
    method: &str,
    path: &str,
) -> crate::common::Ask<'server> {
    who.ask(server, method, path)
}

#[test]
fn every_missing_field_is_named() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    for (method, path, fields) in REQUIRED {
        if fields.is_empty() {
            continue;
        }
        let faults: Vec<(Value, &str, &str)> = fields
            .iter()
            .map(|name| (json!(["body", name]), MISSING.0, MISSING.1))
            .collect();
        for body in ["{}", "", "  ", r#"{"Email":"x"}"#] {
            let reply = ask(&server, &ann, method, path)
                .body("application/json", body)
                .send();
            invalid(&reply, &faults);
        }
        invalid(&ask(&server, &ann, method, path).send(), &faults);
        invalid(
            &ask(&server, &ann, method, path).form(&[("x", "y")]).send(),
            &faults,
        );
        invalid(
            &ask(&server, &ann, method, path)
                .multipart(&[("x", "y")], &[])
                .send(),
            &faults,
        );
    }
}

#[test]
fn every_route_with_a_body_is_among_these_or_changes_a_part() {
    let partial = [
        "/users/me",
        "/users/{user_id}",
        "/posts/{post_id}",
        "/reminders/{reminder_id}",
    ];
    let server = TestServer::start();
    let document = server.get("/openapi.json").send().expect(200).json();
    for route in routes::of("faceofmind") {
        let operation = &document["paths"][route.pattern][route.method.to_lowercase()];
        if operation.get("requestBody").is_none() {
            continue;
        }
        let bare = route.pattern.strip_prefix("/api/v1").expect("the base");
        let path: Vec<&str> = bare
            .split('/')
            .map(|word| if word.starts_with('{') { "1" } else { word })
            .collect();
        let path = path.join("/");
        let required = REQUIRED
            .iter()
            .any(|(method, known, _)| *method == route.method && *known == path);
        assert!(
            required || (route.method == "PUT" && partial.contains(&bare)),
            "{} {bare}",
            route.method
        );
    }
}

#[test]
fn every_field_is_of_its_type() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    for (method, path, fields) in REQUIRED {
        let fields: Vec<&&str> = fields.iter().filter(|name| **name != "rating").collect();
        if fields.is_empty() {
            continue;
        }
        for wrong in [
            json!(7),
            json!(null),
            json!(true),
            json!(["x"]),
            json!({"a": "x"}),
            json!(1.5),
        ] {
            let body = fields
                .iter()
                .map(|name| ((**name).to_owned(), wrong.clone()));
            let body = Value::Object(body.collect());
            // A number is a time to pydantic.
            let fits = |name: &&&&str| ***name == "reminder_time" && wrong.is_number();
            let faults: Vec<(Value, &str, &str)> = fields
                .iter()
                .filter(|name| !fits(name))
                .map(|name| {
                    (
                        json!(["body", name]),
                        "Input should be a valid string",
                        "string_type",
                    )
                })
                .collect();
            invalid(
                &ask(&server, &ann, method, path).json(&body).send(),
                &faults,
            );
        }
    }
}

#[test]
fn a_body_is_an_object() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let message = "Input should be a valid dictionary or object to extract fields from";
    for (method, path, _) in REQUIRED {
        for body in ["[]", "null", "7", "\"x\"", "true"] {
            let reply = ask(&server, &ann, method, path)
                .body("application/json", body)
                .send();
            invalid(
                &reply,
                &[(json!(["body"]), message, "model_attributes_type")],
            );
        }
    }
}

#[test]
fn what_is_no_json_is_said_so() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let broken: [&[u8]; 6] = [
        b"{",
        b"nul",
        b"{}{}",
        b"{'email':'x'}",
        b"{\"email\":\"\xff\"}",
        &[b'['; 3000],
    ];
    for (method, path, _) in REQUIRED {
        for body in broken {
            let reply = ask(&server, &ann, method, path)
                .body("application/json", body)
                .send();
            invalid(
                &reply,
                &[(json!(["body"]), "JSON decode error", "json_invalid")],
            );
        }
        let reply = ask(&server, &ann, method, path)
            .body("multipart/form-data", "x")
            .send();
        assert_eq!(reply.status, 422, "{path}");
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once_and_nothing_of_what_was_sent() {
    let server = TestServer::start();
    let body = json!({"email": "secret@nowhere", "password": "hidden7", "first_name": ""});
    let reply = post(&server, "/auth/register", &body);
    let faults = [
        (
            json!(["body", "email"]),
            "value is not a valid email address",
            "value_error",
        ),
        (
            json!(["body", "first_name"]),
            "String should have at least 1 character",
            "string_too_short",
        ),
        (json!(["body", "last_name"]), MISSING.0, MISSING.1),
    ];
    invalid(&reply, &faults);
    for secret in ["secret", "hidden7"] {
        assert!(!reply.text().contains(secret));
    }
}

#[test]
fn an_address_is_one_wherever_it_is_asked_for() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let message = "value is not a valid email address";
    for email in [
        "plain",
        "@b.co",
        "a@",
        "a@b",
        "a b@c.de",
        "a@b..co",
        "a@b.co\r\nBcc: x@y.zz",
        "a\0@b.co",
        "Ann <ann@b.co>",
    ] {
        let faults = [(json!(["body", "email"]), message, "value_error")];
        for (path, rest) in [
            (
                "/auth/register",
                json!({"password": "password123", "first_name": "A", "last_name": "B"}),
            ),
            ("/auth/verify-otp", json!({"otp": "123456"})),
            ("/auth/resend-otp", json!({})),
            ("/auth/login", json!({"password": "password123"})),
            ("/auth/request-password-reset", json!({})),
            (
                "/auth/reset-password",
                json!({"otp": "123456", "new_password": "password123"}),
            ),
        ] {
            let mut body = rest;
            body["email"] = email.into();
            invalid(&post(&server, path, &body), &faults);
        }
        invalid(
            &ann.put(&server, "/users/1", &json!({"email": email})),
            &faults,
        );
    }
}

#[test]
fn a_blank_that_is_no_number_is_named() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let message = "Input should be a valid integer, unable to parse string as an integer";
    for route in routes::of("faceofmind") {
        if !route.pattern.contains('{') || !route.signed_in {
            continue;
        }
        // Administrators' routes look at who asks first.
        if route.pattern.starts_with("/api/v1/users/") && !["GET", "PUT"].contains(&route.method) {
            continue;
        }
        let names: Vec<&str> = route
            .pattern
            .split('/')
            .filter_map(|word| word.strip_prefix('{')?.strip_suffix('}'))
            .collect();
        for wrong in [
            "x",
            "1.5",
            "0x1",
            "1e3",
            "you",
            "%2e%2e",
            "1%202",
            "9223372036854775808",
            "%E2%98%83",
            "1;2",
        ] {
            let path: Vec<&str> = route
                .pattern
                .split('/')
                .map(|word| if word.starts_with('{') { wrong } else { word })
                .collect();
            let reply = server
                .ask(route.method, &path.join("/"))
                .token(&ann.access)
                .send();
            let faults: Vec<(Value, &str, &str)> = names
                .iter()
                .map(|name| (json!(["path", name]), message, "int_parsing"))
                .collect();
            invalid(&reply, &faults);
        }
    }
}

#[test]
fn unknown_fields_are_passed_over() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let post = json!({"title": "T", "content": "C", "id": 9, "user_id": 9, "created_at": "x", "__proto__": {"a": 1}});
    let made = ann.post(&server, "/posts", &post).expect(200).json();
    assert_eq!((&made["id"], &made["user_id"]), (&json!(1), &json!(1)));
}
