//! Norms: where somebody's results stand among the people of a server.
//!
//! They are shown beside results and decide nothing: letters, types and what is kept of a result stay what they were,
//! whenever norms are set or cleared. Each set has a version, which names it for ever.

use crate::domain::moment::Moment;
use crate::domain::statistics::{Layout, NormCounts, Standing};

/// Norms as they were set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Norms {
    /// Their number; the latest has the largest.
    pub version: i64,
    /// The SHA-256 of the questionnaire that people answered.
    pub questionnaire_hash: String,
    /// How many people they are of.
    pub people: u64,
    /// How many of them reached each sum.
    pub counts: NormCounts,
    /// When they were set.
    pub created_at: Moment,
}

/// Where answers stand among the people of norms.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    /// Which norms.
    pub norms: Norms,
    /// For each scale: of the sixty each pair of letters.
    pub axes: Vec<AxisPlace>,
}

/// Where answers stand on one scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct AxisPlace {
    /// Among whom.
    pub standing: Standing,
    /// The median of the mean keyed answers.
    pub median: f64,
    /// Whether the answers speak more for the high end (the first letter) than the median; nothing where they are the median.
    pub toward_first: Option<bool>,
}

impl Norms {
    /// Where answers to the same questionnaire stand; nothing if the norms aren't of such scales.
    #[must_use]
    pub(crate) fn place(self, layout: &Layout, given: &[Option<i8>]) -> Option<Place> {
        let place = |scale| {
            let level = layout.level(scale, given)?;
            let standing = self.counts.standing(scale, level)?;
            Some(AxisPlace {
                standing,
                median: layout.mean_answer(scale, standing.median),
                toward_first: standing.is_above(level),
            })
        };
        let axes = (0..layout.scales()).map(place).collect::<Option<_>>()?;
        Some(Place { norms: self, axes })
    }
}
