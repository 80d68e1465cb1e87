//! Sign-up, sign-in, changes, leaving.

use serde_json::json;

use super::{
    EXPIRED, NO_SESSION, ask, code_of, login, newcomer, profile, refused_login, registration,
    sign_up, told,
};
use crate::common::{PASSWORD, TestServer};

#[test]
fn what_is_taken_is_a_conflict_at_either_sign_up() {
    let server = TestServer::start();
    sign_up(&server, "ana@example.com", "anapop");
    for path in ["/creare-cont", "/intra-in-cont", "/creare-cont/"] {
        for (email, username, sentence) in [
            ("ana@example.com", "another", "Email already taken"),
            (" ANA@example.com", "another", "Email already taken"),
            ("other@example.com", "anapop", "Username already taken"),
            ("other@example.com", "AnaPop", "Username already taken"),
        ] {
            let body = registration(email, username);
            let reply = server.post(path).json(&body).send();
            told(&reply, 409, "error", sentence);
        }
    }
}

#[test]
fn intra_in_cont_signs_up_with_a_username_and_in_without() {
    let server = TestServer::start();
    let enter = |body| server.post("/intra-in-cont").json(&body).send();
    let sign_in = json!({"email": "ana@example.com", "password": PASSWORD});
    refused_login(&enter(sign_in.clone()));
    let reply = enter(registration("ana@example.com", "anapop"));
    told(
        &reply,
        201,
        "message",
        "The user account is create with succes",
    );
    let code = code_of(&enter(sign_in));
    assert_eq!(profile(&server, &code)["FullName"], "Ana Pop");
    // A null is no username; an empty one is, and isn't a good one.
    let null = json!({"email": "ana@example.com", "password": PASSWORD, "username": null});
    code_of(&enter(null));
    let empty = registration("ana@example.com", "");
    told(&enter(empty), 400, "error", "username must not be empty");
    let nameless = json!({"email": "b@example.com", "password": PASSWORD, "username": "b"});
    told(&enter(nameless), 400, "error", "firstName is missing");
}

#[test]
fn fields_travel_in_forms_too() {
    let server = TestServer::start();
    let fields = [
        ("email", "ana@example.com"),
        ("password", PASSWORD),
        ("firstName", "Ana"),
        ("lastName", "Pop"),
        ("username", "anapop"),
    ];
    server.post("/creare-cont").form(&fields).send().expect(201);
    code_of(&server.post("/login").form(&fields[..2]).send());
    let reply = server.post("/intra-in-cont").multipart(&fields[..2], &[]);
    let code = code_of(&reply.send());
    let links = [
        ("gitHub", "https://github.com/ana"),
        ("description", "é & +"),
    ];
    let reply = ask(&server, "POST", "/setSocialLink", &code).form(&links);
    told(
        &reply.send(),
        200,
        "message",
        "Social links updated successfully",
    );
    let card = profile(&server, &code);
    assert_eq!(
        (&card["GitHub"], &card["Description"]),
        (&json!(links[0].1), &json!(links[1].1))
    );
}

#[test]
fn both_causes_of_a_failed_sign_in_look_alike() {
    let server = TestServer::start();
    sign_up(&server, "ana@example.com", "anapop");
    for (email, password) in [
        ("ana@example.com", "not it at all"),
        ("nobody@example.com", PASSWORD),
        ("anapop", PASSWORD),
        ("no address", "x"),
    ] {
        let body = json!({"email": email, "password": password});
        for path in ["/login", "/login/", "/intra-in-cont"] {
            server.advance(std::time::Duration::from_secs(16 * 60));
            let reply = server.post(path).json(&body).send();
            refused_login(&reply);
        }
    }
}

#[test]
fn wrong_passwords_cost_a_wait() {
    let server = TestServer::start();
    sign_up(&server, "ana@example.com", "anapop");
    let body = json!({"email": "ana@example.com", "password": "not it at all"});
    let guess = || server.post("/login").json(&body).send();
    for _ in 0..6 {
        refused_login(&guess());
    }
    let last = guess();
    told(
        &last,
        429,
        "error",
        "Too many tries, please try again in a moment",
    );
    assert_eq!(last.header("Retry-After"), Some("1"));
}

