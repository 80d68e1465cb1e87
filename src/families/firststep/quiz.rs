//! The statements, the prediction and its text.

use crate::app::App;
use crate::domain::answers::Answers;
use crate::domain::fault::Fault;
use crate::domain::language::Language;
use crate::families::firststep::guard::SignedIn;
use crate::families::firststep::wire;
use crate::http::body::Body;
use crate::http::reply::Json;
use crate::personality;

pub fn questions(
    app: &App,
    SignedIn(_): SignedIn,
    language: Language,
) -> Result<Json<wire::Questions>, Fault> {
    Ok(Json(wire::Questions {
        error: false,
        msg: "success",
        questions: personality::questions(app, language),
    }))
}

pub fn predict(
    app: &App,
    SignedIn(caller): SignedIn,
    Body(body): Body<wire::Predict>,
) -> Result<Json<wire::Predicted>, Fault> {
    let answers = Answers::parse("input", &body.input).map_err(Fault::Fields)?;
    let prediction = personality::predict(app, caller, &answers)?;
    Ok(Json(wire::Predicted::from(&prediction)))
}

pub fn personality(
    app: &App,
    SignedIn(caller): SignedIn,
    language: Language,
) -> Result<Json<wire::Personality>, Fault> {
    let (persona, text) = personality::persona(app, caller, language)?;
    Ok(Json(wire::Personality {
        acronym: text.acronym.to_owned(),
        description: text.description.to_owned(),
        job: text.job.to_owned(),
        mbti: persona.label(),
    }))
}
