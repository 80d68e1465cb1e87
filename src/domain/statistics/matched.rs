//! Whether people of two languages who stand alike on a scale answer a statement of it alike (differential item
//! functioning).
//!
//! People are matched by the sum of the scale; sums are put together until each stratum has at least
//! [`STRATUM`] people of either language. Two figures come of it: Mantel's (1963) χ² with one degree of freedom, which tells
//! whether there is a difference at all, and the standardised mean difference of Dorans and Schmitt (1991): how much
//! higher people of the second language answer than people of the first who stand where they stand. That difference
//! over the statement's standard deviation is classed as the Educational Testing Service does it for statements with
//! more than two answers (Zwick, Thayer and Mazzeo, 1997): A to .17, B to .25, C beyond; A, too, where χ² isn't
//! significant at 5 %, with Holm's correction for all statements that are compared.

use super::distributions::chi_square_above;
use super::numbers::{people, real};

/// Which of the two languages somebody answered in.
pub(crate) type Side = usize;

/// The fewest people of either language in a stratum.
const STRATUM: u64 = 10;
/// Differences, over the standard deviation, to which a statement behaves alike, and slightly otherwise.
const CLASSES: [f64; 2] = [0.17, 0.25];
/// From which chance on a difference isn't told from none.
const SIGNIFICANT: f64 = 0.05;

/// The people of a scale by its sum and their language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Levels(Vec<[u64; 2]>);

/// What people of each sum and language answered a statement with: the sums, and the squares of both together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Matched(Vec<Answers>);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Answers {
    sums: [i64; 2],
    squares: i64,
}

impl Answers {
    const fn join(&mut self, other: &Self) {
        self.sums[0] += other.sums[0];
        self.sums[1] += other.sums[1];
        self.squares += other.squares;
    }
}

/// How differently a statement is answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Difference {
    /// The standardised mean difference, in steps of the answer.
    pub steps: f64,
    /// The same over the statement's standard deviation.
    pub size: f64,
    /// Mantel's χ².
    pub chi_square: f64,
    /// The p value: how likely a χ² at least as large is where there is no difference.
    pub chance: f64,
}

/// How large a difference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// None, or one that is negligible or may be chance.
    Negligible,
    /// Slight to moderate.
    Moderate,
    /// Moderate to large.
    Large,
}

impl Class {
    /// The letter of the Educational Testing Service.
    #[must_use]
    pub(crate) const fn letter(self) -> &'static str {
        match self {
            Self::Negligible => "A",
            Self::Moderate => "B",
            Self::Large => "C",
        }
    }

    /// Of a difference whose chance was corrected for the number of statements.
    pub(super) fn of(size: f64, corrected: f64) -> Self {
        if corrected >= SIGNIFICANT || size.abs() <= CLASSES[0] {
            Self::Negligible
        } else if size.abs() <= CLASSES[1] {
            Self::Moderate
        } else {
            Self::Large
        }
    }
}

impl Levels {
    /// Nobody, on so many levels.
    pub(super) fn new(levels: usize) -> Self {
        Self(vec![[0; 2]; levels])
    }

    /// Adds somebody.
    pub(super) fn add(&mut self, level: usize, side: Side) {
        self.0[level][side] += 1;
    }

    /// How many people of each language.
    pub(super) fn people(&self) -> [u64; 2] {
        let sum = |side: Side| self.0.iter().map(|level| level[side]).sum();
        [sum(0), sum(1)]
    }

    /// Neighbouring levels, put together until either language has enough people; the last takes what is left.
    fn strata(&self) -> Vec<std::ops::Range<usize>> {
        let mut strata: Vec<std::ops::Range<usize>> = Vec::new();
        let (mut start, mut held) = (0, [0; 2]);
        for (at, level) in self.0.iter().enumerate() {
            held = [held[0] + level[0], held[1] + level[1]];
            if held.iter().all(|people| *people >= STRATUM) {
                strata.push(start..at + 1);
                (start, held) = (at + 1, [0; 2]);
            }
        }
        match strata.last_mut() {
            Some(last) => last.end = self.0.len(),
            None => strata.push(0..self.0.len()),
        }
        strata
    }
}

impl Matched {
    /// Nobody's, on so many levels.
    pub(super) fn new(levels: usize) -> Self {
        Self(vec![Answers::default(); levels])
    }

    /// Adds somebody's answer.
    pub(super) fn add(&mut self, level: usize, side: Side, answer: i64) {
        let at = &mut self.0[level];
        at.sums[side] += answer;
        at.squares += answer * answer;
    }

    /// How differently both languages answer; nothing if all answer the same, or nobody can be matched.
    pub(super) fn difference(&self, levels: &Levels) -> Option<Difference> {
        let (mut expected, mut found, mut variance) = (0.0, 0.0, 0.0);
        let (mut steps, mut weight) = (0.0, 0.0);
        for stratum in levels.strata() {
            let (n, answers) = joined(&levels.0[stratum.clone()], &self.0[stratum]);
            if n.contains(&0) {
                continue;
            }
            let [first, second] = n.map(people);
            let all = first + second;
            let sum = real((answers.sums[0] + answers.sums[1]).into());
            let sums = answers.sums.map(|sum| real(sum.into()));
            found += sums[1];
            expected += second * sum / all;
            let spread = all * real(answers.squares.into()) - sum * sum;
            variance += first * second * spread / (all * all * (all - 1.0));
            steps += second * (sums[1] / second - sums[0] / first);
            weight += second;
        }
        let deviation = self.deviation(levels);
        if !(variance > 0.0 && weight > 0.0 && deviation > 0.0) {
            return None;
        }
        let chi_square = (found - expected).powi(2) / variance;
        Some(Difference {
            steps: steps / weight,
            size: steps / weight / deviation,
            chi_square,
            chance: chi_square_above(chi_square),
        })
    }

    /// The standard deviation of the answers of all.
    fn deviation(&self, levels: &Levels) -> f64 {
        let (n, answers) = joined(&levels.0, &self.0);
        let n = i128::from(n[0] + n[1]);
        let sum = i128::from(answers.sums[0] + answers.sums[1]);
        let apart = n * i128::from(answers.squares) - sum * sum;
        (real(apart) / real((n * (n - 1)).max(1))).sqrt()
    }
}

fn joined(levels: &[[u64; 2]], answers: &[Answers]) -> ([u64; 2], Answers) {
    let mut n = [0; 2];
    let mut all = Answers::default();
    for (level, answers) in levels.iter().zip(answers) {
        n = [n[0] + level[0], n[1] + level[1]];
        all.join(answers);
    }
    (n, all)
}

/// Chances, corrected for how many there are by the method of Holm (1979).
pub(super) fn holm(chances: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|one, other| chances[*one].total_cmp(&chances[*other]));
    let mut corrected = vec![1.0; chances.len()];
    let mut least = 0.0_f64;
    for (rank, at) in order.into_iter().enumerate() {
        let left = super::numbers::size(chances.len() - rank);
        least = least.max((chances[at] * left).min(1.0));
        corrected[at] = least;
    }
    corrected
}
