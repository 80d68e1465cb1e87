//! Sessions that were left behind, and lifetimes stretched by way of another API.

use std::time::Duration;

use serde_json::{Value, json};

use crate::app::{Browser, newcomer};
use crate::common::{PASSWORD, Reply, SignedIn, TestServer};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A server whose sessions last for ever, if they are used every ten days.
fn lasting() -> TestServer {
    TestServer::with(|settings, _| {
        let policy = &mut settings.policy;
        policy.idle_lifetime = 10 * DAY;
        policy.token_lifetime = 1000 * DAY;
        policy.session_lifetime = 1000 * DAY;
        policy.code_lifetime = 1000 * DAY;
        for pair in [&mut policy.flaskapi_tokens, &mut policy.faceofmind_tokens] {
            (pair.access, pair.refresh) = (1000 * DAY, 1000 * DAY);
        }
    })
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().expect(name).to_owned()
}

/// What is asked with the credential of each family, and what it answers.
fn everywhere(server: &TestServer) -> Vec<Box<dyn Fn() -> Reply + '_>> {
    let SignedIn {
        username, token, ..
    } = server.newcomer("ann@example.com");
    let post = |path: &str, body: Value| server.post(path).json(&body).send().expect(200).json();
    let named = json!({"username": username, "password": PASSWORD});
    let mailed = json!({"email": "ann@example.com", "password": PASSWORD});
    let flask = text(
        &post("/api/auth/login", named.clone())["results"],
        "access_token",
    );
    let mind = text(&post("/api/v1/auth/login", mailed.clone()), "access_token");
    let culture = text(&post("/auth/login", named), "session_id");
    let code = text(&post("/login", mailed), "message");
    let page = Browser::sign_in(server, "ann@example.com", PASSWORD);
    vec![
        Box::new(move || server.get("/api/profile").token(&token).send()),
        Box::new(move || server.get("/api/auth/login").token(&flask).send()),
        Box::new(move || server.get("/api/v1/users/me").token(&mind).send()),
        Box::new(move || server.get(&format!("/users/{culture}")).send()),
        Box::new(move || {
            server
                .get("/getProfile")
                .header("Authorization", &code)
                .send()
        }),
        Box::new(move || page.ask("GET", "/app/results").send()),
    ]
}

#[test]
fn a_session_that_nobody_uses_ends_in_every_api() {
    let server = lasting();
    let all = everywhere(&server);
    for round in 0..4 {
        server.advance(9 * DAY);
        for (at, ask) in all.iter().enumerate() {
            let reply = ask();
            assert!(
                reply.status < 300,
                "{at} in round {round}: {}",
                reply.text()
            );
        }
    }
    server.advance(10 * DAY + Duration::from_secs(1));
    for (at, ask) in all.iter().enumerate() {
        let reply = ask();
        assert!(
            (400..500).contains(&reply.status),
            "{at}: {} {}",
            reply.status,
            reply.text()
        );
    }
}

#[test]
fn its_use_is_noted_once_a_day_and_not_at_each_request() {
    let server = lasting();
    let ann = server.newcomer("ann@example.com");
    let noted = || {
        let database = rusqlite::Connection::open(server.database()).expect("the database");
        let sql = "select last_used_at from sessions";
        let at: i64 = database
            .query_row(sql, (), |row| row.get(0))
            .expect("a session");
        at
    };
    let ask = || {
        server
            .get("/api/profile")
            .token(&ann.token)
            .send()
            .expect(200)
    };
    let begun = noted();
    server.advance(DAY / 2);
    ask();
    assert_eq!(noted(), begun);
    server.advance(DAY);
    ask();
    let then = noted();
    assert!(then > begun);
    ask();
    assert_eq!(noted(), then);
}

/// Its use is noted more often where it ends soon.
#[test]
fn a_session_in_use_lasts_also_where_an_hour_ends_it() {
    const MINUTE: Duration = Duration::from_secs(60);
    let server = TestServer::with(|settings, _| settings.policy.idle_lifetime = 60 * MINUTE);
    let page = Browser::sign_up(&server, "ann@example.com");
    let ask = || page.ask("GET", "/app/results").send().status;
    for round in 0..6 {
        server.advance(50 * MINUTE);
        assert_eq!(ask(), 200, "in round {round}");
    }
    server.advance(60 * MINUTE + Duration::from_secs(1));
    assert_eq!(ask(), 401);
}

