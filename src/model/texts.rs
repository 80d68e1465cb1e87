//! The texts of the quiz: the statements and the sixteen types.

use std::sync::Arc;

use serde::Deserialize;

use crate::domain::answers;
use crate::domain::key::{Key, Keying};
use crate::domain::language::Language;
use crate::domain::operator_error::OperatorError;
use crate::domain::persona::{self, PersonaType};
use crate::platform::digest::sha256;

const QUESTIONS: &str = include_str!("../../seed/questions.json");
const TYPES: &str = include_str!("../../seed/types.json");

/// A text in both languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Translated {
    id: String,
    en: String,
}

impl Translated {
    fn get(&self, language: Language) -> &str {
        match language {
            Language::Indonesian => &self.id,
            Language::English => &self.en,
        }
    }
}

/// The sixty statements in both languages, shared by all requests.
#[derive(Debug, Clone)]
pub struct QuestionSet {
    indonesian: Arc<[String]>,
    english: Arc<[String]>,
    scale: Scale,
    keys: Vec<Option<Keying>>,
    key: Option<Key>,
    hash: String,
}

/// The shapes a file of statements may have.
#[derive(Deserialize)]
#[serde(untagged)]
enum QuestionsFile {
    /// One language for all: a list of 60 texts.
    Plain(Vec<String>),
    /// As in `seed/questions.json`; other fields are ignored.
    Full {
        statements: Vec<Statement>,
        scale: Option<Box<Scale>>,
    },
}

/// The names of the seven answers, from strongest disagreement to strongest agreement.
#[derive(Debug, Clone, Deserialize)]
struct Scale {
    id: [String; POINTS],
    en: [String; POINTS],
}

/// How many answers a statement has.
const POINTS: usize = 7;

impl Scale {
    /// The built-in one.
    fn built_in() -> Self {
        #[derive(Deserialize)]
        struct ScaleFile {
            scale: Scale,
        }
        let file: ScaleFile = serde_json::from_str(QUESTIONS).expect("the built-in scale is valid");
        file.scale
    }
}

#[derive(Deserialize)]
struct Statement {
    id: String,
    en: Option<String>,
    dichotomy: Option<String>,
    facet: Option<usize>,
    key: Option<i8>,
}

impl Statement {
    fn key(&self) -> Option<Keying> {
        let pair = self.dichotomy.as_deref()?;
        let spelt = |known: &persona::Dichotomy| format!("{}{}", known.first, known.second) == pair;
        Some(Keying {
            axis: persona::DICHOTOMIES.iter().position(spelt)?,
            facet: self.facet.unwrap_or_default(),
            toward_first: self.key? > 0,
        })
    }
}

impl QuestionSet {
    /// The built-in statements.
    ///
    /// # Panics
    /// Never: a test reads them.
    #[must_use]
    pub fn built_in() -> Self {
        Self::parse(QUESTIONS, "seed/questions.json").expect("the built-in statements are valid")
    }

    /// Reads statements: a JSON list of 60 texts, or an object whose `statements` are 60 objects with `id`
    /// and optionally `en`. `name` is the file's, for error messages.
    pub(crate) fn parse(text: &str, name: &str) -> Result<Self, OperatorError> {
        let refused = |reason: String| {
            OperatorError::new(
                format!("The statements {name} can't be used: {reason}"),
                "Write a JSON list of 60 texts, or take seed/questions.json as a pattern.",
            )
        };
        let file: QuestionsFile = serde_json::from_str(text)
            .map_err(|error| refused(format!("they aren't JSON of a known form ({error})")))?;
        let mut questions = match file {
            QuestionsFile::Plain(texts) => Self::new(texts.clone(), texts, None),
            QuestionsFile::Full { statements, scale } => {
                Self::from_statements(statements, scale.map(|scale| *scale))
            }
        };
        if questions.indonesian.len() != answers::COUNT {
            return Err(refused(format!(
                "there are {}, not 60",
                questions.indonesian.len()
            )));
        }
        let empty = |text: &String| text.trim().is_empty();
        if let Some(at) = questions.indonesian.iter().position(empty) {
            return Err(refused(format!("statement {} is empty", at + 1)));
        }
        questions.hash = sha256(text.as_bytes());
        Ok(questions)
    }

    /// Whether this is one of the statements, in either language.
    #[must_use]
    pub(crate) fn has(&self, text: &str) -> bool {
        let all = self.indonesian.iter().chain(self.english.iter());
        all.into_iter()
            .any(|statement| statement.trim() == text.trim())
    }

