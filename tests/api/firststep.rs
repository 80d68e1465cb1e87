//! FirstStep: every example of its document, to the letter, and what the contract adds.

mod account;
pub mod document;
mod language;
mod photo;
mod quiz;
