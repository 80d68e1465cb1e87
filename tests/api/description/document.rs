//! The document itself: every route is in it, and nothing else is.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{PATHS, described, operation};
use crate::common::TestServer;
use crate::routes;

#[test]
fn it_is_openapi_of_today() {
    let server = TestServer::start();
    for path in PATHS {
        let reply = server.get(path).send().expect(200);
        let document = reply.json();
        let version = document["openapi"].as_str().expect("a version");
        assert!(version.starts_with("3.1."), "{version}");
        assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
        for name in ["title", "summary"] {
            assert!(document["info"][name].is_string(), "{name}");
        }
        assert_eq!(reply.header("Cache-Control"), Some("no-cache"));
        // The same document every time: clients compare it.
        assert_eq!(server.get(path).send().body, reply.body);
    }
}

#[test]
fn it_covers_exactly_the_table() {
    let server = TestServer::start();
    let document = described(&server);
    let mut described = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for method in methods.as_object().expect("methods").keys() {
            assert_eq!(*method, method.to_lowercase());
            described.insert((path.clone(), method.to_uppercase()));
        }
    }
    let routes = routes::all().into_iter();
    let table: BTreeSet<_> = routes
        .map(|route| (route.pattern.to_owned(), route.method.to_owned()))
        .collect();
    assert_eq!(described, table);
    assert!(table.len() >= 21, "the table is there: {}", table.len());
}

#[test]
fn every_operation_is_whole() {
    let server = TestServer::start();
    let document = described(&server);
    let tags: Vec<&Value> = document["tags"]
        .as_array()
        .expect("tags")
        .iter()
        .map(|tag| &tag["name"])
        .collect();
    let mut names = BTreeSet::new();
    for route in routes::all() {
        let label = format!("{} {}", route.method, route.pattern);
        let operation = operation(&document, route.method, route.pattern);
        let summary = operation["summary"].as_str().expect(&label);
        let short = (4..=80).contains(&summary.len()) && !summary.contains('\n');
        assert!(short && !summary.ends_with('.'), "{label}: {summary}");
        let name = operation["operationId"].as_str().expect(&label);
        let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        assert!(name.chars().all(plain), "{label}: {name}");
        assert!(names.insert(name.to_owned()), "{name} stands twice");
        assert!(tags.contains(&&operation["tags"][0]), "{label}");
        let responses = operation["responses"].as_object().expect(&label);
        assert!(
            responses.keys().any(|status| status.starts_with('2')),
            "{label} never succeeds"
        );
        for (status, response) in responses {
            assert!(response["description"].is_string(), "{label} {status}");
        }
        let security = operation["security"].as_array().expect(&label);
        assert_eq!(!security.is_empty(), route.signed_in, "{label}");
        if route.family == "firststep" {
            // What several routes share is told once, in the default.
            let shared = &responses["default"]["content"]["application/json"]["examples"];
            let shared = shared["NoCredentials"]["summary"] == "401";
            let told = responses.contains_key("401") || (route.signed_in && shared);
            let refuses = route.signed_in || route.pattern == "/api/login";
            assert_eq!(told, refuses, "{label}");
        }
    }
}

#[test]
fn every_blank_of_a_path_is_a_parameter() {
    let server = TestServer::start();
    let document = described(&server);
    for route in routes::all() {
        let operation = operation(&document, route.method, route.pattern);
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let mut described: Vec<&str> = parameters
            .filter(|parameter| parameter["in"] == "path")
            .inspect(|parameter| assert_eq!(parameter["required"], true))
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        let words = route.pattern.split('/');
        let mut blanks: Vec<&str> = words
            .filter_map(|word| word.strip_prefix('{')?.strip_suffix('}'))
            .collect();
        described.sort_unstable();
        blanks.sort_unstable();
        assert_eq!(described, blanks, "{}", route.pattern);
    }
}

#[test]
fn every_security_scheme_is_declared() {
    let server = TestServer::start();
    let document = described(&server);
    let declared = document["components"]["securitySchemes"]
        .as_object()
        .expect("schemes");
    for route in routes::all().iter().filter(|route| route.signed_in) {
        let operation = operation(&document, route.method, route.pattern);
        for scheme in operation["security"].as_array().expect("a list") {
            let mut names = scheme.as_object().expect("an object").keys();
            assert!(
                names.all(|name| declared.contains_key(name)),
                "{}",
                route.pattern
            );
        }
    }
}

/// Fields are described in one kind, which every generator of clients can send; that forms are taken
/// too is said in words.
#[test]
fn every_body_is_described_with_its_fields() {
    let server = TestServer::start();
    let document = described(&server);
    for (path, fields) in [
        (
            "/api/register",
            &["frontName", "lastName", "email", "password"][..],
        ),
        ("/api/login", &["email", "password"]),
        (
            "/api/changepassword",
            &["currrentPassword", "currentPassword", "newPassword"],
        ),
        (
            "/api/predict",
            &[
                "input",
                "consent",
                "milliseconds",
                "order",
                "language",
                "attention",
            ],
        ),
    ] {
        let content = &operation(&document, "POST", path)["requestBody"]["content"];
        let listed: Vec<&String> = content.as_object().expect(path).keys().collect();
        assert_eq!(listed, ["application/json"], "{path}");
        let properties = content["application/json"]["schema"]["properties"].as_object();
        let names: Vec<&String> = properties.expect(path).keys().collect();
        assert_eq!(names, fields, "{path}");
    }
    let words = document["info"]["description"].as_str().expect("words");
    for kind in ["application/x-www-form-urlencoded", "multipart/form-data"] {
        assert!(words.contains(kind), "{kind}");
    }
    let photo = &operation(&document, "POST", "/api/uploadphoto")["requestBody"]["content"];
    let field = &photo["multipart/form-data"]["schema"]["properties"]["photo_profile"];
    assert_eq!(field["format"], "binary");
}
