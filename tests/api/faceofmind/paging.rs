//! `skip` and `limit` of every list.

use serde_json::{Value, json};

use super::{Who, admin, invalid, told};
use crate::common::TestServer;
use crate::routes;

const LISTS: [&str; 6] = [
    "/users/",
    "/sessions/",
    "/sessions/1/detections",
    "/posts",
    "/posts/1/comments",
    "/reminders",
];

fn scene() -> (TestServer, Who) {
    let server = TestServer::start();
    let admin = admin(&server);
    admin.make(&server, "/sessions/", &json!({}));
    admin.make(&server, "/posts", &json!({"title": "T", "content": "C"}));
    (server, admin)
}

fn place(name: &str) -> Value {
    json!(["query", name])
}

#[test]
fn every_list_is_among_these() {
    let served = routes::of("faceofmind");
    let lists = served.iter().filter(|route| {
        let last = route
            .pattern
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .expect("a word");
        route.method == "GET"
            && [
                "users",
                "sessions",
                "detections",
                "posts",
                "comments",
                "reminders",
            ]
            .contains(&last)
    });
    assert_eq!(lists.count(), LISTS.len());
}

#[test]
fn out_of_bounds_is_a_fault_of_its_own() {
    let (server, admin) = scene();
    let number = "Input should be a valid integer, unable to parse string as an integer";
    let least = "Input should be greater than or equal to 0";
    let most = "Input should be less than or equal to 1000";
    for list in LISTS {
        let ask = |query: &str| admin.get(&server, &format!("{list}?{query}"));
        for name in ["skip", "limit"] {
            for wrong in [
                "x",
                "",
                "1.5",
                "0x1",
                "1e3",
                "null",
                "9223372036854775808",
                "%00",
                "1%202",
                "%D9%A1",
            ] {
                invalid(
                    &ask(&format!("{name}={wrong}")),
                    &[(place(name), number, "int_parsing")],
                );
            }
            for wrong in ["-1", "-9223372036854775808"] {
                invalid(
                    &ask(&format!("{name}={wrong}")),
                    &[(place(name), least, "greater_than_equal")],
                );
            }
        }
        for wrong in ["1001", "9223372036854775807"] {
            invalid(
                &ask(&format!("limit={wrong}")),
                &[(place("limit"), most, "less_than_equal")],
            );
        }
        let both = [
            (place("skip"), least, "greater_than_equal"),
            (place("limit"), number, "int_parsing"),
        ];
        invalid(&ask("limit=x&skip=-1"), &both);
    }
}

#[test]
fn within_bounds_all_is_well() {
    let (server, admin) = scene();
    for list in LISTS {
        for query in [
            "",
            "skip=0",
            "limit=1000",
            "skip=0&limit=1",
            "other=x",
            "skip=+0",
        ] {
            admin.get(&server, &format!("{list}?{query}")).expect(200);
        }
        told(admin.get(&server, &format!("{list}?limit=0")), "[]");
        told(
            admin.get(
                &server,
                &format!("{list}?skip=9223372036854775807&limit=1000"),
            ),
            "[]",
        );
    }
}

#[test]
fn without_a_limit_a_hundred_come() {
    let (server, admin) = scene();
    for _ in 0..101 {
        admin.make(&server, "/sessions/", &json!({}));
    }
    let count = |query: &str| {
        let list = admin
            .get(&server, &format!("/sessions/{query}"))
            .expect(200)
            .json();
        list.as_array().expect("a list").len()
    };
    assert_eq!(count(""), 100);
    assert_eq!(count("?skip=100"), 2);
    assert_eq!(count("?limit=1000"), 102);
}
