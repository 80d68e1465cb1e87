//! How long something took people: the median, by counting.

use super::figure::{Figure, Missing};
use super::numbers::{real, size};

/// Counts of times, each rounded to a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Times {
    /// In milliseconds.
    step: u64,
    counts: Vec<u32>,
}

impl Times {
    /// Steps of a tenth of a second, to two minutes.
    pub(super) fn of_a_statement() -> Self {
        Self::new(100, 1_200)
    }

    /// Steps of a second, to two hours.
    pub(super) fn in_all() -> Self {
        Self::new(1_000, 7_200)
    }

    fn new(step: u64, steps: usize) -> Self {
        Self {
            step,
            counts: vec![0; steps + 1],
        }
    }

    /// Adds a time; longer ones than the longest count as that.
    pub(super) fn add(&mut self, milliseconds: u64) {
        let step = (milliseconds + self.step / 2) / self.step;
        let last = self.counts.len() - 1;
        let at = usize::try_from(step).unwrap_or(last).min(last);
        self.counts[at] = self.counts[at].saturating_add(1);
    }

    /// The median in seconds.
    pub(super) fn median(&self, least: u64) -> Figure {
        let n: u64 = self.counts.iter().map(|count| u64::from(*count)).sum();
        if n == 0 {
            return Figure::missing(0, Missing::NotMeasured);
        }
        let step = real(self.step.into());
        Figure::new(n, least, || {
            let counts = self.counts.iter().map(|count| u64::from(*count));
            median(counts)
                .map(|at| at * step / 1_000.0)
                .ok_or(Missing::NotMeasured)
        })
    }
}

/// The median of places that were counted: the mean of both in the middle, where there are two.
pub(super) fn median(counts: impl Iterator<Item = u64> + Clone) -> Option<f64> {
    let n: u64 = counts.clone().sum();
    let low = ranked(counts.clone(), n.checked_sub(1)? / 2)?;
    let high = ranked(counts, n / 2)?;
    Some(f64::midpoint(size(low), size(high)))
}

/// The place of whom so many stand before.
pub(super) fn ranked(counts: impl Iterator<Item = u64>, before: u64) -> Option<usize> {
    let mut seen = 0;
    for (at, count) in counts.enumerate() {
        seen += count;
        if seen > before {
            return Some(at);
        }
    }
    None
}

/// How many people a list of counts is of.
pub(super) fn total(counts: &[u64]) -> u64 {
    counts.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_the_middle_one_or_between_both() {
        let of = |times: &[u64]| {
            let mut counted = Times::of_a_statement();
            for time in times {
                counted.add(*time);
            }
            counted.median(1).value
        };
        assert_eq!(of(&[]), Err(Missing::NotMeasured));
        assert_eq!(of(&[1_234]), Ok(1.2));
        assert_eq!(of(&[1_000, 9_000, 3_049]), Ok(3.0));
        assert_eq!(of(&[1_000, 2_000, 4_000, 9_000]), Ok(3.0));
        // Whoever went for lunch pulls nothing up but the end.
        assert_eq!(of(&[1_000, 3_600_000, 2_000]), Ok(2.0));
        assert_eq!(of(&[3_600_000]), Ok(120.0));
    }

    #[test]
    fn few_times_are_none() {
        let mut times = Times::in_all();
        (0..29).for_each(|_| times.add(240_000));
        assert_eq!(times.median(30).value, Err(Missing::TooFew(30)));
        (0..29).for_each(|_| times.add(240_000));
        let figure = times.median(30);
        assert_eq!((figure.n, figure.value), (58, Ok(240.0)));
    }
}
