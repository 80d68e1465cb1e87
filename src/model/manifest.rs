//! What a model and its statements are, written down, so that another time others are told from them.

use serde::{Deserialize, Serialize};

use crate::domain::answers::COUNT;
use crate::domain::language::Language;
use crate::domain::operator_error::OperatorError;
use crate::domain::persona::DICHOTOMIES;
use crate::model::classifier::Classifier;
use crate::model::texts::QuestionSet;
use crate::platform::digest::sha256;

/// The form of these files.
const FORMAT: u32 = 1;

/// A model and its statements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    format: u32,
    /// The SHA-256 of the model's file.
    model: String,
    /// The SHA-256 of the statements' file.
    questionnaire: String,
    /// The languages that the statements are in; `und` where the file doesn't say.
    languages: Vec<String>,
    /// The names of the scale's points, from strongest disagreement, in the first of the languages.
    scale: Vec<String>,
    /// The statements in their order.
    statements: Vec<Entry>,
}

/// A statement and its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The SHA-256 of its texts.
    text: String,
    /// The pair that it is keyed to, with the sign of agreement (`EI+`); null where it has no key.
    key: Option<String>,
}

impl Manifest {
    /// That of a model with these statements.
    #[must_use]
    pub(crate) fn of(model: &Classifier, questions: &QuestionSet) -> Self {
        let [indonesian, english] =
            [Language::Indonesian, Language::English].map(|it| questions.texts(it));
        let languages = if indonesian == english {
            vec!["und".to_owned()]
        } else {
            [Language::Indonesian, Language::English]
                .map(|it| it.tag().to_owned())
                .into()
        };
        let entry = |at: usize| Entry {
            text: sha256(format!("{}\n{}", indonesian[at], english[at]).as_bytes()),
            key: questions.keying(at).map(|key| {
                let pair = DICHOTOMIES[key.axis];
                let sign = if key.toward_first { '+' } else { '-' };
                format!("{}{}{sign}", pair.first, pair.second)
            }),
        };
        Self {
            format: FORMAT,
            model: model.hash().to_owned(),
            questionnaire: questions.hash().to_owned(),
            languages,
            scale: questions.scale(Language::Indonesian).to_vec(),
            statements: (0..COUNT).map(entry).collect(),
        }
    }

    /// Reads one; `name` is the file's, for error messages.
    pub(crate) fn parse(text: &str, name: &str) -> Result<Self, OperatorError> {
        let refused = |reason: String| {
            OperatorError::new(
                format!("The manifest {name} can't be used: {reason}"),
                "Write one anew with firststep model manifest.",
            )
        };
        let manifest: Self =
            serde_json::from_str(text).map_err(|error| refused(error.to_string()))?;
        if manifest.format != FORMAT {
            return Err(refused(format!(
                "it has the form {}, not {FORMAT}",
                manifest.format
            )));
        }
        if manifest.statements.len() != COUNT {
            return Err(refused(format!(
                "it has {} statements, not {COUNT}",
                manifest.statements.len()
            )));
        }
        Ok(manifest)
    }

    /// What is another in the pair that is there, a sentence each.
    #[must_use]
    pub(crate) fn differences(&self, there: &Self) -> Vec<String> {
        let mut told = Vec::new();
        if self.model != there.model {
            told.push(format!(
                "The model is another: {}…, not {}….",
                short(&there.model),
                short(&self.model)
            ));
        }
        for (at, (said, found)) in self.statements.iter().zip(&there.statements).enumerate() {
            let number = at + 1;
            if said.text != found.text {
                let elsewhere = self
                    .statements
                    .iter()
                    .position(|one| one.text == found.text);
                told.push(elsewhere.map_or_else(
                    || format!("Statement {number} has another text."),
                    |place| format!("Statement {number} is the one that stood at {}.", place + 1),
                ));
            }
            if said.key != found.key {
                let word =
                    |key: &Option<String>| key.clone().unwrap_or_else(|| "no key".to_owned());
                told.push(format!(
                    "Statement {number} is keyed {}, not {}.",
                    word(&found.key),
                    word(&said.key)
                ));
            }
        }
        if self.scale != there.scale {
            told.push("The scale's points have other names.".to_owned());
        }
        if self.languages != there.languages {
            told.push(format!(
                "The languages are {}, not {}.",
                there.languages.join(", "),
                self.languages.join(", ")
            ));
        }
        if self.questionnaire != there.questionnaire && told.is_empty() {
            told.push(
                "The statements' file is another, with the same statements, keys and scale."
                    .to_owned(),
            );
        }
        told
    }
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours() -> Manifest {
        Manifest::of(&Classifier::built_in(), &QuestionSet::built_in())
    }

    #[test]
    fn what_is_written_is_read_and_differs_in_nothing() {
        let text = serde_json::to_string(&ours()).expect("JSON");
        let read = Manifest::parse(&text, "m.json").expect("a manifest");
        assert_eq!(read, ours());
        assert!(read.differences(&ours()).is_empty());
        assert_eq!(ours().statements[2].key.as_deref(), Some("TF-"));
    }

    #[test]
    fn each_lie_is_told() {
        let lie = |change: fn(&mut Manifest)| {
            let mut said = ours();
            change(&mut said);
            said.differences(&ours())
        };
        let found = lie(|said| said.statements.swap(3, 4));
        assert_eq!(found[0], "Statement 4 is the one that stood at 5.");
        assert_eq!(found[1], "Statement 4 is keyed JP+, not EI+.");
        assert_eq!(
            lie(|said| said.statements[6].key = None),
            ["Statement 7 is keyed TF-, not no key."]
        );
        assert_eq!(
            lie(|said| said.statements[59].text = String::new()),
            ["Statement 60 has another text."]
        );
        assert!(lie(|said| said.model = "ab".repeat(32))[0].contains("not abababababab…"));
        assert_eq!(
            lie(|said| said.scale.truncate(3)),
            ["The scale's points have other names."]
        );
        assert_eq!(
            lie(|said| said.languages.truncate(1)),
            ["The languages are id, en, not id."]
        );
        assert!(lie(|said| said.questionnaire = String::new())[0].contains("file is another"));
    }

    #[test]
    fn what_is_none_is_refused() {
        let mut short = ours();
        short.statements.pop();
        let mut newer = ours();
        newer.format = 2;
        let files = [short, newer].map(|one| serde_json::to_string(&one).expect("JSON"));
        for text in ["", "{}", "[]", "{\"format\": 1}"]
            .into_iter()
            .chain(files.iter().map(String::as_str))
        {
            let refused = Manifest::parse(text, "m.json").expect_err(text).to_string();
            assert!(refused.contains("m.json"), "{refused}");
        }
    }
}
