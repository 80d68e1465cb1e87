//! McDonald's omega: the share of a scale's variance that one common factor explains.
//!
//! One factor is fitted to the statements' correlations by maximum likelihood, with the EM algorithm of Rubin and
//! Thayer (1982): each step fits the factor better, and no error variance falls below [`LEAST_ERROR`], as in R's
//! `factanal`. Omega is the squared sum of the unstandardised loadings, over the variance that the scale's sum was
//! observed to have.

use super::figure::Missing;
use super::products::Covariances;

/// The least share of its variance that a statement keeps for itself.
const LEAST_ERROR: f64 = 0.005;
/// The fit has settled when no loading moves by more.
const SETTLED: f64 = 1e-11;
/// Most pairs of steps; a scale of fifteen statements takes some ten.
const STEPS: usize = 2_000;
/// One factor of fewer statements isn't determined.
pub(super) const LEAST_STATEMENTS: usize = 3;

/// Loadings on one factor, standardised, and what each statement has for itself.
#[derive(Debug, Clone)]
pub(super) struct Factor {
    pub loadings: Vec<f64>,
    errors: Vec<f64>,
}

/// Omega with the factor behind it. `from` is where the search begins: a factor of nearly the same people.
pub(super) fn omega(of: &Covariances, from: Option<&Factor>) -> Result<(f64, Factor), Missing> {
    if of.size() < LEAST_STATEMENTS {
        let least = super::numbers::counted(LEAST_STATEMENTS);
        return Err(Missing::TooFewStatements(least));
    }
    let deviations: Vec<f64> = (0..of.size()).map(|at| of.at(at, at).sqrt()).collect();
    let varies = |deviation: &f64| *deviation > 0.0;
    if !deviations.iter().all(varies) || of.total() <= 0.0 {
        return Err(Missing::NoSpread);
    }
    let correlations = correlations(of, &deviations);
    let factor = fitted(&correlations, from).ok_or(Missing::Unsettled)?;
    let common: f64 = factor
        .loadings
        .iter()
        .zip(&deviations)
        .map(|(loading, deviation)| loading * deviation)
        .sum();
    Ok((common * common / of.total(), factor))
}

fn correlations(of: &Covariances, deviations: &[f64]) -> Vec<f64> {
    let size = of.size();
    let correlation = |at: usize| {
        let (row, column) = (at / size, at % size);
        of.at(row, column) / (deviations[row] * deviations[column])
    };
    (0..size * size).map(correlation).collect()
}

/// Steps by the EM algorithm. Where these are small (with a statement that has hardly any error of its own) they are many:
/// each pair of them says where they lead to, and that is tried (SQUAREM, Varadhan and Roland 2008); if it fits worse,
/// the search goes on from the pair.
fn fitted(correlations: &[f64], from: Option<&Factor>) -> Option<Factor> {
    let mut factor = from
        .cloned()
        .unwrap_or_else(|| Factor::centroid(correlations));
    for _ in 0..STEPS {
        let one = factor.step(correlations);
        let two = one.step(correlations);
        let moved = two.distance(&one);
        if !moved.is_finite() {
            return None;
        }
        if moved <= SETTLED {
            return Some(two);
        }
        let leapt = Factor::leap(&factor, &one, &two).step(correlations);
        factor = if leapt.misfit(correlations) <= two.misfit(correlations) {
            leapt
        } else {
            two
        };
    }
    None
}

impl Factor {
    /// The centroid method's: each statement's correlations with all, over the root of all of them. Where these come to
    /// nothing, anything that isn't nothing.
    fn centroid(correlations: &[f64]) -> Self {
        const WITHIN: f64 = 0.95;
        let size = correlations.len().isqrt();
        let sums: Vec<f64> = correlations
            .chunks(size)
            .map(|row| row.iter().sum())
            .collect();
        let root = sums.iter().sum::<f64>().max(1.0).sqrt();
        let loading = |sum: &f64| (sum / root).clamp(-WITHIN, WITHIN);
        let mut loadings: Vec<f64> = sums.iter().map(loading).collect();
        if loadings.iter().all(|loading| loading.abs() < 1e-6) {
            loadings[0] = 0.5;
        }
        let error = |loading: &f64| 1.0 - loading * loading;
        Self {
            errors: loadings.iter().map(error).collect(),
            loadings,
        }
    }

    /// What each statement has of the factor, over what it has for itself; and how much they tell together.
    fn weights(&self) -> (Vec<f64>, f64) {
        let weigh = |(loading, error): (&f64, &f64)| loading / error;
        let weights: Vec<f64> = self.loadings.iter().zip(&self.errors).map(weigh).collect();
        let strength = dot(&self.loadings, &weights);
        (weights, strength)
    }

    /// Expectation and maximisation.
    fn step(&self, correlations: &[f64]) -> Self {
        let size = self.loadings.len();
        let (mut weights, strength) = self.weights();
        for weight in &mut weights {
            *weight /= 1.0 + strength;
        }
        let together: Vec<f64> = correlations
            .chunks(size)
            .map(|row| dot(row, &weights))
            .collect();
        let variance = 1.0 / (1.0 + strength) + dot(&weights, &together);
        let error = |covariance: &f64| (1.0 - covariance * covariance / variance).max(LEAST_ERROR);
        Self {
            errors: together.iter().map(error).collect(),
            loadings: together.iter().map(|one| one / variance).collect(),
        }
    }

    /// Where two steps lead to.
    fn leap(from: &Self, one: &Self, two: &Self) -> Self {
        let parts =
            |of: &Self| -> Vec<f64> { of.loadings.iter().chain(&of.errors).copied().collect() };
        let [start, first, second] = [from, one, two].map(parts);
        let pace: Vec<f64> = first
            .iter()
            .zip(&start)
            .map(|(one, from)| one - from)
            .collect();
        let later = second.iter().zip(&first).map(|(two, one)| two - one);
        let curve: Vec<f64> = later.zip(&pace).map(|(later, pace)| later - pace).collect();
        let bent = dot(&curve, &curve);
        // At least as far as the two steps.
        let far = if bent > 0.0 {
            (dot(&pace, &pace) / bent).sqrt().max(1.0)
        } else {
            1.0
        };
        let reached = |at: usize| start[at] + 2.0 * far * pace[at] + far * far * curve[at];
        let size = from.loadings.len();
        Self {
            loadings: (0..size).map(reached).collect(),
            errors: (size..2 * size)
                .map(|at| reached(at).max(LEAST_ERROR))
                .collect(),
        }
    }

    /// How badly it fits: what maximum likelihood makes as small as it can.
    fn misfit(&self, correlations: &[f64]) -> f64 {
        let (weights, strength) = self.weights();
        let own: f64 = self
            .errors
            .iter()
            .map(|error| error.ln() + 1.0 / error)
            .sum();
        let explained: f64 = correlations
            .chunks(self.loadings.len())
            .zip(&weights)
            .map(|(row, weight)| weight * dot(row, &weights))
            .sum();
        own + strength.ln_1p() - explained / (1.0 + strength)
    }

    /// How far the loading moved that moved furthest.
    fn distance(&self, other: &Self) -> f64 {
        let apart = self
            .loadings
            .iter()
            .zip(&other.loadings)
            .map(|(one, other)| (one - other).abs());
        // Whatever is no number is told, not passed over.
        apart.fold(0.0, |most, one| {
            if one > most || one.is_nan() {
                one
            } else {
                most
            }
        })
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}
