//! What a group sees of itself, and when. That nobody's letter can be told from it is proved in `domain::group`.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Phone, live, open, sample};
use crate::app::Browser;
use crate::common::TestServer;

/// People who answer differently, the first so many of them.
fn people<'server>(server: &'server TestServer, code: &str, count: i64) -> Vec<Phone<'server>> {
    let all = (0..count).map(|person| {
        let phone = Phone::join(server, code, &json!({}));
        phone.finish(sample(person));
        phone
    });
    all.collect()
}

#[test]
fn before_the_reveal_there_are_counts_alone() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({}));
    let phones = people(&server, &code, 6);
    let told = live(&host, &code);
    assert_eq!(
        (&told["finished"], &told["waiting"]),
        (&json!(6), &json!(6))
    );
    assert_eq!(told["progress"][7], 6);
    assert_eq!(told["picture"], Value::Null);
    assert_eq!(
        phones[0].ask("GET", "picture").send().expect(200).json()["picture"],
        Value::Null
    );
    let rows = host
        .ask("GET", &format!("/rooms/{code}/rows.csv"))
        .send()
        .expect(200)
        .text();
    assert_eq!(rows.lines().count(), 1, "the head");
    // No card either.
    let raised = phones[0]
        .ask("PUT", "seat/card")
        .json(&json!({"raised": true}))
        .send();
    assert_eq!(raised.expect(200).json()["raised"], false);
    assert_eq!(live(&host, &code)["cards"], json!([]));
}

#[test]
fn a_picture_starts_at_five_and_grows_by_batches() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({}));
    let reveal = || host.send("POST", &format!("/rooms/{code}/reveal"), &json!({}));
    people(&server, &code, 4);
    reveal();
    assert_eq!(
        live(&host, &code)["picture"],
        Value::Null,
        "four are too few"
    );
    let phones = people(&server, &code, 1);
    let of = |told: &Value| told["picture"]["people"].clone();
    // From now on by themselves: the fifth is there.
    assert_eq!(of(&live(&host, &code)), 5);
    let picture = phones[0].ask("GET", "picture").send().expect(200).json();
    assert_eq!(of(&picture), 5);
    assert_eq!(
        picture["picture"]["agreed"].as_array().map(Vec::len),
        Some(5)
    );
    people(&server, &code, 4);
    reveal();
    let told = live(&host, &code);
    assert_eq!(
        (of(&told), &told["waiting"]),
        (json!(5), &json!(4)),
        "four more are too few"
    );
    people(&server, &code, 1);
    assert_eq!(of(&live(&host, &code)), 5, "by itself it waits for ten");
    reveal();
    assert_eq!(of(&live(&host, &code)), 10);
    let csv = host
        .ask("GET", &format!("/rooms/{code}/summary.csv"))
        .send()
        .expect(200);
    assert!(
        csv.header("Content-Type")
            .is_some_and(|kind| kind.starts_with("text/csv"))
    );
    assert!(csv.text().contains("room,finished,10,10"), "{}", csv.text());
}

#[test]
fn what_a_host_takes_away_is_what_the_screen_shows() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(
        &host,
        &json!({"shows": "at_once", "teams": ["Red", "Blue"]}),
    );
    for person in 0..10 {
        let phone = Phone::join(&server, &code, &json!({"team": 1}));
        phone.finish(sample(person));
    }
    let picture = live(&host, &code)["picture"].clone();
    let path = format!("/rooms/{code}/summary.csv");
    let csv = host.ask("GET", &path).send().expect(200).text();
    let has = |line: String| assert!(csv.contains(&format!("{line}\r\n")), "{line} in {csv}");
    let people = &picture["people"];
    for part in ["agreed", "divided"] {
        let shown = picture[part].as_array().expect("a list");
        assert_eq!(shown.len(), 5);
        for one in shown {
            let number = 1 + one["statement"].as_i64().expect("a number");
            for name in ["mean", "spread"] {
                let value = one[name].as_f64().expect("a number");
                has(format!("{part},statement {number} {name},{people},{value}"));
            }
        }
    }
    let of = [("group", &picture), ("team 2", &picture["teams"][0])];
    for (of, shown) in of {
        for scale in shown["scales"].as_array().expect("a list") {
            let (first, people) = (scale["first"].as_str().expect("a letter"), &scale["people"]);
            if *people == 0 {
                continue;
            }
            let mean = scale["mean"].as_f64().expect("a number");
            has(format!("{of},{first} mean,{people},{mean}"));
            let last = &scale["steps"][19];
            has(format!("{of},{first} step 20 of 20,{people},{last}"));
        }
    }
}

#[test]
fn at_once_means_without_a_host() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({"shows": "at_once"}));
    people(&server, &code, 5);
    assert_eq!(live(&host, &code)["picture"]["people"], 5);
}

#[test]
fn a_removed_person_leaves_no_hole_in_a_picture() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({"shows": "at_once"}));
    let phones = people(&server, &code, 6);
    let before = live(&host, &code);
    assert_eq!(before["waiting"], 1);
    for seat in [0, 5] {
        host.ask(
            "DELETE",
            &format!("/rooms/{code}/seats/{}", before["people"][seat]["seat"]),
        )
        .send()
        .expect(200);
    }
    let after = live(&host, &code);
    assert_eq!(
        after["picture"], before["picture"],
        "the difference would be one person"
    );
    assert_eq!(
        (&after["waiting"], &after["finished"]),
        (&json!(0), &json!(4))
    );
    phones[1].ask("DELETE", "seat").send().expect(200);
    assert_eq!(live(&host, &code)["picture"], before["picture"]);
}

