//! Why the model said what it said: how far its letters would move if the
//! answers had.

use crate::app::App;
use crate::domain::answers::{Answers, COUNT};
use crate::domain::fault::Fault;
use crate::domain::persona::DICHOTOMIES;
use crate::domain::result::{Influence, Insight};
use crate::services::personality::try_out;

/// How many influences are shown at the most.
const SHOWN: usize = 12;
/// Shifts smaller than this are no influence worth showing.
const SLIGHT: f32 = 0.005;
/// The variance of a step that is down, none or up with equal chances: (1 + 0 + 1) / 3.
const STEP_VARIANCE: f32 = 2.0 / 3.0;

/// The chance of each pair's first pole.
type Chances = [f32; 4];

/// How certain the prediction for these answers is, and which of them influence it most.
///
/// The spread is the first-order propagation of uncertainty (the delta method):
/// with every answer independently a step off or not, the variance of a chance is
/// the sum over the answers of the squared slope times the variance of a step.
/// Slopes are central differences of one step, one-sided at the scale's ends.
/// The influence of an answer is what its letter's chance loses when it alone is
/// made neutral.
pub(crate) fn of(app: &App, answers: &Answers) -> Result<Insight, Fault> {
    let here = shares(app, answers)?;
    let mut variances = [0.0; 4];
    let mut influences = Vec::with_capacity(COUNT);
    for (at, value) in answers.values().iter().enumerate() {
        let slopes = slopes(app, answers, at)?;
        for (variance, slope) in variances.iter_mut().zip(slopes) {
            *variance += slope * slope * STEP_VARIANCE;
        }
        if *value != 0 {
            let neutral = shares(app, &answers.with(at, 0))?;
            influences.push(influence(at, *value, here, neutral));
        }
    }
    influences.retain(|influence| influence.shift >= SLIGHT);
    influences.sort_by(|one, other| other.shift.total_cmp(&one.shift));
    influences.truncate(SHOWN);
    // p(1 - p) is the largest variance of a value in 0..1 with mean p (Bhatia-Davis inequality): the
    // linear estimate can exceed it where slopes are steep.
    let most = here.map(|share| share * (1.0 - share));
    Ok(Insight {
        spreads: std::array::from_fn(|axis| variances[axis].min(most[axis]).max(0.0).sqrt()),
        influences,
    })
}

fn shares(app: &App, answers: &Answers) -> Result<Chances, Fault> {
    let letters = try_out(app, answers)?.letters();
    Ok(letters.map(|letter| letter.first_share))
}

/// How much each share changes with a step of this answer.
fn slopes(app: &App, answers: &Answers, at: usize) -> Result<Chances, Fault> {
    let value = answers.values()[at];
    let (low, high) = (answers.with(at, value - 1), answers.with(at, value + 1));
    let steps = f32::from(high.values()[at] - low.values()[at]);
    let (low, high) = (shares(app, &low)?, shares(app, &high)?);
    Ok(std::array::from_fn(|axis| (high[axis] - low[axis]) / steps))
}

/// What an answer did to the letter that it moved most.
fn influence(statement: usize, answer: i8, here: Chances, neutral: Chances) -> Influence {
    let moved = |axis: &usize| (here[*axis] - neutral[*axis]).abs();
    let most = (0..4).max_by(|one, other| moved(one).total_cmp(&moved(other)));
    let axis = most.unwrap_or_default();
    let pair = DICHOTOMIES[axis];
    let toward = if here[axis] >= neutral[axis] {
        pair.first
    } else {
        pair.second
    };
    Influence {
        statement,
        answer,
        axis,
        toward,
        shift: moved(&axis),
    }
}
