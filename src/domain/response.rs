//! Answers that whoever gave them lets us keep for research, and how they were given.

use crate::domain::account::AccountId;
use crate::domain::answers::{Answers, COUNT, Oddity};
use crate::domain::field::{FieldFault, Part, Problem, Step};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::result::ResultId;
use crate::domain::room::{RoomId, SeatId};

/// The number of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ResponseId(pub i64);

/// Answers that are kept for research.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Response {
    /// Its number.
    pub id: ResponseId,
    /// Who gave them, as far as it is known still.
    pub from: Respondent,
    /// What they gave.
    pub given: Given,
    /// When.
    pub created_at: Moment,
}

/// Which of somebody's answers to the same statements some are: no moment, but enough to compare two of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Turn {
    /// From 1, as they were given.
    pub number: i64,
    /// Whole days since the first.
    pub days: i64,
}

/// Who gave answers: somebody with an account, or somebody on a seat of a room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Respondent {
    /// The account.
    pub account: Option<AccountId>,
    /// The account's result that they made.
    pub result: Option<ResultId>,
    /// The seat.
    pub seat: Option<SeatId>,
    /// The seat's room, as long as it is kept.
    pub room: Option<RoomId>,
    /// The seat's team in it, from 0. It means nothing without the room.
    pub team: Option<usize>,
}

/// Answers and what belongs to them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Given {
    /// The answers, in the questionnaire's order.
    pub answers: Answers,
    /// How they were given.
    pub sitting: Sitting,
    /// The SHA-256 of the questionnaire.
    pub questionnaire_hash: String,
    /// The SHA-256 of the model that judged them.
    pub model_hash: String,
    /// The index of their reliability as their giver was told it; none where the questionnaire had no key.
    pub reliability: Option<f32>,
    /// Why they deserve no trust, as their giver was told it.
    pub oddity: Option<Oddity>,
}

/// How answers were given, as far as the client tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sitting {
    /// How long each statement was looked at.
    pub pace: Option<Pace>,
    /// The order in which the statements were shown; none is the questionnaire's own.
    pub order: Option<Order>,
    /// The language that they were shown in.
    pub language: Option<Language>,
    /// The answer to the statement that asks for one certain answer (3), where it was shown.
    pub attention: Option<i8>,
}

/// How long each statement was looked at, in the questionnaire's order: milliseconds, none where it isn't known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pace([Option<u32>; COUNT]);

impl Pace {
    /// The longest, an hour.
    pub(crate) const MAX: i64 = 3_600_000;

    /// Checks count and range; `field` is the name the faults carry.
    ///
    /// # Errors
    /// A [`FieldFault`] for a wrong count, else one for each value out of range.
    pub(crate) fn parse(field: &str, values: &[Option<i64>]) -> Result<Self, Vec<FieldFault>> {
        let values = sixty(field, values)?;
        let mut faults = Vec::new();
        let pace = std::array::from_fn(|at| {
            let value = values[at]?;
            let fits = u32::try_from(value).ok().filter(|_| value <= Self::MAX);
            if fits.is_none() {
                faults.push(fault(field, at, Problem::OutOfRange(0, Self::MAX)));
            }
            fits
        });
        all_well(Self(pace), faults)
    }

    /// The milliseconds.
    #[must_use]
    pub(crate) const fn values(&self) -> &[Option<u32>; COUNT] {
        &self.0
    }

    /// How long all took together, if each is known.
    #[must_use]
    pub(crate) fn total(&self) -> Option<u32> {
        // Sixty hours are within its range.
        self.0.iter().copied().sum()
    }
}

/// An order of the statements: at each place the statement that was shown there, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order([u8; COUNT]);

impl Order {
    /// The last statement's number.
    const LAST: i64 = 59;

    /// Checks that each statement is there once; `field` is the name the faults carry.
    ///
    /// # Errors
    /// A [`FieldFault`] for a wrong count, else one for each that is out of range or there again.
    pub(crate) fn parse(field: &str, values: &[i64]) -> Result<Self, Vec<FieldFault>> {
        let values = sixty(field, values)?;
        let (mut faults, mut seen) = (Vec::new(), [false; COUNT]);
        let order = std::array::from_fn(|at| {
            let statement = u8::try_from(values[at])
                .ok()
                .filter(|it| usize::from(*it) < COUNT);
            let Some(statement) = statement else {
                faults.push(fault(field, at, Problem::OutOfRange(0, Self::LAST)));
                return 0;
            };
            if std::mem::replace(&mut seen[usize::from(statement)], true) {
                faults.push(fault(field, at, Problem::Repeated));
            }
            statement
        });
        all_well(Self(order), faults)
    }

