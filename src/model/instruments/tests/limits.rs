//! How long texts may be, in characters as people count them: a letter with an accent is one.

use serde_json::{Value, json};

use super::told;

/// Every text of a language, and how long it may be.
const TEXTS: [(&str, usize); 12] = [
    ("title", 80),
    ("about", 1000),
    ("credit", 1000),
    ("evidence", 1000),
    ("points/0", 40),
    ("scales/order/name", 60),
    ("scales/order/about", 1000),
    ("scales/order/ends/0", 40),
    ("scales/order/ends/1", 40),
    ("scales/order/low", 1000),
    ("scales/order/high", 1000),
    ("statements/order-1", 300),
];

fn put(all: &mut Value, path: &str, text: String) {
    let place = path
        .split('/')
        .fold(all, |at, part| match part.parse::<usize>() {
            Ok(number) => &mut at[number],
            Err(_) => &mut at[part],
        });
    *place = json!(text);
}

#[test]
fn every_text_may_be_so_long_and_no_longer() {
    for (path, most) in TEXTS {
        let with = |letters: usize| {
            told("en.json", |all| {
                all["scales"]["order"]["ends"] = json!(["low", "high"]);
                put(all, path, "é".repeat(letters));
            })
        };
        assert_eq!(with(most), [] as [&str; 0], "{path}");
        let longer = format!("it has {} characters; {most} is the most", most + 1);
        let told = with(most + 1);
        assert!(
            told.len() == 1 && told[0].ends_with(&longer),
            "{path}: {told:?}"
        );
    }
}

#[test]
fn a_version_and_an_id_have_their_length() {
    let version = |letters: usize| {
        told("instrument.json", |all| {
            all["version"] = json!("é".repeat(letters));
        })
    };
    assert_eq!(version(20), [] as [&str; 0]);
    assert_eq!(
        version(21),
        ["instrument.json, version: it has 21 characters; 20 is the most"]
    );
    let id = |letters: usize| {
        told("instrument.json", |all| {
            all["id"] = json!("a".repeat(letters));
        })
    };
    assert_eq!(id(40), [] as [&str; 0]);
    assert!(id(41)[0].contains("can't be an id"), "{:?}", id(41));
}
