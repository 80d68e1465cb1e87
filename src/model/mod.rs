//! The classifier of the sixty answers, and the texts that go with it.

pub mod classifier;
pub(crate) mod load;
pub(crate) mod texts;
