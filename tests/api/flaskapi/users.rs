//! Whose document one may see, change and delete.

use serde_json::json;

use super::{
    EXPIRED, NO_ACCESS, NOT_FOUND, PASSWORD, done, first_as_admin, login, me, newcomer, put,
    refused, register,
};
use crate::common::TestServer;
use crate::routes;

#[test]
fn one_sees_and_changes_ones_own_by_name_and_by_address() {
    let server = TestServer::start();
    let kucing = newcomer(&server, "kucing");
    for name in [
        "kucing",
        "KUCING",
        "kucing@example.com",
        "kucing%40example.com",
        "%6bucing",
    ] {
        let path = format!("/api/user/{name}");
        let reply = server
            .get(&path)
            .token(&kucing.access)
            .send()
            .expect(200)
            .json();
        assert_eq!(reply["message"], "User found.");
        assert_eq!(reply["results"], me(&server, &kucing));
        let body = json!({"profile": {"city": name}});
        let reply = server
            .ask("PUT", &path)
            .token(&kucing.access)
            .json(&body)
            .send();
        let reply = reply.expect(200).json();
        assert_eq!(reply["message"], "You information has been updated.");
        assert_eq!(reply["results"]["profile"]["city"], name);
    }
}

/// Others get the same answer whether there is such an account or not.
#[test]
fn others_are_out_of_reach_and_nobody_learns_who_is_here() {
    let server = TestServer::start();
    let kucing = newcomer(&server, "kucing");
    newcomer(&server, "anjing");
    for name in [
        "anjing",
        "anjing@example.com",
        "nobody",
        "1",
        "..",
        "%2e%2e",
        "kucing%20",
        "'%20or%20'1'='1",
        &"x".repeat(4000),
    ] {
        for method in ["GET", "PUT", "DELETE"] {
            let reply = server
                .raw(method, &format!("/api/user/{name}"))
                .token(&kucing.access)
                .send();
            refused(&reply, 403, NO_ACCESS);
        }
    }
    for name in ["%00", "kucing%00", "%ff", "kucing/x", "kucing//"] {
        let reply = server
            .raw("GET", &format!("/api/user/{name}"))
            .token(&kucing.access)
            .send();
        refused(&reply, 404, "Page NOT FOUND.");
    }
    assert_eq!(
        me(&server, &login(&server, "anjing"))["profile"]["city"],
        json!(null)
    );
}

#[test]
fn what_is_an_administrators_is_refused_to_others() {
    let server = TestServer::start();
    let kucing = newcomer(&server, "kucing");
    for method in ["GET", "PUT"] {
        for path in ["/api/user/all", "/api/user/active", "/api/user/all?skip=x"] {
            refused(
                &server.ask(method, path).token(&kucing.access).send(),
                403,
                NO_ACCESS,
            );
        }
    }
    // Not even oneself.
    refused(
        &server
            .delete("/api/user/kucing")
            .token(&kucing.access)
            .send(),
        403,
        NO_ACCESS,
    );
    super::login(&server, "kucing");
}

#[test]
fn an_administrator_reaches_everybody() {
    let server = TestServer::start();
    let admin = first_as_admin(&server);
    let kucing = newcomer(&server, "kucing");
    for name in ["kucing", "kucing@example.com"] {
        let path = format!("/api/user/{name}");
        let found = server
            .get(&path)
            .token(&admin.access)
            .send()
            .expect(200)
            .json();
        assert_eq!(found["results"], me(&server, &kucing));
        let body = json!({"played_games": [name]});
        let change = server.ask("PUT", &path).token(&admin.access).json(&body);
        change.send().expect(200);
        assert_eq!(
            me(&server, &kucing)["played_games"],
            json!([name.to_uppercase()])
        );
    }
    assert_eq!(
        me(&server, &admin)["played_games"],
        json!([]),
        "his own is another"
    );
    for method in ["GET", "PUT", "DELETE"] {
        let reply = server
            .ask(method, "/api/user/nobody")
            .token(&admin.access)
            .send();
        refused(&reply, 404, NOT_FOUND);
    }
}

