//! The model predicts the same as in LiteRT, for which it was made.
//!
//! `model/check.py` writes LiteRT's predictions for 1,000 random sheets to a file, which the variable
//! below names; `tests/run` does both. Without it the test passes with a note, and fails if `CI=true`.

use std::env;
use std::fs;

use serde::Deserialize;

use firststep::domain::answers::Answers;
use firststep::model::classifier::Classifier;

const VARIABLE: &str = "FIRSTSTEP_LITERT_JSON";
const TOLERANCE: f32 = 1e-5;

#[derive(Deserialize)]
struct Check {
    inputs: Vec<Vec<i64>>,
    outputs: Vec<[f32; 16]>,
}

#[test]
fn a_thousand_sheets_are_answered_as_litert_does() {
    let Some(path) = env::var_os(VARIABLE) else {
        let counts = env::var("CI").is_ok_and(|value| value == "true");
        assert!(!counts, "{VARIABLE} is not set: run tests/run");
        eprintln!("skipped: {VARIABLE} is not set; tests/run sets it");
        return;
    };
    let text = fs::read_to_string(path).unwrap();
    let check: Check = serde_json::from_str(&text).unwrap();
    assert_eq!((check.inputs.len(), check.outputs.len()), (1000, 1000));
    let furthest = furthest(&check);
    println!("16,000 chances, none further from LiteRT's than {furthest:e}");
    assert!(furthest < TOLERANCE, "{furthest:e}");
}

fn furthest(check: &Check) -> f32 {
    let classifier = Classifier::built_in();
    let mut furthest = 0_f32;
    for (sheet, theirs) in check.inputs.iter().zip(&check.outputs) {
        let answers = Answers::parse("input", sheet).unwrap();
        let ours = classifier.predict(&answers, None).unwrap().probabilities;
        for (one, other) in ours.iter().zip(theirs) {
            furthest = furthest.max((one - other).abs());
        }
    }
    furthest
}
