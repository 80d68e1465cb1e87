//! Reminders.

use std::time::Duration;

use serde_json::{Value, json};

use super::{admin, done, invalid, newcomer, refused, told};
use crate::common::TestServer;

const NONE: &str = "Reminder not found";

fn reminder(id: i64, title: &str, description: &str, time: &str, is_active: bool) -> String {
    format!(
        r#"{{"id":{id},"title":"{title}","description":{description},"reminder_time":"{time}","is_active":{is_active},"created_at":"<time>"}}"#
    )
}

/// Asserts a success to the byte, but for when it was made.
#[track_caller]
fn shown(reply: crate::common::Reply, expected: &str) {
    let value: Value = reply.clone().expect(200).json();
    let made = value["created_at"].as_str().expect("a moment").to_owned();
    assert_eq!(reply.text().replace(&made, "<time>"), expected);
}

#[test]
fn a_reminder_from_making_to_deleting() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let body = json!({"title": " Breathe ", "description": "Slowly.\n", "reminder_time": "2099-01-01T16:00:00+07:00", "is_active": true});
    let made = reminder(
        1,
        "Breathe",
        "\"Slowly.\"",
        "2099-01-01T09:00:00.000000Z",
        true,
    );
    shown(ann.post(&server, "/reminders", &body), &made);
    shown(ann.get(&server, "/reminders/1"), &made);
    let off = made.replace("true", "false");
    shown(
        ann.put(&server, "/reminders/1", &json!({"is_active": false})),
        &off,
    );
    let renamed = off.replace("Breathe", "Sleep");
    shown(
        ann.put(
            &server,
            "/reminders/1",
            &json!({"title": "Sleep", "description": null}),
        ),
        &renamed,
    );
    let plain = renamed.replace("\"Slowly.\"", "null");
    shown(
        ann.put(&server, "/reminders/1", &json!({"description": ""})),
        &plain,
    );
    let later = plain.replace("2099", "2100");
    shown(
        ann.put(
            &server,
            "/reminders/1",
            &json!({"reminder_time": "2100-01-01T09:00:00Z"}),
        ),
        &later,
    );
    shown(
        ann.put(&server, "/reminders/1", &json!({"id": 4, "user_id": 9})),
        &later,
    );
    done(
        &ann.delete(&server, "/reminders/1"),
        "Reminder deleted successfully",
    );
    refused(&ann.get(&server, "/reminders/1"), 404, NONE);
}

#[test]
fn one_lists_ones_own_soonest_first() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let bob = newcomer(&server, "bob@example.com");
    for (who, year) in [(&ann, 2098), (&bob, 2050), (&ann, 2097), (&ann, 2099)] {
        let body =
            json!({"title": year.to_string(), "reminder_time": format!("{year}-01-01T00:00:00Z")});
        who.make(&server, "/reminders", &body);
    }
    let ids = |path: &str| {
        let list = ann.get(&server, path).expect(200).json();
        let ids = list
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one["id"].as_i64().expect("it"));
        ids.collect::<Vec<_>>()
    };
    assert_eq!(ids("/reminders"), [3, 1, 4]);
    assert_eq!(ids("/reminders/?skip=1&limit=1"), [1]);
    let only = reminder(2, "2050", "null", "<time>", true);
    told(bob.get(&server, "/reminders"), &format!("[{only}]"));
}

#[test]
fn the_past_is_over() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let faults = [(
        json!(["body", "reminder_time"]),
        "Input should be in the future",
        "datetime_future",
    )];
    let make = |time: &str| {
        ann.post(
            &server,
            "/reminders",
            &json!({"title": "T", "reminder_time": time}),
        )
    };
    for time in [
        "2001-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
    ] {
        invalid(&make(time), &faults);
    }
    let soon = server
        .app()
        .clock
        .now()
        .after(Duration::from_secs(60))
        .rfc3339();
    make(&soon).expect(200);
    invalid(
        &ann.put(
            &server,
            "/reminders/1",
            &json!({"reminder_time": "2001-01-01T00:00:00Z"}),
        ),
        &faults,
    );
    server.advance(Duration::from_secs(120));
    invalid(&make(&soon), &faults);
    // Once it has passed it can still be switched off, sent whole or in part.
    let whole = json!({"title": "T", "reminder_time": soon, "is_active": false});
    let switched = ann.put(&server, "/reminders/1", &whole).expect(200).json();
    assert_eq!(switched["is_active"], false);
}

