//! The second factor on the page: who has the password alone, a code that was seen over a shoulder, or patience.

use std::time::Duration;

use serde_json::{Value, json};

use super::mailbox::take;
use crate::app::{Browser, code};
use crate::common::{Authenticator, PASSWORD, Reply, TestServer, at_once};

pub const ANN: &str = "ann@example.com";
const HOME: &str = "192.0.2.1";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Longer than any wait after a wrong code.
const PAUSE: Duration = Duration::from_secs(11);

/// Somebody with a second factor, signed in to the page.
pub struct Guarded<'server> {
    pub page: Browser<'server>,
    pub app: Authenticator,
    pub recovery_codes: Vec<String>,
}

impl Guarded<'_> {
    /// Makes an app password.
    #[track_caller]
    pub fn app_password(&self, name: &str) -> (i64, String) {
        let body = json!({"name": name, "password": PASSWORD, "code": self.next_code()});
        let made = self.page.send("POST", "/app/app-passwords", &body);
        let text = made["app_password"]
            .as_str()
            .expect("a password")
            .to_owned();
        (made["id"].as_i64().expect("a number"), text)
    }

    /// A code that wasn't used yet, at the beginning of its thirty seconds.
    pub fn next_code(&self) -> String {
        let server = self.page.server;
        let into = server.app().clock.now().micros().rem_euclid(30_000_000);
        server.advance(Duration::from_micros(30_000_000 - into.unsigned_abs()));
        self.app.code(server)
    }
}

/// Switches the second factor on for whoever is signed in.
#[track_caller]
pub fn guard(page: Browser<'_>) -> Guarded<'_> {
    let offer = page.send(
        "POST",
        "/app/second-factor/offer",
        &json!({"password": PASSWORD}),
    );
    let app = Authenticator::new(offer["secret"].as_str().expect("a secret"));
    let body = json!({"offer": offer["offer"], "code": app.code(page.server)});
    let told = page.send("POST", "/app/second-factor", &body);
    let recovery_codes = texts(&told["recovery_codes"]);
    Guarded {
        page,
        app,
        recovery_codes,
    }
}

pub fn texts(value: &Value) -> Vec<String> {
    let texts = value.as_array().expect("a list").iter();
    texts
        .map(|text| text.as_str().expect("a text").to_owned())
        .collect()
}

/// Ann, new and with a second factor.
pub fn ann(server: &TestServer) -> Guarded<'_> {
    guard(Browser::sign_up(server, ANN))
}

fn sign_in_from(server: &TestServer, from: &str, password: &str, code: Option<&str>) -> Reply {
    let body = json!({"name": ANN, "password": password, "code": code});
    let ask = server.post("/app/sign-in").json(&body);
    ask.header("X-Forwarded-For", from).send()
}

pub fn sign_in(server: &TestServer, password: &str, code: Option<&str>) -> Reply {
    sign_in_from(server, HOME, password, code)
}

fn proxied() -> TestServer {
    TestServer::with(|_, options| {
        options.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
    })
}

#[test]
fn the_password_alone_opens_nothing() {
    let server = TestServer::start();
    let ann = ann(&server);
    for none in [None, Some(""), Some(" ")] {
        let reply = sign_in(&server, PASSWORD, none);
        assert_eq!(code(&reply, 403), "second_factor_needed", "{none:?}");
        assert_eq!(reply.header("Set-Cookie"), None);
    }
    let wrong = ann.app.wrong(&server);
    let reply = sign_in(&server, PASSWORD, Some(&wrong));
    assert_eq!(code(&reply, 400), "wrong_code");
    assert_eq!(reply.header("Set-Cookie"), None);
    // As an app shows it.
    let right = ann.next_code();
    let right = format!(" {} {} ", &right[..3], &right[3..]);
    let reply = sign_in(&server, PASSWORD, Some(&right)).expect(200);
    Browser::from(&server, &reply).get("/app/answers");
}

#[test]
fn nothing_tells_of_it_before_the_right_password() {
    let server = TestServer::start();
    let ann = ann(&server);
    Browser::sign_up(&server, "bea@example.com");
    let right = ann.next_code();
    for sent in [None, Some("123456"), Some(right.as_str())] {
        let [with, without] = [ANN, "bea@example.com"].map(|name| {
            let body = json!({"name": name, "password": "not the password", "code": sent});
            server.post("/app/sign-in").json(&body).send().told()
        });
        assert_eq!(with, without, "{sent:?}");
        assert_eq!(with.0, 401);
    }
    // Nor was the code used up by that.
    sign_in(&server, PASSWORD, Some(&right)).expect(200);
    let others = Browser::sign_in(&server, "bea@example.com", PASSWORD);
    let reply = others.ask("GET", "/api/v1/users/1").send();
    assert!(reply.status >= 400 && !reply.text().contains("factor"));
}

