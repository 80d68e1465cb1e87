//! What attackers try, each attack as a test: one after another, many at once, from one client network
//! and from many.

mod app_passwords;
mod away;
mod codes;
mod demo;
mod guessing;
mod hosts;
mod mailbox;
mod pending;
mod planted;
mod required_factor;
mod second_factor;
mod second_factor_set_up;
mod sessions;
