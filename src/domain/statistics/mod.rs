//! Statistics of an instrument: what its answers tell of its statements and scales.
//!
//! [`Tally`] counts people one after another, in whole numbers: it takes the same memory however many come, and no order
//! matters (but to which group of a jackknife somebody is dealt). [`Tally::report`] makes
//! figures of it. An instrument has any number of statements, answers and scales ([`Layout`]). What each figure is, and
//! what it doesn't say: `docs/statistics.md`. `services/statistics/reference_tests.rs` compares them with Python's.

mod consistency;
mod distributions;
mod figure;
mod layout;
mod matched;
mod norms;
mod numbers;
mod omega;
mod products;
mod report;
mod retest;
mod tally;
#[cfg(test)]
mod tests;
mod timing;

pub(crate) use consistency::feldt;
pub(crate) use figure::{Figure, Missing};
pub(crate) use layout::Layout;
pub(crate) use matched::Class;
pub(crate) use norms::{NormCounts, Standing};
pub(crate) use report::{LanguageFigures, Report, ScaleFigures, StatementFigures};
pub(crate) use retest::{Retest, RetestFigures};
pub(crate) use tally::{Sheet, Tally};

impl Tally {
    /// How many people reached each sum of each scale: norms, if they are to be.
    #[must_use]
    pub(crate) fn norm_counts(&self) -> NormCounts {
        NormCounts(
            self.scales
                .iter()
                .map(|scale| scale.levels.clone())
                .collect(),
        )
    }
}
