//! The key of the questionnaire: what each statement measures, and what answers say by it alone.

use crate::domain::answers::{Answers, COUNT};

/// How many groups of statements of one kind a pair of poles has.
pub(crate) const FACETS: usize = 5;

/// What agreement with a statement counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keying {
    /// Which of the four pairs, from 0.
    pub axis: usize,
    /// Which of the pair's facets, from 0.
    pub facet: usize,
    /// Whether it counts for the pair's first pole.
    pub toward_first: bool,
}

/// The key of all sixty statements.
#[derive(Debug, Clone)]
pub struct Key {
    keys: [Keying; COUNT],
    /// The statements by pair and facet: their numbers, from 0, and 1 where agreement counts for the first pole, -1
    /// elsewhere. Each prediction goes through them some eighty times.
    sorted: Vec<(usize, f32)>,
    /// Where in these each facet of each pair begins, and the last one's end.
    begins: [usize; 4 * FACETS + 1],
}

/// How well the four scales describe a set of answers: each answer as the person's mean plus or minus
/// their inclination on the statement's pair, by least squares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fit {
    /// The share of the answers' variance that is described so (R²), from 0 to 1; 0 if all are equal.
    pub explained: f32,
    /// The variance that is left, for each of the 55 degrees of freedom, in squared steps of the scale.
    pub residual_variance: f32,
}

impl Key {
    /// The key, if each statement has one and each facet of each pair has statements.
    #[must_use]
    pub(crate) fn new(keys: &[Option<Keying>]) -> Option<Self> {
        let keys: Vec<Keying> = keys.iter().copied().collect::<Option<_>>()?;
        let keys: [Keying; COUNT] = keys.try_into().ok()?;
        let known = keys.iter().all(|key| key.axis < 4 && key.facet < FACETS);
        let group = |at: usize| keys[at].axis * FACETS + keys[at].facet;
        let mut order: Vec<usize> = (0..COUNT).collect();
        order.sort_by_key(|at| group(*at));
        let begins: [usize; 4 * FACETS + 1] =
            std::array::from_fn(|wanted| order.partition_point(|at| group(*at) < wanted));
        let sign = |at: usize| if keys[at].toward_first { 1.0 } else { -1.0 };
        let whole = begins.is_sorted_by(|one, next| one < next);
        (known && whole).then(|| Self {
            keys,
            sorted: order.into_iter().map(|at| (at, sign(at))).collect(),
            begins,
        })
    }

    /// What a statement, from 0, measures.
    ///
    /// # Panics
    /// There are sixty.
    #[must_use]
    pub(crate) const fn keying(&self, statement: usize) -> Keying {
        self.keys[statement]
    }

    /// The answers to statements of a pair, or of one of its facets, as they speak for its first pole.
    fn keyed(
        &self,
        answers: &Answers,
        axis: usize,
        facet: Option<usize>,
    ) -> impl Iterator<Item = f32> {
        let values = *answers.values();
        let statements = self.statements(axis, facet).iter();
        statements.map(move |(at, sign)| sign * f32::from(values[*at]))
    }

    /// The statements of a pair, or of one of its facets, with their signs.
    fn statements(&self, axis: usize, facet: Option<usize>) -> &[(usize, f32)] {
        let (first, count) = facet.map_or((0, FACETS), |facet| (facet, 1));
        let first = axis * FACETS + first;
        &self.sorted[self.begins[first]..self.begins[first + count]]
    }

    /// The mean keyed answer for each pair: 3 if everything that speaks for the first pole was strongly agreed
    /// with and everything else strongly refused, -3 the other way round.
    #[must_use]
    pub(crate) fn strengths(&self, answers: &Answers) -> [f32; 4] {
        std::array::from_fn(|axis| mean(self.keyed(answers, axis, None)))
    }

    /// The same for each facet of each pair.
    #[must_use]
    pub(crate) fn facets(&self, answers: &Answers) -> [[f32; FACETS]; 4] {
        std::array::from_fn(|axis| {
            std::array::from_fn(|facet| mean(self.keyed(answers, axis, Some(facet))))
        })
    }

