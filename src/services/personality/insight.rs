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
    measure(answers, |answers| shares(app, answers))
}

/// The same of any model.
fn measure(
    answers: &Answers,
    chances: impl Fn(&Answers) -> Result<Chances, Fault>,
) -> Result<Insight, Fault> {
    let here = chances(answers)?;
    let mut variances = [0.0; 4];
    let mut influences = Vec::with_capacity(COUNT);
    for (at, value) in answers.values().iter().enumerate() {
        let slopes = slopes(answers, at, &chances)?;
        for (variance, slope) in variances.iter_mut().zip(slopes) {
            *variance += slope * slope * STEP_VARIANCE;
        }
        if *value != 0 {
            let neutral = chances(&answers.with(at, 0))?;
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
fn slopes(
    answers: &Answers,
    at: usize,
    chances: impl Fn(&Answers) -> Result<Chances, Fault>,
) -> Result<Chances, Fault> {
    let value = answers.values()[at];
    let (low, high) = (answers.with(at, value - 1), answers.with(at, value + 1));
    let steps = f32::from(high.values()[at] - low.values()[at]);
    let (low, high) = (chances(&low)?, chances(&high)?);
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What `measure` finds where the first pair's chance is this function of the answers, and the others are even.
    fn found(answers: &[i64; COUNT], first: impl Fn(&[f32]) -> f32) -> Insight {
        let answers = Answers::parse("answers", answers).expect("sixty");
        let chances = |answers: &Answers| {
            let values: Vec<f32> = answers
                .values()
                .iter()
                .map(|value| f32::from(*value))
                .collect();
            Ok([first(&values), 0.5, 0.5, 0.5])
        };
        measure(&answers, chances).expect("the model answers")
    }

    fn near(found: f32, expected: f32) -> bool {
        (found - expected).abs() < 1e-5
    }

    /// Of a linear model the slopes are its weights, and the spread is √(2/3 Σ w²).
    #[test]
    fn a_spread_is_the_root_of_the_steps_variances() {
        let linear = |values: &[f32]| 0.5 + 0.03 * values[0] - 0.04 * values[1];
        for here in [[0, 0], [2, 1], [3, -3]] {
            let mut answers = [0; COUNT];
            answers[..2].copy_from_slice(&here);
            let insight = found(&answers, linear);
            // At the scale's ends as well, where one step alone can be tried.
            let expected = (2.0_f32 / 3.0 * (0.03 * 0.03 + 0.04 * 0.04)).sqrt();
            assert!(
                near(insight.spreads[0], expected),
                "{here:?} {:?}",
                insight.spreads
            );
            assert_eq!(insight.spreads[1..], [0.0; 3]);
        }
    }

    /// A curve's slope is taken over both neighbours, and over one where there is no other.
    #[test]
    fn a_slope_is_the_difference_of_both_neighbours() {
        let curve = |values: &[f32]| 0.2 + 0.01 * values[0] * values[0];
        for (here, slope) in [(0, 0.0), (2, 0.04), (-2, -0.04), (3, 0.05), (-3, -0.05)] {
            let mut answers = [0; COUNT];
            answers[0] = here;
            let expected = (2.0_f32 / 3.0 * slope * slope).sqrt();
            assert!(near(found(&answers, curve).spreads[0], expected), "{here}");
        }
    }

    /// No spread is larger than that of a value that is 0 or 1 with this mean: √(p (1 - p)).
    #[test]
    fn a_spread_is_capped_by_what_its_chance_allows() {
        for share in [0.5_f32, 0.1, 0.99, 1.0] {
            let steep = |values: &[f32]| match values[0] {
                0.0 => share,
                value if value > 0.0 => 1.0,
                _ => 0.0,
            };
            let spread = found(&[0; COUNT], steep).spreads[0];
            let linear = (2.0_f32 / 3.0 * 0.25).sqrt();
            let expected = (share * (1.0 - share)).sqrt().min(linear);
            assert!(near(spread, expected), "{share}: {spread}");
        }
    }

    #[test]
    fn an_influence_is_worth_showing_or_left_out() {
        let mut answers = [0; COUNT];
        answers[..20].fill(1);
        answers[20] = -2;
        // The first thirteen weigh more and more; what follows weighs too little to show.
        let model = |values: &[f32]| {
            let rising: f32 = (0_u8..13)
                .map(|at| 0.006 + 0.001 * f32::from(at))
                .zip(values)
                .map(|(weight, value)| weight * value)
                .sum();
            let slight: f32 = values[13..20].iter().map(|value| 0.004 * value).sum();
            0.4 + rising + slight + 0.05 * values[20]
        };
        let influences = found(&answers, model).influences;
        assert_eq!(influences.len(), SHOWN);
        let statements: Vec<usize> = influences.iter().map(|one| one.statement).collect();
        assert_eq!(statements, [20, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
        assert_eq!((influences[0].toward, influences[1].toward), ('I', 'E'));
        assert!(near(influences[0].shift, 0.1) && influences[0].answer == -2);
    }
}
