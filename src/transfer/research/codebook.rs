//! What each variable of the export is.

use serde_json::{Map, Value, json};

use crate::app::App;
use crate::domain::answers::COUNT;
use crate::domain::language::Language;
use crate::domain::persona::DICHOTOMIES;
use crate::transfer::research::row::{scales, short, variable};

const COLUMNS: [&str; 9] = [
    "variable",
    "meaning",
    "values",
    "scale",
    "keyed",
    "text_en",
    "text_id",
    "questionnaire",
    "facet",
];

/// Of every export.
pub(super) const ID: [&str; 3] = [
    "id",
    "Of the row. Made anew for each export, and leads nowhere (--join-by: for each key)",
    "",
];
/// Of every export.
pub(super) const PERSON: [&str; 3] = [
    "person",
    "The same in all rows of one account, in this export alone (--join-by: in all by one key); empty for others",
    "",
];
/// Of every export.
pub(super) const LANGUAGE: [&str; 3] = [
    "language",
    "The language that the statements were shown in",
    "id or en",
];

/// Of every export.
pub(super) const ROOM: [&str; 3] = [
    "room",
    "The same in all rows of one room, in this export alone; empty outside of rooms, and once the room is deleted",
    "",
];
/// Of every export.
pub(super) const TEAM: [&str; 3] = [
    "team",
    "The team in that room",
    "from 1, in the order of the room's list",
];

/// What isn't about a statement: its name, what it is, and which values it has.
const GENERAL: [[&str; 3]; 14] = [
    ID,
    PERSON,
    [
        "sitting",
        "Which of the person's answers to these statements; empty without an account",
        "from 1",
    ],
    [
        "days",
        "Whole days since the person's first answers to these statements",
        "from 0",
    ],
    ROOM,
    TEAM,
    LANGUAGE,
    [
        "questionnaire",
        "The statements: the first digits of their file's SHA-256",
        "",
    ],
    [
        "model",
        "The model: the first digits of its file's SHA-256",
        "",
    ],
    [
        "index",
        "The index of attentive answering as it was told: how likely simulated answers that the scales explain as well are an attentive person's, were there as many careless ones; no reliability of a score",
        "from 0 to 1",
    ],
    [
        "reliable",
        "Whether the result was told as reliable",
        "0 no, 1 yes",
    ],
    [
        "reason",
        "Why it wasn't; empty where it was",
        "all_answers_the_same, long_run_of_one_answer, answers_follow_a_pattern, answers_do_not_fit_together or no_type_stands_out",
    ],
    [
        "attention",
        "The answer to the statement that asks to strongly agree here, where it was shown; not scored",
        "from -3 to 3; 3 is right",
    ],
    [
        "seconds",
        "How many seconds all statements were looked at, where that is known of each",
        "from 0",
    ],
];

/// The columns.
pub(super) fn columns() -> Vec<String> {
    COLUMNS.map(str::to_owned).into()
}

/// A row for each variable of the export, in its order.
pub(super) fn rows(app: &App) -> impl Iterator<Item = Map<String, Value>> {
    let general = GENERAL
        .iter()
        .map(|[name, meaning, values]| row([json!(name), json!(meaning), json!(values)]));
    let kinds = [
        ("q", "The answer to the statement"),
        ("ms", "How many milliseconds it was looked at"),
        (
            "pos",
            "Where it was shown, from 1; empty where that was its own place, as far as was told",
        ),
    ];
    let statements = kinds.into_iter().flat_map(move |(kind, meaning)| {
        (0..COUNT).map(move |at| statement(app, kind, meaning, at))
    });
    general
        .chain(scales().enumerate().map(|(at, name)| scale(at, &name)))
        .chain(statements)
}

/// A row that begins with these values.
pub(super) fn row<const N: usize>(values: [Value; N]) -> Map<String, Value> {
    let empty = std::iter::repeat(json!(""));
    let values = values.into_iter().chain(empty);
    COLUMNS.map(str::to_owned).into_iter().zip(values).collect()
}

fn scale(at: usize, name: &str) -> Map<String, Value> {
    let pair = DICHOTOMIES[at];
    let meaning = format!(
        "The mean keyed answer of the scale: 3 is all for {}, -3 all for {}",
        pair.first, pair.second
    );
    row([json!(name), json!(meaning), json!("from -3 to 3")])
}

fn statement(app: &App, kind: &str, meaning: &str, at: usize) -> Map<String, Value> {
    let keying = app.questions.keying(at);
    let scale = keying.and_then(|key| scales().nth(key.axis));
    // A statement's facet means something where all have one.
    let facet = app.questions.key().map(|key| key.keying(at).facet + 1);
    let sign = keying.map(|key| if key.toward_first { 1 } else { -1 });
    let values = match kind {
        "q" => {
            let [least, .., most] = app.questions.scale(Language::English);
            format!("from -3 ({least}) to 3 ({most})")
        }
        "ms" => "from 0; empty where it isn't known".to_owned(),
        _ => "from 1 to 60".to_owned(),
    };
    let text = |language| app.questions.texts(language)[at].clone();
    row([
        json!(variable(kind, at)),
        json!(meaning),
        json!(values),
        json!(scale),
        json!(sign),
        json!(text(Language::English)),
        json!(text(Language::Indonesian)),
        json!(short(app.questions.hash())),
        json!(facet),
    ])
}
