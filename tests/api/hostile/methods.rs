//! Methods that a path doesn't have, and those that every path has.

use std::collections::BTreeMap;

use crate::common::TestServer;
use crate::routes::{self, Known};

const METHODS: [&str; 8] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW",
];

/// The routes by their path.
fn by_path() -> BTreeMap<&'static str, Vec<Known>> {
    let mut paths: BTreeMap<&str, Vec<Known>> = BTreeMap::new();
    for route in routes::all() {
        paths.entry(route.pattern).or_default().push(route);
    }
    paths
}

/// Routes whose replies have no moment in them, and so can be compared.
fn steady() -> Vec<Known> {
    ["firststep", "site"]
        .into_iter()
        .flat_map(routes::of)
        .collect()
}

/// Routes that flask-api's document wants to be a GET although they change something.
const CHANGING: [&str; 3] = ["/api/auth/logout", "/api/refresh", "/api/auth/refresh"];

fn allowed(routes: &[Known]) -> Vec<&'static str> {
    let mut methods = vec!["OPTIONS"];
    methods.extend(routes.iter().map(|route| route.method));
    if methods.contains(&"GET") && !CHANGING.contains(&routes[0].pattern) {
        methods.push("HEAD");
    }
    methods.sort_unstable();
    methods
}

#[test]
fn a_wrong_method_is_told_the_right_ones() {
    let server = TestServer::start();
    for (pattern, routes) in by_path() {
        let allowed = allowed(&routes);
        let path = routes[0].path();
        let wrong = METHODS.iter().filter(|method| !allowed.contains(method));
        for method in wrong {
            let reply = server.raw(method, &path).send();
            assert_eq!(reply.status, 405, "{method} {pattern}");
            assert_eq!(
                reply.header("Allow"),
                Some(&*allowed.join(", ")),
                "{pattern}"
            );
            let expected = match (*method, routes[0].family) {
                ("HEAD", _) => "",
                (_, "firststep") => r#"{"error":true,"msg":"Metode tidak diizinkan"}"#,
                (_, "site") => r#"{"error":"This address doesn't take that method."}"#,
                // Each family's own tests know its words.
                _ => continue,
            };
            assert_eq!(reply.text(), expected, "{method} {pattern}");
        }
    }
}

#[test]
fn options_tell_the_methods() {
    let server = TestServer::start();
    for (pattern, routes) in by_path() {
        for slash in ["", "/"] {
            // Some documents write the slash at the end, and `/` is nothing else.
            let path = routes[0].path();
            let path = match path.trim_end_matches('/') {
                "" => path,
                bare => format!("{bare}{slash}"),
            };
            let reply = server.raw("OPTIONS", &path).send();
            assert_eq!((reply.status, reply.body.len()), (204, 0), "{pattern}");
            assert_eq!(reply.header("Allow"), Some(&*allowed(&routes).join(", ")));
        }
    }
}

#[test]
fn head_is_get_without_the_body() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let gets = steady().into_iter().filter(|route| route.method == "GET");
    for route in gets {
        for token in [&ann.token, "none"] {
            let ask = |method| server.raw(method, &route.path()).token(token).send();
            let (get, head) = (ask("GET"), ask("HEAD"));
            assert!(head.body.is_empty() && !get.body.is_empty());
            assert_eq!(head.status, get.status, "{}", route.pattern);
            let length = get.body.len().to_string();
            assert_eq!(
                head.header("Content-Length"),
                Some(&*length),
                "{}",
                route.pattern
            );
            assert_eq!(head.header("Content-Type"), get.header("Content-Type"));
        }
    }
}

/// With a slash at its end and without, a path is the same: no redirect, no difference.
#[test]
fn a_slash_at_the_end_changes_nothing() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    for route in steady() {
        let path = route.path();
        if path == "/" || route.method == "DELETE" {
            continue;
        }
        for token in [&ann.token, "none"] {
            let ask = |path: &str| server.raw(route.method, path).token(token).send();
            let (bare, slashed) = (ask(&path), ask(&(path.clone() + "/")));
            assert_eq!(slashed.status, bare.status, "{path}/");
            assert_eq!(slashed.body, bare.body, "{path}/");
        }
    }
}
