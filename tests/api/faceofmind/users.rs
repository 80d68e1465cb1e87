//! Users: oneself, and for administrators everybody.

use serde_json::{Value, json};

use super::{
    BAD_TOKEN, INACTIVE, NO_USER, NOT_ALLOWED, admin, done, invalid, login, masked, newcomer, post,
    refused, register, told, try_login,
};
use crate::common::{PASSWORD, TestServer};

const ANN: &str = "ann@example.com";

fn user(id: i64, email: &str, status: &str) -> String {
    format!(
        r#"{{"id":{id},"email":"{email}","first_name":"John","last_name":"Doe","role":"user","status":"{status}","created_at":"<time>"}}"#
    )
}

#[test]
fn administrators_list_everybody_in_order() {
    let server = TestServer::start();
    let admin = admin(&server);
    register(&server, ANN);
    newcomer(&server, "bob@example.com");
    let boss =
        user(1, "admin@example.com", "active").replace("\"role\":\"user\"", "\"role\":\"admin\"");
    let (ann, bob) = (
        user(2, ANN, "inactive"),
        user(3, "bob@example.com", "active"),
    );
    told(
        admin.get(&server, "/users/"),
        &format!("[{boss},{ann},{bob}]"),
    );
    told(
        admin.get(&server, "/users?skip=1&limit=1"),
        &format!("[{ann}]"),
    );
    told(admin.get(&server, "/users/?skip=3"), "[]");
}

#[test]
fn one_sees_oneself_and_administrators_see_everybody() {
    let server = TestServer::start();
    let admin = admin(&server);
    let ann = newcomer(&server, ANN);
    let bob = newcomer(&server, "bob@example.com");
    let expected = user(2, ANN, "active");
    told(ann.get(&server, "/users/2"), &expected);
    told(ann.get(&server, "/auth/me"), &expected);
    told(ann.get(&server, "/users/me"), &expected);
    told(admin.get(&server, "/users/2"), &expected);
    // Nobody else learns which numbers there are.
    for id in ["1", "2", "999", "0", "-1", "9223372036854775807"] {
        refused(&bob.get(&server, &format!("/users/{id}")), 403, NOT_ALLOWED);
        refused(
            &bob.put(
                &server,
                &format!("/users/{id}"),
                &json!({"first_name": "X"}),
            ),
            403,
            NOT_ALLOWED,
        );
    }
    for id in ["999", "0", "-1", "9223372036854775807"] {
        refused(&admin.get(&server, &format!("/users/{id}")), 404, NO_USER);
        refused(
            &admin.put(
                &server,
                &format!("/users/{id}"),
                &json!({"first_name": "X"}),
            ),
            404,
            NO_USER,
        );
        refused(
            &admin.delete(&server, &format!("/users/{id}")),
            404,
            NO_USER,
        );
        for change in ["activate", "deactivate"] {
            refused(
                &admin.patch(&server, &format!("/users/{id}/{change}")),
                404,
                NO_USER,
            );
        }
    }
}

#[test]
fn one_changes_oneself_a_field_at_a_time() {
    let server = TestServer::start();
    let ann = newcomer(&server, ANN);
    let change = |body: Value| masked(&ann.put(&server, "/users/1", &body).expect(200).text());
    let expected = user(1, ANN, "active");
    assert_eq!(change(json!({})), expected);
    let expected = expected.replace("John", "Jane");
    assert_eq!(
        change(json!({"first_name": " Jane ", "last_name": null})),
        expected
    );
    let expected = expected.replace("Doe", "");
    assert_eq!(change(json!({"last_name": ""})), expected);
    let expected = expected.replace(ANN, "jane@example.com");
    assert_eq!(change(json!({"email": "Jane@Example.com"})), expected);
    // What isn't anybody's to change is passed over.
    assert_eq!(
        change(
            json!({"id": 7, "created_at": "2001-01-01T00:00:00Z", "password": "swordfish99", "x": 1})
        ),
        expected
    );
    login(&server, "jane@example.com");
    assert_eq!(try_login(&server, ANN, PASSWORD).status, 401);
}

