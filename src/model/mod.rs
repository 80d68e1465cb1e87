//! The classifier of the sixty answers, and the quiz's texts.

pub mod classifier;
#[cfg(test)]
mod evidence;
pub(crate) mod instruments;
pub(crate) mod load;
#[cfg(test)]
mod simulated;
pub mod texts;
