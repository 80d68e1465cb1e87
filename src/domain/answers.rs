//! The sixty answers.

use crate::domain::field::{FieldFault, Part, Problem, Step};

/// How many statements there are.
pub(crate) const COUNT: usize = 60;
/// The strongest disagreement.
pub(crate) const MIN: i64 = LOWEST as i64;
/// The strongest agreement.
pub(crate) const MAX: i64 = HIGHEST as i64;
const LOWEST: i8 = -3;
const HIGHEST: i8 = 3;

/// Sixty answers, each from -3 (strongly disagree) to 3 (strongly agree), in
/// the order of the statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers([i8; COUNT]);

/// Why a set of answers deserves no trust, although it gets a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// Every statement got the same answer.
    AllTheSame,
    /// Ten or more statements in a row got the same answer.
    LongRun,
    /// They go on repeating themselves.
    Pattern,
    /// They have little to do with what the statements say.
    Unrelated,
    /// No type stands out.
    FlatProfile,
}

impl Oddity {
    /// All of them.
    pub(crate) const ALL: [Self; 5] = [
        Self::AllTheSame,
        Self::LongRun,
        Self::Pattern,
        Self::Unrelated,
        Self::FlatProfile,
    ];

    /// The oddity with this word.
    #[must_use]
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|oddity| oddity.word() == word)
    }

    /// The word for it in replies.
    #[must_use]
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::AllTheSame => "all_answers_the_same",
            Self::LongRun => "long_run_of_one_answer",
            Self::Pattern => "answers_follow_a_pattern",
            Self::Unrelated => "answers_do_not_fit_together",
            Self::FlatProfile => "no_type_stands_out",
        }
    }
}

impl Answers {
    /// This many equal answers in a row mean that the statements probably weren't read.
    pub(crate) const LONG_RUN: usize = 10;

    /// Checks count and range; `field` is the name the faults carry.
    ///
    /// # Errors
    /// A [`FieldFault`] for a wrong count, else one for each value out of range.
    pub fn parse(field: &str, values: &[i64]) -> Result<Self, Vec<FieldFault>> {
        let Ok(values) = <&[i64; COUNT]>::try_from(values) else {
            return Err(vec![FieldFault::body(
                field,
                Problem::WrongCount(COUNT as u64),
            )]);
        };
        let mut faults = Vec::new();
        let answers = std::array::from_fn(|at| match i8::try_from(values[at]) {
            Ok(value) if (MIN..=MAX).contains(&values[at]) => value,
            _ => {
                faults.push(out_of_range(field, at));
                0
            }
        });
        if faults.is_empty() {
            Ok(Self(answers))
        } else {
            Err(faults)
        }
    }

    /// The answers in order.
    #[must_use]
    pub(crate) const fn values(&self) -> &[i8; COUNT] {
        &self.0
    }

    /// Answers made one by one, each brought within the scale.
    #[must_use]
    pub(crate) fn from_fn(answer: impl FnMut(usize) -> i8) -> Self {
        Self(std::array::from_fn(answer).map(|value: i8| value.clamp(LOWEST, HIGHEST)))
    }

    /// Neither agreement nor disagreement with anything.
    #[must_use]
    pub(crate) const fn neutral() -> Self {
        Self([0; COUNT])
    }

    /// The same answers but for this one, brought within the scale.
    #[must_use]
    pub(crate) fn with(&self, at: usize, value: i8) -> Self {
        let mut answers = self.clone();
        answers.0[at] = value.clamp(LOWEST, HIGHEST);
        answers
    }

    /// The most equal answers in a row.
    pub(super) fn longest_run(&self) -> usize {
        self.0
            .chunk_by(|one, next| one == next)
            .map(<[i8]>::len)
            .max()
            .unwrap_or(0)
    }
}

fn out_of_range(field: &str, at: usize) -> FieldFault {
    FieldFault {
        part: Part::Body,
        steps: vec![Step::Key(field.to_owned()), Step::Index(at)],
        problem: Problem::OutOfRange(MIN, MAX),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn count_and_range() {
        for count in [0, 59, 61] {
            let fault = Answers::parse("input", &vec![0; count]).expect_err("wrong count");
            assert_eq!(fault[0].problem, Problem::WrongCount(60));
        }
        let mut values = vec![0; COUNT];
        values[12] = 4;
        values[59] = i64::MIN;
        let faults = Answers::parse("input", &values).expect_err("out of range");
        assert_eq!(
            faults.iter().map(FieldFault::index).collect::<Vec<_>>(),
            [Some(12), Some(59)]
        );
        assert_eq!(faults[0].to_string(), "input[12]");
    }

    proptest! {
        #[test]
        fn any_list_is_answered(values in prop::collection::vec(any::<i64>(), 0..80)) {
            let fits = values.len() == COUNT && values.iter().all(|value| (MIN..=MAX).contains(value));
            prop_assert_eq!(Answers::parse("input", &values).is_ok(), fits);
        }

        #[test]
        fn good_lists_come_back(values in prop::collection::vec(MIN..=MAX, COUNT)) {
            let answers = Answers::parse("input", &values).expect("good");
            prop_assert!(answers.values().iter().map(|value| i64::from(*value)).eq(values));
        }
    }
}
