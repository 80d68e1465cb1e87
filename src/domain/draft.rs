//! A quiz that isn't finished.

use crate::domain::answers::{COUNT, MAX, MIN};
use crate::domain::field::{FieldFault, Part, Problem, Step};
use crate::domain::moment::Moment;

/// The answers given so far, in the order of the statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    /// Each from -3 to 3, or none yet.
    pub answers: [Option<i8>; COUNT],
    /// When one was last changed.
    pub updated_at: Option<Moment>,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            answers: [None; COUNT],
            updated_at: None,
        }
    }
}

impl Draft {
    /// How many statements are answered.
    #[must_use]
    pub(crate) fn answered(&self) -> usize {
        self.answers.iter().flatten().count()
    }

    /// Makes these changes in their order: the last one of a statement wins.
    pub(crate) fn change(&mut self, changes: &[Change]) {
        for change in changes {
            self.answers[change.statement] = change.answer;
        }
    }
}

/// One answer given, changed or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change {
    /// The statement, from 0 (to 59, of the sixty).
    pub statement: usize,
    /// The answer, or none: from -3 to 3, of another questionnaire from 1 up.
    pub answer: Option<i8>,
}

impl Change {
    /// Checks both numbers; `field` and `at` are the faults' place.
    ///
    /// # Errors
    /// A [`FieldFault`] for the first that is out of range.
    pub(crate) fn parse(
        field: &str,
        at: usize,
        statement: i64,
        answer: Option<i64>,
    ) -> Result<Self, FieldFault> {
        Self::parse_within(field, at, (statement, answer), (COUNT, [MIN, MAX]))
    }

    /// The same for a questionnaire of so many statements, whose answers are from and to these.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub(crate) fn parse_within(
        field: &str,
        at: usize,
        (statement, answer): (i64, Option<i64>),
        (count, [min, max]): (usize, [i64; 2]),
    ) -> Result<Self, FieldFault> {
        let fault = |name: &str, most| FieldFault {
            part: Part::Body,
            steps: vec![
                Step::Key(field.to_owned()),
                Step::Index(at),
                Step::Key(name.to_owned()),
            ],
            problem: most,
        };
        let last = i64::try_from(count).unwrap_or(i64::MAX) - 1;
        let outside = || fault("statement", Problem::OutOfRange(0, last));
        let statement = usize::try_from(statement).ok();
        let statement = statement.filter(|at| *at < count).ok_or_else(outside)?;
        let answer = answer.map(|value| {
            let within = i8::try_from(value)
                .ok()
                .filter(|_| (min..=max).contains(&value));
            within.ok_or_else(|| fault("answer", Problem::OutOfRange(min, max)))
        });
        Ok(Self {
            statement,
            answer: answer.transpose()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_change_to_a_statement_stands() {
        let change = |statement, answer| {
            Change::parse("changes", 0, statement, answer).expect("within its bounds")
        };
        let mut draft = Draft::default();
        draft.change(&[change(0, Some(3)), change(59, Some(-3)), change(0, Some(1))]);
        assert_eq!((draft.answers[0], draft.answers[59]), (Some(1), Some(-3)));
        assert_eq!(draft.answered(), 2);
        draft.change(&[change(0, None)]);
        assert_eq!(draft.answered(), 1);
    }

    #[test]
    fn what_is_out_of_range_is_named_at_its_place() {
        for (statement, answer, name) in [
            (-1, Some(0), "statement"),
            (60, None, "statement"),
            (i64::MAX, None, "statement"),
            (5, Some(4), "answer"),
            (5, Some(-4), "answer"),
            (5, Some(i64::MIN), "answer"),
        ] {
            let fault = Change::parse("changes", 2, statement, answer).expect_err(name);
            assert!(fault.to_string().contains(name), "{fault}");
        }
    }
}
