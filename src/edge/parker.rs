//! What a thread waits for until another one gives it.

use parking_lot::{Condvar, Mutex};

/// What a thread waits for until another one gives it.
#[derive(Default)]
pub(super) struct Parker {
    has_come: Mutex<bool>,
    given: Condvar,
}

impl Parker {
    pub(super) fn wait(&self) {
        let mut has_come = self.has_come.lock();
        self.given.wait_while(&mut has_come, |has_come| !*has_come);
    }

    pub(super) fn give(&self) {
        *self.has_come.lock() = true;
        self.given.notify_one();
    }
}
