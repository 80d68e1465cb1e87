//! Feedback on a session.

use crate::api::faceofmind::extractor::Bearer;
use crate::api::faceofmind::wire;
use crate::app::App;
use crate::domain::diary::{DiaryId, Feedback};
use crate::domain::fault::Fault;
use crate::domain::field::at;
use crate::domain::text::Text;
use crate::http::body::Body;
use crate::http::path_numbers::Numbers;
use crate::http::reply::Json;
use crate::services::diary;

pub(crate) fn give(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
    Body(body): Body<wire::NewFeedback>,
) -> Result<Json<wire::Feedback>, Fault> {
    let comment = body.comment.unwrap_or_default();
    let comment = Text::lines(&comment, Feedback::LONGEST).map_err(at("comment"))?;
    let comment = comment.filled().ok();
    let feedback = diary::give_feedback(app, caller, DiaryId(id), body.rating, comment)?;
    Ok(Json(feedback.into()))
}

pub(crate) fn get(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Feedback>, Fault> {
    Ok(Json(diary::feedback(app, caller, DiaryId(id))?.into()))
}
