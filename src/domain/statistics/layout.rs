//! Which statements make up which scale, and what may be answered.

use crate::domain::answers::{COUNT, MAX, MIN};
use crate::domain::instrument::InstrumentKey;
use crate::domain::key::Key;

use super::numbers::{real, size};

/// A statement of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Member {
    /// Its number, from 0.
    pub statement: usize,
    /// Whether agreement with it speaks for the scale's high end.
    pub toward_high: bool,
}

/// The statements of an instrument: any number of statements, of answers to each and of scales. A statement belongs to
/// one scale or to none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    lowest: i64,
    highest: i64,
    statements: usize,
    scales: Vec<Vec<Member>>,
}

impl Layout {
    /// Answers from `lowest` to `highest`; for each statement its scale, from 0, and whether agreement speaks for the
    /// scale's high end.
    #[must_use]
    pub(crate) fn new(lowest: i64, highest: i64, keys: &[Option<(usize, bool)>]) -> Self {
        let count = keys.iter().flatten().map(|(scale, _)| scale + 1).max();
        let mut scales = vec![Vec::new(); count.unwrap_or(0)];
        for (statement, key) in keys.iter().enumerate() {
            if let Some((scale, toward_high)) = *key {
                scales[scale].push(Member {
                    statement,
                    toward_high,
                });
            }
        }
        Self {
            lowest,
            highest: highest.max(lowest),
            statements: keys.len(),
            scales,
        }
    }

    /// Of the sixty: the four pairs, each from its second pole to its first.
    #[must_use]
    pub(crate) fn of(key: &Key) -> Self {
        let keys: Vec<_> = (0..COUNT)
            .map(|at| key.keying(at))
            .map(|keying| Some((keying.axis, keying.toward_first)))
            .collect();
        Self::new(MIN, MAX, &keys)
    }

    /// Of another instrument.
    #[must_use]
    pub(crate) fn of_instrument(key: &InstrumentKey) -> Self {
        let statements = key.statements().iter();
        let keys: Vec<_> = statements
            .map(|one| Some((one.scale, one.toward_high)))
            .collect();
        Self::new(1, key.points().into(), &keys)
    }

    /// Of the sixty where nothing is known of what they measure.
    #[must_use]
    pub(crate) fn without_scales() -> Self {
        Self::new(MIN, MAX, &[None; COUNT])
    }

    /// How many statements there are.
    #[must_use]
    pub(crate) const fn statements(&self) -> usize {
        self.statements
    }

    /// How many scales there are.
    #[must_use]
    pub(crate) const fn scales(&self) -> usize {
        self.scales.len()
    }

    /// How many statements a scale has.
    #[must_use]
    pub(crate) fn size(&self, scale: usize) -> usize {
        self.scales[scale].len()
    }

    /// A scale's statements.
    pub(super) fn members(&self, scale: usize) -> &[Member] {
        &self.scales[scale]
    }

    /// The lowest answer.
    #[must_use]
    pub(crate) const fn lowest(&self) -> i64 {
        self.lowest
    }

    /// The highest.
    #[must_use]
    pub(crate) const fn highest(&self) -> i64 {
        self.highest
    }

    /// How many different answers there are.
    pub(super) fn points(&self) -> usize {
        usize::try_from(self.highest - self.lowest).unwrap_or(0) + 1
    }

    /// How many different sums a scale has.
    pub(super) fn levels(&self, scale: usize) -> usize {
        (self.points() - 1) * self.size(scale) + 1
    }

    /// The place of an answer among all, from the lowest.
    pub(super) fn place(&self, answer: i8) -> usize {
        let within = i64::from(answer).clamp(self.lowest, self.highest);
        usize::try_from(within - self.lowest).unwrap_or(0)
    }

    /// The answers to a scale's statements as they speak for its high end, into `keyed`; whether none was omitted.
    pub(super) fn keyed(&self, scale: usize, answers: &[Option<i8>], keyed: &mut Vec<i64>) -> bool {
        keyed.clear();
        let mirrored = self.lowest + self.highest;
        keyed.extend(self.scales[scale].iter().map_while(|member| {
            let answer = i64::from((*answers.get(member.statement)?)?);
            let answer = answer.clamp(self.lowest, self.highest);
            Some(if member.toward_high {
                answer
            } else {
                mirrored - answer
            })
        }));
        keyed.len() == self.size(scale)
    }

    /// The level of a scale's sum, from 0 for the lowest there can be; nothing if an answer was omitted.
    #[must_use]
    pub(crate) fn level(&self, scale: usize, answers: &[Option<i8>]) -> Option<usize> {
        let mut keyed = Vec::new();
        let whole = self.keyed(scale, answers, &mut keyed);
        whole.then(|| self.level_of(&keyed))
    }

    /// The level of keyed answers.
    pub(super) fn level_of(&self, keyed: &[i64]) -> usize {
        let above: i64 = keyed.iter().map(|one| one - self.lowest).sum();
        usize::try_from(above).unwrap_or(0)
    }

    /// A level as a mean answer.
    #[must_use]
    pub(crate) fn mean_answer(&self, scale: usize, level: f64) -> f64 {
        real(self.lowest.into()) + level / size(self.size(scale).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_keyed_answers_have_levels_from_0() {
        let keys = [Some((0, true)), Some((0, false)), None, Some((1, true))];
        let layout = Layout::new(1, 5, &keys);
        assert_eq!((layout.statements(), layout.scales()), (4, 2));
        assert_eq!(
            (layout.points(), layout.levels(0), layout.levels(1)),
            (5, 9, 5)
        );
        let given = [Some(5), Some(2), None, Some(1)];
        assert_eq!(layout.level(0, &given), Some(4 + 3));
        assert_eq!(layout.level(1, &given), Some(0));
        assert!((layout.mean_answer(0, 7.0) - 4.5).abs() < 1e-12);
        assert_eq!(layout.level(0, &[Some(5), None, None, Some(1)]), None);
        assert_eq!(layout.level(1, &given[..3]), None);
        // What can't be answered counts as the nearest that can.
        assert_eq!(layout.level(1, &[None, None, None, Some(9)]), Some(4));
    }
}
