//! Getting into a room, and what keeps people out.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Phone, live, open};
use crate::app::{Browser, code as fault};
use crate::common::{TestServer, at_once};

#[test]
fn a_code_and_nothing_else_leads_into_a_room() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({"title": "Class 7b", "language": "en"}));
    assert_eq!(code.len(), 6);
    for typed in [
        code.clone(),
        code.to_lowercase(),
        format!("{}-{}", &code[..3], &code[3..]),
    ] {
        let room = server
            .get(&format!("/rooms/{typed}"))
            .send()
            .expect(200)
            .json();
        assert_eq!(
            (&room["code"], &room["title"]),
            (&json!(code), &json!("Class 7b"))
        );
        assert_eq!(
            (&room["state"], &room["least"]),
            (&json!("open"), &json!(5))
        );
    }
    let phone = Phone::join(&server, &code, &json!({}));
    assert_eq!(phone.seat()["answers"], json!(vec![Value::Null; 60]));
    assert_eq!(
        live(&host, &code)["people"].as_array().map(Vec::len),
        Some(1)
    );
    for path in [format!("/r/{code}"), format!("/R/{code}"), "/r".to_owned()] {
        let page = server.get(&path).send().expect(200);
        assert!(page.text().contains("room-phone.js"), "{path}");
    }
}

#[test]
fn the_seat_lies_in_a_cookie_no_script_reads_and_its_hash_alone_is_kept() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({}));
    let reply = server
        .post(&format!("/rooms/{code}/seats"))
        .json(&json!({}))
        .send()
        .expect(200);
    let cookie = reply.header("Set-Cookie").expect("a cookie").to_owned();
    for part in [
        "HttpOnly",
        "SameSite=Strict",
        &format!("Path=/rooms/{code};"),
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let token = cookie.split(['=', ';']).nth(1).expect("a token");
    assert!(token.len() >= 22 && !reply.text().contains(token));
    let kept: String = rusqlite::Connection::open(server.database())
        .and_then(|it| it.query_row("select token_hash from seats", (), |row| row.get(0)))
        .expect("a row");
    assert_ne!(kept, token);
    assert_eq!(kept.len(), 64);
}

#[test]
fn a_hundred_tabs_of_one_phone_have_one_seat() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({}));
    let phone = Phone::join(&server, &code, &json!({}));
    let seat = phone.seat()["seat"].clone();
    let seats = at_once(100, |_| {
        phone
            .ask("POST", "seats")
            .json(&json!({}))
            .send()
            .expect(200)
            .json()["seat"]
            .clone()
    });
    assert!(seats.iter().all(|one| *one == seat));
    assert_eq!(
        live(&host, &code)["people"].as_array().map(Vec::len),
        Some(1)
    );
}

#[test]
fn a_name_and_a_team_are_asked_for_where_the_room_wants_them() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(
        &host,
        &json!({"asks_names": true, "teams": ["Red", "Blue", "Red"]}),
    );
    let join = |body: Value| {
        server
            .post(&format!("/rooms/{code}/seats"))
            .json(&body)
            .send()
    };
    for (body, field) in [
        (json!({"team": 0}), "name"),
        (json!({"name": " ", "team": 0}), "name"),
        (json!({"name": "a\u{202e}b", "team": 0}), "name"),
        (json!({"name": "x".repeat(51), "team": 0}), "name"),
        (json!({"name": "Ayu"}), "team"),
        (json!({"name": "Ayu", "team": 2}), "team"),
        (json!({"name": "Ayu", "team": -1}), "team"),
    ] {
        let reply = join(body.clone());
        assert_eq!(fault(&reply, 400), "fields", "{body}");
        assert_eq!(reply.json()["error"]["fields"][0]["field"], field, "{body}");
    }
    join(json!({"name": " Ayu ", "team": 1})).expect(200);
    let people = live(&host, &code)["people"].clone();
    assert_eq!(
        (&people[0]["name"], &people[0]["team"]),
        (&json!("Ayu"), &json!(1))
    );
    // A room that asks for no names keeps none.
    let code = open(&host, &json!({}));
    Phone::join(&server, &code, &json!({"name": "Budi"}));
    assert_eq!(live(&host, &code)["people"][0]["name"], "");
}

