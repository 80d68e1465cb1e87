//! What people write: its bounds, and what acts unseen.

use serde_json::{Value, json};

use super::{Who, invalid, newcomer, post, registration};
use crate::common::{Reply, TestServer};

/// A text field: method, path, a body that is good without it, its name, its most characters, and
/// whether it may have several lines.
type Field = (
    &'static str,
    &'static str,
    fn() -> Value,
    &'static str,
    usize,
    bool,
);

fn reminder() -> Value {
    json!({"title": "T", "reminder_time": "2099-01-01T00:00:00Z"})
}

fn whole_post() -> Value {
    json!({"title": "T", "content": "C"})
}

const FIELDS: [Field; 14] = [
    ("PUT", "/users/1", || json!({}), "first_name", 50, false),
    ("PUT", "/users/1", || json!({}), "last_name", 50, false),
    (
        "POST",
        "/sessions/1/detections/1/facial",
        || json!({}),
        "emotion",
        50,
        false,
    ),
    (
        "POST",
        "/sessions/1/detections/1/voice",
        || json!({}),
        "content",
        5000,
        true,
    ),
    (
        "POST",
        "/sessions/1/detections/1/facial/1/suggestions",
        || json!({}),
        "suggestion",
        1000,
        true,
    ),
    (
        "POST",
        "/sessions/1/detections/1/suggestions",
        || json!({}),
        "suggestion",
        1000,
        true,
    ),
    ("POST", "/posts", whole_post, "title", 200, false),
    ("POST", "/posts", whole_post, "content", 5000, true),
    ("PUT", "/posts/1", || json!({}), "title", 200, false),
    ("PUT", "/posts/1", || json!({}), "content", 5000, true),
    (
        "POST",
        "/posts/1/comments",
        || json!({}),
        "content",
        2000,
        true,
    ),
    (
        "PUT",
        "/posts/1/comments/1",
        || json!({}),
        "content",
        2000,
        true,
    ),
    ("POST", "/reminders", reminder, "title", 200, false),
    ("POST", "/reminders", reminder, "description", 2000, true),
];

/// One of each, all number 1.
fn scene() -> (TestServer, Who) {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    ann.make(&server, "/sessions/", &json!({}));
    ann.make(
        &server,
        "/sessions/1/detections",
        &json!({"facial_data": [{"emotion": "sad"}]}),
    );
    ann.make(&server, "/posts", &whole_post());
    ann.make(&server, "/posts/1/comments", &json!({"content": "C"}));
    (server, ann)
}

fn send(
    server: &TestServer,
    who: &Who,
    (method, path, body, name, ..): &Field,
    text: &str,
) -> Reply {
    let mut body = body();
    body[*name] = text.into();
    who.ask(server, method, path).json(&body).send()
}

#[test]
fn characters_are_counted_not_bytes() {
    let (server, ann) = scene();
    for field in &FIELDS {
        let (_, path, _, name, most, _) = field;
        send(&server, &ann, field, &"é".repeat(*most)).expect(200);
        let message = format!("String should have at most {most} characters");
        let faults = [(json!(["body", name]), message.as_str(), "string_too_long")];
        let reply = send(&server, &ann, field, &"é".repeat(most + 1));
        assert_eq!(reply.status, 422, "{path} {name}");
        invalid(&reply, &faults);
    }
}

#[test]
fn what_acts_unseen_is_refused() {
    let (server, ann) = scene();
    let message = "Value error, control characters are not allowed";
    for field in &FIELDS {
        let (_, _, _, name, _, lines) = field;
        let faults = [(json!(["body", name]), message, "value_error")];
        for letter in [
            '\0', '\u{1b}', '\u{7f}', '\u{85}', '\u{200f}', '\u{202e}', '\u{2066}',
        ] {
            invalid(&send(&server, &ann, field, &format!("a{letter}b")), &faults);
        }
        let reply = send(&server, &ann, field, "a\n\tb\r\nc");
        if *lines {
            reply.expect(200);
        } else {
            invalid(&reply, &faults);
        }
    }
}

#[test]
fn blanks_alone_are_nothing() {
    let (server, ann) = scene();
    for field in &FIELDS {
        let (_, path, _, name, ..) = field;
        for text in ["", "  ", "\u{3000}"] {
            let reply = send(&server, &ann, field, text);
            let is_titled_post = path.starts_with("/posts") && *name == "title";
            if is_titled_post || ["last_name", "description"].contains(name) {
                reply.expect(200);
            } else {
                let message = "String should have at least 1 character";
                invalid(
                    &reply,
                    &[(json!(["body", name]), message, "string_too_short")],
                );
            }
        }
    }
}

#[test]
fn whatever_else_people_write_is_kept() {
    let (server, ann) = scene();
    for text in [
        "Robert'); drop table posts;--",
        "<script>alert(1)</script>",
        "😀 Ñandú “quoted” \\ / %s {{7*7}}",
        "नमस्ते",
        "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}",
    ] {
        for field in &FIELDS {
            let (_, path, _, name, ..) = field;
            let reply = send(&server, &ann, field, text).expect(200);
            assert_eq!(reply.json()[name], text, "{path}");
        }
    }
    let posts = ann.get(&server, "/posts").expect(200).json();
    assert!(posts.as_array().is_some_and(|posts| !posts.is_empty()));
}

#[test]
fn sign_up_takes_the_same_care() {
    let server = TestServer::start();
    let message = "Value error, control characters are not allowed";
    for name in ["first_name", "last_name"] {
        for text in ["a\0b", "a\u{202e}b", "a\nb"] {
            let mut body = registration("ann@example.com");
            body[name] = text.into();
            let faults = [(json!(["body", name]), message, "value_error")];
            invalid(&post(&server, "/auth/register", &body), &faults);
        }
    }
}

#[test]
fn links_lead_to_web_pages() {
    let (server, ann) = scene();
    let path = "/sessions/1/detections/1/facial/1/suggestions";
    let with = |url: &str| ann.post(&server, path, &json!({"suggestion": "S", "url": url}));
    for url in [
        "https://example.com/a?b=c#d",
        "HTTP://Example.com",
        " https://example.com ",
    ] {
        assert_eq!(with(url).expect(200).json()["url"], url.trim());
    }
    let (one, few) = (
        "https://example.com/a,b",
        "https://a.b,http://c.d,https://e.f",
    );
    for (url, kept) in [
        (one, one),
        (few, few),
        ("https://a.b , http://c.d,\thttps://e.f", few),
    ] {
        assert_eq!(with(url).expect(200).json()["url"], kept);
    }
    let many = "List should have at most 3 items after validation";
    invalid(
        &with(&format!("{few},https://g.h")),
        &[(json!(["body", "url"]), many, "too_long")],
    );
    let message = "Input should be a valid URL, with scheme http or https";
    for url in [
        "javascript:alert(1)",
        "JAVASCRIPT://example.com/%0aalert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.com",
        "example.com",
        "https://",
        "https://bank.com@evil.com",
        "https://example.com/\u{202e}x",
        "https://example.com/\"onclick=",
        "https://example.com, javascript:alert(1)",
        ",",
    ] {
        invalid(
            &with(url),
            &[(json!(["body", "url"]), message, "url_parsing")],
        );
    }
}
