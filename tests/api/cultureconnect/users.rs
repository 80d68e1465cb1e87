//! Who may see whom.

use firststep::domain::account::{AccountId, Role};
use firststep::store::accounts;
use serde_json::json;

use super::{login, own, refused, register, timeless};
use crate::common::TestServer;

fn set_role(server: &TestServer, account: i64, role: Role) {
    let store = &server.app().store;
    let done = store.write(move |tx| accounts::set_role(tx, AccountId(account), role));
    done.expect("the account is there");
}

const BOTH: &str = r#"{"status":"success","data":[{"id":1,"username":"ann","email":"ann@example.com"},{"id":2,"username":"bob","email":"bob@example.com"}],"time":"</time>"}"#;

#[test]
fn a_session_shows_its_own_user_and_no_other() {
    let server = TestServer::start();
    let (ann, bob) = (register(&server, "ann"), register(&server, "bob"));
    for (session, id, name) in [(ann, 1, "ann"), (bob, 2, "bob")] {
        let expected = json!({
            "status": "success",
            "data": {"id": id, "username": name, "email": format!("{name}@example.com")},
            "time": "</time>",
        });
        let reply = own(&server, &session).expect(200);
        assert_eq!(timeless(&reply), expected.to_string());
        assert_eq!(reply.header("Cache-Control"), Some("no-store"));
    }
}

/// What a path names isn't read as the caller's own; not even an administrator's session reaches further.
#[test]
fn an_administrators_session_shows_himself_too() {
    let server = TestServer::start();
    let (ann, _) = (register(&server, "ann"), register(&server, "bob"));
    set_role(&server, 1, Role::Admin);
    assert_eq!(own(&server, &ann).json()["data"]["id"], 1);
    for other in ["2", "bob", "bob@example.com"] {
        let ask = server.get(&format!("/users/{other}")).token(&ann);
        refused(&ask.send(), 404, super::LOST);
    }
}

#[test]
fn the_list_is_for_administrators() {
    let server = TestServer::start();
    let (ann, bob) = (register(&server, "ann"), register(&server, "bob"));
    set_role(&server, 1, Role::Admin);
    for path in ["/users", "/users/"] {
        let reply = server.get(path).token(&ann).send().expect(200);
        assert_eq!(timeless(&reply), BOTH);
        refused(
            &server.get(path).token(&bob).send(),
            403,
            "Administrators only",
        );
        refused(&server.get(path).send(), 401, "Not authenticated");
        // An id elsewhere than in the header is none.
        let reply = server.get(&format!("{path}?session_id={ann}")).send();
        refused(&reply, 401, "Not authenticated");
    }
    // The right ends with the role, not with the session.
    set_role(&server, 1, Role::User);
    refused(
        &server.get("/users").token(&ann).send(),
        403,
        "Administrators only",
    );
}

#[test]
fn the_whole_list_comes_whatever_the_query_says() {
    let server = TestServer::start();
    let (ann, _) = (register(&server, "ann"), register(&server, "bob"));
    set_role(&server, 1, Role::Admin);
    for query in [
        "skip=-1",
        "skip=1&limit=1",
        "limit=99999999999999999999",
        "limit=x&skip=%00",
        "%ff",
    ] {
        let reply = server.get(&format!("/users?{query}")).token(&ann).send();
        assert_eq!(timeless(&reply.expect(200)), BOTH, "{query}");
    }
}

#[test]
fn the_flag_opens_the_list_to_everybody() {
    let server = TestServer::with(|settings, _| settings.policy.open_user_list = true);
    refused(&server.get("/users").send(), 404, "No users found");
    let (ann, _) = (register(&server, "ann"), register(&server, "bob"));
    for ask in [
        server.get("/users"),
        server.get("/users/"),
        server.get("/users").token(&ann),
        server.get("/users").token("garbage"),
    ] {
        assert_eq!(timeless(&ask.send().expect(200)), BOTH);
    }
}

/// Who signed up here has no names, and who signed up elsewhere a made username.
#[test]
fn accounts_of_other_families_are_listed_and_may_sign_in() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    set_role(&server, 1, Role::Admin);
    let body = json!({"username": ann.username, "password": crate::common::PASSWORD});
    let reply = server.post("/auth/login").json(&body).send().expect(200);
    let session = super::session_of(&reply);
    let reply = server.get("/users").token(&session).send().expect(200);
    let expected = json!({
        "status": "success",
        "data": [{"id": 1, "username": ann.username, "email": "ann@example.com"}],
        "time": "</time>",
    });
    assert_eq!(timeless(&reply), expected.to_string());
    let bob = register(&server, "bob");
    assert_ne!(login(&server, "bob"), bob);
    let body = json!({"email": "bob@example.com", "password": super::PASSWORD});
    let reply = server.post("/api/login").json(&body).send().expect(200);
    assert_eq!(reply.json()["loginResult"]["name"], "");
}
