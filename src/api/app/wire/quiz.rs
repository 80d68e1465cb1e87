//! Statements and answers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::research::Research;
use crate::domain::answers;
use crate::domain::draft;

/// A text or texts in both languages.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Bilingual_{T}")]
pub(crate) struct Bilingual<T> {
    /// In Indonesian.
    pub id: T,
    /// In English.
    pub en: T,
}

/// A reply to `GET /app/questions`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Questions {
    /// The names of the seven answers, from -3 to 3.
    pub scale: Bilingual<Vec<String>>,
    /// The sixty statements in their order.
    pub statements: Vec<Bilingual<String>>,
    /// Whether people are asked if their answers may be kept for research.
    pub research: bool,
    /// Whether each sitting shows the statements in an order of its own.
    pub shuffled: bool,
    /// Whether those who consent are shown a statement more that asks for one certain answer.
    pub attention_check: bool,
}

/// A reply to `GET /app/quiz-code`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct QuizCode {
    /// Where people reach the page.
    pub address: String,
    /// The rows of its QR code, each a text of 1 (dark) and 0.
    pub qr_code: Vec<String>,
}

/// A reply to `GET /app/answers`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Draft {
    /// The sixty answers in the order of the statements; null where there is none yet.
    answers: Vec<Option<i8>>,
    /// When one was last changed; null before the first.
    #[schemars(extend("format" = "date-time"))]
    updated_at: Option<String>,
}

impl From<draft::Draft> for Draft {
    fn from(draft: draft::Draft) -> Self {
        Self {
            answers: draft.answers.into(),
            updated_at: draft.updated_at.map(crate::domain::moment::Moment::rfc3339),
        }
    }
}

/// `PATCH /app/answers`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"changes": [{"statement": 0, "answer": 3}, {"statement": 1, "answer": null}]}))]
pub(crate) struct AnswerChanges {
    /// Applied in order: of two changes to one statement the last wins.
    #[schemars(length(min = 1, max = 2 * answers::COUNT))]
    pub changes: Vec<AnswerChange>,
}

/// One answer given, changed or taken back.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct AnswerChange {
    /// The statement.
    #[schemars(range(min = 0, max = answers::COUNT - 1))]
    pub statement: i64,
    /// The answer; null takes it back.
    #[schemars(range(min = answers::MIN, max = answers::MAX))]
    pub answer: Option<i64>,
}

/// `POST /app/results`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"answers": [
    0, 0, 1, 2, -1, 2, 1, 0, 1, 0, 0, 0, 3, 1, -1, 0, 0, 2, -1, 2, 0, 0, 0, 0, 3, 1, -2, 0, -3, -1,
    1, 0, -1, 0, -1, 3, 1, 2, 0, 1, 1, -2, -1, -1, -1, 0, 0, 0, -1, -1, 0, 1, 0, 0, 2, 0, 0, 1, 2, 1
]}))]
pub(crate) struct Finish {
    /// An answer to each statement, in order: -3 strongly disagree to 3 strongly agree.
    #[schemars(length(equal = answers::COUNT), inner(range(min = answers::MIN, max = answers::MAX)))]
    pub answers: Vec<i64>,
    /// Whether they may be kept for research.
    #[serde(flatten)]
    pub research: Research,
}

/// `POST /app/guest-result`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"answers": [
    0, 0, 1, 2, -1, 2, 1, 0, 1, 0, 0, 0, 3, 1, -1, 0, 0, 2, -1, 2, 0, 0, 0, 0, 3, 1, -2, 0, -3, -1,
    1, 0, -1, 0, -1, 3, 1, 2, 0, 1, 1, -2, -1, -1, -1, 0, 0, 0, -1, -1, 0, 1, 0, 0, 2, 0, 0, 1, 2, 1
]}))]
pub(crate) struct FinishAsGuest {
    /// An answer to each statement, in order: -3 strongly disagree to 3 strongly agree.
    #[schemars(length(equal = answers::COUNT), inner(range(min = answers::MIN, max = answers::MAX)))]
    pub answers: Vec<i64>,
}

/// A reply to `GET /app/responses`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Responses {
    /// How many times the caller's answers to the whole questionnaire, or to another instrument, are kept for research.
    pub responses: i64,
}

/// A reply to `DELETE /app/responses`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Withdrawn {
    /// How many were deleted, or count no more.
    pub deleted: i64,
}