    /// For each facet of each pair the keyed answer to its first statement, and the mean of its others.
    #[must_use]
    pub(crate) fn halves(&self, answers: &Answers) -> [[f32; 2]; 4 * FACETS] {
        std::array::from_fn(|at| {
            let mut keyed = self.keyed(answers, at / FACETS, Some(at % FACETS));
            [keyed.next().unwrap_or_default(), mean(keyed)]
        })
    }

    /// How well the scales describe the answers.
    #[must_use]
    pub(crate) fn fit(&self, answers: &Answers) -> Fit {
        let values = answers.values().map(f32::from);
        let all: f32 = values.iter().sum();
        // The normal equations: scales share no statement, so that only the mean ties them together.
        let scales: [Scale; 4] = std::array::from_fn(|axis| Scale::of(self, answers, axis));
        let sixty = f32::from(COUNT_U8);
        let spare: f32 = scales
            .iter()
            .map(|one| one.signs * one.signs / one.size)
            .sum();
        let taken: f32 = scales
            .iter()
            .map(|one| one.sum * one.signs / one.size)
            .sum();
        let mean = (all - taken) / (sixty - spare);
        let inclinations = scales.map(|one| (one.sum - mean * one.signs) / one.size);
        let residual: f32 = self
            .keys
            .iter()
            .zip(values)
            .map(|(key, value)| {
                let sign = if key.toward_first { 1.0 } else { -1.0 };
                let left = value - mean - sign * inclinations[key.axis];
                left * left
            })
            .sum();
        let total: f32 = values
            .iter()
            .map(|value| (value - all / sixty).powi(2))
            .sum();
        Fit {
            explained: if total > 0.0 {
                (1.0 - residual / total).clamp(0.0, 1.0)
            } else {
                0.0
            },
            residual_variance: residual / FREEDOM,
        }
    }
}

/// The same number, as what turns into a fraction without loss.
pub(super) const COUNT_U8: u8 = 60;
/// Sixty answers less a mean and four inclinations.
const FREEDOM: f32 = 55.0;

/// A pair's part of the normal equations.
struct Scale {
    size: f32,
    signs: f32,
    sum: f32,
}

impl Scale {
    fn of(key: &Key, answers: &Answers, axis: usize) -> Self {
        let signs = || key.statements(axis, None).iter().map(|(_, sign)| sign);
        Self {
            size: signs().map(|sign| sign.abs()).sum(),
            signs: signs().sum(),
            sum: key.keyed(answers, axis, None).sum(),
        }
    }
}

