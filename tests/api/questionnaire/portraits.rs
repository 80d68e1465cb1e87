//! What the page says of each type: `static/app/portraits-en.json` and `portraits-id.json`.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use firststep::domain::persona::LABELS;

use super::file;

const PARTS: [&str; 8] = [
    "nickname", "line", "good", "hard", "others", "work", "stress", "talk",
];
const LANGUAGES: [&str; 2] = ["en", "id"];

/// The texts of a language by type and part.
fn portraits(language: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let texts: Value = file(&format!("static/app/portraits-{language}.json"));
    serde_json::from_value(texts).expect("texts by type and part")
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// A text's sentences, without what they end with.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(['.', '?', '!']);
    parts.map(str::trim).filter(|part| !part.is_empty())
}

#[test]
fn every_type_has_every_text_in_both_languages() {
    let mut labels = LABELS.to_vec();
    labels.sort_unstable();
    let mut parts = PARTS.to_vec();
    parts.sort_unstable();
    for language in LANGUAGES {
        let all = portraits(language);
        assert_eq!(all.keys().collect::<Vec<_>>(), labels, "{language}");
        for (label, texts) in &all {
            let found: Vec<&String> = texts.keys().collect();
            assert_eq!(found, parts, "{language} {label}");
        }
    }
    let (english, indonesian) = (portraits("en"), portraits("id"));
    for (label, texts) in &english {
        for (part, text) in texts {
            assert_ne!(text, &indonesian[label][part], "{label} {part}");
        }
    }
}

#[test]
fn texts_are_within_their_bounds() {
    for language in LANGUAGES {
        for (label, texts) in &portraits(language) {
            let whole: usize = texts.values().map(|text| words(text)).sum();
            assert!(
                (120..=220).contains(&whole),
                "{language} {label}: {whole} words"
            );
            for (part, text) in texts {
                let bounds = match part.as_str() {
                    // A tile of the map on a small phone holds no longer word.
                    "nickname" => 1..=3,
                    "line" => 5..=20,
                    _ => 15..=45,
                };
                let count = words(text);
                assert!(
                    bounds.contains(&count),
                    "{language} {label} {part}: {count} words"
                );
                assert_eq!(text.trim(), text, "{language} {label} {part}");
                let ends = text.ends_with('.');
                assert_eq!(ends, part != "nickname", "{language} {label} {part}");
            }
            let longest = texts["nickname"].split([' ', '-']).map(str::len).max();
            assert!(longest <= Some(12), "{language} {label}");
            // As much room for the hard as for the good.
            let (good, hard) = (words(&texts["good"]), words(&texts["hard"]));
            assert!(
                good * 3 >= hard * 2 && hard * 3 >= good * 2,
                "{language} {label}: {good} words of good, {hard} of hard"
            );
        }
    }
}

#[test]
fn no_two_types_share_a_sentence() {
    for language in LANGUAGES {
        let mut seen: HashMap<String, String> = HashMap::new();
        for (label, texts) in &portraits(language) {
            for (part, text) in texts {
                for sentence in sentences(text) {
                    let here = format!("{label} {part}");
                    let before = seen.insert(sentence.to_lowercase(), here.clone());
                    assert_eq!(before, None, "{language} {here}: {sentence}");
                }
            }
        }
    }
}

#[test]
fn texts_tell_what_is_often_so_and_claim_nothing() {
    // Work that suits whom is what the page says the quiz can't tell.
    let rules = [
        (
            "en",
            ["often", "many", "frequently"],
            ["always", "career", "profession", "job for"],
        ),
        (
            "id",
            ["sering", "banyak", "kerap"],
            ["karier", "profesi", "pekerjaan yang cocok", "pasti akan"],
        ),
    ];
    for (language, often, claims) in rules {
        for (label, texts) in &portraits(language) {
            let good = texts["good"].to_lowercase();
            let hedged = often.iter().any(|word| good.contains(word));
            assert!(hedged, "{language} {label}: {good}");
            for text in texts.values().map(|text| text.to_lowercase()) {
                let claim = claims.iter().find(|word| text.contains(*word));
                assert_eq!(claim, None, "{language} {label}: {text}");
            }
        }
    }
}
