//! Guessing passwords: what a wait is worth when guesses come at once, between one's own sign-ins, or
//! under names that fill the memory.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::common::{PASSWORD, Reply, TestServer, at_once};

fn sign_in(server: &TestServer, email: &str, password: &str) -> Reply {
    let body = json!({"email": email, "password": password});
    server.post("/api/login").json(&body).send()
}

/// Of sixty requests at once, some and at most so many are answered with this status, and one more for each
/// second that has passed since the first of all; all others have to wait.
#[track_caller]
fn of_sixty_at_once(begun: Instant, most: u64, status: u16, ask: impl Fn() -> Reply + Sync) {
    let replies = at_once(60, |_| ask());
    let with = |status: u16| {
        let same = replies.iter().filter(|reply| reply.status == status);
        same.count() as u64
    };
    let judged = with(status);
    assert_eq!(judged + with(429), 60);
    assert!(
        judged >= most.min(1) && judged <= most + begun.elapsed().as_secs(),
        "{judged}"
    );
}

#[test]
fn sixty_at_once_are_judged_no_more_than_one_after_another() {
    let server = TestServer::start();
    server.register("ann@example.com");
    let guess = || sign_in(&server, "ann@example.com", "not it at all");
    let begun = Instant::now();
    of_sixty_at_once(begun, 6, 401, guess);
    of_sixty_at_once(begun, 0, 401, guess);
    // The longest wait there is: on a busy machine some more were judged meanwhile.
    server.advance(Duration::from_secs(10));
    of_sixty_at_once(begun, 1, 401, guess);
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
    let begun = Instant::now();
    of_sixty_at_once(begun, 6, 401, guess);
    // The longest wait there is: on a busy machine some more were judged meanwhile.
    server.advance(Duration::from_secs(10));
    of_sixty_at_once(begun, 1, 401, guess);
}

#[test]
fn ones_own_sign_ins_forgive_no_guesses_at_others() {
    let server = TestServer::start();
    server.register("mallory@example.com");
    let begun = Instant::now();
    let mut judged = 0;
    for round in 0..15 {
        for guess in 0..4 {
            let name = format!("victim{round}.{guess}@example.com");
            judged += u64::from(sign_in(&server, &name, PASSWORD).status == 401);
        }
        sign_in(&server, "mallory@example.com", PASSWORD);
    }
    let passed = begun.elapsed().as_secs();
    assert!((21..=21 + passed).contains(&judged), "{judged}");
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

#[test]
fn wrong_current_passwords_are_counted_together_and_forgotten_after_a_right_one() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let change = |current: &str| {
        let body = json!({"currentPassword": current, "newPassword": PASSWORD});
        let ask = server.post("/api/changepassword").token(&ann.token);
        ask.json(&body).send()
    };
    // Before a deletion it is the same password, asked for by another route.
    let leave = || {
        let body = json!({"password": "not it at all"});
        let ask = server.delete("/app/account").token(&ann.token);
        ask.json(&body).send()
    };
    for _ in 0..8 {
        change("not it at all").expect(401);
        server.advance(Duration::from_secs(10));
        leave().expect(403);
        server.advance(Duration::from_secs(10));
    }
    change("not it at all").expect(401);
    for refused in [change("not it at all"), change(PASSWORD), leave()] {
        let wait = refused.header("Retry-After").map(str::parse::<u64>);
        assert!(matches!(wait, Some(Ok(1..=10))), "{refused:?}");
        refused.expect(429);
    }
    server.advance(Duration::from_secs(10));
    change(PASSWORD).expect(200);
    for _ in 0..5 {
        change("not it at all").expect(401);
    }
}

#[test]
fn strangers_elsewhere_make_no_owner_wait_where_they_are_known() {
    let server = TestServer::with(|_, options| {
        options.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
    });
    let from = |address: &str, password: &str| {
        let body = json!({"email": "ann@example.com", "password": password});
        let ask = server.post("/api/login").json(&body);
        ask.header("X-Forwarded-For", address).send()
    };
    server.register("ann@example.com");
    from("192.0.2.1", PASSWORD).expect(200);
    from("2001:db8::1", PASSWORD).expect(200);
    for number in 0..30 {
        server.advance(Duration::from_secs(10));
        from(&format!("198.51.100.{number}"), "not it at all").expect(401);
    }
    // Wherever nobody signed in to it, everybody waits; at home the owner may even mistype.
    from("203.0.113.1", PASSWORD).expect(429);
    for _ in 0..5 {
        from("192.0.2.1", "not it at all").expect(401);
    }
    from("192.0.2.1", PASSWORD).expect(200);
    // Home is a /64: a phone takes another address in it every day.
    from("2001:db8:0:1::1", PASSWORD).expect(429);
    from("2001:db8::ffff", PASSWORD).expect(200);
}

/// The owner, in a network where nobody signed in before, proves who they are, and not that the guesses were theirs.
#[test]
fn a_right_password_in_a_new_network_forgives_no_strangers_guesses() {
    let server = TestServer::with(|_, options| {
        options.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
    });
    server.register("ann@example.com");
    let from = |number: u32, password: &str| {
        let body = json!({"email": "ann@example.com", "password": password});
        let ask = server.post("/api/login").json(&body);
        let address = format!("203.0.113.{number}");
        ask.header("X-Forwarded-For", &address).send()
    };
    for number in 0..17 {
        from(number, "not it at all").expect(401);
        server.advance(Duration::from_secs(10));
    }
    from(100, PASSWORD).expect(200);
    from(101, "not it at all").expect(401);
    from(102, "not it at all").expect(429);
    from(103, PASSWORD).expect(429);
    from(100, PASSWORD).expect(200);
}
