//! The statements, the prediction and its text.

use serde_json::json;

use crate::api::firststep::extractor::Bearer;
use crate::api::firststep::wire;
use crate::api::words::ByWord;
use crate::app::App;
use crate::domain::answers::Answers;
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Kind, Problem};
use crate::domain::language::Language;
use crate::http::body::Body;
use crate::http::call::{Call, FromCall};
use crate::http::coercion::flag;
use crate::http::operation::Operation;
use crate::http::reply::Json;
use crate::services::{personality, statistics};

pub(crate) fn questions(
    app: &App,
    _: Bearer,
    language: Language,
) -> Result<Json<wire::Questions>, Fault> {
    Ok(Json(wire::Questions {
        error: false,
        msg: "success",
        questions: personality::questions(app, language),
    }))
}

pub(crate) fn predict(
    app: &App,
    Bearer { caller, .. }: Bearer,
    KeepResult(keep): KeepResult,
    Body(body): Body<wire::Predict>,
) -> Result<Json<wire::Predicted>, Fault> {
    let answers = Answers::parse("input", &body.input).map_err(Fault::Fields)?;
    let consent = body.research.sitting(app)?;
    // Before anything is kept: what fails then has no effect.
    let place = statistics::place(app, &answers)?;
    let prediction = if keep {
        personality::predict(app, caller, &answers, consent)?
    } else {
        personality::try_out(app, &answers)?
    };
    let scores = personality::scores_of(app, &answers, &prediction);
    Ok(Json(wire::Predicted::of(
        &prediction,
        scores.as_ref(),
        place,
    )))
}

/// `?keep=false`: says the type and keeps nothing.
pub(crate) struct KeepResult(bool);

impl FromCall for KeepResult {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let text = call.request.get_param("keep");
        let keep = text.map_or(Some(true), |text| flag(&text));
        keep.map(Self).ok_or_else(|| neither().into())
    }

    fn describe(operation: &mut Operation) {
        let schema = json!({"type": "boolean", "default": true});
        operation.query(
            "keep",
            "False to be told the type without keeping it.",
            schema,
        );
        operation.fails(neither().into());
    }
}

fn neither() -> FieldFault {
    FieldFault::query("keep", Problem::WrongType(Kind::Flag))
}

pub(crate) fn personality(
    app: &App,
    Bearer { caller, .. }: Bearer,
    language: Language,
) -> Result<Json<wire::Personality>, Fault> {
    let portrait = personality::persona(app, caller, language)?;
    let text = portrait.text;
    Ok(Json(wire::Personality {
        acronym: text.acronym.to_owned(),
        description: text.description.to_owned(),
        job: text.job.to_owned(),
        mbti: ByWord(portrait.persona),
        reliable: (!portrait.is_reliable).then_some(false),
    }))
}