#[test]
fn a_machine_that_tries_codes_waits_and_a_class_that_mistypes_does_not() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({}));
    let try_code = |code: &str| server.get(&format!("/rooms/{code}")).send();
    for _ in 0..100 {
        assert_eq!(fault(&try_code("AAAAAA"), 404), "not_found");
    }
    try_code(&code).expect(200);
    assert_eq!(fault(&try_code("AAAAAA"), 404), "not_found");
    assert_eq!(fault(&try_code("AAAAAC"), 429), "too_many_tries");
    server.advance(Duration::from_secs(11));
    assert_eq!(fault(&try_code("AAAAAA"), 404), "not_found");
}

/// All behind one address: the machine learns that it has to wait, three hundred phones with the right code get in.
#[test]
fn a_machine_that_guesses_keeps_nobody_out_who_is_behind_its_address() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({}));
    let guess = || server.get("/rooms/AAAAAA").send();
    for _ in 0..103 {
        guess();
    }
    guess().expect(429);
    for phone in 0..300 {
        // Thirty-nine tries a second: two of each phone, and one of the machine.
        if phone % 13 == 0 {
            server.advance(Duration::from_secs(1));
        }
        server.get(&format!("/rooms/{code}")).send().expect(200);
        Phone::join(&server, &code, &json!({}));
        // Each guess that is looked at begins a new wait.
        guess();
    }
    assert_eq!(
        live(&host, &code)["people"].as_array().map(Vec::len),
        Some(300)
    );
}

/// Right or wrong: it finds a code as slowly as its pace is.
#[test]
fn during_the_wait_a_network_keeps_its_pace() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({}));
    let statuses = |count: usize| -> Vec<u16> {
        let all = at_once(count, |_| {
            server.get(&format!("/rooms/{code}")).send().status
        });
        all.into_iter().filter(|status| *status == 200).collect()
    };
    for _ in 0..103 {
        server.get("/rooms/AAAAAA").send();
    }
    server.get("/rooms/AAAAAA").send().expect(429);
    let begun = Instant::now();
    let let_in = statuses(120).len();
    // As many seconds are touched as have passed, and the ones that the first and the last are in.
    let seconds = usize::try_from(begun.elapsed().as_secs()).expect("few") + 2;
    assert!((1..=40 * seconds).contains(&let_in), "{let_in}");
    // Who has a seat isn't counted.
    let phone = {
        server.advance(Duration::from_secs(11));
        Phone::join(&server, &code, &json!({}))
    };
    for _ in 0..3 {
        server.get("/rooms/AAAAAA").send();
    }
    server.get("/rooms/AAAAAA").send().expect(429);
    let seated = at_once(120, |_| phone.ask("GET", "").send().status);
    assert!(seated.iter().all(|status| *status == 200), "{seated:?}");
}

#[test]
fn who_sits_there_is_not_kept_out_by_others_guesses() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({}));
    let phone = Phone::join(&server, &code, &json!({}));
    for _ in 0..103 {
        server.get("/rooms/AAAAAA").send();
    }
    server.get("/rooms/AAAAAA").send().expect(429);
    phone.seat();
    phone
        .answer(&json!([{"statement": 0, "answer": 1}]))
        .expect(200);
}

