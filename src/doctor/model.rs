//! Whether the model is the recorded one and answers right.

use std::path::Path;

use serde::Deserialize;

use crate::doctor::{Finding, Level};
use crate::domain::answers::{self, Answers};
use crate::domain::persona::PersonaType;
use crate::model::classifier::{self, Classifier};
use crate::model::load;
use crate::model::pair::PairFit;
use crate::model::texts::QuestionSet;
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

/// Our model with our statements, or those in files.
pub(super) fn check(model: Option<&Path>, statements: Option<&Path>) -> Finding {
    if model.is_none() {
        let ours = built_in(classifier::BUILT_IN);
        if statements.is_none() || ours.level != Level::Ok {
            return ours;
        }
    }
    match load::pair(model, statements) {
        Ok((classifier, questions)) => fitting(&classifier, &questions, model),
        Err(error) => Finding::error(
            CHECK,
            error.to_string(),
            "Name another with --model or --questions, or leave it out.",
        ),
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

/// Of others it is known that they answer, and that each type's extreme answers get that type.
fn fitting(model: &Classifier, questions: &QuestionSet, path: Option<&Path>) -> Finding {
    let shown = path.map_or_else(
        || "The built-in one".to_owned(),
        |path| path.display().to_string(),
    );
    let named = format!("{shown} ({}…)", &model.hash()[..12]);
    match PairFit::of(model, questions) {
        PairFit::Fits => Finding::ok(CHECK, format!("{named} fits its statements.")),
        PairFit::Unkeyed if predicted(model).is_some() => Finding::note(
            CHECK,
            format!(
                "{named} answers, but its statements have no key, so whether they fit can't be told."
            ),
            "Write them like seed/questions.json, each with its dichotomy and key.",
        ),
        fit => Finding::error(
            CHECK,
            format!("{named} doesn't fit its statements: {fit}."),
            "Name another with --model or --questions, or leave it out.",
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
        let level = |statements: Option<&Path>| check(Some(&path), statements).level;
        assert_eq!(level(None), Level::Error, "it isn't there");
        std::fs::write(&path, classifier::BUILT_IN).expect("written");
        assert_eq!(level(None), Level::Ok);
        let statements = folder.path().join("q.json");
        std::fs::write(&statements, format!("{:?}", ["x"; 60])).expect("written");
        assert_eq!(level(Some(&statements)), Level::Note, "they have no key");
        let turned = include_str!("../../seed/questions.json").replace("\"EI\"", "\"SN\"");
        std::fs::write(&statements, turned).expect("written");
        assert_eq!(level(Some(&statements)), Level::Note, "nor is one whole");
        let turned = include_str!("../../seed/questions.json").replace("\"key\": 1", "\"key\": -1");
        std::fs::write(&statements, turned).expect("written");
        assert_eq!(level(Some(&statements)), Level::Error);
        assert_eq!(check(None, Some(&statements)).level, Level::Error);
    }
}
