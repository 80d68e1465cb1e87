//! Charts of emotions, and all of a session at once: routes that the published app asks for.

use serde_json::json;

use crate::api::faceofmind::extractor::Bearer;
use crate::api::faceofmind::wire::{self, Paging};
use crate::app::App;
use crate::domain::diary::DiaryId;
use crate::domain::emotion::Window;
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Problem};
use crate::http::call::{Call, FromCall};
use crate::http::operation::Operation;
use crate::http::paging::Bounded;
use crate::http::path_numbers::Numbers;
use crate::http::reply::Json;
use crate::services::diary;

/// `?window=`: the days of a chart; this week unless it says otherwise.
impl FromCall for Window {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let Some(word) = call.request.get_param("window") else {
            return Ok(Self::Week);
        };
        let found = Self::ALL.into_iter().find(|(known, _)| *known == word);
        found
            .map(|(_, window)| window)
            .ok_or_else(|| no_such_window().into())
    }

    fn describe(operation: &mut Operation) {
        let words = Self::ALL.map(|(word, _)| word);
        let schema = json!({"type": "string", "enum": words, "default": "week"});
        operation.query(
            "window",
            "The days, in UTC; a week begins on Monday.",
            schema,
        );
        operation.fails(no_such_window().into());
    }
}

fn no_such_window() -> FieldFault {
    let words = Window::ALL.map(|(word, _)| word.to_owned());
    FieldFault::query("window", Problem::NotOneOf(words.to_vec()))
}

pub(crate) fn dominant(
    app: &App,
    Bearer { caller, .. }: Bearer,
    window: Window,
) -> Result<Json<Vec<wire::DominantDay>>, Fault> {
    let days = diary::emotions(app, caller, window)?;
    Ok(Json(
        days.into_iter().map(wire::DominantDay::from).collect(),
    ))
}

pub(crate) fn intensity(
    app: &App,
    Bearer { caller, .. }: Bearer,
    window: Window,
) -> Result<Json<Vec<wire::IntensityDay>>, Fault> {
    let days = diary::emotions(app, caller, window)?;
    Ok(Json(
        days.into_iter().map(wire::IntensityDay::from).collect(),
    ))
}

pub(crate) fn whole(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
    Bounded(page): Paging,
) -> Result<Json<wire::History>, Fault> {
    Ok(Json(diary::history(app, caller, DiaryId(id), page)?.into()))
}
