//! The classifier of the sixty answers, and the quiz's texts.

pub mod classifier;
pub(crate) mod load;
pub(crate) mod texts;
