//! `seed/questions.json`.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{KEY, POLES, file};

const INDONESIAN: [&str; 25] = [
    "tidak",
    "tak",
    "kurang",
    "jarang",
    "bukan",
    "tanpa",
    "belum",
    "jangan",
    "enggan",
    "selalu",
    "sering",
    "kadang",
    "terkadang",
    "biasanya",
    "umumnya",
    "pernah",
    "setiap",
    "tiap",
    "daripada",
    "ketimbang",
    "dibanding",
    "lebih",
    "terlalu",
    "nggak",
    "paling",
];

const ENGLISH: [&str; 31] = [
    "not",
    "never",
    "rarely",
    "hardly",
    "seldom",
    "without",
    "less",
    "no",
    "none",
    "nothing",
    "nobody",
    "cannot",
    "always",
    "often",
    "usually",
    "sometimes",
    "frequently",
    "generally",
    "mostly",
    "every",
    "than",
    "rather",
    "prefer",
    "instead",
    "more",
    "better",
    "neither",
    "nor",
    "most",
    "least",
    "too",
];

fn statements() -> Vec<Value> {
    let file = file("seed/questions.json");
    file["statements"].as_array().expect("a list").clone()
}

fn texts(language: &str) -> Vec<String> {
    let statements = statements();
    let texts = statements
        .iter()
        .map(|one| one[language].as_str().expect("a text"));
    texts.map(str::to_owned).collect()
}

/// The words of a statement, small and without marks.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| letter.is_whitespace() || letter == '-');
    let bare = words.map(|word| {
        word.trim_matches(|letter: char| !letter.is_alphanumeric())
            .to_lowercase()
    });
    bare.filter(|word| !word.is_empty()).collect()
}

/// The words of a statement that no statement may have.
fn forbidden(text: &str, list: &[&str]) -> Vec<String> {
    let words = words(text).into_iter();
    let denies = |word: &String| {
        list.contains(&word.as_str()) || word.ends_with("n't") || word.ends_with("n’t")
    };
    words.filter(denies).collect()
}

#[test]
fn there_are_sixty_in_the_agreed_order() {
    let statements = statements();
    assert_eq!(statements.len(), 60);
    let model = file("model/item_parameters.json");
    let items = model["key"]["items"].as_array().expect("a list");
    assert_eq!(items.len(), 60);
    for (at, statement) in statements.iter().enumerate() {
        let [first, second] = POLES[at % 4];
        assert_eq!(
            statement["dichotomy"],
            format!("{first}{second}"),
            "statement {}",
            at + 1
        );
        assert_eq!(statement["key"], KEY[at], "statement {}", at + 1);
        let item = &items[at];
        assert_eq!(item["position"], at + 1);
        for (ours, theirs) in [
            ("dichotomy", "dichotomy"),
            ("key", "sign"),
            ("facet", "facet"),
        ] {
            assert_eq!(
                statement[ours],
                item[theirs],
                "{ours} of statement {}",
                at + 1
            );
        }
        let favoured = if KEY[at] == 1 { first } else { second };
        assert_eq!(item["agree_favours"], favoured.to_string());
    }
}

#[test]
fn the_key_is_balanced() {
    for (at, positive) in [8, 7, 7, 8].into_iter().enumerate() {
        let signs = KEY.iter().skip(at).step_by(4);
        assert_eq!(
            signs.filter(|sign| **sign == 1).count(),
            positive,
            "dichotomy {at}"
        );
    }
    let longest = KEY
        .chunk_by(|one, next| one == next)
        .map(<[i64]>::len)
        .max();
    assert!(longest <= Some(3), "{longest:?}");
}

#[test]
fn each_facet_has_three_statements_in_both_directions() {
    let mut facets: HashMap<(String, i64), Vec<i64>> = HashMap::new();
    for statement in statements() {
        let dichotomy = statement["dichotomy"].as_str().expect("it").to_owned();
        let facet = statement["facet"].as_i64().expect("a number");
        let keys = facets.entry((dichotomy, facet)).or_default();
        keys.push(statement["key"].as_i64().expect("a sign"));
    }
    assert_eq!(facets.len(), 20);
    for (facet, keys) in facets {
        assert_eq!(keys.len(), 3, "{facet:?}");
        assert!(
            keys.contains(&1) && keys.contains(&-1),
            "{facet:?}: {keys:?}"
        );
    }
}

#[test]
fn statements_are_short_and_in_the_first_person() {
    for (language, start) in [("id", "Saya "), ("en", "I ")] {
        for text in texts(language) {
            let count = words(&text).len();
            assert!((6..=16).contains(&count), "{count} words: {text}");
            assert!(text.starts_with(start), "{text}");
            assert!(
                text.ends_with('.') && text.matches('.').count() == 1,
                "{text}"
            );
            assert_eq!(text.trim(), text);
            assert!(
                !text.contains("  ") && !text.contains([';', ':', '!', '?', '(']),
                "{text}"
            );
        }
    }
}

#[test]
fn statements_deny_nothing_count_nothing_and_compare_nothing() {
    for (language, list) in [("id", &INDONESIAN[..]), ("en", &ENGLISH)] {
        for text in texts(language) {
            assert_eq!(forbidden(&text, list), [""; 0], "{text}");
        }
    }
    // The guard sees what it should, and whole words only.
    assert_eq!(
        forbidden("Saya tidak kadang-kadang pergi.", &INDONESIAN),
        ["tidak", "kadang", "kadang"]
    );
    assert_eq!(
        forbidden("I don't know, Never!", &ENGLISH),
        ["don't", "never"]
    );
    assert_eq!(forbidden("I notice another storey.", &ENGLISH), [""; 0]);
}

/// The runs of four words that two of the texts share.
fn shared(texts: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut shared = Vec::new();
    for text in texts {
        let words = words(text);
        let runs: HashSet<String> = words.windows(4).map(|four| four.join(" ")).collect();
        shared.extend(runs.into_iter().filter(|run| !seen.insert(run.clone())));
    }
    shared
}

#[test]
fn no_two_statements_are_alike() {
    for language in ["id", "en"] {
        let texts = texts(language);
        let distinct: HashSet<String> = texts.iter().map(|text| words(text).join(" ")).collect();
        assert_eq!(distinct.len(), 60);
        assert_eq!(shared(&texts), [""; 0], "{language}");
    }
    let alike = ["I go to the market.", "Often I go to the sea."].map(str::to_owned);
    assert_eq!(shared(&alike), ["i go to the"]);
}

#[test]
fn the_scale_has_seven_points_in_both_languages() {
    let file = file("seed/questions.json");
    for language in ["id", "en"] {
        let points = file["scale"][language].as_array().expect("a list");
        let distinct: HashSet<&str> = points.iter().filter_map(Value::as_str).collect();
        assert_eq!((points.len(), distinct.len()), (7, 7));
    }
}
