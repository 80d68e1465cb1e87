//! Sums of products of whole numbers: all that variances and correlations need, whatever the order people come in.

use super::numbers::{people, real};

/// Sums and sums of products of the answers to one scale's statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Products {
    n: u64,
    sums: Vec<i64>,
    /// Of each statement with itself and those before it, row after row.
    products: Vec<i64>,
}

impl Products {
    /// Of nobody, for so many statements.
    pub(super) fn new(size: usize) -> Self {
        Self {
            n: 0,
            sums: vec![0; size],
            products: vec![0; size * (size + 1) / 2],
        }
    }

    /// How many people.
    pub(super) const fn n(&self) -> u64 {
        self.n
    }

    /// Adds somebody's answers.
    pub(super) fn add(&mut self, answers: &[i64]) {
        self.n += 1;
        let mut rest = &mut self.products[..];
        for (at, answer) in answers.iter().enumerate() {
            self.sums[at] += answer;
            let (row, after) = rest.split_at_mut(at + 1);
            for (product, other) in row.iter_mut().zip(answers) {
                *product += answer * other;
            }
            rest = after;
        }
    }

    /// Adds other people's.
    pub(super) fn merge(&mut self, other: &Self) {
        self.n += other.n;
        combine(&mut self.sums, &other.sums, i64::wrapping_add);
        combine(&mut self.products, &other.products, i64::wrapping_add);
    }

    /// The same without some of the people.
    pub(super) fn without(&self, some: &Self) -> Self {
        let mut left = self.clone();
        left.n -= some.n;
        combine(&mut left.sums, &some.sums, i64::wrapping_sub);
        combine(&mut left.products, &some.products, i64::wrapping_sub);
        left
    }

    /// How the answers vary and go together; of fewer than two people nothing does.
    pub(super) fn covariances(&self) -> Covariances {
        let size = self.sums.len();
        let n = i128::from(self.n);
        let mut numerators = vec![0; size * size];
        let mut products = self.products.iter();
        for row in 0..size {
            for column in 0..=row {
                let product = products.next().copied().unwrap_or_default();
                let apart = i128::from(self.sums[row]) * i128::from(self.sums[column]);
                let numerator = n * i128::from(product) - apart;
                numerators[row * size + column] = numerator;
                numerators[column * size + row] = numerator;
            }
        }
        Covariances {
            size,
            numerators,
            divisor: real((n * (n - 1)).max(1)),
        }
    }
}

fn combine(into: &mut [i64], other: &[i64], how: impl Fn(i64, i64) -> i64) {
    for (one, other) in into.iter_mut().zip(other) {
        *one = how(*one, *other);
    }
}

/// Covariances (unbiased: divided by one less than the number of people). They are kept as whole numbers, so that
/// what doesn't vary has a variance of exactly 0.
#[derive(Debug, Clone)]
pub(super) struct Covariances {
    size: usize,
    numerators: Vec<i128>,
    divisor: f64,
}

impl Covariances {
    /// How many statements.
    pub(super) const fn size(&self) -> usize {
        self.size
    }

    /// The covariance of two statements.
    pub(super) fn at(&self, row: usize, column: usize) -> f64 {
        real(self.numerators[row * self.size + column]) / self.divisor
    }

    /// The sum of the statements' variances.
    pub(super) fn trace(&self) -> f64 {
        let sum = (0..self.size).map(|at| self.numerators[at * self.size + at]);
        real(sum.sum()) / self.divisor
    }

    /// The variance of the scale's sum.
    pub(super) fn total(&self) -> f64 {
        real(self.numerators.iter().sum()) / self.divisor
    }

    /// The covariance of a statement with the scale's sum.
    pub(super) fn with_total(&self, at: usize) -> f64 {
        let row = &self.numerators[at * self.size..(at + 1) * self.size];
        real(row.iter().sum()) / self.divisor
    }

    /// The variance of the sum of all statements but one.
    pub(super) fn total_without(&self, at: usize) -> f64 {
        let row: i128 = self.numerators[at * self.size..(at + 1) * self.size]
            .iter()
            .sum();
        let own = self.numerators[at * self.size + at];
        let all: i128 = self.numerators.iter().sum();
        real(all - 2 * row + own) / self.divisor
    }
}

/// Sums of two whole numbers that people have, for a correlation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Pairs {
    n: u64,
    x: i64,
    y: i64,
    xx: i64,
    yy: i64,
    xy: i64,
}

impl Pairs {
    /// Adds somebody's.
    pub(super) const fn add(&mut self, x: i64, y: i64) {
        self.n += 1;
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.yy += y * y;
        self.xy += x * y;
    }

