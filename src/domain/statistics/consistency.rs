//! How well a scale's statements measure the same: Cronbach's alpha and McDonald's omega, each with its range.
//!
//! Alpha's range is Feldt's (1965): one less alpha, over what it is in the population, follows an F distribution.
//! That is exact where statements measure alike and answers are normal. Omega's is a jackknife: people are dealt into
//! up to [`GROUPS`] groups, omega is estimated without each in turn, and the spread of the logarithms of what is
//! missing to 1 gives the standard error (Student's t).

use super::distributions::{f_quantile, t_95};
use super::figure::{Figure, Missing};
use super::numbers::{counted, people, size};
use super::omega::{self, LEAST_STATEMENTS};
use super::products::{Covariances, Products};

/// Into how many groups people are dealt.
pub(super) const GROUPS: usize = 50;

/// Cronbach's alpha: of covariances that need not be of different statements' in number.
fn alpha_of(statements: f64, trace: f64, total: f64) -> Result<f64, Missing> {
    if total > 0.0 {
        Ok(statements / (statements - 1.0) * (1.0 - trace / total))
    } else {
        Err(Missing::NoSpread)
    }
}

/// Cronbach's alpha.
pub(super) fn alpha(of: &Covariances) -> Result<f64, Missing> {
    if of.size() < 2 {
        return Err(Missing::TooFewStatements(2));
    }
    alpha_of(size(of.size()), of.trace(), of.total())
}

/// Alpha of all statements but this one.
pub(super) fn alpha_without(of: &Covariances, at: usize) -> Result<f64, Missing> {
    if of.size() < LEAST_STATEMENTS {
        return Err(Missing::TooFewStatements(counted(LEAST_STATEMENTS)));
    }
    alpha_of(
        size(of.size() - 1),
        of.trace() - of.at(at, at),
        of.total_without(at),
    )
}

/// Feldt's range of an alpha of `n` people.
#[must_use]
pub(crate) fn feldt(alpha: f64, n: u64, statements: usize) -> Option<[f64; 2]> {
    let freedom = people(n.checked_sub(1).filter(|left| *left > 0)?);
    let within = freedom * size(statements.checked_sub(1).filter(|left| *left > 0)?);
    let end = |share: f64| 1.0 - (1.0 - alpha) * f_quantile(share, freedom, within);
    Some([end(0.975), end(0.025)])
}

/// Alpha with its range.
pub(super) fn alpha_figure(all: &Products, of: &Covariances, least: u64) -> Figure {
    Figure::new(all.n(), least, || alpha(of)).within(|value| feldt(value, all.n(), of.size()))
}

/// Omega with its range; `groups` are all people, dealt out.
pub(super) fn omega_figure(
    all: &Products,
    groups: &[&Products],
    of: &Covariances,
    least: u64,
) -> Figure {
    // Fewer people than statements don't determine the statements' correlations.
    let enough = least.max(counted(of.size()) + 2);
    let mut factor = None;
    let figure = Figure::new(all.n(), enough, || {
        let (omega, found) = omega::omega(of, None)?;
        factor = Some(found);
        Ok(omega)
    });
    figure.within(|omega| jackknife(all, groups, omega, factor.as_ref()?))
}

fn jackknife(
    all: &Products,
    groups: &[&Products],
    omega: f64,
    from: &omega::Factor,
) -> Option<[f64; 2]> {
    let gap = |omega: f64| (1.0 - omega).ln();
    let groups: Vec<_> = groups.iter().filter(|group| group.n() > 0).collect();
    let mut without = Vec::with_capacity(groups.len());
    for group in &groups {
        let (omega, _) = omega::omega(&all.without(group).covariances(), Some(from)).ok()?;
        without.push(gap(omega));
    }
    let count = size(groups.len());
    if count < 2.0 {
        return None;
    }
    let mean = without.iter().sum::<f64>() / count;
    let squares: f64 = without.iter().map(|one| (one - mean).powi(2)).sum();
    let half = t_95(count - 1.0) * (squares * (count - 1.0) / count).sqrt();
    let ends = [gap(omega) + half, gap(omega) - half];
    Some(ends.map(|gap| 1.0 - gap.exp()))
}
