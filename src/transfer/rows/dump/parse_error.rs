//! Why a row or a statement can't be read.

/// The file ends in the middle of something.
#[derive(Debug)]
pub(super) struct Truncated;

/// Why a row or a statement can't be read.
pub(super) enum ParseError {
    Truncated,
    /// It has something that isn't understood; the text says what.
    Unexpected(String),
    /// A line that is no statement was passed over; the text shows it.
    NoStatement(String),
}

impl From<Truncated> for ParseError {
    fn from(_: Truncated) -> Self {
        Self::Truncated
    }
}