#[test]
fn a_code_that_was_seen_is_of_no_use() {
    let server = TestServer::start();
    let ann = ann(&server);
    // Neither the one that switched it on, nor one that signed somebody in, nor one before it.
    let first = ann.app.code(&server);
    assert_eq!(
        code(&sign_in(&server, PASSWORD, Some(&first)), 400),
        "wrong_code"
    );
    let before = ann.next_code();
    server.advance(Duration::from_secs(30));
    let seen = ann.app.code(&server);
    sign_in(&server, PASSWORD, Some(&seen)).expect(200);
    for again in [&seen, &before] {
        let reply = sign_in(&server, PASSWORD, Some(again));
        assert_eq!(code(&reply, 400), "wrong_code");
    }
    // Not at once either.
    let fresh = ann.next_code();
    let replies = at_once(8, |_| sign_in(&server, PASSWORD, Some(&fresh)));
    let inside = replies.iter().filter(|reply| reply.status == 200);
    assert_eq!(inside.count(), 1);
}

#[test]
fn a_code_is_taken_thirty_seconds_either_way_and_no_longer() {
    let server = TestServer::start();
    let ann = ann(&server);
    server.advance(Duration::from_secs(300));
    ann.next_code();
    for (steps, status) in [
        (-3, 400),
        (-2, 400),
        (3, 400),
        (-1, 200),
        (0, 200),
        (1, 200),
    ] {
        let shown = ann.app.code_in(&server, steps);
        let reply = sign_in(&server, PASSWORD, Some(&shown));
        assert_eq!(reply.status, status, "{steps}: {}", reply.text());
    }
    // What was used under a clock that was ahead by a year shuts nobody out.
    server.sql("update second_factors set last_step = last_step + 1000000");
    let right = ann.next_code();
    sign_in(&server, PASSWORD, Some(&right)).expect(200);
}

#[test]
fn codes_are_not_walked_from_one_address() {
    const CAFE: &str = "203.0.113.5";
    let server = proxied();
    let ann = ann(&server);
    let wrong = ann.app.wrong(&server);
    let sign_in = |code| sign_in_from(&server, CAFE, PASSWORD, code);
    let begun = std::time::Instant::now();
    let replies = at_once(60, |_| sign_in(Some(&wrong)));
    let judged = replies.iter().filter(|reply| reply.status == 400).count() as u64;
    let waits = replies.iter().filter(|reply| reply.status == 429).count() as u64;
    assert_eq!(judged + waits, 60);
    assert!(judged <= 6 + begun.elapsed().as_secs(), "{judged}");
    // The right password without a code forgives none of them.
    server.advance(PAUSE);
    assert_eq!(code(&sign_in(None), 403), "second_factor_needed");
    assert_eq!(sign_in(Some(&wrong)).status, 400);
    assert_eq!(sign_in(None).status, 429);
}

#[test]
fn codes_are_not_walked_from_many_addresses_and_the_owner_gets_in() {
    let server = proxied();
    let page = {
        let body = crate::app::newcomer(ANN);
        let ask = server.post("/app/sign-up").json(&body);
        Browser::from(
            &server,
            &ask.header("X-Forwarded-For", HOME).send().expect(200),
        )
    };
    let ann = guard(page);
    to_midnight(&server);
    assert_eq!(walk(&server, &ann, 30), 20);
    let told = take(&server, ANN);
    let texts: Vec<&str> = told.iter().map(super::mailbox::Mail::text).collect();
    let told = texts
        .iter()
        .filter(|text| text.contains("was wrong with too many codes"));
    assert_eq!(told.count(), 1, "{texts:?}");
    // No code of the rest of the day is judged there, right or not.
    let right = ann.next_code();
    let reply = sign_in_from(&server, "203.0.113.99", PASSWORD, Some(&right)).expect(429);
    let wait: u32 = reply
        .header("Retry-After")
        .and_then(|wait| wait.parse().ok())
        .expect("seconds");
    assert!((80_000..=86_400).contains(&wait), "{wait}");
    server.advance(PAUSE);
    // A recovery code is; and at home nothing has changed.
    let recovery = &ann.recovery_codes[0];
    sign_in_from(&server, "203.0.113.99", PASSWORD, Some(recovery)).expect(200);
    sign_in(&server, PASSWORD, Some(&right)).expect(200);
    server.advance(DAY);
    assert_eq!(walk(&server, &ann, 2), 2);
}

