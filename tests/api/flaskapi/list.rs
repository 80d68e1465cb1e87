//! The lists of users, which are an administrator's to see.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Pair, first_as_admin, login, newcomer, put, refused, register};
use crate::common::TestServer;

const HOUR: Duration = Duration::from_secs(60 * 60);

fn list(server: &TestServer, admin: &Pair, path: &str) -> Value {
    let get = server.get(path).token(&admin.access).send().expect(200);
    let put = server
        .ask("PUT", path)
        .token(&admin.access)
        .send()
        .expect(200);
    assert_eq!(get.text(), put.text(), "the document asks for it with PUT");
    get.json()
}

fn names(reply: &Value) -> Vec<&str> {
    let users = reply["results"].as_array().expect("a list").iter();
    users
        .map(|user| user["username"].as_str().expect("text"))
        .collect()
}

#[test]
fn everybody_is_listed_in_the_order_they_came() {
    let server = TestServer::start();
    let admin = first_as_admin(&server);
    let kucing = newcomer(&server, "kucing");
    register(&server, "anjing");
    put(&server, &kucing, &json!({"played_games": ["x"]}))
        .send()
        .expect(200);
    let reply = list(&server, &admin, "/api/user/all");
    assert_eq!(
        (&reply["status"], &reply["message"]),
        (&json!(true), &json!("Users have been collected."))
    );
    assert_eq!(reply["total"], 3);
    assert_eq!(names(&reply), ["admin", "kucing", "anjing"]);
    assert_eq!(reply["results"][0]["role"], "admin");
    assert_eq!(reply["results"][1], super::me(&server, &kucing));
    assert_eq!(reply["results"][2]["last_login"], "", "he never did");
    let text = reply.to_string();
    assert!(!text.contains("password") && !text.contains("$2"), "{text}");
}

#[test]
fn a_stretch_of_the_list_is_brought_within_its_bounds() {
    let server = TestServer::start();
    let admin = first_as_admin(&server);
    for name in ["b", "c", "d"] {
        register(&server, name);
    }
    for (query, expected) in [
        ("", &["admin", "b", "c", "d"][..]),
        ("?skip=1&limit=2", &["b", "c"]),
        ("?limit=1", &["admin"]),
        ("?skip=3", &["d"]),
        ("?skip=4", &[]),
        ("?skip=-1", &["admin", "b", "c", "d"]),
        ("?limit=0", &["admin"]),
        ("?limit=-9223372036854775808", &["admin"]),
        ("?limit=9223372036854775807", &["admin", "b", "c", "d"]),
        ("?skip=9223372036854775807&limit=9223372036854775807", &[]),
    ] {
        let reply = list(&server, &admin, &format!("/api/user/all{query}"));
        assert_eq!(names(&reply), expected, "{query}");
        assert_eq!(reply["total"], 4, "{query}");
    }
    for (query, field) in [
        ("skip=x", "skip"),
        ("limit=1.5", "limit"),
        ("skip=", "skip"),
        ("limit=9223372036854775808", "limit"),
    ] {
        for path in ["all", "active"] {
            let reply = server
                .get(&format!("/api/user/{path}?{query}"))
                .token(&admin.access)
                .send();
            refused(&reply, 400, &format!("`{field}` should be an integer."));
        }
    }
}

#[test]
fn the_active_are_those_who_signed_in_within_five_hours() {
    let server = TestServer::start();
    first_as_admin(&server);
    newcomer(&server, "kucing");
    register(&server, "anjing");
    server.advance(3 * HOUR);
    let admin = login(&server, "admin");
    let reply = list(&server, &admin, "/api/user/active");
    assert_eq!(reply["message"], "Active users have been collected.");
    assert_eq!(
        (names(&reply), &reply["total"]),
        (vec!["admin", "kucing"], &json!(2))
    );
    server.advance(Duration::from_secs(119 * 60));
    let reply = list(&server, &admin, "/api/user/active?skip=1&limit=1");
    assert_eq!(
        (names(&reply), &reply["total"]),
        (vec!["kucing"], &json!(2))
    );
    server.advance(Duration::from_secs(61));
    let reply = list(&server, &admin, "/api/user/active");
    assert_eq!((names(&reply), &reply["total"]), (vec!["admin"], &json!(1)));
    // To sign in through another family is to sign in.
    server.newcomer("ann@example.com");
    assert_eq!(names(&list(&server, &admin, "/api/user/active")).len(), 2);
    server.advance(6 * HOUR);
    let reply = list(&server, &admin, "/api/user/active");
    assert_eq!((names(&reply), &reply["total"]), (Vec::new(), &json!(0)));
}
