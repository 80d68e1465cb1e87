//! Counts as numbers to reckon with.

/// A sum or a count as a floating-point number.
#[expect(
    clippy::cast_precision_loss,
    reason = "sums of a million people's answers fit 53 bits; beyond, the sixteenth digit is lost"
)]
pub(super) const fn real(whole: i128) -> f64 {
    whole as f64
}

/// A number of people as a floating-point number.
pub(super) fn people(n: u64) -> f64 {
    real(n.into())
}

/// A number of things as a floating-point number.
pub(super) fn size(n: usize) -> f64 {
    real(whole(n).into())
}

/// A number of things as a whole number with a sign.
pub(super) fn whole(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// One for each.
pub(super) fn counted(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
