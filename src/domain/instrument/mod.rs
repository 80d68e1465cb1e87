//! Another questionnaire than the sixty: which answers it takes, and what they say by its key alone.

mod consistency;
mod score;

use crate::domain::field::{FieldFault, Part, Problem, Step};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::response::Respondent;

pub(crate) use consistency::Consistency;
pub(crate) use score::{Basis, Score};

/// Fewest and most statements.
pub(crate) const STATEMENTS: [usize; 2] = [5, 300];
/// Fewest and most points to answer with.
pub(crate) const POINTS: [u8; 2] = [2, 9];
/// Most scales.
pub(crate) const MOST_SCALES: usize = 20;

/// What agreement with a statement counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Keyed {
    /// Which scale, from 0.
    pub scale: usize,
    /// Whether it counts for the scale's high end.
    pub toward_high: bool,
}

/// The key of an instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InstrumentKey {
    points: u8,
    scales: usize,
    statements: Vec<Keyed>,
}

/// An answer to each statement, from 1 (the first point) up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AnswerSheet(Vec<u8>);

impl AnswerSheet {
    /// The answers in order.
    #[must_use]
    pub(crate) fn values(&self) -> &[u8] {
        &self.0
    }

    /// Whether every statement got the same answer.
    #[must_use]
    pub(crate) fn is_uniform(&self) -> bool {
        self.0.windows(2).all(|pair| pair[0] == pair[1])
    }
}

impl InstrumentKey {
    /// The key, if there are as many statements, points and scales as there may be, and each scale has statements.
    #[must_use]
    pub(crate) fn new(points: u8, scales: usize, statements: Vec<Keyed>) -> Option<Self> {
        let [fewest, most] = STATEMENTS;
        let [least, highest] = POINTS;
        let has_statements = |scale| statements.iter().any(|one: &Keyed| one.scale == scale);
        let fits = (fewest..=most).contains(&statements.len())
            && (least..=highest).contains(&points)
            && (1..=MOST_SCALES).contains(&scales)
            && statements.iter().all(|one| one.scale < scales)
            && (0..scales).all(has_statements);
        fits.then_some(Self {
            points,
            scales,
            statements,
        })
    }

    /// How many points there are to answer with.
    #[must_use]
    pub(crate) const fn points(&self) -> u8 {
        self.points
    }

    /// What each statement counts for, in their order.
    #[must_use]
    pub(crate) fn statements(&self) -> &[Keyed] {
        &self.statements
    }

    /// How many statements count for each scale.
    #[must_use]
    pub(crate) fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.scales];
        for one in &self.statements {
            sizes[one.scale] += 1;
        }
        sizes
    }

    /// Checks count and range; `field` is the name the faults carry.
    ///
    /// # Errors
    /// A [`FieldFault`] for a wrong count, else one for each value out of range.
    pub(crate) fn sheet(
        &self,
        field: &str,
        values: &[i64],
    ) -> Result<AnswerSheet, Vec<FieldFault>> {
        let count = self.statements.len();
        if values.len() != count {
            let problem = Problem::WrongCount(count as u64);
            return Err(vec![FieldFault::body(field, problem)]);
        }
        let most = i64::from(self.points);
        let (mut answers, mut faults) = (Vec::with_capacity(count), Vec::new());
        for (at, value) in values.iter().enumerate() {
            match u8::try_from(*value) {
                Ok(answer) if (1..=most).contains(value) => answers.push(answer),
                _ => faults.push(FieldFault {
                    part: Part::Body,
                    steps: vec![Step::Key(field.to_owned()), Step::Index(at)],
                    problem: Problem::OutOfRange(1, most),
                }),
            }
        }
        if faults.is_empty() {
            Ok(AnswerSheet(answers))
        } else {
            Err(faults)
        }
    }

    /// The answers to a scale's statements as they speak for its high end: from -1, everything for the low end, to 1.
    fn keyed(&self, sheet: &AnswerSheet, scale: usize) -> Vec<f64> {
        let half = f64::from(self.points - 1) / 2.0;
        let pairs = self.statements.iter().zip(&sheet.0);
        pairs
            .filter(|(one, _)| one.scale == scale)
            .map(|(one, answer)| {
                let value = f64::from(answer - 1) / half - 1.0;
                if one.toward_high { value } else { -value }
            })
            .collect()
    }

    /// How wide a step between two neighbouring points is in keyed answers.
    fn step(&self) -> f64 {
        2.0 / f64::from(self.points - 1)
    }

    /// How well each scale's statements go together among these people; nothing for a scale of which that can't be
    /// told.
    #[must_use]
    pub(crate) fn consistency(&self, people: &[AnswerSheet]) -> Vec<Option<Consistency>> {
        let of = |scale| {
            let rows: Vec<Vec<f64>> = people.iter().map(|one| self.keyed(one, scale)).collect();
            Consistency::of(&rows, self.step())
        };
        (0..self.scales).map(of).collect()
    }

    /// What the answers say of each scale; `known` is how well its statements go together.
    #[must_use]
    pub(crate) fn scores(&self, sheet: &AnswerSheet, known: &[Option<Consistency>]) -> Vec<Score> {
        let of = |scale| {
            let known = known.get(scale).copied().flatten();
            Score::of(&self.keyed(sheet, scale), self.step(), known)
        };
        (0..self.scales).map(of).collect()
    }
}

