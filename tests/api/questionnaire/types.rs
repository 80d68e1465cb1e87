//! `seed/types.json`.

use std::collections::HashSet;

use serde_json::Value;

use firststep::domain::persona::LABELS;

use super::file;

fn types() -> Vec<Value> {
    file("seed/types.json")["types"]
        .as_array()
        .expect("a list")
        .clone()
}

#[test]
fn sixteen_in_class_order() {
    let expected = [
        "ESTJ", "ENTJ", "ESFJ", "ENFJ", "ISTJ", "ISFJ", "INTJ", "INFJ", "ESTP", "ESFP", "ENTP",
        "ENFP", "ISTP", "ISFP", "INTP", "INFP",
    ];
    assert_eq!(LABELS, expected);
    let types = types();
    let labels: Vec<&str> = types
        .iter()
        .filter_map(|one| one["mbti"].as_str())
        .collect();
    assert_eq!(labels, expected);
}

fn spelt_out(label: &str) -> String {
    let words = label.chars().map(|letter| match letter {
        'E' => "Extraversion",
        'I' => "Introversion",
        'S' => "Sensing",
        'N' => "Intuition",
        'T' => "Thinking",
        'F' => "Feeling",
        'J' => "Judging",
        'P' => "Perceiving",
        other => panic!("{other} is no pole"),
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn acronyms_are_the_letters_spelt_out() {
    for one in types() {
        let label = one["mbti"].as_str().expect("a label");
        for language in ["id", "en"] {
            assert_eq!(one["acronym"][language], spelt_out(label));
        }
    }
}

#[test]
fn texts_have_the_documents_form() {
    let mut texts = HashSet::new();
    for one in types() {
        let label = one["mbti"].as_str().expect("a label");
        let text =
            |part: &str, language: &str| one[part][language].as_str().expect("a text").to_owned();
        let starts = [
            ("description", "id", format!("{label} adalah tipe yang ")),
            ("description", "en", format!("{label} is a type that is ")),
            (
                "job",
                "id",
                "Profesi yang mungkin cocok sebagai ".to_owned(),
            ),
            (
                "job",
                "en",
                "Professions that may suit you include ".to_owned(),
            ),
        ];
        for (part, language, start) in starts {
            let text = text(part, language);
            assert!(text.starts_with(&start), "{label}: {text}");
            assert!(
                text.ends_with('.') && text.len() > start.len() + 20,
                "{label}: {text}"
            );
            assert!(
                texts.insert(text.replace(label, "")),
                "{label} says what another says"
            );
        }
        assert!(
            text("description", "id").contains(". Anda cenderung "),
            "{label}"
        );
        assert!(
            text("description", "en").contains(". You tend to "),
            "{label}"
        );
        let jobs = text("job", "id");
        assert!(
            jobs.matches(", ").count() == 2 && jobs.contains(", atau "),
            "{label}: {jobs}"
        );
    }
}

#[test]
fn infj_is_the_documents_to_the_letter() {
    let types = types();
    let infj = &types[7];
    assert_eq!(
        infj["description"]["id"],
        "INFJ adalah tipe yang penuh empati, visioner, dan terdorong oleh nilai-nilai. Anda cenderung peka terhadap kebutuhan orang lain dan berdedikasi untuk membantu meningkatkan dunia."
    );
    assert_eq!(
        infj["job"]["id"],
        "Profesi yang mungkin cocok sebagai konsultan, pengembang organisasi, atau penulis."
    );
    assert_eq!(
        infj["acronym"]["id"],
        "Introversion Intuition Feeling Judging"
    );
}
