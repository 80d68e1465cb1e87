//! Another questionnaire than the sixty, whole, and what answers to it say.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::instrument::{Basis, InstrumentKey, Score};
use crate::domain::statistics;
use crate::model::instruments::{self as model, Content, ScaleTexts};

/// What an instrument is called and about.
#[derive(Serialize, JsonSchema)]
pub(crate) struct InstrumentAbout {
    title: String,
    about: String,
    /// Who made it, and under which terms it may be used.
    credit: Option<String>,
    /// What is known of whether it measures what it means to; null where nothing is: it isn't validated then.
    evidence: Option<String>,
}

impl InstrumentAbout {
    /// In one language.
    pub(crate) fn of(texts: &model::Texts) -> Self {
        Self {
            title: texts.title.clone(),
            about: texts.about.clone(),
            credit: texts.credit.clone(),
            evidence: texts.evidence.clone(),
        }
    }
}

/// An instrument, whole.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Instrument {
    id: String,
    version: String,
    /// The SHA-256 of all that it is made of.
    hash: String,
    /// How many points a statement is answered with, from 1.
    points: u8,
    /// What the statements count for, in the order in which they are shown.
    key: Vec<KeyedStatement>,
    /// Everything that people read, in Indonesian; null if it isn't in that language.
    indonesian: Option<InstrumentTexts>,
    /// The same in English.
    english: Option<InstrumentTexts>,
}

/// What agreement with a statement counts for.
#[derive(Serialize, JsonSchema)]
struct KeyedStatement {
    /// Which scale, from 0.
    scale: usize,
    /// 1 for its high end, -1 for its low one.
    sign: i8,
}

/// Everything that people read.
#[derive(Serialize, JsonSchema)]
struct InstrumentTexts {
    #[serde(flatten)]
    about: InstrumentAbout,
    /// The points' names, from the first.
    points: Vec<String>,
    /// The scales, in their order.
    scales: Vec<InstrumentScale>,
    /// The statements, in their order.
    statements: Vec<String>,
}

/// A scale.
#[derive(Serialize, JsonSchema)]
struct InstrumentScale {
    name: String,
    about: String,
    /// A word for the low end and one for the high end; null where the instrument has none.
    ends: Option<Vec<String>>,
    /// What a low score says.
    low: String,
    /// What a high score says.
    high: String,
}

impl InstrumentScale {
    fn of(texts: &ScaleTexts) -> Self {
        Self {
            name: texts.name.clone(),
            about: texts.about.clone(),
            ends: texts.ends.as_ref().map(|ends| ends.to_vec()),
            low: texts.low.clone(),
            high: texts.high.clone(),
        }
    }
}

impl InstrumentTexts {
    fn of(texts: &model::Texts) -> Self {
        Self {
            about: InstrumentAbout::of(texts),
            points: texts.points.clone(),
            scales: texts.scales.iter().map(InstrumentScale::of).collect(),
            statements: texts.statements.clone(),
        }
    }
}

impl Instrument {
    /// All of it.
    pub(crate) fn of(instrument: &model::Instrument) -> Self {
        let content: &Content = instrument.content();
        let texts = |texts: &Option<model::Texts>| texts.as_ref().map(InstrumentTexts::of);
        let keyed = instrument
            .key()
            .statements()
            .iter()
            .map(|one| KeyedStatement {
                scale: one.scale,
                sign: if one.toward_high { 1 } else { -1 },
            });
        Self {
            id: content.id.clone(),
            version: content.version.clone(),
            hash: instrument.hash().to_owned(),
            points: instrument.key().points(),
            key: keyed.collect(),
            indonesian: texts(&content.indonesian),
            english: texts(&content.english),
        }
    }
}

/// The score on a scale.
#[derive(Serialize, JsonSchema)]
pub(crate) struct InstrumentScore {
    /// The mean keyed answer, from -1 (everything speaks for the low end) to 1.
    #[schemars(range(min = -1, max = 1))]
    strength: f32,
    /// The same in points, from 1 to as many as there are.
    points: f32,
    /// Between which values, in four of five cases, the score lies that the same person would have with very many such statements
    /// on that day: 1.28 standard errors of measurement to each side; null of a scale of one statement.
    range: Option<ScoreRange>,
    /// What the range rests on: nothing, an assumption (single answers scatter as those of simulated people do), or people who
    /// answered here and let their answers count.
    #[schemars(extend("enum" = ["nothing", "assumption", "respondents"]))]
    basis: &'static str,
    /// How many people.
    people: Option<usize>,
    /// Cronbach's alpha of theirs, to two decimals; null where they don't differ.
    alpha: Option<f32>,
    /// The confidence interval of 95 % (Feldt's) of that alpha as it is told here; null where there is none.
    alpha_range: Option<AlphaRange>,
}

/// Between which values alpha is.
#[derive(Serialize, JsonSchema)]
struct AlphaRange {
    low: f64,
    high: f64,
}

impl AlphaRange {
    /// From what is told of it, so that it tells nothing further of anybody.
    fn of(alpha: f32, people: usize, statements: usize) -> Option<Self> {
        let range = statistics::feldt(alpha.into(), people.try_into().ok()?, statements);
        range.map(|[low, high]| Self { low, high })
    }
}

/// From `low` to `high`, of strengths.
#[derive(Serialize, JsonSchema)]
struct ScoreRange {
    low: f32,
    high: f32,
}

impl InstrumentScore {
    /// What answers say of each scale.
    pub(crate) fn all(scores: &[Score], key: &InstrumentKey) -> Vec<Self> {
        let sizes = key.sizes().into_iter();
        let all = scores.iter().zip(sizes);
        all.map(|(score, statements)| Self::of(score, key.points(), statements))
            .collect()
    }

    fn of(score: &Score, points: u8, statements: usize) -> Self {
        let (basis, people, alpha) = match score.basis {
            Basis::Nothing => ("nothing", None, None),
            Basis::Assumption => ("assumption", None, None),
            Basis::Respondents { people, alpha } => ("respondents", Some(people), alpha),
        };
        Self {
            strength: score.strength,
            points: 1.0 + f32::midpoint(score.strength, 1.0) * f32::from(points - 1),
            range: score.range.map(|range| ScoreRange {
                low: range.low,
                high: range.high,
            }),
            basis,
            people,
            alpha,
            alpha_range: alpha
                .zip(people)
                .and_then(|(alpha, people)| AlphaRange::of(alpha, people, statements)),
        }
    }
}