/// How answers were given that whoever gave them lets count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// The language that the statements were shown in, where that was told.
    pub language: Option<Language>,
}

/// Answers that may count, as they were kept.
#[derive(Debug, Clone)]
pub(crate) struct CountedAnswers {
    /// Whose they are: somebody's with an account, or in a room as long as that is there.
    pub from: Respondent,
    /// From 1 up.
    pub answers: Vec<i64>,
    /// The language that the statements were shown in, where that was told.
    pub language: Option<Language>,
    /// When they were given.
    pub created_at: Moment,
}

/// The number of a result of an instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InstrumentResultId(pub i64);

/// A result that was kept, with the instrument as it was then.
#[derive(Debug, Clone)]
pub(crate) struct InstrumentResult {
    /// Its number.
    pub id: InstrumentResultId,
    /// The hash of the instrument.
    pub hash: String,
    /// The instrument, as it is written down.
    pub document: String,
    /// The answers, from 1 up.
    pub answers: Vec<u8>,
    /// What they said then, scale by scale.
    pub scores: Vec<Score>,
    /// Whether the answers may count: in ranges, statistics and norms, and for research.
    pub may_count: bool,
    /// When.
    pub created_at: Moment,
}

/// What a list says of one.
#[derive(Debug, Clone)]
pub(crate) struct InstrumentSummary {
    /// Its number.
    pub id: InstrumentResultId,
    /// The hash of the instrument.
    pub hash: String,
    /// The instrument's id.
    pub instrument: String,
    /// Its version.
    pub version: String,
    /// What it is called in Indonesian.
    pub indonesian: Option<String>,
    /// What it is called in English.
    pub english: Option<String>,
    /// When.
    pub created_at: Moment,
}

impl InstrumentSummary {
    /// Most results in a list, the latest. All of them are in the export.
    pub(crate) const MOST_LISTED: i64 = 1000;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(points: u8) -> InstrumentKey {
        let statements = (0..6).map(|at| Keyed {
            scale: at % 2,
            toward_high: at < 4,
        });
        InstrumentKey::new(points, 2, statements.collect()).expect("a key")
    }

    #[test]
    fn bounds_of_what_an_instrument_may_be() {
        let many = |count: usize| {
            vec![
                Keyed {
                    scale: 0,
                    toward_high: true
                };
                count
            ]
        };
        for (points, count, is_one) in [
            (2, 5, true),
            (9, 300, true),
            (1, 5, false),
            (10, 5, false),
            (5, 4, false),
            (5, 301, false),
        ] {
            let made = InstrumentKey::new(points, 1, many(count));
            assert_eq!(made.is_some(), is_one, "{points} {count}");
        }
        assert_eq!(
            InstrumentKey::new(5, 2, many(5)),
            None,
            "a scale without statements"
        );
        assert_eq!(InstrumentKey::new(5, 0, many(5)), None);
        let beyond = vec![
            Keyed {
                scale: 1,
                toward_high: true
            };
            5
        ];
        assert_eq!(InstrumentKey::new(5, 1, beyond), None);
    }

    #[test]
    fn a_statement_against_a_scale_counts_the_other_way() {
        let key = key(5);
        let sheet = key.sheet("answers", &[5, 1, 5, 1, 1, 5]).expect("good");
        let scores = key.scores(&sheet, &[]);
        let strengths: Vec<f32> = scores.iter().map(|score| score.strength).collect();
        assert_eq!(strengths, [1.0, -1.0]);
        assert!(!sheet.is_uniform());
        assert!(key.sheet("answers", &[3; 6]).expect("good").is_uniform());
    }

    proptest! {
        #[test]
        fn any_list_is_answered(points in 2_u8..=9, values in prop::collection::vec(-2_i64..12, 0..9)) {
            let key = key(points);
            let fits = values.len() == 6 && values.iter().all(|value| (1..=i64::from(points)).contains(value));
            let read = key.sheet("answers", &values);
            prop_assert_eq!(read.is_ok(), fits);
            for score in read.map(|sheet| key.scores(&sheet, &[])).unwrap_or_default() {
                let range = score.range.expect("three statements");
                prop_assert!((-1.0..=1.0).contains(&score.strength));
                prop_assert!(-1.0 <= range.low && range.low <= score.strength);
                prop_assert!(score.strength <= range.high && range.high <= 1.0);
            }
        }
    }
}
