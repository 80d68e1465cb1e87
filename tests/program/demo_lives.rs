//! The people of `firststep demo`: what they are said to be, and say of themselves, is what their results show.

use serde_json::Value;

use crate::client::Client;
use crate::demo::{demo, sign_in};
use crate::support::Server;

/// Below which chance of its likelier letter a pair is nearly a tie, as the page says it.
const TIE: f64 = 0.7;

/// Whoever the greeting lists, with what it says of them: two accounts to a line, at the right of the QR code.
fn listed(server: &Server) -> Vec<(String, String)> {
    let words: Vec<&str> = server.banner.split_whitespace().collect();
    let pairs = words
        .windows(2)
        .filter(|pair| pair[1] == "unclear" || is_type(pair[1]));
    pairs
        .map(|pair| (pair[0].to_owned(), pair[1].to_owned()))
        .collect()
}

const PAIRS: [&str; 4] = ["EI", "SN", "TF", "JP"];

fn is_type(word: &str) -> bool {
    word.len() == 4
        && word
            .chars()
            .zip(PAIRS)
            .all(|(letter, pair)| pair.contains(letter))
}

/// Somebody's results, oldest first.
fn results(client: &Client) -> Vec<Value> {
    client.get("/app/results").success()["results"]
        .as_array()
        .unwrap()
        .clone()
}

fn is_reliable(result: &Value) -> bool {
    result["reliable"].as_bool().unwrap()
}

/// The latest result by this moment; days and times of one form are in the order of their texts.
fn latest<'all>(results: &'all [Value], by: &str) -> &'all Value {
    let before = |result: &&Value| result["created_at"].as_str().unwrap() < by;
    results
        .iter()
        .rfind(before)
        .expect("somebody with a result")
}

#[test]
fn every_person_is_what_the_list_says_and_has_lived() {
    let server = Server::start(demo());
    let people = listed(&server);
    assert_eq!(people.len(), 18, "{}", server.banner);
    let (mut moved, mut ties, mut unreliable, mut strengths) = (0, 0, 0, Vec::new());
    for (name, said) in &people {
        let client = sign_in(&server, name);
        let results = results(&client);
        let last = results.last().unwrap();
        let label = if is_reliable(last) {
            last["mbti"].as_str().unwrap()
        } else {
            "unclear"
        };
        assert_eq!(label, said, "{name}");
        let first = results.iter().find(|one| is_reliable(one)).unwrap();
        moved += usize::from(
            results
                .iter()
                .any(|one| is_reliable(one) && one["mbti"] != first["mbti"]),
        );
        unreliable += usize::from(!is_reliable(last));
        let axes = last["axes"].as_array().unwrap();
        ties += usize::from(axes.iter().any(is_tie));
        strengths.extend(
            axes.iter()
                .map(|axis| axis["strength"].as_f64().unwrap().abs()),
        );
    }
    assert!(
        moved >= 3 && ties >= 3 && unreliable == 1,
        "{moved} {ties} {unreliable}"
    );
    // From timid to loud.
    let part = |from: f64, to: f64| {
        strengths
            .iter()
            .filter(|one| (from..to).contains(*one))
            .count()
    };
    assert!(
        part(0.0, 0.5) >= 3 && part(0.5, 1.0) >= 15 && part(1.0, 1.5) >= 15 && part(1.5, 3.0) >= 6,
        "{strengths:?}"
    );
    server.stop();
}

fn is_tie(axis: &Value) -> bool {
    let first = axis["first_share"].as_f64().unwrap();
    first.max(1.0 - first) < TIE
}

#[test]
fn what_people_write_is_what_their_results_show() {
    let server = Server::start(demo());
    let ratna = sign_in(&server, "ratna");
    let mut texts = Vec::new();
    for post in ratna.get("/api/v1/posts").success().as_array().unwrap() {
        texts.push(post.clone());
        let comments = ratna
            .get(&format!("/api/v1/posts/{}/comments", post["id"]))
            .success();
        texts.extend(comments.as_array().unwrap().iter().cloned());
    }
    let (mut types, mut pairs, mut unsure) = (0, 0, 0);
    for text in &texts {
        let author = text["author"]["name"].as_str().unwrap();
        let name = author.split(' ').next().unwrap().to_lowercase();
        let results = results(&sign_in(&server, &name));
        let then = latest(&results, text["created_at"].as_str().unwrap());
        let written = format!(
            "{} {}",
            text["title"].as_str().unwrap_or_default(),
            text["content"].as_str().unwrap()
        );
        let words = written.split(|letter: char| !letter.is_alphanumeric() && letter != '/');
        let words: Vec<&str> = words.collect();
        let named: Vec<&str> = words.iter().copied().filter(|word| is_type(word)).collect();
        for label in &named {
            let had = |one: &&Value| {
                one["mbti"] == *label
                    && is_reliable(one)
                    && one["created_at"].as_str() <= then["created_at"].as_str()
            };
            assert!(
                results.iter().any(|one| had(&one)),
                "{name} never was {label}: {written}"
            );
        }
        if let Some(label) = named.last() {
            assert_eq!(then["mbti"], *label, "{name}: {written}");
            // Who names one type is it still.
            assert!(
                named.len() > 1 || results.last().unwrap()["mbti"] == *label,
                "{name}: {written}"
            );
        }
        for (at, pair) in PAIRS.iter().enumerate() {
            let pair = format!("{}/{}", &pair[..1], &pair[1..]);
            if words.contains(&pair.as_str()) {
                assert!(is_tie(&then["axes"][at]), "{name}: {written}");
                pairs += 1;
            }
        }
        if written.contains("belum bisa diandalkan") {
            assert!(!is_reliable(then), "{name}: {written}");
            unsure += 1;
        }
        types += named.len();
    }
    assert!(
        types >= 10 && pairs >= 3 && unsure == 1,
        "{types} {pairs} {unsure}"
    );
    server.stop();
}

#[test]
fn moods_go_back_two_months() {
    let server = Server::start(demo());
    for name in ["ayu", "noor", "dimas"] {
        let client = sign_in(&server, name);
        let sessions = client.get("/api/v1/sessions/?limit=100").success();
        let sessions = sessions.as_array().unwrap();
        assert!(sessions.len() >= 25, "{name}: {}", sessions.len());
        assert!(sessions.iter().all(|one| one["end_time"].is_string()));
        let first = sessions[0]["id"].as_i64().unwrap();
        let seen = client
            .get(&format!("/api/v1/sessions/{first}/detections"))
            .success();
        assert!(!seen.as_array().unwrap().is_empty(), "{name}");
    }
    server.stop();
}
