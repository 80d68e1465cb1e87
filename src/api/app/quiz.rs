//! The quiz: statements, answers so far, results.

use crate::api::app::extractor::{Bearer, SameOrigin};
use crate::api::app::wire;
use crate::api::qr_code;
use crate::app::App;
use crate::domain::answers::Answers;
use crate::domain::draft::Change;
use crate::domain::fault::{Fault, Resource};
use crate::domain::language::Language;
use crate::domain::norms::Place;
use crate::domain::result::{QuizResult, ResultId};
use crate::http::body::Body;
use crate::http::call::{Base, Path};
use crate::http::reply::Json;
use crate::services::{personality, statistics};

pub(crate) fn questions(app: &App) -> Result<Json<wire::Questions>, Fault> {
    let texts = |language| personality::questions(app, language);
    let (indonesian, english) = (texts(Language::Indonesian), texts(Language::English));
    let pairs = indonesian.iter().zip(english.iter());
    Ok(Json(wire::Questions {
        scale: wire::Bilingual {
            id: personality::scale(app, Language::Indonesian).to_vec(),
            en: personality::scale(app, Language::English).to_vec(),
        },
        statements: pairs
            .map(|(id, en)| wire::Bilingual {
                id: id.clone(),
                en: en.clone(),
            })
            .collect(),
        research: app.policy.research,
        shuffled: app.policy.shuffled,
        attention_check: app.policy.research && app.policy.attention_check,
    }))
}

pub(crate) fn code(_: &App, Base(base): Base) -> Result<Json<wire::QuizCode>, Fault> {
    let qr_code = qr_code::rows(&base);
    let address = base;
    Ok(Json(wire::QuizCode { address, qr_code }))
}

pub(crate) fn answers(
    app: &App,
    Bearer { caller, .. }: Bearer,
) -> Result<Json<wire::Draft>, Fault> {
    Ok(Json(personality::draft(app, caller)?.into()))
}

pub(crate) fn change_answers(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::AnswerChanges>,
) -> Result<Json<wire::Draft>, Fault> {
    let changes = body.changes.into_iter().enumerate();
    let changes = changes
        .map(|(at, change)| Change::parse("changes", at, change.statement, change.answer))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Json(
        personality::change_draft(app, caller, changes)?.into(),
    ))
}

pub(crate) fn forget_answers(
    app: &App,
    Bearer { caller, .. }: Bearer,
) -> Result<Json<wire::Done>, Fault> {
    personality::forget_draft(app, caller)?;
    Ok(Json(wire::Done {}))
}

pub(crate) fn finish(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::Finish>,
) -> Result<Json<wire::FullResult>, Fault> {
    let answers = Answers::parse("answers", &body.answers).map_err(Fault::Fields)?;
    let consent = body.research.sitting(app)?;
    // Before anything is kept: what fails then has no effect.
    let place = statistics::place(app, &answers)?;
    full_result(
        app,
        &personality::finish(app, caller, answers, consent)?,
        place,
    )
}

pub(crate) fn responses(
    app: &App,
    Bearer { caller, .. }: Bearer,
) -> Result<Json<wire::Responses>, Fault> {
    let responses = personality::responses(app, caller)?;
    Ok(Json(wire::Responses { responses }))
}

pub(crate) fn withdraw(
    app: &App,
    Bearer { caller, .. }: Bearer,
) -> Result<Json<wire::Withdrawn>, Fault> {
    let deleted = personality::withdraw(app, caller)?;
    Ok(Json(wire::Withdrawn { deleted }))
}

/// Only our own page asks: other programs have the published APIs, which know who they are.
pub(crate) fn guest_result(
    app: &App,
    _: SameOrigin,
    Body(body): Body<wire::FinishAsGuest>,
) -> Result<Json<wire::FullResult>, Fault> {
    let answers = Answers::parse("answers", &body.answers).map_err(Fault::Fields)?;
    let (prediction, influences) = personality::explain(app, &answers)?;
    let scores = personality::scores_of(app, &answers, &prediction);
    let place = statistics::place(app, &answers)?;
    let now = app.clock.now();
    Ok(Json(wire::FullResult::of_guest(
        app,
        (&prediction, now),
        (scores.as_ref(), place),
        influences,
    )))
}

pub(crate) fn results(
    app: &App,
    Bearer { caller, .. }: Bearer,
) -> Result<Json<wire::Results>, Fault> {
    let results = personality::results(app, caller)?;
    Ok(Json(wire::Results {
        results: results
            .iter()
            .map(|result| wire::ResultSummary::of(app, result))
            .collect(),
    }))
}

pub(crate) fn result(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Path(id): Path<String>,
) -> Result<Json<wire::FullResult>, Fault> {
    let id = match id.as_str() {
        "latest" => None,
        number => {
            let number = number
                .parse()
                .map_err(|_| Fault::NotFound(Resource::QuizResult))?;
            Some(ResultId(number))
        }
    };
    let result = personality::result(app, caller, id)?;
    let place = personality::place(app, &result)?;
    full_result(app, &result, place)
}

fn full_result(
    app: &App,
    result: &QuizResult,
    place: Option<Place>,
) -> Result<Json<wire::FullResult>, Fault> {
    let influences = personality::influences(app, result)?;
    Ok(Json(wire::FullResult::of(app, result, place, influences)))
}
