//! Results and the links that show them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::app::wire::Bilingual;
use crate::api::norms::AmongPeople;
use crate::api::words::ByWord;
use crate::app::App;
use crate::domain::answers::Oddity;
use crate::domain::interval::Interval;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::norms::Place;
use crate::domain::persona::{LABELS, PersonaType, Prediction};
use crate::domain::reliability;
use crate::domain::result;
use crate::domain::scores::{self, Scores};
use crate::services::personality;

/// One of the four pairs of poles.
#[derive(Serialize, JsonSchema)]
pub(super) struct Axis {
    /// The first pole's letter.
    first: char,
    /// The second pole's letter.
    second: char,
    /// The chance of the first pole.
    #[schemars(range(min = 0, max = 1))]
    first_share: f32,
    /// The likelier pole's letter.
    letter: char,
    /// Its chance, at least one half.
    #[schemars(range(max = 1))]
    share: f32,
    /// What the answers say by the key alone; left out where they weren't kept.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    score: Option<AxisScore>,
}

/// What the answers to a pair's statements say.
#[derive(Serialize, JsonSchema)]
struct AxisScore {
    /// The mean keyed answer: 3 is all for the first pole, -3 all for the second.
    #[schemars(range(min = -3, max = 3))]
    strength: f32,
    /// In simulations, four of five people who answer again some weeks later land within theirs.
    strength_range: Range,
    /// Where `first_share` lies then.
    first_share_range: Range,
    /// The mean keyed answer of each of the pair's five facets.
    #[schemars(length(min = 5, max = 5))]
    facets: Vec<f32>,
}

impl From<&scores::AxisScore> for AxisScore {
    fn from(score: &scores::AxisScore) -> Self {
        Self {
            strength: score.strength,
            strength_range: score.strength_range.into(),
            first_share_range: score.chance_range.into(),
            facets: score.facets.to_vec(),
        }
    }
}

/// From `low` to `high`.
#[derive(Serialize, JsonSchema)]
struct Range {
    low: f32,
    high: f32,
}

impl From<Interval> for Range {
    fn from(Interval { low, high }: Interval) -> Self {
        Self { low, high }
    }
}

/// How attentively the answers were given, as far as they show it. No reliability of a score.
#[derive(Serialize, JsonSchema)]
struct Reliability {
    /// How likely simulated answers that the scales explain as well are an attentive person's, were there as many careless ones;
    /// below 0.16 the result isn't reliable.
    #[schemars(range(min = 0, max = 1))]
    index: f32,
    /// The share of the answers' variance that the four scales explain.
    #[schemars(range(min = 0, max = 1))]
    explained_variance: f32,
    /// The correlation, over the twenty facets, of the answer to each one's first statement with the mean of its others, as the
    /// key has them; 0 where either doesn't vary. Not part of the index.
    #[schemars(range(min = -1, max = 1))]
    consistency: f32,
    /// The most equal answers in a row; from 10 on the result isn't reliable.
    #[schemars(range(min = 1, max = 60))]
    longest_run: usize,
    /// The largest share of answers that equal the one some same number of statements before, of 1 to 20; from 0.65 on the result
    /// isn't reliable.
    #[schemars(range(min = 0, max = 1))]
    repetition: f32,
}

impl From<&reliability::Reliability> for Reliability {
    fn from(found: &reliability::Reliability) -> Self {
        Self {
            index: found.index,
            explained_variance: found.explained,
            consistency: found.consistency,
            longest_run: found.longest_run,
            repetition: found.repetition,
        }
    }
}

pub(super) fn axes(prediction: &Prediction, scores: Option<&Scores>) -> Vec<Axis> {
    let letters = prediction.letters();
    let all = letters.iter().enumerate().map(|(at, letter)| Axis {
        first: letter.dichotomy.first,
        second: letter.dichotomy.second,
        first_share: letter.first_share.clamp(0.0, 1.0),
        letter: letter.letter(),
        share: letter.share().min(1.0),
        score: scores.map(|scores| AxisScore::from(&scores.axes[at])),
    });
    all.collect()
}

/// A result in a list.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ResultSummary {
    id: i64,
    mbti: ByWord<PersonaType>,
    /// False when the answers were odd; the result then says little.
    reliable: bool,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    axes: Vec<Axis>,
}

impl ResultSummary {
    /// A result, with its scores where the answers were kept.
    pub(crate) fn of(app: &App, outcome: &result::QuizResult) -> Self {
        let scores = personality::scores(app, outcome);
        Self {
            id: outcome.id.0,
            mbti: ByWord(outcome.prediction.persona),
            reliable: outcome.prediction.oddity.is_none(),
            created_at: outcome.created_at.rfc3339(),
            axes: axes(&outcome.prediction, scores.as_ref()),
        }
    }
}

/// A reply to `GET /app/results`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Results {
    pub results: Vec<ResultSummary>,
}

/// A type's text.
#[derive(Serialize, JsonSchema)]
struct PersonaText {
    /// Its poles, spelt out.
    acronym: String,
    /// How people of this type are often described, which nobody measured.
    description: String,
    /// Work that is often named with it, as the published API has it; nothing supports it.
    job: String,
}

fn persona(app: &App, persona: PersonaType) -> Option<Bilingual<PersonaText>> {
    let text = |language| {
        let text = app.personas.text(persona, language)?;
        Some(PersonaText {
            acronym: text.acronym.to_owned(),
            description: text.description.to_owned(),
            job: text.job.to_owned(),
        })
    };
    Some(Bilingual {
        id: text(Language::Indonesian)?,
        en: text(Language::English)?,
    })
}