    /// The first statement, from 0, that asks for something else than the built-in one at its place, as far as the
    /// file tells: by its key, or by a built-in one's text.
    pub(super) fn misplaced(&self) -> Option<usize> {
        let built_in = Self::built_in();
        let other_key = |at: usize| {
            self.keying(at).is_some_and(|key| {
                let ours = built_in.keying(at);
                ours.is_none_or(|ours| {
                    (ours.axis, ours.toward_first) != (key.axis, key.toward_first)
                })
            })
        };
        let from_elsewhere = |at: usize| {
            let same = |ours: &[String], theirs: &[String]| {
                let text = ours[at].trim();
                theirs.iter().any(|one| one == text) && theirs[at] != text
            };
            same(&self.indonesian, &built_in.indonesian) || same(&self.english, &built_in.english)
        };
        (0..answers::COUNT).find(|at| other_key(*at) || from_elsewhere(*at))
    }

    fn from_statements(statements: Vec<Statement>, scale: Option<Scale>) -> Self {
        let keys: Vec<_> = statements.iter().map(Statement::key).collect();
        let pairs = statements.into_iter();
        let (indonesian, english) = pairs
            .map(|statement| (statement.id.clone(), statement.en.unwrap_or(statement.id)))
            .unzip();
        Self {
            key: Key::new(&keys),
            keys,
            ..Self::new(indonesian, english, scale)
        }
    }

    fn new(indonesian: Vec<String>, english: Vec<String>, scale: Option<Scale>) -> Self {
        Self {
            indonesian: indonesian.into(),
            english: english.into(),
            scale: scale.unwrap_or_else(Scale::built_in),
            keys: Vec::new(),
            key: None,
            hash: String::new(),
        }
    }

    /// All sixty, in order.
    #[must_use]
    pub(crate) fn texts(&self, language: Language) -> Arc<[String]> {
        Arc::clone(match language {
            Language::Indonesian => &self.indonesian,
            Language::English => &self.english,
        })
    }
}

impl QuestionSet {
    /// Which pole agreement with a statement counts for, if the file says so.
    #[must_use]
    pub(crate) fn keying(&self, statement: usize) -> Option<Keying> {
        self.keys.get(statement).copied().flatten()
    }

    /// The key of all sixty, if the file has it whole.
    #[must_use]
    pub fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// The same statements with the built-in key: what the built-in model takes them for.
    #[must_use]
    pub(super) fn with_built_in_key(self) -> Self {
        let Self { keys, key, .. } = Self::built_in();
        Self { keys, key, ..self }
    }

    /// The SHA-256 of the file, in hexadecimal.
    #[must_use]
    pub(crate) fn hash(&self) -> &str {
        &self.hash
    }

    /// The names of the seven answers, from -3 to 3.
    #[must_use]
    pub(crate) fn scale(&self, language: Language) -> &[String; POINTS] {
        match language {
            Language::Indonesian => &self.scale.id,
            Language::English => &self.scale.en,
        }
    }
}

/// What a type's page says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PersonaText<'text> {
    /// The names of its poles.
    pub acronym: &'text str,
    /// What people of this type tend to be like.
    pub description: &'text str,
    /// Work that may suit them.
    pub job: &'text str,
}

/// The texts of the sixteen types.
#[derive(Debug, Clone)]
pub struct Personas(Vec<TypeText>);

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeText {
    mbti: String,
    acronym: Translated,
    description: Translated,
    job: Translated,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonasFile {
    #[serde(rename = "format")]
    _format: u32,
    types: Vec<TypeText>,
}

impl Personas {
    /// The built-in texts.
    #[must_use]
    pub(crate) fn built_in() -> Self {
        let file: PersonasFile = serde_json::from_str(TYPES).expect("the built-in types are valid");
        assert_eq!(file.types.len(), persona::COUNT, "sixteen types");
        Self(file.types)
    }

    /// The text of a type, if there is one.
    #[must_use]
    pub(crate) fn text(&self, persona: PersonaType, language: Language) -> Option<PersonaText<'_>> {
        let found = self.0.iter().find(|text| text.mbti == persona.label())?;
        Some(PersonaText {
            acronym: found.acronym.get(language),
            description: found.description.get(language),
            job: found.job.get(language),
        })
    }
}
