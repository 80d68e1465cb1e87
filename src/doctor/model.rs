//! Whether the model is the recorded one and answers right.

use std::path::Path;

use serde::Deserialize;

use crate::doctor::Finding;
use crate::domain::answers::{self, Answers};
use crate::domain::persona::PersonaType;
use crate::model::classifier::{self, Classifier};
use crate::model::load;
use crate::platform::digest::sha256;

const CHECK: &str = "model";

/// What was recorded of the model when it was trained.
const RECORD: &str = include_str!("../../model/metrics.json");

#[derive(Deserialize)]
struct ModelRecord {
    model: RecordedModel,
}

#[derive(Deserialize)]
struct RecordedModel {
    sha256: String,
}

/// The documented answers, and the type that is right for them.
const KNOWN: [i8; answers::COUNT] = [
    0, 0, 1, 2, -1, 2, 1, 0, 1, 0, 0, 0, 3, 1, -1, 0, 0, 2, -1, 2, 0, 0, 0, 0, 3, 1, -2, 0, -3, -1,
    1, 0, -1, 0, -1, 3, 1, 2, 0, 1, 1, -2, -1, -1, -1, 0, 0, 0, -1, -1, 0, 1, 0, 0, 2, 0, 0, 1, 2,
    1,
];
const RIGHT: &str = "INFJ";

/// Our model, or the one in a file.
pub(super) fn check(path: Option<&Path>) -> Finding {
    match path {
        None => built_in(classifier::BUILT_IN),
        Some(path) => match load::classifier(Some(path)) {
            Ok(model) => answering(&model, path),
            Err(error) => Finding::error(
                CHECK,
                error.to_string(),
                "Name another with --model, or leave it out.",
            ),
        },
    }
}

fn built_in(bytes: &[u8]) -> Finding {
    let damaged = |message: &str| {
        let remedy = "The program's file is damaged: install it anew. If that doesn't help, check the machine's memory.";
        Finding::error(CHECK, message, remedy)
    };
    let record: Option<ModelRecord> = serde_json::from_str(RECORD).ok();
    let hash = sha256(bytes);
    if record.is_none_or(|record| record.model.sha256 != hash) {
        return damaged("The built-in model isn't the one that was recorded when it was made.");
    }
    match predicted(&Classifier::built_in()) {
        Some(persona) if persona.label() == RIGHT => Finding::ok(
            CHECK,
            format!(
                "The built-in one, as it was recorded ({}…), and its answer is right.",
                &hash[..12]
            ),
        ),
        _ => damaged("The built-in model gives a wrong answer."),
    }
}

/// Which answer is right isn't known of another model, only that it answers.
fn answering(model: &Classifier, path: &Path) -> Finding {
    let shown = path.display();
    match predicted(model) {
        Some(_) => Finding::ok(
            CHECK,
            format!("{shown} ({}…) answers.", &model.hash()[..12]),
        ),
        None => Finding::error(
            CHECK,
            format!("The model {shown} gives something that isn't sixteen probabilities."),
            "Name another with --model, or leave it out.",
        ),
    }
}

fn predicted(model: &Classifier) -> Option<PersonaType> {
    let known: Vec<i64> = KNOWN.iter().map(|answer| i64::from(*answer)).collect();
    let answers = Answers::parse("input", &known).ok()?;
    let prediction = model.predict(&answers, None)?;
    Some(prediction.persona)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::finding::Level;

    #[test]
    fn one_bit_more_or_less_is_seen() {
        assert_eq!(built_in(classifier::BUILT_IN).level, Level::Ok);
        let mut bytes = classifier::BUILT_IN.to_vec();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        assert_eq!(built_in(&bytes).level, Level::Error);
    }

    #[test]
    fn a_file_that_is_no_model_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("m.tflite");
        assert_eq!(check(Some(&path)).level, Level::Error, "it isn't there");
        std::fs::write(&path, classifier::BUILT_IN).expect("written");
        assert_eq!(check(Some(&path)).level, Level::Ok);
    }
}
