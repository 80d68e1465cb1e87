//! Where somebody stands among the people of a server: norms of one's own.

use std::cmp::Ordering;

use super::numbers::people;
use super::timing::{median, total};

/// How many people reached each sum of each scale, from the lowest there can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NormCounts(pub Vec<Vec<u64>>);

/// Where somebody stands on a scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Standing {
    /// The share of people whose score is lower.
    pub lower: f64,
    /// The share of people whose score is higher.
    pub higher: f64,
    /// The median score, as a level.
    pub median: f64,
}

impl Standing {
    /// Whether a level is above the median; nothing where it is the median.
    #[must_use]
    pub(crate) fn is_above(&self, level: usize) -> Option<bool> {
        let level = super::numbers::size(level);
        match level.total_cmp(&self.median) {
            Ordering::Less => Some(false),
            Ordering::Equal => None,
            Ordering::Greater => Some(true),
        }
    }
}

impl NormCounts {
    /// The fewest people that norms are made of.
    pub(crate) const LEAST: u64 = 200;

    /// Of how many people two sets differ at the least, unless they are alike. Whoever notes where answers stand among
    /// the one and the other learns what the people in between answered.
    pub(crate) const APART: u64 = 30;

    /// Of how many people at the least it is that other counts differ from these.
    #[must_use]
    pub(crate) fn apart(&self, other: &Self) -> u64 {
        let differing = |(own, theirs): (&Vec<u64>, &Vec<u64>)| {
            let levels = own.iter().zip(theirs);
            levels.map(|(one, other)| one.abs_diff(*other)).sum()
        };
        let scales = self.0.iter().zip(&other.0);
        scales.map(differing).max().unwrap_or_default()
    }

    /// The median of a scale, as a level; nothing if there is no such scale.
    #[must_use]
    pub(crate) fn median(&self, scale: usize) -> Option<f64> {
        median(self.0.get(scale)?.iter().copied())
    }

    /// Where somebody on this level of a scale stands; nothing if the norms aren't of such a scale.
    #[must_use]
    pub(crate) fn standing(&self, scale: usize, level: usize) -> Option<Standing> {
        let counts = self.0.get(scale).filter(|counts| level < counts.len())?;
        let median = self.median(scale)?;
        let all = people(total(counts));
        Some(Standing {
            lower: people(total(&counts[..level])) / all,
            higher: people(total(&counts[level + 1..])) / all,
            median,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_who_came_and_went_are_counted_where_they_show_most() {
        let before = NormCounts(vec![vec![5, 5, 5], vec![9, 3, 3]]);
        let after = NormCounts(vec![vec![6, 5, 5], vec![8, 3, 5]]);
        assert_eq!((before.apart(&after), after.apart(&before)), (3, 3));
        assert_eq!(before.apart(&before), 0);
    }

    #[test]
    fn who_has_the_same_score_is_neither_lower_nor_higher() {
        let norms = NormCounts(vec![vec![0, 3, 4, 2, 1], vec![]]);
        let at = |level| norms.standing(0, level);
        let of = |lower, higher| {
            Some(Standing {
                lower,
                higher,
                median: 2.0,
            })
        };
        assert_eq!(at(0), of(0.0, 1.0));
        assert_eq!(at(2), of(0.3, 0.3));
        assert_eq!(at(4), of(0.9, 0.0));
        for (scale, level) in [(0, 5), (1, 0), (2, 0)] {
            assert_eq!(norms.standing(scale, level), None);
        }
    }
}
