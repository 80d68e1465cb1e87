//! The document walked through, in each way of sending fields.

use serde_json::Value;

use super::{assert_moment, session_of, timeless};
use crate::common::{Ask, Reply, TestServer};
use crate::document::{compact, hide};

/// An endpoint as the document has it.
struct Example {
    method: &'static str,
    path: &'static str,
    /// The JSON of its request, if it shows one.
    request: Option<Value>,
    /// The JSON of its success, without blanks between the tokens.
    response: String,
}

fn examples() -> Vec<Example> {
    let document = include_str!("../documents/cultureconnect.md");
    document.split("\n#### `").skip(1).map(example).collect()
}

/// Its routes: method and path.
pub fn routes() -> Vec<(&'static str, String)> {
    let all = examples().into_iter();
    all.map(|one| (one.method, one.path.to_owned())).collect()
}

fn example(section: &'static str) -> Example {
    let (heading, rest) = section.split_once('`').expect("a heading");
    let (method, path) = heading.split_once(' ').expect("a method and a path");
    let mut shown = objects(rest);
    let response = compact(shown.pop().expect("a response"));
    let request = shown.pop();
    let request = request.map(|text| serde_json::from_str(text).expect("JSON"));
    assert!(shown.is_empty(), "{heading} shows one request at the most");
    Example {
        method,
        path,
        request,
        response,
    }
}

/// The JSON objects within a text.
fn objects(text: &str) -> Vec<&str> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some(start) = rest.find('{') {
        rest = &rest[start..];
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        match values.next() {
            Some(Ok(_)) => {
                let (object, after) = rest.split_at(values.byte_offset());
                found.push(object);
                rest = after;
            }
            _ => rest = &rest[1..],
        }
    }
    found
}

#[test]
fn the_whole_document_is_read() {
    let named: Vec<_> = examples()
        .iter()
        .map(|one| (one.method, one.path, one.request.is_some()))
        .collect();
    let expected = [
        ("GET", "/", false),
        ("GET", "/check", false),
        ("POST", "/auth/register", true),
        ("POST", "/auth/login", true),
        ("POST", "/auth/logout", true),
        ("GET", "/users", false),
        ("GET", "/users/{session_id}", false),
    ];
    assert_eq!(named, expected);
}

/// Every documented route is in the table, and nothing else is.
#[test]
fn the_table_is_the_documents() {
    let table: Vec<_> = crate::routes::of("cultureconnect")
        .iter()
        .map(|route| (route.method, route.pattern))
        .collect();
    let documented: Vec<_> = examples()
        .iter()
        .map(|one| (one.method, one.path))
        .collect();
    assert_eq!(table, documented);
}

/// How the fields of a body travel.
#[derive(Debug, Clone, Copy)]
enum Way {
    Json,
    Urlencoded,
    Multipart,
}

#[test]
fn every_example_with_json_bodies() {
    walk(Way::Json, "");
}

#[test]
fn every_example_with_urlencoded_bodies() {
    walk(Way::Urlencoded, "/");
}

#[test]
fn every_example_with_multipart_bodies() {
    walk(Way::Multipart, "/");
}

/// Somebody on his way through the document.
struct Journey {
    server: TestServer,
    way: Way,
    slash: &'static str,
    session: String,
}

fn walk(way: Way, slash: &'static str) {
    let server = TestServer::with(|settings, _| settings.policy.open_user_list = true);
    let mut journey = Journey {
        server,
        way,
        slash,
        session: String::new(),
    };
    for example in examples() {
        // Out at the end, not in the middle.
        if example.path != "/auth/logout" {
            journey.step(&example);
        }
    }
    let last = examples()
        .into_iter()
        .find(|one| one.path == "/auth/logout");
    journey.step(&last.expect("it is documented"));
    assert!(!super::speaks(&journey.server, &journey.session));
}

impl Journey {
    #[track_caller]
    fn step(&mut self, example: &Example) {
        if example.path == "/users" {
            super::register(&self.server, "example2");
        }
        let reply = self.ask(example).expect(200);
        if ["/auth/register", "/auth/login"].contains(&example.path) {
            self.session = session_of(&reply);
        }
        let (ours, documented) = comparable(example, &reply);
        assert_eq!(ours, documented, "{} {}", example.method, example.path);
    }

    fn ask(&self, example: &Example) -> Reply {
        let bare = example.path.replace("{session_id}", &self.session);
        let path = if bare == "/" { bare } else { bare + self.slash };
        let ask = self.server.ask(example.method, &path);
        let Some(mut request) = example.request.clone() else {
            return ask.send();
        };
        if let Some(session) = request.get_mut("session-id") {
            *session = self.session.clone().into();
        }
        fields(ask, self.way, &request).send()
    }
}

/// Our reply and the document's, what differs from day to day hidden in both.
#[track_caller]
fn comparable(example: &Example, reply: &Reply) -> (String, String) {
    let (ours, documented) = (reply.text(), example.response.clone());
    let hidden = |pointers: &[&str]| {
        let hide_all = |text: &str| {
            pointers
                .iter()
                .fold(text.to_owned(), |text, one| hide(&text, one))
        };
        (hide_all(&ours), hide_all(&documented))
    };
    match example.path {
        "/" => {
            assert_moment(reply.json()["timestamp"].as_str().expect("a time"), "");
            hidden(&["/timestamp"])
        }
        "/check" => hidden(&["/database_version"]),
        "/auth/register" | "/auth/login" => {
            assert_moment(reply.json()["expires_at"].as_str().expect("a time"), "");
            let (ours, documented) = hidden(&["/session_id", "/expires_at"]);
            // The contract adds the status that every other reply begins with.
            let status = r#"{"status":"success","#;
            let bare = documented
                .strip_prefix(status)
                .or(documented.strip_prefix('{'));
            (ours, format!("{status}{}", bare.expect("an object")))
        }
        "/users" => {
            // The document's two users have one name and one address, which no two can have.
            let ours = timeless(reply).replace("example2", "example");
            (ours, hide(&documented, "/time"))
        }
        "/users/{session_id}" => (timeless(reply), hide(&documented, "/time")),
        _ => (ours, documented),
    }
}

fn fields<'server>(ask: Ask<'server>, way: Way, request: &Value) -> Ask<'server> {
    let object = request.as_object().expect("an object").iter();
    let pairs = object.map(|(name, value)| (name.as_str(), value.as_str().expect("text")));
    let pairs: Vec<(&str, &str)> = pairs.collect();
    match way {
        Way::Json => ask.json(request),
        Way::Urlencoded => ask.form(&pairs),
        Way::Multipart => ask.multipart(&pairs, &[]),
    }
}
