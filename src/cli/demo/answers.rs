//! Makes up answers as people give them: strong or timid, with moods of the day and slips, or without reading.

use serde::Deserialize;

use crate::app::App;
use crate::domain::answers::Answers;
use crate::domain::dice::Dice;
use crate::domain::fault::Fault;
use crate::domain::key::FACETS;
use crate::domain::persona::{DICHOTOMIES, Prediction};
use crate::services::personality;

/// How many sheets of answers are tried.
const TRIES: u32 = 400;
/// Below which chance of its likelier letter a pair is nearly a tie: as `static/app/bars.js` calls it.
const TIE: f32 = 0.7;
/// By how much a person's facets lie apart, and an answer beside what they lean to, in steps of the scale.
const FACET: f32 = 0.3;
/// By how much people's leanings lie apart who aren't made up one by one.
const LEAN: f32 = 0.6;
const SLIP: f32 = 0.9;

/// A result of the quiz that somebody is to have.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sitting {
    /// How many days ago.
    pub days: u32,
    /// The type; none where the answers are to deserve no trust.
    #[serde(rename = "type")]
    pub label: Option<String>,
    /// How strongly they lean to the first letter of each pair, from -3 to 3.
    #[serde(default)]
    lean: [f32; 4],
    /// The pairs that are to be nearly ties, such as TF.
    #[serde(default)]
    ties: Vec<String>,
}

/// Answers of which the model says what the sitting promises. The same numbers give the same answers.
pub(super) fn of(app: &App, sitting: &Sitting, person: u32, nth: u32) -> Result<Answers, Fault> {
    let facets = facets(&mut Dice(u64::from(person)));
    for attempt in 0..TRIES {
        let seed = u64::from(person) << 40 | u64::from(nth) << 32 | u64::from(attempt);
        let mut dice = Dice(seed);
        let answers = Answers::from_fn(|statement| match &sitting.label {
            Some(_) => answer(app, sitting, statement, &facets, &mut dice),
            None => anything(&mut dice),
        });
        if sitting.is_kept(&personality::try_out(app, &answers)?) {
            return Ok(answers);
        }
    }
    tracing::error!(?sitting, "no answers make this result");
    Err(Fault::Internal)
}

impl Sitting {
    /// Whether a prediction is what was promised.
    fn is_kept(&self, prediction: &Prediction) -> bool {
        let Some(label) = &self.label else {
            return prediction.oddity.is_some();
        };
        let is_tie = |pair: &String| {
            let mut letters = prediction.letters().into_iter();
            letters.any(|one| pair.starts_with(one.dichotomy.first) && one.share() < TIE)
        };
        prediction.persona.label() == label
            && prediction.oddity.is_none()
            && self.ties.iter().all(is_tie)
    }
}

/// Answers of somebody of whom nothing is promised.
pub(super) fn of_anybody(app: &App, dice: &mut Dice) -> Answers {
    let sitting = Sitting {
        days: 0,
        label: None,
        lean: std::array::from_fn(|_| LEAN * dice.normal()),
        ties: Vec::new(),
    };
    let facets = facets(dice);
    Answers::from_fn(|statement| answer(app, &sitting, statement, &facets, dice))
}

/// Where somebody's facets lie beside their pairs, whichever day it is.
fn facets(dice: &mut Dice) -> [[f32; FACETS]; 4] {
    DICHOTOMIES.map(|_| std::array::from_fn(|_| FACET * dice.normal()))
}

fn answer(
    app: &App,
    sitting: &Sitting,
    statement: usize,
    facets: &[[f32; FACETS]; 4],
    dice: &mut Dice,
) -> i8 {
    let Some(key) = app.questions.keying(statement) else {
        return 0;
    };
    let sign = if key.toward_first { 1.0 } else { -1.0 };
    let lean = sitting.lean[key.axis] + facets[key.axis][key.facet];
    near(sign * lean + SLIP * dice.normal())
}

/// What somebody answers who doesn't read.
fn anything(dice: &mut Dice) -> i8 {
    i8::try_from(dice.roll(7)).unwrap_or_default() - 3
}

/// The nearest answer.
fn near(wanted: f32) -> i8 {
    let mut answers = (-3..=3_i8).rev();
    answers
        .find(|answer| f32::from(*answer) - 0.5 <= wanted)
        .unwrap_or(-3)
}
