//! Answers to another instrument as rows, and what their variables are.

use serde_json::{Map, Value, json};

use crate::domain::instrument::CountedAnswers;
use crate::domain::language::Language;
use crate::model::instruments::{Instrument, Texts};
use crate::transfer::research::codebook;
use crate::transfer::research::row::{rounded, short, variable};
use crate::transfer::research::veil::Veil;

/// What a row begins with: its name, what it is, and which values it has. The scales follow, then the answers.
const GENERAL: [[&str; 3]; 8] = [
    codebook::ID,
    codebook::PERSON,
    codebook::ROOM,
    codebook::TEAM,
    codebook::LANGUAGE,
    [
        "questionnaire",
        "The questionnaire: the first digits of the SHA-256 of this version",
        "",
    ],
    ["version", "Its maker's name for this version", ""],
    [
        "reliable",
        "Whether the statements didn't all get the same answer; nothing else is looked at",
        "0 no, 1 yes",
    ],
];

/// A scale's variable: its id could be another variable's name.
fn score(scale: &str) -> String {
    format!("score_{scale}")
}

/// All variables in their order.
pub(super) fn columns(of: &Instrument) -> Vec<String> {
    let content = of.content();
    let general = GENERAL.iter().map(|[name, ..]| (*name).to_owned());
    general
        .chain(content.scales.iter().map(|scale| score(scale)))
        .chain((0..content.statements.len()).map(|at| variable("q", at)))
        .collect()
}

/// The row of answers; nothing of such that don't fit, which were changed by hand.
pub(super) fn row(
    of: &Instrument,
    veil: &Veil,
    id: i64,
    kept: &CountedAnswers,
) -> Option<Map<String, Value>> {
    let (key, content) = (of.key(), of.content());
    let sheet = key.sheet("answers", &kept.answers).ok()?;
    let from = kept.from;
    let half = f32::from(key.points() - 1) / 2.0;
    let scores = key.scores(&sheet, &[]).into_iter();
    let general = [
        json!(veil.name("instrument result", id)),
        json!(from.account.map(|account| veil.name("account", account.0))),
        json!(from.room.map(|room| veil.name("room", room.0))),
        json!(from.room.and(from.team).map(|team| team + 1)),
        json!(kept.language.map(Language::tag)),
        json!(short(of.hash())),
        json!(content.version),
        json!(u8::from(!sheet.is_uniform())),
    ];
    let values = general
        .into_iter()
        .chain(scores.map(|score| json!(rounded(1.0 + (score.strength + 1.0) * half))))
        .chain(sheet.values().iter().map(|answer| json!(answer)));
    Some(columns(of).into_iter().zip(values).collect())
}

/// A row for each variable, in their order.
pub(super) fn codebook(of: &Instrument) -> Vec<Map<String, Value>> {
    let content = of.content();
    let points = content.points;
    let general = GENERAL
        .iter()
        .map(|[name, meaning, values]| codebook::row([json!(name), json!(meaning), json!(values)]));
    let scales = content.scales.iter().map(|scale| {
        let meaning = format!(
            "The mean keyed answer of the scale {scale}: {points} is all for its high end, 1 all for its low one"
        );
        let values = format!("from 1 to {points}");
        codebook::row([json!(score(scale)), json!(meaning), json!(values)])
    });
    let named = of.texts(Language::English).map(|texts| &texts.points[..]);
    let values = match named {
        Some([least, .., most]) => format!("from 1 ({least}) to {points} ({most})"),
        _ => format!("from 1 to {points}"),
    };
    let text = |texts: &Option<Texts>, at: usize| {
        let own = texts.as_ref();
        json!(own.map_or("", |texts| texts.statements[at].as_str()))
    };
    let statements = content.statements.iter().enumerate().map(|(at, one)| {
        codebook::row([
            json!(variable("q", at)),
            json!("The answer to the statement"),
            json!(values),
            json!(content.scales[one.scale]),
            json!(if one.toward_high { 1 } else { -1 }),
            text(&content.english, at),
            text(&content.indonesian, at),
            json!(short(of.hash())),
        ])
    });
    general.chain(scales).chain(statements).collect()
}