#[test]
fn role_and_status_are_an_administrators_to_change() {
    let server = TestServer::start();
    let admin = admin(&server);
    let ann = newcomer(&server, ANN);
    for body in [
        json!({"role": "admin"}),
        json!({"role": "user"}),
        json!({"status": "active"}),
        json!({"status": "suspended"}),
        json!({"first_name": "Eve", "role": "admin"}),
    ] {
        refused(&ann.put(&server, "/users/2", &body), 403, NOT_ALLOWED);
    }
    told(ann.get(&server, "/users/2"), &user(2, ANN, "active"));
    refused(&ann.get(&server, "/users/"), 403, NOT_ALLOWED);
    let promoted = user(2, ANN, "active").replace("\"role\":\"user\"", "\"role\":\"admin\"");
    told(
        admin.put(&server, "/users/2", &json!({"role": "admin"})),
        &promoted,
    );
    ann.get(&server, "/users/").expect(200);
    told(
        admin.put(&server, "/users/2", &json!({"role": "user"})),
        &user(2, ANN, "active"),
    );
    refused(&ann.get(&server, "/users/"), 403, NOT_ALLOWED);
}

#[test]
fn roles_and_statuses_are_words_of_a_few() {
    let server = TestServer::start();
    let admin = admin(&server);
    let roles = "Input should be 'user' or 'admin'";
    let statuses = "Input should be 'inactive', 'active', 'deactivated' or 'suspended'";
    for wrong in [
        json!("root"),
        json!("Admin"),
        json!(1),
        json!(["admin"]),
        json!(""),
    ] {
        let body = json!({"role": wrong, "status": wrong});
        let faults = [
            (json!(["body", "role"]), roles, "enum"),
            (json!(["body", "status"]), statuses, "enum"),
        ];
        invalid(&admin.put(&server, "/users/1", &body), &faults);
    }
}

#[test]
fn an_address_that_is_taken_stays_taken() {
    let server = TestServer::start();
    let ann = newcomer(&server, ANN);
    newcomer(&server, "bob@example.com");
    let body = json!({"first_name": "Eve", "email": "BOB@example.com"});
    refused(
        &ann.put(&server, "/users/1", &body),
        400,
        "Email already registered",
    );
    told(ann.get(&server, "/users/1"), &user(1, ANN, "active"));
    // One's own is no conflict.
    ann.put(&server, "/users/1", &json!({"email": ANN}))
        .expect(200);
}

#[test]
fn administrators_deactivate_and_activate() {
    let server = TestServer::start();
    let admin = admin(&server);
    let ann = newcomer(&server, ANN);
    let elsewhere = server.login(ANN, PASSWORD);
    let expected = |message: &str, status: &str| {
        format!(
            r#"{{"message":"{message}","user":{}}}"#,
            user(2, ANN, status)
        )
    };
    let off = expected("User deactivated successfully", "deactivated");
    told(admin.patch(&server, "/users/2/deactivate"), &off);
    told(admin.patch(&server, "/users/2/deactivate/"), &off);
    refused(&ann.get(&server, "/auth/me"), 400, INACTIVE);
    assert_eq!(
        server
            .get("/api/profile")
            .token(&elsewhere.token)
            .send()
            .status,
        401
    );
    refused(&try_login(&server, ANN, PASSWORD), 400, super::NOT_ACTIVE);
    let on = expected("User activated successfully", "active");
    told(admin.patch(&server, "/users/2/activate"), &on);
    // The sessions of before don't come back.
    refused(&ann.get(&server, "/auth/me"), 401, BAD_TOKEN);
    let body = json!({"refresh_token": ann.refresh});
    refused(
        &post(&server, "/auth/refresh", &body),
        401,
        "Invalid refresh token",
    );
    login(&server, ANN);
}

#[test]
fn administrators_activate_who_waits_and_who_is_suspended() {
    let server = TestServer::start();
    let admin = admin(&server);
    register(&server, ANN);
    admin.patch(&server, "/users/2/activate").expect(200);
    login(&server, ANN);
    admin
        .put(&server, "/users/2", &json!({"status": "suspended"}))
        .expect(200);
    let sentence = "Account is suspended. Please contact administrator.";
    refused(&try_login(&server, ANN, PASSWORD), 403, sentence);
    admin.patch(&server, "/users/2/activate").expect(200);
    login(&server, ANN);
}

