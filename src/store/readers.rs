//! The readers' pool, of which no client network holds more than three quarters.

use std::cell::Cell;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use r2d2::PooledConnection;
use r2d2_sqlite::SqliteConnectionManager;

use crate::domain::fault::Fault;
use crate::edge::{self, Outside};
use crate::platform::client;

thread_local! {
    /// Whether this thread has a place: what it reads while it reads takes no second one, for which it might wait for
    /// itself.
    static HAS_PLACE: Cell<bool> = const { Cell::new(false) };
}

/// Connections that read.
pub(super) struct Readers {
    pool: r2d2::Pool<SqliteConnectionManager>,
    /// Most of a client network.
    most: usize,
    patience: Duration,
    shares: Mutex<HashMap<IpAddr, Share>>,
}

/// What a client network has.
#[derive(Default)]
struct Share {
    held: usize,
    waiting: usize,
    /// Made for the first who waits: hardly anybody does.
    released: Option<Arc<Condvar>>,
}

/// A connection, with the place that it takes of its client network's; the connection goes back first.
pub(super) struct Reader<'readers> {
    pub connection: PooledConnection<SqliteConnectionManager>,
    _place: Option<Place<'readers>>,
}

struct Place<'readers> {
    readers: &'readers Readers,
    client: IpAddr,
}

impl Readers {
    /// This pool, for whose connections everybody waits no longer than this.
    pub(super) fn new(pool: r2d2::Pool<SqliteConnectionManager>, patience: Duration) -> Self {
        let size = usize::try_from(pool.max_size()).unwrap_or(usize::MAX);
        Self {
            pool,
            most: (size / 4 * 3).max(1),
            patience,
            shares: Mutex::default(),
        }
    }

    /// A connection for the client network that this thread works for.
    ///
    /// # Errors
    /// [`Fault::Busy`] if none is free for it in time.
    pub(super) fn get(&self) -> Result<Reader<'_>, Fault> {
        // Who waits has left their place among the edge's workers: else a client who waits for its own would have
        // everybody else wait. Taken again after all locks.
        let mut outside = None;
        let client = client::current().filter(|_| !HAS_PLACE.get());
        let place = client.map(|client| self.enter(client, &mut outside));
        let place = place.transpose()?;
        let free = self.pool.try_get().map(Ok);
        let connection = free.unwrap_or_else(|| {
            outside.get_or_insert_with(edge::leave);
            self.pool.get()
        });
        let connection = connection.map_err(|error| {
            tracing::error!(%error, "no reader of the database is free");
            Fault::Busy { retry_after: 1 }
        })?;
        Ok(Reader {
            connection,
            _place: place,
        })
    }

    fn enter(&self, client: IpAddr, outside: &mut Option<Outside>) -> Result<Place<'_>, Fault> {
        let deadline = Instant::now() + self.patience;
        let mut shares = self.shares.lock();
        loop {
            let share = shares.entry(client).or_default();
            if share.held < self.most {
                share.held += 1;
                HAS_PLACE.set(true);
                let readers = self;
                return Ok(Place { readers, client });
            }
            if Instant::now() >= deadline {
                return Err(Fault::Busy { retry_after: 1 });
            }
            share.waiting += 1;
            outside.get_or_insert_with(edge::leave);
            let released = Arc::clone(share.released.get_or_insert_default());
            released.wait_until(&mut shares, deadline);
            // It is there as long as somebody waits.
            shares.entry(client).or_default().waiting -= 1;
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        HAS_PLACE.set(false);
        let mut shares = self.readers.shares.lock();
        let Some(share) = shares.get_mut(&self.client) else {
            return;
        };
        share.held -= 1;
        if let Some(released) = share.released.as_ref().filter(|_| share.waiting > 0) {
            released.notify_one();
        } else if share.held == 0 {
            shares.remove(&self.client);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::*;
    use crate::platform::client::working_for;

    fn readers(size: u32) -> Readers {
        let manager = SqliteConnectionManager::memory();
        let pool = r2d2::Pool::builder().max_size(size).min_idle(Some(0));
        Readers::new(
            pool.build(manager).expect("a pool"),
            Duration::from_millis(20),
        )
    }

    fn client(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn one_client_leaves_a_quarter_and_waits_for_no_connection_of_its_own() {
        let readers = readers(8);
        let (are_held, are_over) = (Barrier::new(7), Barrier::new(7));
        thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| {
                    working_for(client(1), || {
                        let held = readers.get();
                        are_held.wait();
                        are_over.wait();
                        assert!(held.is_ok());
                    });
                });
            }
            are_held.wait();
            working_for(client(1), || {
                assert_eq!(readers.get().err(), Some(Fault::Busy { retry_after: 1 }));
            });
            working_for(client(2), || {
                let first = readers.get();
                let second = readers.get();
                assert!(first.is_ok() && second.is_ok(), "one within the other");
            });
            assert!(readers.get().is_ok(), "nor does the server itself wait");
            are_over.wait();
        });
        working_for(client(1), || assert!(readers.get().is_ok()));
        assert!(readers.shares.lock().is_empty());
    }

    #[test]
    fn who_waits_gets_what_is_released() {
        let readers = readers(1);
        let served = Mutex::new(0);
        thread::scope(|scope| {
            for _ in 0..5 {
                scope.spawn(|| {
                    working_for(client(1), || {
                        while readers.get().is_err() {}
                        *served.lock() += 1;
                    });
                });
            }
        });
        assert_eq!(served.into_inner(), 5);
    }
}
