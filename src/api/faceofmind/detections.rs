//! What was detected in a session.

use crate::api::faceofmind::extractor::Bearer;
use crate::api::faceofmind::wire::{self, Paging};
use crate::app::App;
use crate::domain::diary::{DetectionId, DiaryId, NewDetection, NewReading, NewSuggestion, Source};
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, at};
use crate::domain::link::Links;
use crate::domain::text::Text;
use crate::http::body::Body;
use crate::http::paging::Bounded;
use crate::http::path_numbers::Numbers;
use crate::http::reply::Json;
use crate::services::diary;

pub(crate) fn create(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([session]): Numbers<1>,
    Body(body): Body<wire::NewDetection>,
) -> Result<Json<wire::Detection>, Fault> {
    let faces = body.facial_data.into_iter().map(face);
    let voices = body.voice_data.into_iter().map(voice);
    let new = NewDetection {
        faces: faces.collect::<Result<_, _>>()?,
        voices: voices.collect::<Result<_, _>>()?,
        suggestions: suggestions(body.suggestions)?,
    };
    let detection = diary::detect(app, caller, DiaryId(session), new)?;
    Ok(Json(detection.into()))
}

pub(crate) fn list(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([session]): Numbers<1>,
    Bounded(page): Paging,
) -> Result<Json<Vec<wire::Detection>>, Fault> {
    let detections = diary::detections(app, caller, DiaryId(session), page)?;
    let detections = detections.into_iter().map(wire::Detection::from);
    Ok(Json(detections.collect()))
}

pub(crate) fn get(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([session, id]): Numbers<2>,
) -> Result<Json<wire::Detection>, Fault> {
    let detection = diary::detection(app, caller, DiaryId(session), DetectionId(id))?;
    Ok(Json(detection.into()))
}

/// What was seen. The request's schema has been checked; this trims the texts.
pub(super) fn face(new: wire::NewFacial) -> Result<NewReading, FieldFault> {
    Ok(NewReading {
        text: Source::Face.parse(&new.emotion).map_err(at("emotion"))?,
        suggestions: suggestions(new.suggestions)?,
    })
}

/// What was heard.
pub(super) fn voice(new: wire::NewVoice) -> Result<NewReading, FieldFault> {
    Ok(NewReading {
        text: Source::Voice.parse(&new.content).map_err(at("content"))?,
        suggestions: suggestions(new.suggestions)?,
    })
}

/// What may help.
pub(super) fn suggestion(new: wire::NewSuggestion) -> Result<NewSuggestion, FieldFault> {
    let text = Text::lines(&new.suggestion, NewSuggestion::LONGEST).and_then(Text::filled);
    let url = new.url.as_deref().map(Links::parse).transpose();
    Ok(NewSuggestion {
        text: text.map_err(at("suggestion"))?,
        url: url.map_err(at("url"))?,
    })
}

fn suggestions(new: Vec<wire::NewSuggestion>) -> Result<Vec<NewSuggestion>, FieldFault> {
    new.into_iter().map(suggestion).collect()
}