#[test]
fn deleting_leaves_nothing() {
    let server = TestServer::start();
    let admin = admin(&server);
    let ann = newcomer(&server, ANN);
    let session = ann.make(&server, "/sessions/", &json!({}));
    let detection = json!({"facial_data": [{"emotion": "sad", "suggestions": [{"suggestion": "Walk"}]}],
        "voice_data": [{"content": "Hm"}], "suggestions": [{"suggestion": "Rest"}]});
    ann.make(
        &server,
        &format!("/sessions/{session}/detections"),
        &detection,
    );
    ann.patch(&server, &format!("/sessions/{session}/end"))
        .expect(200);
    let feedback = format!("/sessions/{session}/feedback");
    ann.post(&server, &feedback, &json!({"rating": 5}))
        .expect(200);
    let post = ann.make(&server, "/posts", &json!({"title": "T", "content": "C"}));
    let under_admins = admin.make(&server, "/posts", &json!({"title": "T", "content": "C"}));
    for at in [post, under_admins] {
        ann.make(
            &server,
            &format!("/posts/{at}/comments"),
            &json!({"content": "C"}),
        );
        admin.make(
            &server,
            &format!("/posts/{at}/comments"),
            &json!({"content": "C"}),
        );
    }
    let reminder = json!({"title": "R", "reminder_time": "2099-01-01T00:00:00Z"});
    ann.make(&server, "/reminders", &reminder);
    super::post(
        &server,
        "/auth/request-password-reset",
        &json!({"email": ANN}),
    )
    .expect(200);
    done(
        &admin.delete(&server, "/users/2"),
        "User deleted successfully",
    );
    refused(&admin.delete(&server, "/users/2"), 404, NO_USER);
    let left = rusqlite::Connection::open(server.database()).expect("the database");
    let count = |table: &str| -> i64 {
        let sql = format!("select count(*) from {table}");
        left.query_row(&sql, (), |row| row.get(0)).expect("a count")
    };
    for table in [
        "diary_sessions",
        "detections",
        "facial_data",
        "voice_data",
        "suggestions",
        "feedback",
        "reminders",
        "codes",
    ] {
        assert_eq!(count(table), 0, "{table}");
    }
    assert_eq!(
        (count("posts"), count("comments")),
        (1, 1),
        "the administrator's own"
    );
    assert_eq!(super::take_codes(&server, ANN).len(), 0, "no mail either");
}

#[test]
fn one_changes_oneself_without_knowing_ones_number() {
    let server = TestServer::start();
    admin(&server);
    let ann = newcomer(&server, ANN);
    let renamed = user(2, ANN, "active").replace("John", "Ann");
    let body = json!({"first_name": "Ann", "id": 1});
    told(ann.put(&server, "/users/me", &body), &renamed);
    told(ann.get(&server, "/users/me/"), &renamed);
    for body in [json!({"role": "admin"}), json!({"status": "active"})] {
        refused(&ann.put(&server, "/users/me", &body), 403, NOT_ALLOWED);
    }
    let reply = server.get("/api/v1/users/me").send();
    refused(&reply, 403, super::NO_TOKEN);
}

#[test]
fn the_last_active_administrator_stays_one() {
    const LAST: &str = "The last active administrator has to stay one";
    let server = TestServer::start();
    let admin = admin(&server);
    let own = "/users/1";
    for change in [
        json!({"role": "user"}),
        json!({"status": "suspended"}),
        json!({"status": "deactivated", "first_name": "Gone"}),
    ] {
        refused(&admin.put(&server, own, &change), 403, LAST);
    }
    refused(&admin.patch(&server, "/users/1/deactivate"), 403, LAST);
    let told = admin.get(&server, own).expect(200).json();
    assert_eq!(
        (&told["role"], &told["status"], &told["first_name"]),
        (&json!("admin"), &json!("active"), &json!("John")),
        "nothing of it was done"
    );
    // Who says what is so already takes nothing away.
    let same = json!({"role": "admin", "status": "active"});
    admin.put(&server, own, &same).expect(200);
    // One who can't sign in is no other administrator.
    let other = newcomer(&server, "other@example.com");
    admin
        .put(
            &server,
            "/users/2",
            &json!({"role": "admin", "status": "deactivated"}),
        )
        .expect(200);
    refused(
        &admin.put(&server, own, &json!({"role": "user"})),
        403,
        LAST,
    );
    admin.patch(&server, "/users/2/activate").expect(200);
    admin
        .put(&server, own, &json!({"role": "user"}))
        .expect(200);
    let _ = other;
}
