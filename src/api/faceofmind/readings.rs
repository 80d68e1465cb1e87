//! What a detection read from a face and from a voice, and what may help with these and with all of it.

use crate::api::faceofmind::detections::{face, suggestion, voice};
use crate::api::faceofmind::extractor::Bearer;
use crate::api::faceofmind::wire;
use crate::app::App;
use crate::domain::diary::{DetectionId, DiaryId, ReadingId, Source, Subject};
use crate::domain::fault::Fault;
use crate::http::body::Body;
use crate::http::path_numbers::Numbers;
use crate::http::reply::Json;
use crate::services::diary;

pub(crate) fn add_facial(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers(place): Numbers<2>,
    Body(body): Body<wire::NewFacial>,
) -> Result<Json<wire::Facial>, Fault> {
    let reading = diary::add_reading(app, caller, within(place), Source::Face, face(body)?)?;
    Ok(Json(reading.into()))
}

pub(crate) fn facial(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers(place): Numbers<2>,
) -> Result<Json<Vec<wire::Facial>>, Fault> {
    let readings = diary::readings(app, caller, within(place), Source::Face)?;
    Ok(Json(readings.into_iter().map(wire::Facial::from).collect()))
}

pub(crate) fn add_voice(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers(place): Numbers<2>,
    Body(body): Body<wire::NewVoice>,
) -> Result<Json<wire::Voice>, Fault> {
    let reading = diary::add_reading(app, caller, within(place), Source::Voice, voice(body)?)?;
    Ok(Json(reading.into()))
}

pub(crate) fn voices(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers(place): Numbers<2>,
) -> Result<Json<Vec<wire::Voice>>, Fault> {
    let readings = diary::readings(app, caller, within(place), Source::Voice)?;
    Ok(Json(readings.into_iter().map(wire::Voice::from).collect()))
}

pub(crate) fn add_facial_suggestion(
    app: &App,
    caller: Bearer,
    Numbers([session, detection, id]): Numbers<3>,
    body: Body<wire::NewSuggestion>,
) -> Result<Json<wire::Suggestion>, Fault> {
    let subject = Subject::Reading(Source::Face, ReadingId(id));
    add_suggestion(app, caller, [session, detection], subject, body)
}

pub(crate) fn add_voice_suggestion(
    app: &App,
    caller: Bearer,
    Numbers([session, detection, id]): Numbers<3>,
    body: Body<wire::NewSuggestion>,
) -> Result<Json<wire::Suggestion>, Fault> {
    let subject = Subject::Reading(Source::Voice, ReadingId(id));
    add_suggestion(app, caller, [session, detection], subject, body)
}

pub(crate) fn add_detection_suggestion(
    app: &App,
    caller: Bearer,
    Numbers(place): Numbers<2>,
    body: Body<wire::NewSuggestion>,
) -> Result<Json<wire::Suggestion>, Fault> {
    let subject = Subject::Detection(within(place).1);
    add_suggestion(app, caller, place, subject, body)
}

pub(crate) fn facial_suggestions(
    app: &App,
    caller: Bearer,
    Numbers([session, detection, id]): Numbers<3>,
) -> Result<Json<Vec<wire::Suggestion>>, Fault> {
    let subject = Subject::Reading(Source::Face, ReadingId(id));
    suggestions(app, caller, [session, detection], subject)
}

pub(crate) fn voice_suggestions(
    app: &App,
    caller: Bearer,
    Numbers([session, detection, id]): Numbers<3>,
) -> Result<Json<Vec<wire::Suggestion>>, Fault> {
    let subject = Subject::Reading(Source::Voice, ReadingId(id));
    suggestions(app, caller, [session, detection], subject)
}

pub(crate) fn detection_suggestions(
    app: &App,
    caller: Bearer,
    Numbers(place): Numbers<2>,
) -> Result<Json<Vec<wire::Suggestion>>, Fault> {
    let subject = Subject::Detection(within(place).1);
    suggestions(app, caller, place, subject)
}

fn add_suggestion(
    app: &App,
    Bearer { caller, .. }: Bearer,
    place: [i64; 2],
    subject: Subject,
    Body(body): Body<wire::NewSuggestion>,
) -> Result<Json<wire::Suggestion>, Fault> {
    let added = diary::add_suggestion(app, caller, within(place), subject, suggestion(body)?)?;
    Ok(Json(added.into()))
}

fn suggestions(
    app: &App,
    Bearer { caller, .. }: Bearer,
    place: [i64; 2],
    subject: Subject,
) -> Result<Json<Vec<wire::Suggestion>>, Fault> {
    let found = diary::suggestions(app, caller, within(place), subject)?;
    Ok(Json(
        found.into_iter().map(wire::Suggestion::from).collect(),
    ))
}

const fn within([session, detection]: [i64; 2]) -> (DiaryId, DetectionId) {
    (DiaryId(session), DetectionId(detection))
}
