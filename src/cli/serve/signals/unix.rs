//! The signals of Unix.

use std::io;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator;

use super::Told;

/// Those that came and weren't heard yet.
pub(in crate::cli::serve) struct Signals(iterator::Signals);

impl Signals {
    pub(super) fn new() -> io::Result<Self> {
        iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]).map(Self)
    }

    /// Waits for the next.
    pub(super) fn next(&mut self) -> Told {
        match self.0.forever().next() {
            Some(SIGHUP) => Told::Reload,
            _ => Told::Stop,
        }
    }
}
