//! `firststep predict`

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::PathBuf;

use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cli::output::{pretty, print};
use crate::domain::answers::{Answers, Oddity};
use crate::domain::field::{FieldFault, Problem};
use crate::domain::operator_error::OperatorError;
use crate::domain::persona::{LABELS, Prediction};
use crate::model::load;
use crate::model::texts::QuestionSet;

/// Predict a type from sixty answers.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    firststep predict answers.json\n  \
    echo '{\"input\": [0, 1, -3, …]}' | firststep predict -\n\n\
    The file holds a JSON list of 60 whole numbers from -3 to 3, or an object with that list as `input`.")]
pub(crate) struct PredictCommand {
    /// The file with the answers; - reads them from standard input.
    pub answers: PathBuf,

    /// Another TFLite model instead of the built-in one: float32, 60 inputs, 16 outputs.
    #[arg(long, env = "FIRSTSTEP_MODEL", value_name = "FILE")]
    pub model: Option<PathBuf>,

    /// Print JSON, for programs.
    #[arg(long)]
    pub json: bool,
}

/// The two forms of the file.
#[derive(Deserialize)]
#[serde(untagged)]
enum AnswersFile {
    Bare(Vec<Value>),
    Wrapped { input: Vec<Value> },
}

/// The byte order mark that some editors put before UTF-8 (RFC 8259, 8.1).
const BOM: char = '\u{feff}';

/// Most bytes read: sixty numbers need a few hundred.
const MOST: u64 = 1 << 20;

impl PredictCommand {
    pub(super) fn run(&self) -> Result<(), OperatorError> {
        let classifier = load::classifier(self.model.as_deref())?;
        let answers = self.answers()?;
        let prediction = classifier
            .predict(&answers, QuestionSet::built_in().key())
            .ok_or_else(|| {
                OperatorError::new(
                    "The model gave something that isn't sixteen probabilities",
                    "Use another model.",
                )
            })?;
        let text = if self.json {
            pretty(&as_json(&prediction, classifier.hash()))
        } else {
            as_text(&prediction)
        };
        print(&text);
        Ok(())
    }

    fn name(&self) -> String {
        if self.answers.as_os_str() == "-" {
            "standard input".to_owned()
        } else {
            self.answers.display().to_string()
        }
    }

    fn answers(&self) -> Result<Answers, OperatorError> {
        let refused = |reason: String| {
            OperatorError::new(
                format!("The answers in {} can't be used: {reason}", self.name()),
                "Write a JSON list of 60 whole numbers from -3 to 3.",
            )
        };
        let text = self.read().map_err(|error| refused(error.to_string()))?;
        let file: AnswersFile =
            serde_json::from_str(text.trim_start_matches(BOM)).map_err(|_| {
                refused("they aren't a JSON list, nor an object with one as `input`".into())
            })?;
        let (AnswersFile::Bare(values) | AnswersFile::Wrapped { input: values }) = file;
        let numbers = values.iter().enumerate().map(|(at, value)| {
            let whole = value.as_i64();
            whole.ok_or_else(|| {
                refused(format!(
                    "answer {} is {}, not a whole number",
                    at + 1,
                    short(value)
                ))
            })
        });
        let numbers: Vec<i64> = numbers.collect::<Result<_, _>>()?;
        Answers::parse("input", &numbers)
            .map_err(|faults| refused(reason(&faults[0], numbers.len())))
    }

    fn read(&self) -> std::io::Result<String> {
        let mut text = String::new();
        if self.answers.as_os_str() == "-" {
            std::io::stdin()
                .lock()
                .take(MOST)
                .read_to_string(&mut text)?;
        } else {
            std::fs::File::open(&self.answers)?
                .take(MOST)
                .read_to_string(&mut text)?;
        }
        Ok(text)
    }
}

/// A value, cut to 40 characters.
fn short(value: &Value) -> String {
    const MOST: usize = 40;
    let text = value.to_string();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn reason(fault: &FieldFault, count: usize) -> String {
    match (&fault.problem, fault.index()) {
        (Problem::OutOfRange(least, most), Some(at)) => {
            format!("answer {} is not between {least} and {most}", at + 1)
        }
        _ => format!("there are {count}, not 60"),
    }
}

fn as_json(prediction: &Prediction, model_hash: &str) -> Value {
    let letters = prediction.letters();
    json!({
        "predicted_class": prediction.persona.class(),
        "predicted_label": prediction.persona.label(),
        "probabilities": LABELS.iter().zip(prediction.probabilities).map(|(label, share)| ((*label).to_owned(), json!(share))).collect::<serde_json::Map<_, _>>(),
        "letters": letters.map(|letter| json!({
            "letter": letter.letter(), "against": letter.other(),
            "probability": letter.share(), "margin": letter.margin(),
        })),
        "reliable": prediction.oddity.is_none(),
        "reason": prediction.oddity.map(Oddity::word),
        "model_sha256": model_hash,
    })
}

fn as_text(prediction: &Prediction) -> String {
    let mut text = format!(
        "{} (class {})\n\n",
        prediction.persona,
        prediction.persona.class()
    );
    if let Some(oddity) = prediction.oddity {
        let _ = writeln!(text, "Not reliable: {}.\n", oddity.word().replace('_', " "));
    }
    text.push_str("Letters       chance  margin\n");
    for letter in prediction.letters() {
        let (ours, other) = (letter.letter(), letter.other());
        let _ = writeln!(
            text,
            "  {ours} over {other}   {:6.1} %  {:5.2}",
            letter.share() * 100.0,
            letter.margin()
        );
    }
    text.push_str("\nTypes\n");
    let mut types: Vec<(&str, f32)> = LABELS.into_iter().zip(prediction.probabilities).collect();
    types.sort_by(|one, other| other.1.total_cmp(&one.1));
    for (label, share) in types {
        let _ = writeln!(text, "  {label}  {:6.2} %", share * 100.0);
    }
    text
}
