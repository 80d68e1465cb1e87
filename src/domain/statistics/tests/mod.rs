//! Distributions against scipy's, ranges against what they promise, and answers of which nothing comes.

mod coverage;
mod odd;
mod quantiles;

use crate::domain::statistics::{Sheet, Tally};

/// Counts somebody of whom nothing but the answers is known.
fn add(tally: &mut Tally, answers: &[Option<i8>]) -> Vec<Option<usize>> {
    tally.add(&Sheet {
        answers,
        milliseconds: &[],
        total_milliseconds: None,
        side: None,
        undetermined: false,
    })
}