/// The mean; 0 of nothing.
fn mean(values: impl Iterator<Item = f32>) -> f32 {
    let (sum, count) = values.fold((0.0, 0.0_f32), |(sum, count), value| {
        (sum + value, count + 1.0)
    });
    sum / count.max(1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn answers(value: impl FnMut(usize) -> i8) -> Answers {
        Answers::from_fn(value)
    }

    /// Pairs in turn, facets in turn, and as many for the one pole as for the other, but for one pair.
    fn key() -> Key {
        let keys: Vec<_> = (0..COUNT)
            .map(|at| {
                Some(Keying {
                    axis: at % 4,
                    facet: at / 4 % FACETS,
                    toward_first: at % 4 == 2 || at / 4 % 2 == 0,
                })
            })
            .collect();
        Key::new(&keys).expect("whole")
    }

    #[test]
    fn strengths_are_mean_keyed_answers() {
        let key = key();
        let toward = |axis: usize, at: usize| {
            if key.keys[at].axis != axis {
                0
            } else if key.keys[at].toward_first {
                2
            } else {
                -2
            }
        };
        for axis in 0..4 {
            let mut expected = [0.0; 4];
            expected[axis] = 2.0;
            let given = answers(|at| toward(axis, at));
            let near = |found: f32, wanted: f32| (found - wanted).abs() < 1e-6;
            let strengths = key.strengths(&given);
            assert!(
                strengths
                    .iter()
                    .zip(expected)
                    .all(|(found, wanted)| near(*found, wanted))
            );
            assert!(
                key.facets(&given)[axis]
                    .iter()
                    .all(|found| near(*found, 2.0))
            );
            assert!((key.fit(&given).explained - 1.0).abs() < 1e-5);
        }
        // Whoever agrees with everything is described by their mean alone.
        assert_eq!(
            key.fit(&answers(|_| 3)),
            Fit {
                explained: 0.0,
                residual_variance: 0.0
            }
        );
    }

    /// What the mean and the four inclinations could take up anyhow doesn't count as an answer.
    #[test]
    fn what_is_left_is_shared_out_among_the_degrees_of_freedom() {
        // Twice two, twice the opposite, of statements of one kind in each pair: no scale says anything.
        let given = answers(|at| match at / 4 {
            0 => 2,
            2 => -2,
            _ => 0,
        });
        let fit = key().fit(&given);
        assert!(fit.explained.abs() < 1e-6, "{fit:?}");
        let left = 4.0 * (4.0 + 4.0) / (60.0 - 5.0);
        assert!((fit.residual_variance - left).abs() < 1e-5, "{fit:?}");
    }

    #[test]
    fn a_key_that_lacks_something_is_none() {
        let mut keys: Vec<Option<Keying>> = key().keys.into_iter().map(Some).collect();
        assert!(Key::new(&keys).is_some());
        assert!(Key::new(&keys[1..]).is_none());
        for one in keys
            .iter_mut()
            .flatten()
            .filter(|one| one.axis == 2 && one.facet == 4)
        {
            one.facet = 3;
        }
        assert!(Key::new(&keys).is_none());
        let other = |facet, axis| {
            let mut keys: Vec<Option<Keying>> = key().keys.into_iter().map(Some).collect();
            keys[59] = Some(Keying {
                axis,
                facet,
                toward_first: true,
            });
            Key::new(&keys).is_some()
        };
        assert_eq!(
            [other(4, 3), other(FACETS, 2), other(0, 4)],
            [true, false, false]
        );
        keys[7] = None;
        assert!(Key::new(&keys).is_none());
    }

    proptest! {
        /// No other mean and inclinations describe the answers better: what is left over is orthogonal to each.
        #[test]
        fn a_fit_leaves_nothing_that_the_scales_could_explain(values in prop::array::uniform32(-3_i8..=3)) {
            let given = answers(|at| values[at % 32]);
            let (key, fit) = (key(), key().fit(&given));
            let best = fit.residual_variance * FREEDOM;
            let strengths = key.strengths(&given);
            for nudge in [-0.05_f32, 0.05] {
                for which in 0..5 {
                    let left = residual(&key, &given, which, nudge);
                    prop_assert!(left >= best - 1e-2, "{which} {nudge}: {left} < {best}");
                }
            }
            prop_assert!(strengths.iter().all(|one| one.abs() <= 3.0));
        }
    }

    /// What is left if the mean (0) or one inclination is nudged away from the solution, found by coordinate descent.
    fn residual(key: &Key, given: &Answers, which: usize, nudge: f32) -> f32 {
        let values = given.values().map(f32::from);
        let mut found = [0.0_f32; 5];
        for _ in 0..200 {
            found[0] = mean(
                (0..COUNT).map(|at| values[at] - sign(key, at) * found[1 + key.keys[at].axis]),
            );
            for axis in 0..4 {
                found[1 + axis] = mean(
                    (0..COUNT)
                        .filter(|at| key.keys[*at].axis == axis)
                        .map(|at| sign(key, at) * (values[at] - found[0])),
                );
            }
        }
        found[which] += nudge;
        (0..COUNT)
            .map(|at| {
                (values[at] - found[0] - sign(key, at) * found[1 + key.keys[at].axis]).powi(2)
            })
            .sum()
    }

    fn sign(key: &Key, at: usize) -> f32 {
        if key.keys[at].toward_first { 1.0 } else { -1.0 }
    }
}
