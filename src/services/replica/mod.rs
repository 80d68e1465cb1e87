//! Keeps the copy elsewhere: Litestream beside the server, the photos by a task of their own, and a look at who owns
//! the copy.

mod carrier;
mod claiming;
mod pace;
mod tasks;
mod watch;

pub(crate) use claiming::prepare;
pub(crate) use tasks::start;
