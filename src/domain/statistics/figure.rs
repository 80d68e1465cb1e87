//! A figure with the number of people behind it, or why there is none.

/// Why there is no figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// There are fewer people than this.
    TooFew(u64),
    /// All gave the same, so that nothing can be compared.
    NoSpread,
    /// The scale has fewer statements than this.
    TooFewStatements(u64),
    /// It belongs to no scale, or it wasn't measured.
    NotMeasured,
    /// The estimate didn't settle.
    Unsettled,
}

impl Missing {
    /// The word for it in replies.
    #[must_use]
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::TooFew(_) => "too_few",
            Self::NoSpread => "no_spread",
            Self::TooFewStatements(_) => "too_few_statements",
            Self::NotMeasured => "not_measured",
            Self::Unsettled => "unsettled",
        }
    }

    /// How many people or statements there would have to be.
    #[must_use]
    pub(crate) const fn least(self) -> Option<u64> {
        match self {
            Self::TooFew(least) | Self::TooFewStatements(least) => Some(least),
            _ => None,
        }
    }

    /// All words.
    pub(crate) const WORDS: [&'static str; 5] = [
        "too_few",
        "no_spread",
        "too_few_statements",
        "not_measured",
        "unsettled",
    ];
}

/// A figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Figure {
    /// How many people it is made of.
    pub n: u64,
    /// Its value, never infinite nor no number.
    pub value: Result<f64, Missing>,
    /// Between which values it lies with a confidence of 95 %, where that is estimated.
    pub range: Option<[f64; 2]>,
}

impl Figure {
    /// Of how many people a figure is, unless the operator says otherwise.
    pub(crate) const LEAST: u64 = 30;

    /// The figure of `n` people, if these are `least` at least.
    pub(super) fn new(n: u64, least: u64, value: impl FnOnce() -> Result<f64, Missing>) -> Self {
        let value = if n < least {
            Err(Missing::TooFew(least))
        } else {
            value().and_then(finite)
        };
        Self {
            n,
            value,
            range: None,
        }
    }

    /// The same with a range, if there is a value and the range can be told.
    pub(super) fn within(self, range: impl FnOnce(f64) -> Option<[f64; 2]>) -> Self {
        let range = self.value.ok().and_then(range);
        Self {
            range: range.filter(|ends| ends.iter().all(|end| end.is_finite())),
            ..self
        }
    }

    /// None of nobody.
    pub(super) const fn missing(n: u64, why: Missing) -> Self {
        Self {
            n,
            value: Err(why),
            range: None,
        }
    }
}

/// What isn't a number comes of values that don't differ.
fn finite(value: f64) -> Result<f64, Missing> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(Missing::NoSpread)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_of_few_isnt_even_reckoned() {
        let figure = Figure::new(29, 30, || panic!("nobody may look"));
        assert_eq!(figure.value, Err(Missing::TooFew(30)));
        assert_eq!(figure.within(|_| Some([0.0, 1.0])).range, None);
        assert_eq!(Figure::new(30, 30, || Ok(1.0)).value, Ok(1.0));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(
                Figure::new(30, 30, || Ok(odd)).value,
                Err(Missing::NoSpread)
            );
            let figure = Figure::new(30, 30, || Ok(0.5)).within(|_| Some([odd, 1.0]));
            assert_eq!((figure.value, figure.range), (Ok(0.5), None));
        }
    }

    #[test]
    fn every_reason_has_its_word() {
        use Missing::{NoSpread, NotMeasured, TooFew, TooFewStatements, Unsettled};
        let all = [
            TooFew(1),
            NoSpread,
            TooFewStatements(3),
            NotMeasured,
            Unsettled,
        ];
        assert_eq!(all.map(Missing::word), Missing::WORDS);
    }
}
