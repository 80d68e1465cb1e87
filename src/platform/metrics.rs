//! Prometheus instruments: each module has its own, and the metrics page shows them all.

use prometheus::{HistogramOpts, Opts};

pub(crate) use prometheus::{Histogram, IntCounterVec, IntGauge};

/// Buckets for durations from half a millisecond to ten seconds, in seconds.
pub(crate) const SECONDS: [f64; 14] = [
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// A histogram with these upper bounds, in rising order.
///
/// # Panics
/// If the name isn't one that Prometheus takes, or the bounds don't rise.
#[must_use]
pub(crate) fn histogram(name: &str, help: &str, bounds: &[f64]) -> Histogram {
    let options = HistogramOpts::new(name, help).buckets(bounds.to_vec());
    Histogram::with_opts(options).expect("a valid name and rising bounds")
}

/// Counters, one for each combination of the labels' values. Only values known at build time are
/// allowed: each one takes memory for as long as the program runs.
///
/// # Panics
/// If the name or a label isn't one that Prometheus takes.
#[must_use]
pub(crate) fn counters(name: &str, help: &str, labels: &[&str]) -> IntCounterVec {
    IntCounterVec::new(Opts::new(name, help), labels).expect("valid names")
}

/// A gauge.
///
/// # Panics
/// If the name isn't one that Prometheus takes.
#[must_use]
pub(crate) fn gauge(name: &str, help: &str) -> IntGauge {
    IntGauge::new(name, help).expect("a valid name")
}
