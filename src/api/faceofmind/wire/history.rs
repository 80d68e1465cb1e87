//! Charts and the whole of a session, in the published app's shape: of each detection the first face, the first voice
//! and the first suggestion.

use schemars::JsonSchema;
use serde::Serialize;

use crate::api::faceofmind::wire::diary::DiarySession;
use crate::domain::diary::{self, Detection, Reading, Suggestion};
use crate::domain::emotion::EmotionDay;
use crate::domain::link::Links;

/// A day of `GET /sessions/dominant_emotion_chart`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DominantDay {
    #[schemars(extend("format" = "date"))]
    day: String,
    /// The emotion seen most often; null if none was.
    dominant_emotion: Option<String>,
}

impl From<EmotionDay> for DominantDay {
    fn from(day: EmotionDay) -> Self {
        Self {
            day: day.day.date(),
            dominant_emotion: day.dominant,
        }
    }
}

/// A day of `GET /sessions/intensity_chart`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct IntensityDay {
    #[schemars(extend("format" = "date"))]
    day: String,
    /// The emotion seen most often; null if none was.
    dominant_emotion: Option<String>,
    intensity_tally: Tally,
}

/// How many emotions were how strong.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Tally {
    mild: i64,
    moderate: i64,
    severe: i64,
}

impl From<EmotionDay> for IntensityDay {
    fn from(day: EmotionDay) -> Self {
        let [mild, moderate, severe] = day.tally;
        Self {
            day: day.day.date(),
            dominant_emotion: day.dominant,
            intensity_tally: Tally {
                mild,
                moderate,
                severe,
            },
        }
    }
}

/// A reply to `GET /sessions/{session_id}/history`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct History {
    #[serde(flatten)]
    session: DiarySession,
    emotion_detections: Vec<PastDetection>,
}

impl From<(diary::DiarySession, Vec<Detection>)> for History {
    fn from((session, detections): (diary::DiarySession, Vec<Detection>)) -> Self {
        Self {
            session: session.into(),
            emotion_detections: detections.into_iter().map(PastDetection::from).collect(),
        }
    }
}

/// A detection of a session's history.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PastDetection {
    id: i64,
    session_id: i64,
    #[schemars(extend("format" = "date-time"))]
    timestamp: String,
    facial_data: Option<PastFace>,
    voice_data: Option<PastVoice>,
    wellness_suggestions: Option<PastSuggestion>,
}

/// What was seen.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PastFace {
    id: i64,
    detection_id: i64,
    emotion: String,
}

/// What was heard.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PastVoice {
    id: i64,
    detection_id: i64,
    content: String,
}

/// What may help: the whole text, and its pieces between the bullets (`•`) that the original's texts have.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PastSuggestion {
    id: i64,
    detection_id: i64,
    suggestion: String,
    /// The first piece.
    acknowledgment: String,
    /// The others.
    suggestions: Vec<String>,
    /// Links to read more at.
    url: Vec<String>,
}

impl From<Detection> for PastDetection {
    fn from(detection: Detection) -> Self {
        let detection_id = detection.id.0;
        let (mut faces, mut voices) = (detection.faces, detection.voices);
        let (face, voice) = (take_first(&mut faces), take_first(&mut voices));
        let under = |reading: &Option<Reading>| {
            let reading = reading.as_ref();
            reading.and_then(|reading| reading.suggestions.first().cloned())
        };
        let of_all = detection.suggestions.into_iter().next();
        let suggestion = of_all.or_else(|| under(&face)).or_else(|| under(&voice));
        Self {
            id: detection_id,
            session_id: detection.session.0,
            timestamp: detection.created_at.rfc3339(),
            facial_data: face.map(|face| PastFace {
                id: face.id.0,
                detection_id,
                emotion: face.text.into(),
            }),
            voice_data: voice.map(|voice| PastVoice {
                id: voice.id.0,
                detection_id,
                content: voice.text.into(),
            }),
            wellness_suggestions: suggestion.map(|one| PastSuggestion::new(detection_id, one)),
        }
    }
}

fn take_first(readings: &mut Vec<Reading>) -> Option<Reading> {
    (!readings.is_empty()).then(|| readings.swap_remove(0))
}

impl PastSuggestion {
    fn new(detection_id: i64, suggestion: Suggestion) -> Self {
        let text: String = suggestion.text.into();
        let mut pieces = text.split('•').map(|piece| piece.trim().to_owned());
        let acknowledgment = pieces.next().unwrap_or_default();
        let suggestions = pieces.filter(|piece| !piece.is_empty()).collect();
        let links = suggestion.url.as_ref().map_or("", Links::as_str);
        Self {
            id: suggestion.id,
            detection_id,
            acknowledgment,
            suggestions,
            url: Links::pieces(links)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            suggestion: text,
        }
    }
}