#[test]
fn a_room_has_so_many_seats_and_lets_in_so_many_at_once() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({}));
    let fill = |count: i64, joined_at: &str| {
        server.sql(&format!(
            "insert into seats (room_id, token_hash, name, answers, joined_at)
             with recursive n(i) as (select 1 union all select i + 1 from n where i < {count})
             select 1, '{joined_at}' || i, '', '{}', {joined_at} from n",
            ".".repeat(60)
        ));
    };
    let join = || {
        server
            .post(&format!("/rooms/{code}/seats"))
            .json(&json!({}))
            .send()
    };
    fill(399, "unixepoch() * 1000000");
    join().expect(200);
    assert_eq!(fault(&join(), 503), "busy");
    server.advance(Duration::from_secs(11));
    join().expect(200);
    fill(1500 - 401, "5");
    assert_eq!(fault(&join(), 409), "room_full");
}

/// What each says of a seat that was made up tells whether there is the room: it is a guess like any other.
#[test]
fn a_made_up_seat_is_no_faster_way_to_try_codes() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({}));
    let phone = Phone::join(&server, &code, &json!({}));
    let ways = [
        ("GET", "seat"),
        ("PATCH", "seat/answers"),
        ("POST", "seat/result"),
        ("DELETE", "seat/response"),
        ("PUT", "seat/card"),
        ("DELETE", "seat"),
        ("GET", "picture"),
    ];
    let body = json!({"raised": true, "changes": [{"statement": 0, "answer": 1}]});
    let guess = |code: &str, (method, below): (&str, &str)| {
        let ask = server.ask(method, &format!("/rooms/{code}/{below}"));
        let ask = ask.header("Cookie", "firststep_seat=AAAAAAAAAAAAAAAAAAAAAA");
        ask.json(&body).send()
    };
    for way in ways.iter().cycle().take(101) {
        assert_eq!(fault(&guess("AAAAAA", *way), 404), "not_found", "{way:?}");
    }
    // So that the wait is long enough for what follows.
    for way in &ways[..3] {
        server.advance(Duration::from_secs(11));
        assert_eq!(fault(&guess("AAAAAA", *way), 404), "not_found", "{way:?}");
    }
    for way in ways {
        let refused = guess("AAAAAC", way);
        assert_eq!(fault(&refused, 429), "too_many_tries", "{way:?}");
        // A right code leads in by the front door meanwhile, and so it may say here that it is one.
        assert_eq!(fault(&guess(&code, way), 401), "not_signed_in", "{way:?}");
    }
    assert_eq!(
        fault(&server.get("/rooms/AAAAAC").send(), 429),
        "too_many_tries"
    );
    phone
        .answer(&json!([{"statement": 0, "answer": 1}]))
        .expect(200);
}

#[test]
fn nobody_is_let_in_without_a_seat() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let (code, other) = (open(&host, &json!({})), open(&host, &json!({})));
    let phone = Phone::join(&server, &code, &json!({}));
    for (method, below) in [
        ("GET", "seat"),
        ("PATCH", "seat/answers"),
        ("POST", "seat/result"),
        ("PUT", "seat/card"),
        ("DELETE", "seat"),
        ("GET", "picture"),
    ] {
        let body = json!({"raised": true, "changes": [{"statement": 0, "answer": 1}]});
        let ask = |code: &str| server.ask(method, &format!("/rooms/{code}/{below}"));
        assert_eq!(
            fault(&ask(&code).json(&body).send(), 401),
            "not_signed_in",
            "{method} {below}"
        );
        let forged = ask(&code).header("Cookie", "firststep_seat=AAAAAAAAAAAAAAAAAAAAAA");
        assert_eq!(
            fault(&forged.json(&body).send(), 401),
            "not_signed_in",
            "{method} {below}"
        );
        // A seat in one room is none in another.
        let elsewhere = ask(&other).header("Cookie", &phone.cookie);
        assert_eq!(
            fault(&elsewhere.json(&body).send(), 401),
            "not_signed_in",
            "{method} {below}"
        );
    }
    let elsewhere = phone
        .ask("PATCH", "seat/answers")
        .header("Origin", "https://evil.example");
    let body = json!({"changes": [{"statement": 0, "answer": 1}]});
    assert_eq!(fault(&elsewhere.json(&body).send(), 403), "not_allowed");
}