    /// How many people.
    pub(super) const fn n(&self) -> u64 {
        self.n
    }

    /// Pearson's correlation; nothing if either doesn't vary.
    pub(super) fn correlation(&self) -> Option<f64> {
        let n = i128::from(self.n);
        let apart = |product: i64, one: i64, other: i64| {
            real(n * i128::from(product) - i128::from(one) * i128::from(other))
        };
        let variances = [
            apart(self.xx, self.x, self.x),
            apart(self.yy, self.y, self.y),
        ];
        let varies = variances.iter().all(|variance| *variance > 0.0);
        let scale = variances[0].sqrt() * variances[1].sqrt();
        varies.then(|| (apart(self.xy, self.x, self.y) / scale).clamp(-1.0, 1.0))
    }
}

/// The range of a correlation of so many people, by Fisher's transformation.
pub(super) fn fisher(n: u64, correlation: f64) -> Option<[f64; 2]> {
    const TAKEN: u64 = 3;
    let freedom = n.checked_sub(TAKEN).filter(|left| *left > 0)?;
    let half = super::distributions::NORMAL_95 / people(freedom).sqrt();
    let middle = correlation.atanh();
    Some([(middle - half).tanh(), (middle + half).tanh()])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(people: &[[i64; 4]]) -> Products {
        let mut products = Products::new(4);
        for one in people {
            products.add(one);
        }
        products
    }

    #[test]
    fn what_does_not_vary_has_no_variance_at_all() {
        // The third and the fourth cancel each other, whatever anybody answers.
        let found = of(&[[1, 2, 3, -3], [1, 5, -1, 1], [1, -7, 2, -2]]).covariances();
        assert!(found.at(0, 0) == 0.0 && found.with_total(0) == 0.0);
        assert!(found.at(2, 2) > 0.0);
        let opposite = of(&[[0, 0, 3, -3], [0, 0, -1, 1]]).covariances();
        assert!(opposite.total() == 0.0 && opposite.trace() > 0.0);
        for few in [&[][..], &[[1, 2, 3, 4]]] {
            let found = of(few).covariances();
            assert!(found.total() == 0.0 && found.trace() == 0.0);
        }
    }

    proptest! {
        /// As the textbook has it, with means first.
        #[test]
        fn covariances_are_the_textbooks(people in prop::collection::vec(prop::array::uniform4(-3_i64..=3), 2..40)) {
            let found = of(&people).covariances();
            let n = super::super::numbers::size(people.len());
            let value = |one: &[i64; 4], at: usize| real(one[at].into());
            let mean = |at: usize| people.iter().map(|one| value(one, at)).sum::<f64>() / n;
            let covariance = |a: usize, b: usize| {
                people.iter().map(|one| (value(one, a) - mean(a)) * (value(one, b) - mean(b))).sum::<f64>() / (n - 1.0)
            };
            let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
            for a in 0..4 {
                for b in 0..4 {
                    prop_assert!(near(found.at(a, b), covariance(a, b)));
                }
                let row: f64 = (0..4).map(|b| covariance(a, b)).sum();
                prop_assert!(near(found.with_total(a), row));
                let rest: f64 = (0..16).filter(|at| at / 4 != a && at % 4 != a).map(|at| covariance(at / 4, at % 4)).sum();
                prop_assert!(near(found.total_without(a), rest));
            }
        }

        /// Nothing depends on the order people come in, nor on how they were put together.
        #[test]
        fn parts_make_the_whole(people in prop::collection::vec(prop::array::uniform4(-3_i64..=3), 1..40), cut in 0_usize..40) {
            let cut = cut.min(people.len());
            let (some, others) = people.split_at(cut);
            let mut joined = of(others);
            joined.merge(&of(some));
            prop_assert_eq!(&joined, &of(&people));
            prop_assert_eq!(joined.without(&of(some)), of(others));
        }
    }

    #[test]
    fn correlations_end_at_one() {
        let mut pairs = Pairs::default();
        for x in 0..10 {
            pairs.add(x, -3 * x);
        }
        assert_eq!(pairs.correlation(), Some(-1.0));
        assert_eq!(fisher(pairs.n(), -1.0), Some([-1.0, -1.0]));
        let mut flat = Pairs::default();
        (0..10).for_each(|x| flat.add(x, 4));
        assert_eq!(flat.correlation(), None);
        assert_eq!(Pairs::default().correlation(), None);
        assert_eq!(fisher(Pairs::default().n(), 0.0), None);
    }
}
