//! The classifier of the sixty answers, and the quiz's texts.

pub mod classifier;
#[cfg(test)]
mod evidence;
pub(crate) mod instruments;
pub(crate) mod load;
pub(crate) mod manifest;
pub(crate) mod pair;
#[cfg(test)]
mod simulated;
pub mod texts;
