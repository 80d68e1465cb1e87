//! What attackers try, each attack as a test: one after another, many at once, from one client network
//! and from many.

mod codes;
mod guessing;
mod mailbox;