/// The sixteen chances by label.
#[derive(JsonSchema)]
#[schemars(transparent)]
struct Probabilities(
    #[schemars(with = "std::collections::BTreeMap<String, f32>")] [f32; LABELS.len()],
);

impl Serialize for Probabilities {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(LABELS.iter().zip(self.0))
    }
}

/// What one answer did to one letter.
#[derive(Serialize, JsonSchema)]
struct Influence {
    /// The statement, from 0.
    statement: usize,
    /// The answer it got.
    answer: i8,
    /// Which of the four axes, from 0.
    axis: usize,
    /// The letter it speaks for.
    toward: char,
    /// By how much that letter's chance is higher than with a neutral answer to this statement alone.
    shift: f32,
}

impl From<result::Influence> for Influence {
    fn from(influence: result::Influence) -> Self {
        Self {
            statement: influence.statement,
            answer: influence.answer,
            axis: influence.axis,
            toward: influence.toward,
            shift: influence.shift,
        }
    }
}

/// A whole result.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FullResult {
    /// Its number; null where it isn't kept.
    id: Option<i64>,
    mbti: ByWord<PersonaType>,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    /// False when the answers were odd; the result then says little.
    reliable: bool,
    reason: Option<ByWord<Oddity>>,
    persona: Option<Bilingual<PersonaText>>,
    axes: Vec<Axis>,
    probabilities: Probabilities,
    /// How attentively the answers were given, as far as they show it; null where they weren't kept.
    reliability: Option<Reliability>,
    /// Where it stands among people of this server; null where there are no norms, the answers weren't kept or deserve no trust.
    norms: Option<AmongPeople>,
    /// What influenced it most, strongest first; empty where the answers weren't kept.
    influences: Vec<Influence>,
}

impl FullResult {
    /// A result that is kept, with what influenced it.
    pub(crate) fn of(
        app: &App,
        outcome: &result::QuizResult,
        place: Option<Place>,
        influences: Vec<result::Influence>,
    ) -> Self {
        let told = (&outcome.prediction, outcome.created_at);
        let scores = personality::scores(app, outcome);
        Self {
            id: Some(outcome.id.0),
            ..Self::of_guest(app, told, (scores.as_ref(), place), influences)
        }
    }

    /// What a prediction of this moment says, which nobody keeps here.
    pub(crate) fn of_guest(
        app: &App,
        (prediction, created_at): (&Prediction, Moment),
        (scores, place): (Option<&Scores>, Option<Place>),
        influences: Vec<result::Influence>,
    ) -> Self {
        Self {
            id: None,
            mbti: ByWord(prediction.persona),
            created_at: created_at.rfc3339(),
            reliable: prediction.oddity.is_none(),
            reason: prediction.oddity.map(ByWord),
            persona: persona(app, prediction.persona),
            axes: axes(prediction, scores),
            probabilities: Probabilities(prediction.probabilities),
            reliability: scores.map(|scores| Reliability::from(&scores.reliability)),
            norms: place
                .filter(|_| prediction.oddity.is_none())
                .map(AmongPeople::from),
            influences: influences.into_iter().map(Influence::from).collect(),
        }
    }
}

/// `POST /app/shares`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"result": 1, "days": 7}))]
pub(crate) struct CreateShare {
    /// The result's number.
    pub result: i64,
    /// How many days the link lasts.
    #[schemars(range(min = 1, max = result::Share::MAX_DAYS))]
    pub days: i64,
}

/// A reply to `POST /app/shares`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct NewShare {
    #[serde(flatten)]
    share: Share,
    /// The last part of the link; it is shown only once.
    key: String,
}

impl NewShare {
    /// A link with its key.
    pub(crate) fn new(share: &result::Share, key: String) -> Self {
        Self {
            share: share.into(),
            key,
        }
    }
}

/// A link in a list.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Share {
    id: i64,
    /// The number of the result it shows.
    result: i64,
    /// That result's type.
    mbti: ByWord<PersonaType>,
    /// Whether the answers behind it deserve trust.
    reliable: bool,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    #[schemars(extend("format" = "date-time"))]
    expires_at: String,
}

impl From<&result::Share> for Share {
    fn from(share: &result::Share) -> Self {
        Self {
            id: share.id.0,
            result: share.outcome.id.0,
            mbti: ByWord(share.outcome.prediction.persona),
            reliable: share.outcome.prediction.oddity.is_none(),
            created_at: share.created_at.rfc3339(),
            expires_at: share.expires_at.rfc3339(),
        }
    }
}

/// A reply to `GET /app/shares`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ShareList {
    pub shares: Vec<Share>,
}

/// A reply to `GET /app/shared/{key}`: what anybody with the link sees.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SharedResult {
    /// The first name.
    name: String,
    mbti: ByWord<PersonaType>,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    /// When the link ends.
    #[schemars(extend("format" = "date-time"))]
    expires_at: String,
    reliable: bool,
    persona: Option<Bilingual<PersonaText>>,
    axes: Vec<Axis>,
    probabilities: Probabilities,
}

impl SharedResult {
    /// What the link shows.
    pub(crate) fn of(app: &App, shared: &personality::Shared) -> Self {
        let outcome = &shared.share.outcome;
        let prediction = &outcome.prediction;
        Self {
            name: shared.account.name.front.as_str().to_owned(),
            mbti: ByWord(prediction.persona),
            created_at: outcome.created_at.rfc3339(),
            expires_at: shared.share.expires_at.rfc3339(),
            reliable: prediction.oddity.is_none(),
            persona: persona(app, prediction.persona),
            axes: axes(prediction, personality::scores(app, outcome).as_ref()),
            probabilities: Probabilities(prediction.probabilities),
        }
    }
}
