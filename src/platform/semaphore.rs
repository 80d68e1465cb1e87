//! A counting semaphore with a bounded queue, whose places are shared out among client networks.

use std::collections::HashMap;
use std::net::IpAddr;

use parking_lot::{Condvar, Mutex};

use crate::edge::{self, Outside, leaves_enough};
use crate::platform::client;

/// Bounds how many threads do heavy work (hashing, decoding) at once, so that it takes neither all
/// cores nor all memory, and how many wait for it.
pub(crate) struct Semaphore {
    queue: Mutex<Queue>,
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

struct Queue {
    load: Load,
    /// Permits that were handed on to who waits, and not taken yet.
    handed: usize,
    /// How many wait for each client network.
    waiting: HashMap<IpAddr, usize>,
}

/// The right to run; dropping it releases it. Who has it has left their place among the edge's workers, which is for
/// what takes no time; the permit goes first.
pub(crate) struct Permit<'semaphore> {
    semaphore: &'semaphore Semaphore,
    _outside: Outside,
}

impl Semaphore {
    /// With at least one of `permits`, for which at most `max_waiting` wait.
    #[must_use]
    pub(crate) fn new(permits: usize, max_waiting: usize) -> Self {
        let (running, waiting) = (0, 0);
        Self {
            queue: Mutex::new(Queue {
                load: Load { running, waiting },
                handed: 0,
                waiting: HashMap::new(),
            }),
            released: Condvar::new(),
            permits: permits.max(1),
            max_waiting,
        }
    }

    /// Waits for a permit, in turn; `None` at once when the queue is full, or the client network that this thread works
    /// for would leave too little of it to others.
    pub(crate) fn acquire(&self) -> Option<Permit<'_>> {
        let client = client::current();
        let outside = edge::leave();
        let mut queue = self.queue.lock();
        if queue.load.running == self.permits {
            queue.enter(client, self.max_waiting)?;
            let none_is_handed_on = |queue: &mut Queue| queue.handed == 0;
            self.released.wait_while(&mut queue, none_is_handed_on);
            queue.handed -= 1;
            queue.leave(client);
        } else {
            queue.load.running += 1;
        }
        drop(queue);
        Some(Permit {
            semaphore: self,
            _outside: outside,
        })
    }

    /// How busy it is.
    pub(crate) fn load(&self) -> Load {
        self.queue.lock().load
    }
}

impl Queue {
    fn enter(&mut self, client: Option<IpAddr>, most: usize) -> Option<()> {
        let left = most.checked_sub(self.load.waiting + 1)?;
        if let Some(client) = client {
            let own = self.waiting.get(&client).copied().unwrap_or(0) + 1;
            if !leaves_enough(own as u64, left as u64) {
                return None;
            }
            self.waiting.insert(client, own);
        }
        self.load.waiting += 1;
        Some(())
    }

    fn leave(&mut self, client: Option<IpAddr>) {
        self.load.waiting -= 1;
        let Some(client) = client else { return };
        match self.waiting.get_mut(&client) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(self.waiting.remove(&client)),
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut queue = self.semaphore.queue.lock();
        if queue.load.waiting > queue.handed {
            // Handed on: given back, it would go to whoever comes next, who in a flood is never one that waits.
            queue.handed += 1;
            self.semaphore.released.notify_one();
        } else {
            queue.load.running -= 1;
        }
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
    fn who_waits_is_served_before_who_comes() {
        let semaphore = Semaphore::new(1, 9);
        let permit = semaphore.acquire().expect("free");
        let is_over = AtomicUsize::new(0);
        thread::scope(|scope| {
            scope.spawn(|| {
                let _mine = semaphore.acquire().expect("there is room");
                is_over.store(1, Ordering::SeqCst);
            });
            while semaphore.load().waiting == 0 {
                thread::yield_now();
            }
            // Whoever comes at this very moment would find a permit, were it given back.
            drop(permit);
            let late = semaphore.acquire().expect("there is room");
            assert_eq!(is_over.load(Ordering::SeqCst), 1);
            drop(late);
        });
        let (running, waiting) = (0, 0);
        assert_eq!(semaphore.load(), Load { running, waiting });
    }

    #[test]
    fn one_client_leaves_a_quarter_of_the_queue_to_all_others() {
        let mut queue = Queue {
            load: Load {
                running: 1,
                waiting: 0,
            },
            handed: 0,
            waiting: HashMap::new(),
        };
        let client = |last: u8| Some(IpAddr::from([192, 0, 2, last]));
        let mut fill = |client: Option<IpAddr>| {
            let entered = std::iter::from_fn(|| queue.enter(client, 32));
            entered.count()
        };
        assert_eq!([1, 2, 3].map(|last| fill(client(last))), [24, 6, 1]);
        assert_eq!(fill(None), 1, "the operator gets what is left");
        for last in [1, 1, 1, 1] {
            queue.leave(client(last));
        }
        assert!(
            queue.enter(client(1), 32).is_none(),
            "it has its share still"
        );
        assert!(queue.enter(client(4), 32).is_some());
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
