//! A counting semaphore with a bounded queue.

use parking_lot::{Condvar, Mutex};

/// Bounds how many threads do heavy work (hashing, decoding) at once, so that it takes neither all
/// cores nor all memory, and how many wait for it.
pub(crate) struct Semaphore {
    load: Mutex<Load>,
    released: Condvar,
    permits: usize,
    max_waiting: usize,
}

/// How busy a semaphore is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Load {
    /// How many hold a permit.
    pub running: usize,
    /// How many wait for one.
    pub waiting: usize,
}

/// The right to run; dropping it releases it.
pub(crate) struct Permit<'semaphore>(&'semaphore Semaphore);

impl Semaphore {
    /// With at least one of `permits`, for which at most `max_waiting` wait.
    #[must_use]
    pub(crate) fn new(permits: usize, max_waiting: usize) -> Self {
        let (running, waiting) = (0, 0);
        Self {
            load: Mutex::new(Load { running, waiting }),
            released: Condvar::new(),
            permits: permits.max(1),
            max_waiting,
        }
    }

    /// Waits for a permit; `None` at once when the queue is full.
    pub(crate) fn acquire(&self) -> Option<Permit<'_>> {
        let mut load = self.load.lock();
        let is_full = |load: &mut Load| load.running == self.permits;
        if is_full(&mut load) {
            if load.waiting >= self.max_waiting {
                return None;
            }
            load.waiting += 1;
            self.released.wait_while(&mut load, is_full);
            load.waiting -= 1;
        }
        load.running += 1;
        Some(Permit(self))
    }

    /// How busy it is.
    pub(crate) fn load(&self) -> Load {
        *self.load.lock()
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.load.lock().running -= 1;
        self.0.released.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn no_more_run_than_permits_and_all_get_one() {
        let semaphore = Semaphore::new(2, 100);
        let running = AtomicUsize::new(0);
        let served = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| {
                    let _permit = semaphore.acquire().expect("the queue has room");
                    assert!(running.fetch_add(1, Ordering::SeqCst) < 2);
                    thread::yield_now();
                    running.fetch_sub(1, Ordering::SeqCst);
                    served.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(served.into_inner(), 20);
    }

    #[test]
    fn a_full_queue_refuses_at_once_and_a_released_permit_is_given_again() {
        let semaphore = Semaphore::new(1, 0);
        let permit = semaphore.acquire();
        assert!(permit.is_some());
        let (running, waiting) = (1, 0);
        assert_eq!(semaphore.load(), Load { running, waiting });
        assert!(semaphore.acquire().is_none());
        drop(permit);
        assert!(semaphore.acquire().is_some());
    }
}
