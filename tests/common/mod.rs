//! A server of its own for each test, and clients that talk to it over real sockets.
#![allow(dead_code, reason = "each test binary uses its own part")]

mod ask;
mod authenticator;
mod form;
pub mod journal;
mod raw;
mod reply;
mod server;

pub use ask::Ask;
pub use authenticator::Authenticator;
pub use form::{File, multipart, urlencoded};
pub use raw::Raw;
pub use reply::Reply;
pub use server::{SECRET, SignedIn, TestServer, registration};

use std::thread;
use std::time::{Duration, Instant};

/// Longer than anything here takes, on however busy a machine.
pub const GENEROUS: Duration = Duration::from_secs(60);

/// The password of every account that a test doesn't care about.
pub const PASSWORD: &str = "password123";

/// Tries until it holds; panics when it never does.
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < GENEROUS, "in vain: {what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Does the same on so many threads at once, and returns what each came to.
pub fn at_once<T: Send>(threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = std::sync::Barrier::new(threads);
    thread::scope(|scope| {
        let (start, work) = (&start, &work);
        let spawn = |at| {
            scope.spawn(move || {
                start.wait();
                work(at)
            })
        };
        let all: Vec<_> = (0..threads).map(spawn).collect();
        let joined = all.into_iter().map(|one| one.join().expect("no panic"));
        joined.collect()
    })
}
