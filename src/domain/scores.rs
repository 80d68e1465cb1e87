//! What answers say by the key alone, beside the model's chances: how strong each inclination is, how far it may move,
//! and how far the answers can be relied on.

use crate::domain::answers::Answers;
use crate::domain::interval::Interval;
use crate::domain::key::{FACETS, Key};
use crate::domain::persona::Prediction;
use crate::domain::reliability::Reliability;

/// The scores of a set of answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scores {
    /// For each pair.
    pub axes: [AxisScore; 4],
    /// How far the answers can be relied on.
    pub reliability: Reliability,
}

/// The scores of one pair of poles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct AxisScore {
    /// The mean keyed answer: 3 is all for the first pole, -3 all for the second.
    pub strength: f32,
    /// Where the strength lies when answered again, in four of five cases.
    pub strength_range: Interval,
    /// Where the first pole's chance lies then.
    pub chance_range: Interval,
    /// The mean keyed answer of each facet.
    pub facets: [f32; FACETS],
}

impl Scores {
    /// The scores of the answers behind a prediction.
    #[must_use]
    pub(crate) fn of(key: &Key, answers: &Answers, prediction: &Prediction) -> Self {
        let fit = key.fit(answers);
        let (strengths, facets) = (key.strengths(answers), key.facets(answers));
        let letters = prediction.letters();
        Self {
            axes: std::array::from_fn(|axis| AxisScore {
                strength: strengths[axis],
                strength_range: Interval::of_strength(strengths[axis], fit.residual_variance),
                chance_range: Interval::of_chance(letters[axis].first_share, fit.residual_variance),
                facets: facets[axis],
            }),
            reliability: Reliability::of(key, answers, fit),
        }
    }
}
