//! Between which values a strength or a chance would lie in four of five cases, had the person answered again
//! some weeks later.
//!
//! The second value is taken to be the first, moved towards the middle, give or take a normal deviation whose
//! variance grows with what the answers leave unexplained. The figures are fitted to simulated people who answer twice
//! (`model/evidence.py`); `model/evidence.json` says how many of others fall inside.

/// From `low` to `high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Interval {
    /// The lower end.
    pub low: f32,
    /// The upper end.
    pub high: f32,
}

/// What a second value is made of: what is left of the first, and the variance: a constant, for each unit of the
/// answers' residual variance, and for the first value squared.
type Retest = [f32; 4];

/// 80 % of a normal distribution lie within this many standard deviations.
const NORMAL_80: f32 = 1.281_551_6;

/// The interval; the first value itself is always inside.
fn interval(
    [slope, constant, per_residual, per_square]: Retest,
    first: f32,
    residual: f32,
) -> Interval {
    let variance = constant + per_residual * residual + per_square * first * first;
    let half = NORMAL_80 * variance.max(LEAST_VARIANCE).sqrt();
    let middle = slope * first;
    Interval {
        low: (middle - half).min(first),
        high: (middle + half).max(first),
    }
}

/// Of answers as few give them the estimate comes to nothing, or less.
const LEAST_VARIANCE: f32 = 0.01;

impl Interval {
    /// Of strengths.
    pub(crate) const STRENGTH: Retest = [0.8363, 0.0631, 0.1143, -0.0158];
    /// Of the logits of chances.
    pub(crate) const LOGIT: Retest = [0.8314, 2.0222, 0.9224, 0.0122];

    /// For a strength from -3 to 3, with the residual variance of the answers behind it.
    #[must_use]
    pub(crate) fn of_strength(strength: f32, residual_variance: f32) -> Self {
        interval(Self::STRENGTH, strength, residual_variance).within(-3.0, 3.0)
    }

    /// For a chance from 0 to 1.
    #[must_use]
    pub(crate) fn of_chance(chance: f32, residual_variance: f32) -> Self {
        let inner = chance.clamp(EDGE, 1.0 - EDGE);
        let logit = interval(Self::LOGIT, (inner / (1.0 - inner)).ln(), residual_variance);
        let back = |logit: f32| 1.0 / (1.0 + (-logit).exp());
        Self {
            low: back(logit.low).min(chance),
            high: back(logit.high).max(chance),
        }
    }

    fn within(self, least: f32, most: f32) -> Self {
        Self {
            low: self.low.clamp(least, most),
            high: self.high.clamp(least, most),
        }
    }
}

/// A chance is no nearer to 0 or 1 than this, where its logit would be infinite.
const EDGE: f32 = 1e-6;

#[cfg(test)]
mod tests {
    use super::*;

    /// From the strongest answers there are to the other strongest ones, however well the scales describe them.
    #[test]
    fn the_first_value_is_always_inside_and_both_poles_are_alike() {
        for residual in [0.0, 0.5, 2.0, 6.0] {
            for tenth in -30_i8..=30 {
                let strength = f32::from(tenth) / 10.0;
                let range = Interval::of_strength(strength, residual);
                assert!(
                    (-3.0..=strength).contains(&range.low)
                        && (strength..=3.0).contains(&range.high),
                    "{strength} {residual}: {range:?}"
                );
                let other = Interval::of_strength(-strength, residual);
                assert_eq!((other.low, other.high), (-range.high, -range.low));
            }
            for part in 0_u8..=200 {
                let chance = f32::from(part) / 200.0;
                let range = Interval::of_chance(chance, residual);
                assert!(
                    range.low <= chance + 1e-5 && chance - 1e-5 <= range.high,
                    "{chance} {residual}: {range:?}"
                );
            }
        }
    }
}
