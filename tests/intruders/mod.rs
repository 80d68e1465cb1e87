//! What attackers try, each attack as a test: one after another, many at once, from one client network
//! and from many.

mod away;
mod codes;
mod demo;
mod guessing;
mod hosts;
pub mod mailbox;
mod pending;
mod planted;
mod sessions;
