//! Guessing passwords: what a wait is worth when guesses come at once, between one's own sign-ins, or
//! under names that fill the memory.

use std::time::Duration;

use serde_json::json;

use crate::common::{PASSWORD, Reply, TestServer, at_once};

fn sign_in(server: &TestServer, email: &str, password: &str) -> Reply {
    let body = json!({"email": email, "password": password});
    server.post("/api/login").json(&body).send()
}

/// How many of sixty requests at once were answered with this status; all others had to wait.
fn of_sixty_at_once(status: u16, ask: impl Fn() -> Reply + Sync) -> usize {
    let replies = at_once(60, |_| ask());
    let judged = replies.iter().filter(|reply| reply.status == status);
    let count = judged.count();
    let waiting = replies.iter().filter(|reply| reply.status == 429).count();
    assert_eq!(count + waiting, 60);
    count
}

#[test]
fn sixty_at_once_are_judged_no_more_than_one_after_another() {
    let server = TestServer::start();
    server.register("ann@example.com");
    let guess = || sign_in(&server, "ann@example.com", "not it at all");
    assert!((1..=6).contains(&of_sixty_at_once(401, guess)));
    assert_eq!(of_sixty_at_once(401, guess), 0);
    server.advance(Duration::from_secs(1));
    assert_eq!(of_sixty_at_once(401, guess), 1);
}

#[test]
fn sixty_password_changes_at_once_are_judged_no_more_either() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let guess = || {
        let body = json!({"currentPassword": "not it at all", "newPassword": "something else"});
        server
            .post("/api/changepassword")
            .token(&ann.token)
            .json(&body)
            .send()
    };
    assert!((1..=6).contains(&of_sixty_at_once(401, guess)));
    server.advance(Duration::from_secs(1));
    assert_eq!(of_sixty_at_once(401, guess), 1);
}

#[test]
fn ones_own_sign_ins_forgive_no_guesses_at_others() {
    let server = TestServer::start();
    server.register("mallory@example.com");
    let mut judged = 0;
    for round in 0..15 {
        for guess in 0..4 {
            let name = format!("victim{round}.{guess}@example.com");
            judged += usize::from(sign_in(&server, &name, PASSWORD).status == 401);
        }
        sign_in(&server, "mallory@example.com", PASSWORD);
    }
    assert_eq!(judged, 21);
}

#[test]
fn a_stranger_behind_the_same_address_keeps_nobody_out_who_was_there_before() {
    let server = TestServer::start();
    server.newcomer("ann@example.com");
    server.register("new@example.com");
    for guess in 0..30 {
        sign_in(&server, &format!("victim{guess}@example.com"), PASSWORD);
    }
    sign_in(&server, "new@example.com", PASSWORD).expect(429);
    sign_in(&server, "ann@example.com", PASSWORD).expect(200);
}

#[test]
fn a_room_of_people_behind_one_address_signs_in_at_once() {
    let server = TestServer::start();
    let people: Vec<String> = (0..20).map(|at| format!("guest{at}@example.com")).collect();
    for email in &people {
        server.register(email);
    }
    for _ in 0..2 {
        at_once(people.len(), |at| {
            sign_in(&server, &people[at], PASSWORD).expect(200)
        });
    }
}