#[test]
fn an_idle_session_is_listed_nowhere() {
    let server = lasting();
    server.newcomer("ann@example.com");
    server.advance(10 * DAY + Duration::from_secs(1));
    let page = Browser::sign_in(&server, "ann@example.com", PASSWORD);
    let listed = page.get("/app/sessions");
    assert_eq!(listed["sessions"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_refresh_token_is_good_in_its_own_api_alone() {
    let server = TestServer::start();
    let SignedIn { username, .. } = server.newcomer("ann@example.com");
    let flask = || {
        let body = json!({"username": username, "password": PASSWORD});
        let reply = server
            .post("/api/auth/login")
            .json(&body)
            .send()
            .expect(200);
        text(&reply.json()["results"], "refresh_token")
    };
    let mind = || {
        let body = json!({"email": "ann@example.com", "password": PASSWORD});
        let reply = server
            .post("/api/v1/auth/login")
            .json(&body)
            .send()
            .expect(200);
        text(&reply.json(), "refresh_token")
    };
    let at_flask = |token: &str| server.get("/api/refresh").token(token).send();
    let at_mind = |token: &str| {
        let body = json!({"refresh_token": token});
        server.post("/api/v1/auth/refresh").json(&body).send()
    };
    let (long, short) = (flask(), mind());
    assert_eq!(at_flask(&short).status, 401);
    assert_eq!(at_mind(&long).status, 401);
    // Each is as good as before where it belongs.
    at_flask(&long).expect(200);
    at_mind(&short).expect(200);
}

/// Who signs in again in the same browser can't sign the session before out any more: its cookie is gone.
#[test]
fn the_next_sign_in_of_a_browser_ends_the_one_before() {
    let server = TestServer::start();
    let ann = Browser::sign_up(&server, "ann@example.com");
    let elsewhere = Browser::sign_in(&server, "ann@example.com", PASSWORD);
    let is_in = |browser: &Browser| browser.ask("GET", "/app/answers").send().status == 200;
    // A wrong password ends nothing.
    let mut body = json!({"name": "ann@example.com", "password": "not it at all"});
    let again = |body: &Value| ann.with_cookie("POST", "/app/sign-in").json(body).send();
    again(&body).expect(401);
    assert!(is_in(&ann));
    body["password"] = PASSWORD.into();
    again(&body).expect(200);
    assert_eq!((is_in(&ann), is_in(&elsewhere)), (false, true));

    let budi = elsewhere.with_cookie("POST", "/app/sign-up");
    let body = newcomer("budi@example.com");
    budi.json(&body).send().expect(200);
    assert!(!is_in(&elsewhere));
}

/// However often it is refreshed, and in both APIs that can.
#[test]
fn a_refreshed_session_lasts_a_year_and_its_tokens_no_longer() {
    const STEP: Duration = Duration::from_secs(20 * 24 * 60 * 60);
    let server = TestServer::with(|settings, _| {
        let policy = &mut settings.policy;
        for pair in [&mut policy.flaskapi_tokens, &mut policy.faceofmind_tokens] {
            (pair.access, pair.refresh) = (30 * DAY, 30 * DAY);
        }
    });
    let SignedIn { username, .. } = server.newcomer("ann@example.com");
    let mailed = json!({"email": "ann@example.com", "password": PASSWORD});
    let named = json!({"username": username, "password": PASSWORD});
    let post = |path: &str, body: &Value| server.post(path).json(body).send();
    let mut flask = post("/api/auth/login", &named).expect(200).json()["results"].take();
    let mut mind = post("/api/v1/auth/login", &mailed).expect(200).json();
    let at_flask = |pair: &Value| {
        let token = text(pair, "refresh_token");
        server.get("/api/refresh").token(&token).send()
    };
    let at_mind = |pair: &Value| {
        let body = json!({"refresh_token": text(pair, "refresh_token")});
        post("/api/v1/auth/refresh", &body)
    };
    for _ in 0..18 {
        server.advance(STEP);
        flask = at_flask(&flask).expect(200).json()["results"].take();
        mind = at_mind(&mind).expect(200).json();
    }
    // 360 days are over: the last pair says itself that it is good for five.
    let end: u64 = text(&flask, "refresh_token_expired")
        .parse()
        .expect("seconds");
    let now = server.app().clock.now().seconds().unsigned_abs();
    assert!(
        (4 * 86_400..=5 * 86_400).contains(&(end - now)),
        "{}",
        end - now
    );
    server.advance(5 * DAY);
    assert_eq!((at_flask(&flask).status, at_mind(&mind).status), (401, 401));
    server.login("ann@example.com", PASSWORD);
}

/// Where the operator lets them last longer than a year.
#[test]
fn a_session_isnt_cut_short_by_being_refreshed() {
    let server = TestServer::with(|settings, _| {
        let policy = &mut settings.policy;
        policy.idle_lifetime = 1000 * DAY;
        policy.faceofmind_tokens.refresh = 730 * DAY;
    });
    server.register("ann@example.com");
    let body = json!({"email": "ann@example.com", "password": PASSWORD});
    let post = |path: &str, body: &Value| server.post(path).json(body).send();
    let mut pair = post("/api/v1/auth/login", &body).expect(200).json();
    for (days, status) in [(360, 200), (360, 200), (10, 401)] {
        server.advance(days * DAY);
        let body = json!({"refresh_token": text(&pair, "refresh_token")});
        let reply = post("/api/v1/auth/refresh", &body).expect(status);
        if status == 200 {
            pair = reply.json();
        }
    }
}

/// Nobody's device and address stay for longer than the session that they are of.
#[test]
fn sessions_that_are_over_leave_the_database_with_the_next_sign_in() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    for _ in 0..3 {
        server.login(&ann.email, PASSWORD);
    }
    let kept = || {
        let database = rusqlite::Connection::open(server.database()).expect("the database");
        let sql = "select count(*) from sessions";
        let count: i64 = database
            .query_row(sql, (), |row| row.get(0))
            .expect("a number");
        count
    };
    assert_eq!(kept(), 4);
    server.advance(30 * DAY);
    server.login(&ann.email, PASSWORD);
    assert_eq!(kept(), 1);
}