#[test]
fn what_teams_leave_over_comes_together_at_the_end() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(
        &host,
        &json!({"teams": ["Red", "Blue", "Green"], "shows": "at_once"}),
    );
    for (team, count) in [(0, 6), (1, 3), (2, 3)] {
        for person in 0..count {
            let phone = Phone::join(&server, &code, &json!({"team": team}));
            phone.finish(sample(person + team * 7));
        }
    }
    let told = live(&host, &code);
    assert_eq!(
        (&told["picture"]["people"], &told["waiting"]),
        (&json!(5), &json!(7))
    );
    assert_eq!(told["picture"]["teams"].as_array().map(Vec::len), Some(1));
    host.send("PATCH", &format!("/rooms/{code}"), &json!({"end": true}));
    let told = live(&host, &code);
    assert_eq!(
        (&told["picture"]["people"], &told["waiting"]),
        (&json!(12), &json!(0))
    );
    assert_eq!(
        told["picture"]["teams"].as_array().map(Vec::len),
        Some(1),
        "{told}"
    );
}

/// Two teams of three, none of which has a picture of its own.
fn two_small_teams(server: &TestServer, code: &str) {
    for person in 0..6 {
        let phone = Phone::join(server, code, &json!({"team": person % 2}));
        phone.finish(sample(person));
    }
}

/// Nobody presses a button then.
#[test]
fn a_room_that_ends_by_itself_lets_in_who_waited() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let plan = json!({"teams": ["Red", "Blue"], "shows": "at_once", "hours": 1});
    let code = open(&host, &plan);
    two_small_teams(&server, &code);
    let told = live(&host, &code);
    assert_eq!(
        (&told["picture"], &told["waiting"]),
        (&Value::Null, &json!(6))
    );
    server.advance(Duration::from_secs(60 * 60));
    let told = live(&host, &code);
    assert_eq!(
        (&told["picture"]["people"], &told["waiting"]),
        (&json!(6), &json!(0))
    );
}

#[test]
fn a_reveal_after_the_end_shows_all_who_finished() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({"teams": ["Red", "Blue"], "hours": 1}));
    two_small_teams(&server, &code);
    server.advance(Duration::from_secs(60 * 60));
    let told = live(&host, &code);
    assert_eq!(
        (&told["picture"], &told["waiting"]),
        (&Value::Null, &json!(6)),
        "nobody revealed it"
    );
    let reveal = || host.send("POST", &format!("/rooms/{code}/reveal"), &json!({}));
    assert_eq!(reveal()["state"], "ended");
    let told = live(&host, &code);
    assert_eq!(
        (&told["picture"]["people"], &told["waiting"]),
        (&json!(6), &json!(0))
    );
    reveal();
    assert_eq!(live(&host, &code), told, "once is enough");
}

/// Many statements in a row answered alike: read by nobody.
#[test]
fn who_answers_everything_alike_does_not_count() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({"shows": "at_once"}));
    people(&server, &code, 4);
    let lazy = Phone::join(&server, &code, &json!({}));
    lazy.finish(|_| 3);
    assert_eq!(lazy.seat()["result"]["reliable"], false);
    let told = live(&host, &code);
    assert_eq!(
        (&told["finished"], &told["left_out"], &told["picture"]),
        (&json!(5), &json!(1), &Value::Null)
    );
}

/// Of answers that can't be relied on there is no type to show.
#[test]
fn a_card_of_answers_that_deserve_no_trust_stays_down() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({"shows": "at_once"}));
    let phones = people(&server, &code, 40);
    let is_reliable = |phone: &Phone| phone.seat()["result"]["reliable"] == true;
    let raise = |phone: &&Phone| {
        let raised = phone
            .ask("PUT", "seat/card")
            .json(&json!({"raised": true}))
            .send();
        raised.expect(200).json()["raised"] == true
    };
    let shown: Vec<&Phone> = phones.iter().filter(raise).collect();
    assert!(!shown.is_empty() && !phones.iter().all(is_reliable));
    assert!(shown.into_iter().all(is_reliable));
}

#[test]
fn a_card_is_shown_by_whoever_wants_it_where_it_tells_of_nobody_else() {
    let server = TestServer::start();
    let host = Browser::sign_up(&server, "host@example.com");
    let code = open(&host, &json!({"shows": "at_once", "asks_names": false}));
    let phones = people(&server, &code, 40);
    assert!(live(&host, &code)["picture"]["people"].as_i64() >= Some(35));
    let raise = |phone: &Phone, raised: bool| {
        let reply = phone
            .ask("PUT", "seat/card")
            .json(&json!({"raised": raised}))
            .send();
        reply.expect(200).json()["raised"]
            .as_bool()
            .expect("a flag")
    };
    let shown: Vec<&Phone> = phones.iter().filter(|phone| raise(phone, true)).collect();
    assert!(
        !shown.is_empty() && shown.len() < phones.len(),
        "{}",
        shown.len()
    );
    let cards = live(&host, &code)["cards"].clone();
    assert_eq!(cards.as_array().map(Vec::len), Some(shown.len()));
    assert!(
        shown
            .iter()
            .any(|phone| phone.seat()["result"]["mbti"] == cards[0]["mbti"])
    );
    assert!(!raise(shown[0], false));
    assert_eq!(
        live(&host, &code)["cards"].as_array().map(Vec::len),
        Some(shown.len() - 1)
    );
    // What everybody has seen they know still: it frees nobody else's, and may be shown again.
    let is_shown = |phone: &Phone| shown.iter().any(|one| std::ptr::eq(*one, phone));
    for phone in &shown {
        assert!(!raise(phone, false));
    }
    for phone in phones.iter().filter(|phone| !is_shown(phone)) {
        assert!(!raise(phone, true));
    }
    assert!(shown.iter().all(|phone| raise(phone, true)));
}
