//! Other instruments than the sixty, their answers and results.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::instrument::{Instrument, InstrumentAbout, InstrumentScore};
use crate::api::norms::AmongOthers;
use crate::api::words::ByWord;
use crate::app::App;
use crate::domain::instrument::{self, AnswerSheet, POINTS, STATEMENTS, Score};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::norms::Place;
use crate::model::instruments as model;
use crate::services::instruments;

/// A reply to `GET /app/instruments`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct InstrumentList {
    /// In the order in which they are offered.
    pub instruments: Vec<InstrumentEntry>,
}

/// What is told of an instrument before it is opened.
#[derive(Serialize, JsonSchema)]
pub(crate) struct InstrumentEntry {
    /// What its address ends in.
    id: String,
    version: String,
    /// The SHA-256 of all that it is made of.
    hash: String,
    /// How many statements it has.
    statements: usize,
    /// What it is called and about, in Indonesian; null if it isn't in that language.
    indonesian: Option<InstrumentAbout>,
    /// The same in English.
    english: Option<InstrumentAbout>,
}

impl InstrumentEntry {
    /// An entry of the list.
    pub(crate) fn of(instrument: &model::Instrument) -> Self {
        let content = instrument.content();
        let about = |texts: &Option<model::Texts>| texts.as_ref().map(InstrumentAbout::of);
        Self {
            id: content.id.clone(),
            version: content.version.clone(),
            hash: instrument.hash().to_owned(),
            statements: content.statements.len(),
            indonesian: about(&content.indonesian),
            english: about(&content.english),
        }
    }
}

/// `POST /app/instruments/{instrument_id}/results` and `…/guest-result`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"answers": [
    4, 2, 5, 3, 3, 4, 2, 1, 2, 5, 5, 3, 4, 4, 2, 3, 1, 2, 4, 5, 3, 2, 4, 4, 5
], "may_count": false}))]
pub(crate) struct FinishInstrument {
    /// An answer to each statement, in their order, from 1 (the first point) up.
    #[schemars(length(min = STATEMENTS[0], max = STATEMENTS[1]), inner(range(min = 1, max = POINTS[1])))]
    pub answers: Vec<i64>,
    /// The hash of what was answered; another version than the server's is refused. Left out, it isn't compared.
    #[schemars(length(equal = 64))]
    pub hash: Option<String>,
    /// Whether the answers may be kept for research: counted in ranges, statistics and norms, and exported without a name. Their
    /// giver must have been asked; false if left out, or where the server's operator collects nothing.
    pub may_count: Option<bool>,
    /// The language that the statements were shown in, which is kept of answers that may count.
    pub language: Option<ByWord<Language>>,
}

/// `PUT /app/instrument-results/{instrument_result_id}`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"may_count": false}))]
pub(crate) struct LetCount {
    /// Whether the answers may count from now on.
    pub may_count: bool,
}

/// A reply to `GET /app/instrument-results`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct InstrumentResults {
    /// The oldest first.
    pub results: Vec<InstrumentSummary>,
}

/// What a list says of a result.
#[derive(Serialize, JsonSchema)]
pub(crate) struct InstrumentSummary {
    id: i64,
    /// The instrument's id.
    instrument: String,
    /// Its version then.
    version: String,
    /// Whether that is what this server offers now.
    current: bool,
    /// What it was called in Indonesian.
    indonesian: Option<String>,
    /// What it was called in English.
    english: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
}

impl InstrumentSummary {
    /// An entry of the list.
    pub(crate) fn of(app: &App, one: instrument::InstrumentSummary) -> Self {
        Self {
            id: one.id.0,
            current: instruments::is_offered(app, &one.hash),
            instrument: one.instrument,
            version: one.version,
            indonesian: one.indonesian,
            english: one.english,
            created_at: one.created_at.rfc3339(),
        }
    }
}

/// A result, with the instrument as it was when it was answered.
#[derive(Serialize, JsonSchema)]
pub(crate) struct InstrumentResult {
    /// Its number; null of a guest's, of which nothing is kept.
    id: Option<i64>,
    instrument: Instrument,
    /// Whether that is what this server offers now.
    current: bool,
    /// The answers, from 1 (the first point) up.
    answers: Vec<u8>,
    /// What they say, scale by scale.
    scores: Vec<InstrumentScore>,
    /// Whether every statement got the same answer.
    uniform: bool,
    /// Whether the answers may count, and be kept for research.
    may_count: bool,
    /// Where they stand among people of this server; null where there are no norms, or every statement got the same answer.
    norms: Option<AmongOthers>,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
}

impl InstrumentResult {
    /// A result that was kept, with the instrument as it was then; nothing if they don't fit.
    pub(crate) fn of(
        app: &App,
        result: &instrument::InstrumentResult,
        then: &model::Instrument,
        place: Option<Place>,
    ) -> Option<Self> {
        let told = Self {
            id: Some(result.id.0),
            current: instruments::is_offered(app, &result.hash),
            uniform: result.answers.windows(2).all(|pair| pair[0] == pair[1]),
            answers: result.answers.clone(),
            scores: InstrumentScore::all(&result.scores, then.key()),
            may_count: result.may_count,
            norms: place.map(AmongOthers::from),
            created_at: result.created_at.rfc3339(),
            instrument: Instrument::of(then),
        };
        let fits = result.scores.len() == then.content().scales.len();
        fits.then_some(told)
    }

    /// A guest's.
    pub(crate) fn of_guest(
        instrument: &model::Instrument,
        sheet: &AnswerSheet,
        (scores, place): (&[Score], Option<Place>),
        now: Moment,
    ) -> Self {
        Self {
            id: None,
            instrument: Instrument::of(instrument),
            current: true,
            answers: sheet.values().to_vec(),
            scores: InstrumentScore::all(scores, instrument.key()),
            uniform: sheet.is_uniform(),
            may_count: false,
            norms: place.map(AmongOthers::from),
            created_at: now.rfc3339(),
        }
    }
}
