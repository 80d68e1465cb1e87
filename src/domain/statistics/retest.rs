//! People who answered twice: how alike both times are.

use super::figure::{Figure, Missing};
use super::layout::Layout;
use super::numbers::{people, whole};
use super::products::{Pairs, fisher};

/// Both times of people, on each scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Retest {
    scales: Vec<Both>,
    /// How many people.
    n: u64,
    /// How many stay on the same side of the middle of every scale.
    all_sides: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Both {
    levels: Pairs,
    same_side: u64,
}

/// How alike both times are.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RetestFigures {
    /// How many people answered twice.
    pub n: u64,
    /// For each scale the correlation of both times, with its range by Fisher's transformation.
    pub correlations: Vec<Figure>,
    /// For each scale the share of people who stay on the same side of its middle: with the same letter.
    pub same_side: Vec<Figure>,
    /// The share who do on all scales.
    pub all_sides: Figure,
}

impl Retest {
    /// The fewest and the most whole days between both times.
    pub(crate) const DAYS: [i64; 2] = [14, 180];

    /// Nobody's.
    #[must_use]
    pub(crate) fn new(layout: &Layout) -> Self {
        Self {
            scales: vec![Both::default(); layout.scales()],
            n: 0,
            all_sides: 0,
        }
    }

    /// Adds somebody: the level on each scale, both times.
    pub(crate) fn add(&mut self, layout: &Layout, first: &[usize], second: &[usize]) {
        self.n += 1;
        let mut all = true;
        for (at, both) in self.scales.iter_mut().enumerate() {
            both.levels.add(whole(first[at]), whole(second[at]));
            // The middle may be a level: who is there has no letter of their own.
            let side = |level: usize| (2 * level).cmp(&(layout.levels(at) - 1));
            let same = side(first[at]) == side(second[at]);
            both.same_side += u64::from(same);
            all &= same;
        }
        self.all_sides += u64::from(all);
    }

    /// The figures, if there are so many people at least.
    #[must_use]
    pub(crate) fn figures(&self, least: u64) -> RetestFigures {
        let correlation = |both: &Both| {
            let value = || both.levels.correlation().ok_or(Missing::NoSpread);
            Figure::new(self.n, least, value).within(|value| fisher(self.n, value))
        };
        RetestFigures {
            n: self.n,
            correlations: self.scales.iter().map(correlation).collect(),
            same_side: self
                .scales
                .iter()
                .map(|both| share(both.same_side, self.n, least))
                .collect(),
            all_sides: share(self.all_sides, self.n, least),
        }
    }
}

/// A share of people, with its range by Wilson's (1927) score method.
pub(super) fn share(some: u64, all: u64, least: u64) -> Figure {
    let figure = Figure::new(all, least.max(1), || Ok(people(some) / people(all)));
    figure.within(|share| {
        let (n, z) = (people(all), super::distributions::NORMAL_95);
        let middle = share + z * z / (2.0 * n);
        let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
        let whole = 1.0 + z * z / n;
        Some([(middle - half) / whole, (middle + half) / whole].map(|end| end.clamp(0.0, 1.0)))
    })
}
