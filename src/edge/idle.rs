//! Connections that wait for their next request without a thread each.
//!
//! A connection's own thread waits a moment ([`PATIENCE`]): clients that ask again soon find it there. After that
//! the connection lies here, some hundreds of bytes instead of a stack, until a byte arrives, its time is over or
//! the server ends; then it gets a thread again. Windows can't watch a socket that it doesn't take over: there
//! every connection keeps its thread.

use std::collections::HashMap;
use std::io;
use std::net::Shutdown;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use mio::{Events, Poll, Registry, Token, Waker};
use parking_lot::Mutex;

use super::connection_limits::Socket;

/// How long a connection's own thread waits for the next request.
pub(super) const PATIENCE: Duration = if cfg!(unix) {
    Duration::from_secs(1)
} else {
    Duration::MAX
};
/// How often those whose time is over are looked for, while any wait.
const TICK: Duration = Duration::from_secs(1);
const WAKE: Token = Token(0);
/// Events taken from the system at once.
const EVENTS: usize = 256;

/// What goes on with a connection, on a thread of its own.
pub(super) type Resume = Box<dyn FnOnce() + Send>;

/// The connections that wait, and the thread that watches them.
pub(super) struct IdleConnections {
    registry: Registry,
    waker: Waker,
    stack_bytes: usize,
    waiting: Mutex<Waiting>,
    stopped: AtomicBool,
}

#[derive(Default)]
struct Waiting {
    last: usize,
    connections: HashMap<Token, Idle>,
}

struct Idle {
    socket: Arc<Socket>,
    until: Instant,
    resume: Resume,
}

impl IdleConnections {
    /// Begins to watch; connections go on with stacks of so many bytes.
    ///
    /// # Errors
    /// When the system gives no thread or no means to watch sockets.
    pub(crate) fn start(stack_bytes: usize) -> io::Result<Arc<Self>> {
        let poll = Poll::new()?;
        let idle = Arc::new(Self {
            registry: poll.registry().try_clone()?,
            waker: Waker::new(poll.registry(), WAKE)?,
            stack_bytes,
            waiting: Mutex::default(),
            stopped: AtomicBool::new(false),
        });
        let watching = Arc::clone(&idle);
        thread::Builder::new()
            .name("idle".into())
            .spawn(move || watching.watch(poll))?;
        Ok(idle)
    }

    /// Keeps a connection until its socket can be read or has ended, at the latest `until`, and then resumes it.
    /// What can't be watched is dropped: a client takes that for the end of a connection kept alive, which may
    /// come at any time.
    pub(crate) fn keep(&self, socket: Arc<Socket>, until: Instant, resume: Resume) {
        let mut waiting = self.waiting.lock();
        waiting.last += 1;
        let token = Token(waiting.last);
        if let Err(error) = register(&self.registry, &socket, token) {
            drop(waiting);
            tracing::warn!(%error, "an idle connection can't be watched and is closed");
            return;
        }
        let first = waiting.connections.is_empty();
        let idle = Idle {
            socket,
            until,
            resume,
        };
        waiting.connections.insert(token, idle);
        drop(waiting);
        if first {
            self.wake(); // it waits without end while nobody is here
        }
    }

    /// Ends the watching; connections that are still here are closed.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, SeqCst);
        self.wake();
    }

    fn wake(&self) {
        if let Err(error) = self.waker.wake() {
            tracing::error!(%error, "the thread of idle connections can't be woken");
        }
    }

    fn watch(&self, mut poll: Poll) {
        let mut events = Events::with_capacity(EVENTS);
        let mut swept = Instant::now();
        while !self.stopped.load(SeqCst) {
            let timeout = (!self.waiting.lock().connections.is_empty()).then_some(TICK);
            if let Err(error) = poll.poll(&mut events, timeout)
                && error.kind() != io::ErrorKind::Interrupted
            {
                tracing::error!(%error, "idle connections can't be watched");
                thread::sleep(TICK);
            }
            for event in &events {
                self.resume(event.token());
            }
            if swept.elapsed() >= TICK {
                self.end_overdue();
                swept = Instant::now();
            }
        }
        // Dropped outside of the lock: a connection's end may take a moment.
        let left = std::mem::take(&mut self.waiting.lock().connections);
        drop(left);
    }

    /// Gives a connection its thread; without one to be had it is closed.
    fn resume(&self, token: Token) {
        let Some(idle) = self.waiting.lock().connections.remove(&token) else {
            return; // the waker, or a second event of one that went on
        };
        deregister(&self.registry, &idle.socket);
        if let Err(error) = spawn(self.stack_bytes, idle.resume) {
            tracing::warn!(%error, "an idle connection gets no thread and is closed");
        }
    }

    /// Ends the reading side of those whose time is over, which wakes them like a client's end.
    fn end_overdue(&self) {
        let now = Instant::now();
        for idle in self.waiting.lock().connections.values() {
            if idle.until <= now {
                let _ = idle.socket.stream.shutdown(Shutdown::Read);
            }
        }
    }
}

/// A thread for a connection.
///
/// # Errors
/// When the system has none to give; what should have run is dropped.
pub(super) fn spawn(stack_bytes: usize, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new()
        .name("edge".into())
        .stack_size(stack_bytes)
        .spawn(work)
        .map(drop)
}

#[cfg(unix)]
fn register(registry: &Registry, socket: &Socket, token: Token) -> io::Result<()> {
    use std::os::fd::AsRawFd;
    let descriptor = socket.stream.as_raw_fd();
    let mut source = mio::unix::SourceFd(&descriptor);
    registry.register(&mut source, token, mio::Interest::READABLE)
}

#[cfg(unix)]
fn deregister(registry: &Registry, socket: &Socket) {
    use std::os::fd::AsRawFd;
    let descriptor = socket.stream.as_raw_fd();
    // A failure leaves an event that no connection has the number of.
    let _ = registry.deregister(&mut mio::unix::SourceFd(&descriptor));
}

#[cfg(not(unix))]
fn register(_: &Registry, _: &Socket, _: Token) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn deregister(_: &Registry, _: &Socket) {}
