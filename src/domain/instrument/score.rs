//! The score on one scale, and between which values it may as well be.

use crate::domain::instrument::consistency::{Consistency, mean, narrow, number};
use crate::domain::interval::Interval;

/// What answers say of a scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Score {
    /// The mean keyed answer: 1 if everything spoke for the high end, -1 if everything spoke for the low one.
    pub strength: f32,
    /// Where the score lies in four of five cases that the same person would have with any number of statements of
    /// this kind; unknown of a scale of one statement.
    pub range: Option<Interval>,
    /// What the range rests on.
    pub basis: Basis,
}

/// What a range rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Basis {
    /// Nothing: one statement has no consistency, and nothing tells its error.
    Nothing,
    /// An assumption, [`SCATTER`].
    Assumption,
    /// This many own respondents, and Cronbach's alpha of theirs.
    Respondents {
        /// How many.
        people: usize,
        /// Cronbach's alpha, where they differ.
        alpha: Option<f32>,
    },
}

/// By how much single answers are taken to scatter around what the person would answer on the whole (a standard
/// deviation, where the points reach from -1 to 1), as long as there are no respondents: that of simulated people who
/// answer the sixty twice, 1.38 of six steps.
pub(crate) const SCATTER: f64 = 0.46;

/// 80 % of a normal distribution lie within this many standard deviations.
const NORMAL_80: f64 = 1.281_551_565_5;

impl Score {
    /// From the keyed answers to the scale's statements.
    pub(super) fn of(keyed: &[f64], step: f64, known: Option<Consistency>) -> Self {
        let strength = mean(keyed);
        let (basis, error) = match known {
            _ if keyed.len() < 2 => (Basis::Nothing, None),
            None => (Basis::Assumption, Some(assumed_error(keyed.len(), step))),
            Some(Consistency {
                people,
                alpha,
                error,
            }) => (
                Basis::Respondents {
                    people,
                    alpha: alpha.map(coarse),
                },
                Some(f64::from(coarse(error)).max(COARSE)),
            ),
        };
        let range = error.map(|error| Interval {
            low: narrow((strength - NORMAL_80 * error).max(-1.0)),
            high: narrow((strength + NORMAL_80 * error).min(1.0)),
        });
        Self {
            strength: narrow(strength),
            range,
            basis,
        }
    }
}

/// To how much figures of people who answered here are told.
const COARSE: f64 = 0.01;

/// A figure of people who answered here, as it is told. With all its digits, asked for before somebody answered and
/// after it, it would tell what they answered.
fn coarse(figure: f32) -> f32 {
    narrow((f64::from(figure) / COARSE).round() * COARSE)
}

/// The standard error of a mean of so many answers. With few points an answer is off by up to half a step, too; it is
/// never off by more than half the scale.
fn assumed_error(statements: usize, step: f64) -> f64 {
    let answer = SCATTER.hypot(step / 2.0).min(1.0);
    answer / number(statements).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::dice::Dice;

    fn width(keyed: &[f64], step: f64, known: Option<Consistency>) -> f32 {
        let range = Score::of(keyed, step, known).range.expect("a range");
        range.high - range.low
    }

    #[test]
    fn a_range_narrows_with_statements_and_points_and_follows_the_respondents() {
        let middle = |count: usize| vec![0.0; count];
        let five = width(&middle(5), 0.5, None);
        assert!(
            (f64::from(five) - 2.0 * NORMAL_80 * 0.46_f64.hypot(0.25) / 5_f64.sqrt()).abs() < 1e-6
        );
        assert!(width(&middle(20), 0.5, None) < five / 1.9);
        assert!(width(&middle(5), 2.0, None) > five);
        let known = |error| {
            Some(Consistency {
                people: 30,
                alpha: Some(0.8),
                error,
            })
        };
        assert!((width(&middle(5), 0.5, known(0.1)) - 0.256_31).abs() < 1e-4);
        let at_the_end = Score::of(&[1.0; 5], 0.5, None);
        assert_eq!(
            (at_the_end.strength, at_the_end.range.expect("one").high),
            (1.0, 1.0)
        );
    }

    /// What can be asked for is the same whether one more of many people has answered.
    #[test]
    fn figures_of_people_have_no_digits_that_tell_of_one() {
        let told = |alpha, error| {
            let (people, alpha) = (40, Some(alpha));
            let known = Consistency {
                people,
                alpha,
                error,
            };
            let told = Score::of(&[0.0; 5], 0.5, Some(known));
            (told.basis, told.range)
        };
        assert_eq!(told(0.812_3, 0.101_2), told(0.809_1, 0.098_9));
        assert_ne!(told(0.82, 0.1), told(0.81, 0.1));
        let (_, range) = told(1.0, 0.001);
        assert!(range.is_some_and(|range| range.low < range.high));
    }

    #[test]
    fn one_statement_has_no_range() {
        let alone = Score::of(&[0.5], 0.5, None);
        assert_eq!((alone.range, alone.basis), (None, Basis::Nothing));
    }

    /// The stated level holds where the assumption does: the range has the true score in four of five cases.
    #[test]
    fn four_of_five_ranges_have_the_true_score() {
        let mut dice = Dice(7);
        let spread = 0.46_f64.hypot(0.25);
        let (mut inside, trials) = (0.0, 20_000);
        for _ in 0..trials {
            let truth = 0.25 * dice.deviate().clamp(-1.5, 1.5);
            let keyed: Vec<f64> = (0..5).map(|_| truth + spread * dice.deviate()).collect();
            let range = Score::of(&keyed, 0.5, None).range.expect("one");
            inside += f64::from(u8::from(
                range.low <= narrow(truth) && narrow(truth) <= range.high,
            ));
        }
        let share = inside / f64::from(trials);
        assert!((share - 0.8).abs() < 0.01, "{share}");
    }
}
