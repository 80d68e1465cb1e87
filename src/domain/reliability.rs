//! How far answers can be relied on: an index, its parts, and when a result says nothing.
//!
//! The figures come from `model/evidence.py`, which fits them to simulated people; `model/evidence.json` says how
//! they do with others.

use crate::domain::answers::{Answers, COUNT, Oddity};
use crate::domain::key::{COUNT_U8, FACETS, Fit, Key};

/// How far answers can be relied on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Reliability {
    /// From 0 to 1: of an attentive and a careless set of answers, each as likely to be met, how likely this is
    /// the attentive one, by what the scales explain of it.
    pub index: f32,
    /// The share of the answers' variance that the four scales explain, from 0 to 1.
    pub explained: f32,
    /// How well the answers to each facet's first statement go with those to its others (even-odd consistency): a
    /// correlation from -1 to 1 over the twenty facets; 0 where either doesn't vary.
    pub consistency: f32,
    /// The most equal answers in a row.
    pub longest_run: usize,
    /// The largest share of answers that equal the one some same number of statements before, of 1 to 20.
    pub repetition: f32,
}

impl Reliability {
    /// Below this index the result is undetermined: one attentive person in twenty is there, and for three of four
    /// of these the type is wrong.
    pub(crate) const LEAST: f32 = 0.16;
    /// From this repetition on the answers follow a pattern; of a thousand attentive people one has 0.5.
    pub(crate) const PATTERN: f32 = 0.65;
    /// The index is the logistic function of the first figure, and the second for the root of what is explained.
    pub(crate) const FITTED: [f32; 2] = [-6.25, 16.35];
    const LONGEST_PERIOD: u8 = 20;

    /// Measures answers by the key; `fit` is how well its scales describe them.
    #[must_use]
    pub(crate) fn of(key: &Key, answers: &Answers, fit: Fit) -> Self {
        let [intercept, slope] = Self::FITTED;
        let logit = intercept + slope * fit.explained.sqrt();
        Self {
            index: 1.0 / (1.0 + (-logit).exp()),
            explained: fit.explained,
            consistency: consistency(key, answers),
            longest_run: answers.longest_run(),
            repetition: repetition(answers),
        }
    }

    /// Why the answers deserve no trust, if they don't.
    #[must_use]
    pub(crate) fn oddity(&self) -> Option<Oddity> {
        in_a_row(self.longest_run)
            .or_else(|| (self.repetition >= Self::PATTERN).then_some(Oddity::Pattern))
            .or_else(|| (self.index < Self::LEAST).then_some(Oddity::Unrelated))
    }
}

/// Why answers deserve no trust by themselves, if they don't; without a key only runs of equal ones can be seen.
#[must_use]
pub fn oddity(key: Option<&Key>, answers: &Answers) -> Option<Oddity> {
    match key {
        Some(key) => Reliability::of(key, answers, key.fit(answers)).oddity(),
        None => in_a_row(answers.longest_run()),
    }
}

/// What is odd about this many equal answers in a row.
const fn in_a_row(run: usize) -> Option<Oddity> {
    match run {
        COUNT => Some(Oddity::AllTheSame),
        Answers::LONG_RUN.. => Some(Oddity::LongRun),
        _ => None,
    }
}

fn repetition(answers: &Answers) -> f32 {
    let values = answers.values();
    let share = |period: u8| {
        let pairs = values.iter().zip(&values[usize::from(period)..]);
        // Sixty can't be too many for a byte, and bytes are counted many at a time.
        let equal = pairs.fold(0_u8, |equal, (one, other)| {
            equal.wrapping_add(u8::from(one == other))
        });
        f32::from(equal) / f32::from(COUNT_U8 - period)
    };
    (1..=Reliability::LONGEST_PERIOD)
        .map(share)
        .fold(0.0, f32::max)
}

fn consistency(key: &Key, answers: &Answers) -> f32 {
    let halves = key.halves(answers);
    let means = [0, 1].map(|half| halves.iter().map(|pair| pair[half]).sum::<f32>() / HALVES);
    let product = |one: usize, other: usize| -> f32 {
        halves
            .iter()
            .map(|pair| (pair[one] - means[one]) * (pair[other] - means[other]))
            .sum()
    };
    let scale = (product(0, 0) * product(1, 1)).sqrt();
    if scale > 0.0 {
        (product(0, 1) / scale).clamp(-1.0, 1.0)
    } else {
        0.0
    }
}

/// How many pairs of halves there are.
const HALVES: f32 = 20.0;
const _: () = assert!(4 * FACETS == 20);

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of the questionnaire that is answered like the one before has twenty statements at the most.
    #[test]
    fn a_pattern_repeats_after_twenty_statements_at_the_latest() {
        let cycle = [
            3, -1, 0, 2, -3, 1, -2, 2, -1, 3, -2, 0, 1, -3, 0, 3, 1, -2, 2, -1, -3,
        ];
        let repeated = |after: usize| repetition(&Answers::from_fn(|at| cycle[at % after]));
        assert!(repeated(20) > 0.99, "{}", repeated(20));
        assert!(
            repeated(21) < Reliability::PATTERN,
            "once in sixty is no pattern: {}",
            repeated(21)
        );
    }

    #[test]
    fn without_a_key_runs_of_equal_answers_are_odd() {
        let odd = |answer: &dyn Fn(usize) -> i8| oddity(None, &Answers::from_fn(answer));
        let in_turn = |at: usize| [0, 1, 2][at % 3];
        assert_eq!(odd(&|_| 2), Some(Oddity::AllTheSame));
        assert_eq!(odd(&in_turn), None);
        let run_of = |length: usize| {
            move |at: usize| {
                if (20..20 + length).contains(&at) {
                    -1
                } else {
                    in_turn(at)
                }
            }
        };
        assert_eq!(odd(&run_of(9)), None);
        assert_eq!(odd(&run_of(10)), Some(Oddity::LongRun));
    }
}
