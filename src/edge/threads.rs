//! Systems without epoll: a thread for each connection, which waits on its socket itself.

use std::io;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use super::connection_limits::Socket;
use super::event::Event;

/// Whether connections wait for their next request without a thread.
pub(super) const WATCHES: bool = false;

/// What goes on with a connection.
pub(super) type Resume = Box<dyn FnOnce() + Send>;

/// What is known of the threads: how large their stacks are.
pub(super) struct Workers {
    stack_bytes: usize,
}

/// Gives this thread's place to another one while it waits for something: here each has its own.
#[must_use]
pub(crate) fn leave() -> Outside {
    Outside
}

/// What `leave` gives.
pub(crate) struct Outside;

impl Workers {
    /// Nothing is started before the first connection.
    ///
    /// # Errors
    /// None here.
    pub(crate) fn start(stack_bytes: usize) -> io::Result<Arc<Self>> {
        Ok(Arc::new(Self { stack_bytes }))
    }

    /// Gives a new connection its thread; where there is none it is closed.
    pub(crate) fn watch(&self, _: Arc<Socket>, _: Event, _: Instant, resume: Resume) {
        let thread = thread::Builder::new()
            .name("edge".into())
            .stack_size(self.stack_bytes);
        if let Err(error) = thread.spawn(resume) {
            tracing::warn!(%error, "the system gives no more threads");
        }
    }

    /// Each thread ends with its connection.
    pub(crate) fn stop(&self) {}
}
