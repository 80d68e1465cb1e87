//! Why the model said what it said: how far its letters would move if the
//! answers had.

use crate::app::App;
use crate::domain::answers::{Answers, COUNT};
use crate::domain::fault::Fault;
use crate::domain::persona::DICHOTOMIES;
use crate::domain::result::Influence;
use crate::services::personality::try_out;

/// How many influences are shown at the most.
const SHOWN: usize = 12;
/// Shifts smaller than this are no influence worth showing.
const SLIGHT: f32 = 0.005;
/// The chance of each pair's first pole.
type Chances = [f32; 4];

/// Which of these answers influence the prediction most, strongest first.
///
/// The influence of an answer is what its letter's chance loses when it alone is made neutral.
pub(crate) fn of(app: &App, answers: &Answers) -> Result<Vec<Influence>, Fault> {
    measure(answers, |answers| shares(app, answers))
}

/// The same of any model.
fn measure(
    answers: &Answers,
    chances: impl Fn(&Answers) -> Result<Chances, Fault>,
) -> Result<Vec<Influence>, Fault> {
    let here = chances(answers)?;
    let mut influences = Vec::with_capacity(COUNT);
    for (at, value) in answers.values().iter().enumerate() {
        if *value != 0 {
            let neutral = chances(&answers.with(at, 0))?;
            influences.push(influence(at, *value, here, neutral));
        }
    }
    influences.retain(|influence| influence.shift >= SLIGHT);
    influences.sort_by(|one, other| other.shift.total_cmp(&one.shift));
    influences.truncate(SHOWN);
    Ok(influences)
}

fn shares(app: &App, answers: &Answers) -> Result<Chances, Fault> {
    let letters = try_out(app, answers)?.letters();
    Ok(letters.map(|letter| letter.first_share))
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
    fn found(answers: &[i64; COUNT], first: impl Fn(&[f32]) -> f32) -> Vec<Influence> {
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
        let influences = found(&answers, model);
        assert_eq!(influences.len(), SHOWN);
        let statements: Vec<usize> = influences.iter().map(|one| one.statement).collect();
        assert_eq!(statements, [20, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
        assert_eq!((influences[0].toward, influences[1].toward), ('I', 'E'));
        assert!(near(influences[0].shift, 0.1) && influences[0].answer == -2);
    }
}
