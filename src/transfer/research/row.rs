//! One response as a row: what it was, its scales, and its sixty answers with how they were given.

use serde_json::{Map, Value, json};

use crate::app::App;
use crate::domain::answers::{COUNT, Oddity};
use crate::domain::language::Language;
use crate::domain::persona::DICHOTOMIES;
use crate::domain::response::{Pace, Response, Turn};
use crate::transfer::research::veil::Veil;

/// What a row begins with; the scales follow, then the answers, the times and the places.
pub(super) const GENERAL: [&str; 13] = [
    "id",
    "person",
    "sitting",
    "days",
    "room",
    "team",
    "language",
    "questionnaire",
    "model",
    "index",
    "reliable",
    "reason",
    "attention",
];

/// How many hexadecimal digits of a file's hash tell it from others.
pub(super) const HASH: usize = 12;

/// The variable of a statement, such as `q01`.
pub(super) fn variable(kind: &str, statement: usize) -> String {
    format!("{kind}{:02}", statement + 1)
}

/// The scales' variables: the letters of their poles.
pub(super) fn scales() -> impl Iterator<Item = String> {
    DICHOTOMIES
        .iter()
        .map(|pair| format!("{}{}", pair.first, pair.second))
}

/// All variables in their order.
pub(super) fn columns() -> Vec<String> {
    let statements = |kind: &'static str| (0..COUNT).map(move |at| variable(kind, at));
    let general = GENERAL.iter().map(|name| (*name).to_owned());
    general
        .chain(["seconds".to_owned()])
        .chain(scales())
        .chain(statements("q"))
        .chain(statements("ms"))
        .chain(statements("pos"))
        .collect()
}

/// The row of a response, its variables in their order.
pub(super) fn of(
    app: &App,
    veil: &Veil,
    response: &Response,
    turn: Option<Turn>,
) -> Map<String, Value> {
    let values = general(veil, response, turn)
        .into_iter()
        .chain(strengths(app, response))
        .chain(
            response
                .given
                .answers
                .values()
                .iter()
                .map(|answer| json!(answer)),
        )
        .chain(times(response))
        .chain(places(response));
    columns().into_iter().zip(values).collect()
}

fn general(veil: &Veil, response: &Response, turn: Option<Turn>) -> [Value; GENERAL.len() + 1] {
    let (from, given) = (response.from, &response.given);
    let sitting = &given.sitting;
    let seconds = sitting.pace.as_ref().and_then(Pace::total);
    [
        json!(veil.name("response", response.id.0)),
        json!(from.account.map(|account| veil.name("account", account.0))),
        json!(turn.map(|turn| turn.number)),
        json!(turn.map(|turn| turn.days)),
        json!(from.room.map(|room| veil.name("room", room.0))),
        json!(from.team.map(|team| team + 1)),
        json!(sitting.language.map(Language::tag)),
        json!(short(&given.questionnaire_hash)),
        json!(short(&given.model_hash)),
        json!(given.reliability.map(rounded)),
        json!(u8::from(given.oddity.is_none())),
        json!(given.oddity.map(Oddity::word)),
        json!(sitting.attention),
        json!(seconds.map(|total| f64::from(total) / 1000.0)),
    ]
}

/// To six decimals: a float as wide as JSON's has nine more, which say nothing.
pub(super) fn rounded(number: f32) -> f64 {
    (f64::from(number) * 1e6).round() / 1e6
}

/// The first digits of a hash.
pub(super) fn short(hash: &str) -> &str {
    hash.get(..HASH).unwrap_or(hash)
}

/// The mean keyed answers; nothing of another questionnaire than this server's, whose key isn't known.
fn strengths(app: &App, response: &Response) -> [Value; 4] {
    let given = &response.given;
    let key = app.questions.key();
    let key = key.filter(|_| given.questionnaire_hash == app.questions.hash());
    key.map_or([const { Value::Null }; 4], |key| {
        key.strengths(&given.answers)
            .map(|strength| json!(rounded(strength)))
    })
}

fn times(response: &Response) -> [Value; COUNT] {
    let pace = response.given.sitting.pace.as_ref();
    std::array::from_fn(|at| json!(pace.and_then(|pace| pace.values()[at])))
}

/// Where each statement was shown, from 1; nothing where that was its own place, as far as was told.
fn places(response: &Response) -> [Value; COUNT] {
    let mut places = [const { Value::Null }; COUNT];
    if let Some(order) = &response.given.sitting.order {
        for (at, statement) in order.statements().iter().enumerate() {
            places[usize::from(*statement)] = json!(at + 1);
        }
    }
    places
}
