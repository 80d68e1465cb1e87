//! The labels that requests are counted under: one set for each route, one for each family where no
//! route fits, one for preflights. No path makes a new one, so the number of series is bounded.

/// The labels of one series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RequestLabels {
    /// The route's method, which HEAD goes with; `other` where no route fits.
    pub method: &'static str,
    /// The route's pattern, or a word in brackets.
    pub pattern: &'static str,
    /// The family.
    pub family: &'static str,
}