#[test]
fn availability_is_told_as_the_document_tells_it() {
    let server = TestServer::start();
    sign_up(&server, "ana@example.com", "anapop");
    for (body, taken) in [
        (json!({"email": "ana@example.com"}), "true"),
        (json!({"email": " ANA@Example.com "}), "true"),
        (json!({"email": "dan@example.com"}), "false"),
        (json!({"username": "anapop"}), "true"),
        (json!({"userName": "AnaPop"}), "true"),
        (json!({"username": "dan"}), "false"),
        // The document's client leaves empty what it doesn't ask about.
        (json!({"email": "ana@example.com", "username": ""}), "true"),
        (json!({"email": "", "username": "dan"}), "false"),
        (json!({"username": "", "userName": "anapop"}), "true"),
        (json!({"username": null, "userName": "dan"}), "false"),
        (
            json!({"email": "dan@example.com", "username": "anapop"}),
            "true",
        ),
        (
            json!({"email": "no address' or 1=1 --", "username": null}),
            "false",
        ),
    ] {
        let ask = server.post("/checkUserAndEmailForAvailability");
        told(&ask.json(&body).send(), 200, "message", taken);
    }
    for body in [
        json!({}),
        json!({"email": "", "username": " "}),
        json!({"email": null}),
    ] {
        let reply = server.post("/checkUserAndEmailForAvailability").json(&body);
        told(
            &reply.send(),
            400,
            "message",
            "Email or username must be provided",
        );
    }
}

#[test]
fn a_new_password_ends_every_session_but_this() {
    let server = TestServer::start();
    let one = newcomer(&server, "ana@example.com", "anapop");
    let other = login(&server, "ana@example.com", PASSWORD);
    let change = |current: &str| {
        let body = json!({"currentPassword": current, "newPassword": "password456"});
        ask(&server, "POST", "/changePassword", &one)
            .json(&body)
            .send()
    };
    told(
        &change("not it"),
        400,
        "message",
        "Current password is incorrect",
    );
    profile(&server, &other);
    told(
        &change(PASSWORD),
        200,
        "message",
        "Password changed successfully",
    );
    profile(&server, &one);
    let reply = ask(&server, "GET", "/getProfile", &other).send();
    told(&reply, 401, "error", EXPIRED);
    login(&server, "ana@example.com", "password456");
}

#[test]
fn email_and_username_are_changed_unless_taken() {
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    sign_up(&server, "dan@example.com", "dan");
    let change = |path: &str, body| ask(&server, "POST", path, &code).json(&body).send();
    let taken = change("/changeEmail", json!({"newEmail": "Dan@example.com"}));
    told(&taken, 400, "message", "Email already taken");
    let done = change("/changeEmail", json!({"newEmail": "pop@example.com"}));
    told(&done, 200, "message", "Email changed successfully");
    assert_eq!(profile(&server, &code)["Email"], "pop@example.com");
    login(&server, "pop@example.com", PASSWORD);
    for field in ["newUsername", "userName"] {
        let taken = change("/changeUsername", json!({field: "DAN"}));
        told(&taken, 400, "message", "Username already taken");
        let done = change("/changeUsername", json!({field: format!("ana.{field}")}));
        told(&done, 200, "message", "Username changed successfully");
        let body = json!({"username": format!("ana.{field}")});
        let asked = server.post("/checkUserAndEmailForAvailability").json(&body);
        told(&asked.send(), 200, "message", "true");
    }
    // Its own name in other capitals is no other's.
    change("/changeUsername", json!({"newUsername": "ANA.username"})).expect(200);
    told(
        &change("/changeUsername", json!({})),
        400,
        "error",
        "newUsername is missing",
    );
}

#[test]
fn a_deleted_account_is_gone_with_its_code() {
    let server = TestServer::start();
    let code = newcomer(&server, "ana@example.com", "anapop");
    let kept = newcomer(&server, "dan@example.com", "dan");
    let reply = ask(&server, "DELETE", "/deleteAccount", &code).send();
    told(&reply, 200, "message", "Account deleted successfully");
    for path in ["/getProfile", "/get"] {
        let reply = ask(&server, "GET", path, &code).send();
        told(&reply, 401, "error", NO_SESSION);
    }
    let body = json!({"email": "ana@example.com", "password": PASSWORD});
    let reply = server.post("/login").json(&body).send();
    refused_login(&reply);
    profile(&server, &kept);
    sign_up(&server, "ana@example.com", "anapop");
}
