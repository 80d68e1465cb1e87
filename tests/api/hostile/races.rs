//! The same at once: one wins, the others are told, and nothing is left over.

use serde_json::json;

use super::refused;
use crate::common::{Ask, PASSWORD, Reply, TestServer, at_once, registration};
use crate::samples;

/// Sends it until the server isn't too busy for it any more.
fn patiently<'server>(ask: impl Fn() -> Ask<'server>) -> Reply {
    loop {
        let reply = ask().send();
        if reply.status != 429 {
            return reply;
        }
        refused(
            &reply,
            429,
            "Server sedang sibuk, silakan coba lagi sebentar lagi",
        );
        assert!(reply.header("Retry-After").is_some());
    }
}

#[test]
fn of_twenty_registrations_of_one_address_one_succeeds() {
    let server = TestServer::start();
    let spellings = ["ann@example.com", "Ann@Example.com", " ANN@EXAMPLE.COM "];
    let replies = at_once(20, |at| {
        let body = registration(spellings[at % 3]);
        patiently(|| server.post("/api/register").json(&body))
    });
    let (done, others): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
    assert_eq!((done.len(), others.len()), (1, 19));
    for reply in others {
        refused(reply, 400, "Email sudah digunakan");
    }
    server.login("ann@example.com", PASSWORD);
    let next = server.newcomer("bob@example.com");
    assert!(
        next.username.starts_with("User2"),
        "the others took no number: {}",
        next.username
    );
}

#[test]
fn registrations_at_once_get_numbers_of_their_own() {
    let server = TestServer::start();
    let mut names = at_once(12, |at| {
        let email = format!("a{at}@example.com");
        let body = registration(&email);
        patiently(|| server.post("/api/register").json(&body)).expect(200);
        let body = json!({"email": email, "password": PASSWORD});
        let reply = patiently(|| server.post("/api/login").json(&body));
        reply.json()["loginResult"]["username"].to_string()
    });
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 12);
}

#[test]
fn of_password_changes_at_once_one_wins() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let passwords: Vec<String> = (0..4).map(|at| format!("new password {at}")).collect();
    let replies = at_once(passwords.len(), |at| {
        let body = json!({"currrentPassword": PASSWORD, "newPassword": passwords[at]});
        patiently(|| {
            server
                .post("/api/changepassword")
                .token(&ann.token)
                .json(&body)
        })
    });
    let won: Vec<usize> = (0..4).filter(|at| replies[*at].status == 200).collect();
    assert_eq!(won.len(), 1, "{replies:?}");
    for (at, password) in passwords.iter().enumerate() {
        let body = json!({"email": "ann@example.com", "password": password});
        let reply = server.post("/api/login").json(&body).send();
        assert_eq!(reply.status == 200, at == won[0]);
        if at != won[0] {
            refused(&replies[at], 401, "Password saat ini tidak valid");
        }
    }
}

#[test]
fn of_password_changes_from_two_sessions_one_wins() {
    let server = TestServer::start();
    let sessions = [
        server.newcomer("ann@example.com"),
        server.login("ann@example.com", PASSWORD),
    ];
    let replies = at_once(2, |at| {
        let body =
            json!({"currentPassword": PASSWORD, "newPassword": format!("new password {at}")});
        patiently(|| {
            server
                .post("/api/changepassword")
                .token(&sessions[at].token)
                .json(&body)
        })
    });
    let won: Vec<usize> = (0..2).filter(|at| replies[*at].status == 200).collect();
    assert_eq!(won.len(), 1, "{replies:?}");
    let lost = 1 - won[0];
    assert_eq!(replies[lost].status, 401);
    server
        .get("/api/profile")
        .token(&sessions[won[0]].token)
        .send()
        .expect(200);
    server
        .get("/api/profile")
        .token(&sessions[lost].token)
        .send()
        .expect(401);
    server.login("ann@example.com", &format!("new password {}", won[0]));
}

#[test]
fn uploads_at_once_leave_one_photo_and_its_three_files() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let uploads = 8;
    let links = at_once(uploads, |at| {
        let side = 40 + u32::try_from(at).expect("small") * 8;
        let photo = samples::jpeg(&samples::picture(side, side));
        let file = [crate::common::File::photo(&photo)];
        let reply = patiently(|| {
            server
                .post("/api/uploadphoto")
                .token(&ann.token)
                .multipart(&[], &file)
        });
        samples::link(&reply.expect(200))
    });
    let profile = server.get("/api/profile").token(&ann.token).send();
    let shown = profile.json()["profileResult"]["profilePicture"].clone();
    assert!(
        shown
            .as_str()
            .expect("a link")
            .ends_with(&format!("_{uploads}.jpg")),
        "{shown}"
    );
    for link in &links {
        let expected = if shown == **link { 200 } else { 404 };
        server.get(link).send().expect(expected);
    }
    assert_eq!(links.iter().filter(|link| shown == ***link).count(), 1);
    assert_eq!(server.photo_files().len(), 3, "{:?}", server.photo_files());
}

/// An upload that comes too late for its account leaves nothing on the disk.
#[test]
fn leaving_while_uploading_leaves_no_files() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let photo = samples::jpeg(&samples::picture(900, 900));
    let file = [crate::common::File::photo(&photo)];
    at_once(6, |at| {
        if at == 0 {
            let ask = server.delete(&format!("/api/users/{}", ann.username));
            return ask.token(&ann.token).send().status;
        }
        patiently(|| {
            server
                .post("/api/uploadphoto")
                .token(&ann.token)
                .multipart(&[], &file)
        })
        .status
    });
    assert!(
        server.photo_files().is_empty(),
        "{:?}",
        server.photo_files()
    );
}