    /// The statements in this order.
    #[must_use]
    pub(crate) const fn statements(&self) -> &[u8; COUNT] {
        &self.0
    }
}

/// Which responses are asked for: those that fit all that is named.
#[derive(Debug, Clone, Default)]
pub(crate) struct ResponseFilter {
    /// Answered in this language.
    pub language: Option<Language>,
    /// Given in this room.
    pub room: Option<RoomId>,
    /// By this team of the room.
    pub team: Option<usize>,
    /// At this moment or later.
    pub from: Option<Moment>,
    /// Before this moment.
    pub until: Option<Moment>,
    /// Only those that deserve trust.
    pub reliable_only: bool,
    /// To the questionnaire with this SHA-256.
    pub questionnaire_hash: Option<String>,
}

fn sixty<'list, T>(field: &str, values: &'list [T]) -> Result<&'list [T; COUNT], Vec<FieldFault>> {
    let wrong = || vec![FieldFault::body(field, Problem::WrongCount(COUNT as u64))];
    values.try_into().map_err(|_| wrong())
}

fn fault(field: &str, at: usize, problem: Problem) -> FieldFault {
    FieldFault {
        part: Part::Body,
        steps: vec![Step::Key(field.to_owned()), Step::Index(at)],
        problem,
    }
}

fn all_well<T>(value: T, faults: Vec<FieldFault>) -> Result<T, Vec<FieldFault>> {
    if faults.is_empty() {
        Ok(value)
    } else {
        Err(faults)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told<T: std::fmt::Debug>(found: Result<T, Vec<FieldFault>>) -> Vec<(String, Problem)> {
        let faults = found.expect_err("it doesn't fit");
        faults
            .into_iter()
            .map(|one| (one.to_string(), one.problem))
            .collect()
    }

    #[test]
    fn times_are_sixty_and_within_an_hour() {
        let mut values = vec![Some(1_500); COUNT];
        assert_eq!(
            Pace::parse("p", &values).expect("good").total(),
            Some(90_000)
        );
        values[7] = None;
        assert_eq!(Pace::parse("p", &values).expect("good").total(), None);
        values[8] = Some(-1);
        values[59] = Some(3_600_001);
        let range = Problem::OutOfRange(0, 3_600_000);
        let expected = [
            ("p[8]".to_owned(), range.clone()),
            ("p[59]".to_owned(), range),
        ];
        assert_eq!(told(Pace::parse("p", &values)), expected);
        let longest = Pace::parse("p", &[Some(Pace::MAX); COUNT]).expect("good");
        assert_eq!(longest.total(), Some(216_000_000));
        assert_eq!(
            told(Pace::parse("p", &values[1..])),
            [("p".to_owned(), Problem::WrongCount(60))]
        );
    }

    #[test]
    fn an_order_has_each_statement_once() {
        let mut values: Vec<i64> = (0..60).rev().collect();
        let order = Order::parse("o", &values).expect("good");
        assert_eq!((order.statements()[0], order.statements()[59]), (59, 0));
        values[3] = 59;
        values[4] = 60;
        let expected = [
            ("o[3]".to_owned(), Problem::Repeated),
            ("o[4]".to_owned(), Problem::OutOfRange(0, 59)),
        ];
        assert_eq!(told(Order::parse("o", &values)), expected);
        assert_eq!(
            told(Order::parse("o", &values[..59])),
            [("o".to_owned(), Problem::WrongCount(60))]
        );
    }

    proptest! {
        #[test]
        fn any_list_is_judged(values in prop::collection::vec(any::<i64>(), 58..62)) {
            prop_assert!(Order::parse("o", &values).is_err());
            let fits = values.len() == COUNT && values.iter().all(|value| (0..=Pace::MAX).contains(value));
            let values: Vec<_> = values.into_iter().map(Some).collect();
            prop_assert_eq!(Pace::parse("p", &values).is_ok(), fits);
        }
    }
}
