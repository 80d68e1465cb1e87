//! Sessions and what is in them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::diary;
use crate::domain::diary::Source;
use crate::domain::link::Links;
use crate::domain::moment::Moment;
use crate::domain::text::Text;
use crate::http::shape::{LINE, LINES, LINES_OR_NONE, LINKS};

/// A session.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DiarySession {
    id: i64,
    user_id: i64,
    #[schemars(extend("format" = "date-time"))]
    start_time: String,
    /// Null while it runs.
    #[schemars(extend("format" = "date-time"))]
    end_time: Option<String>,
}

impl From<diary::DiarySession> for DiarySession {
    fn from(session: diary::DiarySession) -> Self {
        Self {
            id: session.id.0,
            user_id: session.account.0,
            start_time: session.start_time.rfc3339(),
            end_time: session.end_time.map(Moment::rfc3339),
        }
    }
}

/// A reply to `GET /sessions/count`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Count {
    pub count: i64,
}

/// `POST /sessions/{session_id}/detections`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = json!({
    "facial_data": [{"emotion": "sad", "suggestions": [
        {"suggestion": "Take a walk.", "url": "https://example.com/walks"}
    ]}],
    "voice_data": [{"content": "I slept badly.", "suggestions": [{"suggestion": "Rest a while."}]}],
    "suggestions": [{"suggestion": "Talk to a friend."}]
}))]
pub(crate) struct NewDetection {
    /// What was seen.
    #[serde(default)]
    #[schemars(length(max = 100))]
    pub facial_data: Vec<NewFacial>,
    /// What was heard.
    #[serde(default)]
    #[schemars(length(max = 100))]
    pub voice_data: Vec<NewVoice>,
    /// What may help with all of it.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub suggestions: Vec<NewSuggestion>,
}

/// `POST …/facial`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = json!({"emotion": "happy"}))]
pub(crate) struct NewFacial {
    /// The emotion seen.
    #[schemars(length(min = 1, max = Source::Face.longest()), regex(pattern = LINE))]
    pub emotion: String,
    /// What may help.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub suggestions: Vec<NewSuggestion>,
}

/// `POST …/voice`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = json!({"content": "I feel better today."}))]
pub(crate) struct NewVoice {
    /// What was said.
    #[schemars(length(min = 1, max = Source::Voice.longest()), regex(pattern = LINES))]
    pub content: String,
    /// What may help.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub suggestions: Vec<NewSuggestion>,
}

/// `POST …/suggestions`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = json!({"suggestion": "Breathe slowly.", "url": "https://example.com/breathing"}))]
pub(crate) struct NewSuggestion {
    /// What may help.
    #[schemars(length(min = 1, max = diary::NewSuggestion::LONGEST), regex(pattern = LINES))]
    pub suggestion: String,
    /// Where to read more: up to three links (`http` or `https`) with commas between them.
    #[schemars(length(min = 1, max = Links::MAX), regex(pattern = LINKS))]
    pub url: Option<String>,
}

/// A detection.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Detection {
    id: i64,
    session_id: i64,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    facial_data: Vec<Facial>,
    voice_data: Vec<Voice>,
    /// What may help with all of it.
    suggestions: Vec<Suggestion>,
}

impl From<diary::Detection> for Detection {
    fn from(detection: diary::Detection) -> Self {
        Self {
            id: detection.id.0,
            session_id: detection.session.0,
            created_at: detection.created_at.rfc3339(),
            facial_data: detection.faces.into_iter().map(Facial::from).collect(),
            voice_data: detection.voices.into_iter().map(Voice::from).collect(),
            suggestions: detection
                .suggestions
                .into_iter()
                .map(Suggestion::from)
                .collect(),
        }
    }
}

/// What was seen in a face.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Facial {
    id: i64,
    emotion: String,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    suggestions: Vec<Suggestion>,
}

impl From<diary::Reading> for Facial {
    fn from(reading: diary::Reading) -> Self {
        Self {
            id: reading.id.0,
            emotion: reading.text.into(),
            created_at: reading.created_at.rfc3339(),
            suggestions: reading
                .suggestions
                .into_iter()
                .map(Suggestion::from)
                .collect(),
        }
    }
}

/// What was heard.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Voice {
    id: i64,
    content: String,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    suggestions: Vec<Suggestion>,
}

impl From<diary::Reading> for Voice {
    fn from(reading: diary::Reading) -> Self {
        Self {
            id: reading.id.0,
            content: reading.text.into(),
            created_at: reading.created_at.rfc3339(),
            suggestions: reading
                .suggestions
                .into_iter()
                .map(Suggestion::from)
                .collect(),
        }
    }
}

/// Something that may help.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Suggestion {
    id: i64,
    suggestion: String,
    /// Up to three links with commas between them.
    url: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
}

impl From<diary::Suggestion> for Suggestion {
    fn from(suggestion: diary::Suggestion) -> Self {
        Self {
            id: suggestion.id,
            suggestion: suggestion.text.into(),
            url: suggestion.url.map(|url| url.as_str().to_owned()),
            created_at: suggestion.created_at.rfc3339(),
        }
    }
}

/// `POST /sessions/{session_id}/feedback`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = json!({"rating": 5, "comment": "That did me good."}))]
pub(crate) struct NewFeedback {
    /// 1 (bad) to 5 (good).
    #[schemars(range(min = diary::Feedback::MIN_RATING, max = diary::Feedback::MAX_RATING))]
    pub rating: i64,
    /// In words.
    #[schemars(length(max = diary::Feedback::LONGEST), regex(pattern = LINES_OR_NONE))]
    pub comment: Option<String>,
}

/// Feedback on a session.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Feedback {
    session_id: i64,
    rating: i64,
    comment: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
}

impl From<diary::Feedback> for Feedback {
    fn from(feedback: diary::Feedback) -> Self {
        Self {
            session_id: feedback.session.0,
            rating: feedback.rating,
            comment: feedback.comment.map(Text::into),
            created_at: feedback.created_at.rfc3339(),
        }
    }
}
