//! A door with so many places inside and so many waiting before it.

use parking_lot::{Condvar, Mutex, MutexGuard};

/// Bounds how much of something heavy happens at once (hashing, decoding), so
/// that it takes neither all cores nor all memory, and how many wait for it.
pub(crate) struct Gate {
    state: Mutex<State>,
    freed: Condvar,
    places: usize,
    queue: usize,
}

/// How busy a gate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Load {
    /// How many are inside.
    pub inside: usize,
    /// How many wait before it.
    pub waiting: usize,
}

struct State {
    free: usize,
    waiting: usize,
}

/// A place inside; leaving is dropping it.
pub(crate) struct Pass<'gate>(&'gate Gate);

impl Gate {
    /// A gate with `places` inside (at least one) and a `queue` before it.
    #[must_use]
    pub(crate) fn new(places: usize, queue: usize) -> Self {
        let places = places.max(1);
        let state = State {
            free: places,
            waiting: 0,
        };
        Self {
            state: Mutex::new(state),
            freed: Condvar::new(),
            places,
            queue,
        }
    }

    /// Waits for a place; `None` at once when the queue is full.
    pub(crate) fn enter(&self) -> Option<Pass<'_>> {
        let mut state = self.lock();
        if state.free == 0 {
            if state.waiting >= self.queue {
                return None;
            }
            state.waiting += 1;
            self.freed.wait_while(&mut state, |state| state.free == 0);
            state.waiting -= 1;
        }
        state.free -= 1;
        Some(Pass(self))
    }

    /// How busy it is.
    pub(crate) fn load(&self) -> Load {
        let state = self.lock();
        Load {
            inside: self.places - state.free,
            waiting: state.waiting,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.0.lock().free += 1;
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn no_more_inside_than_places_and_everybody_gets_in() {
        let gate = Gate::new(2, 100);
        let inside = AtomicUsize::new(0);
        let served = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| {
                    let _pass = gate.enter().expect("a place in the queue");
                    assert!(inside.fetch_add(1, Ordering::SeqCst) < 2);
                    thread::yield_now();
                    inside.fetch_sub(1, Ordering::SeqCst);
                    served.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(served.into_inner(), 20);
    }

    #[test]
    fn a_full_queue_turns_away_at_once_and_a_freed_place_lets_in() {
        let gate = Gate::new(1, 0);
        let pass = gate.enter();
        assert!(pass.is_some());
        let (inside, waiting) = (1, 0);
        assert_eq!(gate.load(), Load { inside, waiting });
        assert!(gate.enter().is_none());
        drop(pass);
        assert!(gate.enter().is_some());
    }
}