#[test]
fn what_is_no_moment_is_told_so() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let place = || json!(["body", "reminder_time"]);
    for time in [
        "",
        "tomorrow",
        "2099-13-01T00:00:00Z",
        "2099-02-30T00:00:00Z",
        "9999-12-31T23:59:59-12:00",
    ] {
        let faults = [(
            place(),
            "Input should be a valid datetime with timezone",
            "datetime_parsing",
        )];
        invalid(
            &ann.post(
                &server,
                "/reminders",
                &json!({"title": "T", "reminder_time": time}),
            ),
            &faults,
        );
    }
    for time in [json!([]), json!(null), json!(true)] {
        let faults = [(place(), "Input should be a valid string", "string_type")];
        invalid(
            &ann.post(
                &server,
                "/reminders",
                &json!({"title": "T", "reminder_time": time}),
            ),
            &faults,
        );
    }
    let body = json!({"reminder_time": "x", "is_active": "perhaps", "description": 7});
    let faults = [
        (json!(["body", "title"]), "Field required", "missing"),
        (
            json!(["body", "description"]),
            "Input should be a valid string",
            "string_type",
        ),
        (
            place(),
            "Input should be a valid datetime with timezone",
            "datetime_parsing",
        ),
        (
            json!(["body", "is_active"]),
            "Input should be a valid boolean",
            "bool_type",
        ),
    ];
    invalid(&ann.post(&server, "/reminders", &body), &faults);
}

#[test]
fn to_anybody_else_a_reminder_isnt_there() {
    let server = TestServer::start();
    let admin = admin(&server);
    let ann = newcomer(&server, "ann@example.com");
    ann.make(
        &server,
        "/reminders",
        &json!({"title": "T", "reminder_time": "2099-01-01T00:00:00Z"}),
    );
    for id in ["1", "9", "0", "-1"] {
        let path = format!("/reminders/{id}");
        refused(&admin.get(&server, &path), 404, NONE);
        refused(
            &admin.put(&server, &path, &json!({"title": "X"})),
            404,
            NONE,
        );
        refused(&admin.delete(&server, &path), 404, NONE);
    }
    told(admin.get(&server, "/reminders"), "[]");
    ann.get(&server, "/reminders/1").expect(200);
}

/// A date alone is a day's first moment in UTC.
#[test]
fn today_is_to_come_until_it_is_over_everywhere() {
    let server = TestServer::start();
    let ann = newcomer(&server, "ann@example.com");
    let now = server.app().clock.now().rfc3339();
    let today = format!("{}T00:00:00Z", &now[..10]);
    let body = json!({"title": "T", "reminder_time": today});
    ann.post(&server, "/reminders", &body).expect(200);
    let after = format!("{}T00:00:00.000001Z", &now[..10]);
    let body_after = json!({"title": "T", "reminder_time": after});
    assert_eq!(ann.post(&server, "/reminders", &body_after).status, 422);
    // It is over twelve hours after UTC's, where clocks are furthest behind.
    let micros = server.app().clock.now().micros();
    let of_today = u64::try_from(micros.rem_euclid(24 * 60 * 60 * 1_000_000)).expect("positive");
    let last = Duration::from_secs(36 * 60 * 60 - 60);
    let last = last.saturating_sub(Duration::from_micros(of_today));
    for (wait, status) in [(last, 200), (Duration::from_secs(60), 422)] {
        server.advance(wait);
        let ann = super::login(&server, "ann@example.com");
        let reply = ann.post(&server, "/reminders", &body);
        assert_eq!(reply.status, status, "{wait:?}: {}", reply.text());
    }
}