/// Whoever has a session and the password, elsewhere, uses up the codes of elsewhere.
#[test]
fn a_session_used_elsewhere_uses_up_no_codes_of_home() {
    let server = proxied();
    let ann = ann(&server);
    to_midnight(&server);
    let switch_off = |from: Option<&str>, code: &str| {
        let body = json!({"password": PASSWORD, "code": code});
        let ask = ann.page.ask("DELETE", "/app/second-factor").json(&body);
        match from {
            Some(from) => ask.header("X-Forwarded-For", from).send(),
            None => ask.send(),
        }
    };
    let away = Some("203.0.113.99");
    let wrong = ann.app.wrong(&server);
    for _ in 0..20 {
        assert_eq!(code(&switch_off(away, &wrong), 400), "wrong_code");
        server.advance(PAUSE);
    }
    assert_eq!(switch_off(away, &ann.next_code()).status, 429);
    server.advance(PAUSE);
    switch_off(None, &ann.next_code()).expect(200);
}

/// How many of so many wrong codes are judged, each from another network and as soon as may be.
fn walk(server: &TestServer, ann: &Guarded, codes: u32) -> usize {
    let guess = |number: u32| {
        server.advance(PAUSE);
        let from = format!("198.51.{number}.7");
        sign_in_from(server, &from, PASSWORD, Some(&ann.app.wrong(server))).status
    };
    (0..codes)
        .map(guess)
        .filter(|status| *status == 400)
        .count()
}

/// Sets the clock forward to the beginning of a day.
fn to_midnight(server: &TestServer) {
    let micros = server.app().clock.now().micros().unsigned_abs();
    let into = Duration::from_micros(micros % 86_400_000_000);
    server.advance(DAY.saturating_sub(into));
}

#[test]
fn who_is_signed_in_walks_no_codes_either() {
    let server = TestServer::start();
    let ann = ann(&server);
    to_midnight(&server);
    let mut judged = 0;
    for _ in 0..30 {
        server.advance(PAUSE);
        let body = json!({"password": PASSWORD, "code": ann.app.wrong(&server)});
        let ask = ann.page.ask("DELETE", "/app/second-factor").json(&body);
        judged += usize::from(ask.send().status == 400);
    }
    assert_eq!(judged, 20);
}

/// As often as whoever signs in.
#[test]
fn who_is_signed_in_waits_after_wrong_codes() {
    let server = TestServer::start();
    let ann = ann(&server);
    to_midnight(&server);
    let body = json!({"password": PASSWORD, "code": ann.app.wrong(&server)});
    let begun = std::time::Instant::now();
    let guess = || {
        let ask = ann.page.ask("DELETE", "/app/second-factor").json(&body);
        ask.send().status == 400
    };
    let judged = (0..19).filter(|_| guess()).count() as u64;
    assert!(judged <= 6 + begun.elapsed().as_secs(), "{judged}");
}

/// Whoever mistypes one now and then isn't shut out for it.
#[test]
fn wrong_codes_of_other_days_count_no_more_at_home() {
    let server = TestServer::start();
    let ann = ann(&server);
    for _ in 0..2 {
        to_midnight(&server);
        for _ in 0..11 {
            server.advance(PAUSE);
            let reply = sign_in(&server, PASSWORD, Some(&ann.app.wrong(&server)));
            assert_eq!(code(&reply, 400), "wrong_code");
        }
    }
}

#[test]
fn a_recovery_code_is_good_once() {
    let server = TestServer::start();
    let ann = ann(&server);
    assert_eq!(ann.recovery_codes.len(), 10);
    let left = |page: &Browser| page.get("/app/second-factor")["recovery_codes"].clone();
    assert_eq!(left(&ann.page), 10);
    let [one, two] = [0, 1].map(|at| ann.recovery_codes[at].as_str());
    // However it is typed.
    let typed = one.replace('-', " ").to_lowercase();
    let page = Browser::from(
        &server,
        &sign_in(&server, PASSWORD, Some(&typed)).expect(200),
    );
    assert_eq!(left(&page), 9);
    assert_eq!(
        code(&sign_in(&server, PASSWORD, Some(one)), 400),
        "wrong_code"
    );
    let replies = at_once(5, |_| sign_in(&server, PASSWORD, Some(two)).status);
    assert_eq!(replies.iter().filter(|status| **status == 200).count(), 1);
    assert_eq!(left(&page), 8);
    // New ones take the place of those that are left.
    let renew = |password: &str, code: &str| {
        let body = json!({"password": password, "code": code});
        let ask = page.ask("POST", "/app/second-factor/recovery-codes");
        ask.json(&body).send()
    };
    assert_eq!(
        code(&renew("not the password", &ann.next_code()), 403),
        "wrong_password"
    );
    assert_eq!(code(&renew(PASSWORD, one), 400), "wrong_code");
    let told = renew(PASSWORD, &ann.next_code()).expect(200).json();
    let fresh = texts(&told["recovery_codes"]);
    assert_eq!((fresh.len(), left(&page)), (10, json!(10)));
    server.advance(PAUSE);
    assert_eq!(
        sign_in(&server, PASSWORD, Some(&ann.recovery_codes[5])).status,
        400
    );
    sign_in(&server, PASSWORD, Some(&fresh[5])).expect(200);
}