#[test]
fn an_administrator_deletes_by_name_and_by_address() {
    let server = TestServer::start();
    let admin = first_as_admin(&server);
    for name in ["kucing", "kucing@example.com"] {
        let kucing = newcomer(&server, "kucing");
        put(&server, &kucing, &json!({"played_games": ["x"]}))
            .send()
            .expect(200);
        let reply = server
            .delete(&format!("/api/user/{name}"))
            .token(&admin.access)
            .send();
        done(&reply, &format!("Username [{name}] has been deleted."));
        refused(
            &server.get("/api/user/me").token(&kucing.access).send(),
            401,
            EXPIRED,
        );
        let again = server
            .delete(&format!("/api/user/{name}"))
            .token(&admin.access)
            .send();
        refused(&again, 404, NOT_FOUND);
    }
    // With the account its document is gone, and the next of that name begins anew.
    let database = rusqlite::Connection::open(server.database()).expect("the database");
    let documents: i64 = database
        .query_row("select count(*) from documents", (), |row| row.get(0))
        .expect("a count");
    assert_eq!(documents, 0);
    assert_eq!(
        me(&server, &newcomer(&server, "kucing"))["played_games"],
        json!([])
    );
}

/// Whoever an older version let take a word of ours is reached by their address.
#[test]
fn words_win_over_names() {
    let server = TestServer::start();
    let admin = first_as_admin(&server);
    register(&server, "old");
    server.rename("old@example.com", "all");
    let reply = server.get("/api/user/all").token(&admin.access).send();
    assert_eq!(
        reply.expect(200).json()["message"],
        "Users have been collected."
    );
    let reply = server
        .get("/api/user/old@example.com")
        .token(&admin.access)
        .send();
    assert_eq!(reply.expect(200).json()["results"]["username"], "all");
    // A word has its own methods, and no others.
    let reply = server.delete("/api/user/all").token(&admin.access).send();
    refused(&reply, 405, "Method not allowed.");
    assert_eq!(reply.header("Allow"), Some("GET, HEAD, OPTIONS, PUT"));
}

/// An older version let anybody take another's address as a name. It stays the other's: who asks for it means
/// them, and they sign in with it.
#[test]
fn a_name_that_is_anothers_address_gives_nothing_away() {
    let server = TestServer::start();
    newcomer(&server, "kucing");
    let mut thief = super::sign_up("thief");
    thief["email"] = "thief@example.com".into();
    server.post("/api/user").json(&thief).send().expect(200);
    server.rename("thief@example.com", "kucing@example.com");
    let thief = login(&server, "thief@example.com");
    let path = "/api/user/kucing@example.com";
    refused(
        &server.get(path).token(&thief.access).send(),
        403,
        "You do not have access to this feature.",
    );
    let owner = login(&server, "kucing@example.com");
    assert_eq!(me(&server, &owner)["username"], "kucing");
    let reply = server.get(path).token(&owner.access).send();
    assert_eq!(reply.expect(200).json()["results"]["username"], "kucing");
}

/// Who signed up where no name is asked for has none, and no blank one either.
#[test]
fn whoever_has_no_name_is_told_to_have_none() {
    let server = TestServer::start();
    let person = json!({"username": "kucing", "email": "kucing@example.com", "password": PASSWORD});
    server
        .post("/auth/register")
        .json(&person)
        .send()
        .expect(200);
    let kucing = login(&server, "kucing");
    assert_eq!(me(&server, &kucing)["profile"]["fullname"], json!(null));
}

/// Paths of the family that nobody serves, and methods that nobody has, are told in its words.
#[test]
fn what_is_not_there_is_told_in_the_familys_words() {
    let server = TestServer::start();
    for path in [
        "/api/auth",
        "/api/auth/x",
        "/api/user/a/b",
        "/api/refresh/x",
    ] {
        refused(&server.get(path).send(), 404, "Page NOT FOUND.");
    }
    for route in routes::of("flaskapi") {
        let reply = server.ask("PATCH", &route.path()).send();
        if route.pattern == super::SHARED {
            assert_eq!(reply.status, 405);
        } else {
            refused(&reply, 405, "Method not allowed.");
        }
        let allowed = reply.header("Allow").expect("the methods");
        assert!(
            allowed.split(", ").any(|method| method == route.method),
            "{allowed}"
        );
    }
}
