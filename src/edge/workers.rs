//! The threads that answer requests: one for each core, which watch all sockets together.
//!
//! A connection that waits for its next request holds no thread, it lies here. Whichever worker is free takes what came
//! first: epoll hands out sockets in the order in which they became readable. No more requests are answered at once than
//! there are places, so that none of them is put off by the scheduler for the sake of all others. Who has to wait for
//! something else (a slow client, a commit, a hash) [leaves](leave) its place meanwhile: another thread takes the next
//! request, and who comes back goes on in turn.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::Shutdown;
use std::num::NonZero;
use std::os::fd::OwnedFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use rustix::buffer::spare_capacity;
use rustix::event::{EventfdFlags, Timespec, epoll, eventfd};

use super::connection_limits::Socket;
use super::event::Event;
use super::parker::Parker;

/// Whether connections wait for their next request without a thread.
pub(super) const WATCHES: bool = true;

/// There is a place for each core: with two, the scheduler lets requests wait for one another, and the slowest of a
/// hundred takes half as long again. A single core has two, so that one that reads the disk leaves it to the other.
const LEAST_PLACES: usize = 2;
/// Threads with nothing to do that are kept for those that leave.
const SPARES: usize = 32;
/// How often those whose time is over are looked for.
const SWEEP: Duration = Duration::from_secs(1);
/// A place that was held so long without any other request being taken is not counted.
const STUCK: Duration = Duration::from_millis(10);
/// So often nothing happens before the look for those stops.
const QUIET: u32 = 100;
/// The event that rings at the end.
const BELL: u64 = 0;

/// What goes on with a connection once something can be read.
pub(super) type Resume = Box<dyn FnOnce() + Send>;

/// The threads, and the connections that wait for one.
pub(super) struct Workers {
    epoll: OwnedFd,
    bell: OwnedFd,
    stack_bytes: usize,
    places: usize,
    waiting: Mutex<HashMap<u64, Waiting>>,
    last: AtomicU64,
    state: Mutex<State>,
    /// Tells the one who looks for stuck places that there is something to look at.
    roused: Condvar,
    stopped: AtomicBool,
    begun: Instant,
    /// Milliseconds after `begun`.
    swept: AtomicU64,
}

struct Waiting {
    socket: Arc<Socket>,
    until: Instant,
    resume: Resume,
}

/// Who does what.
struct State {
    /// How many may answer at once: the places, and those for the stuck.
    allowed: usize,
    /// How many answer.
    running: usize,
    /// How many answer or watch the sockets.
    active: usize,
    /// How often a place was taken since the start, not only waited for: who waits doesn't show that it goes on.
    taken: u64,
    /// Those who left and wait for a place, in turn.
    returning: VecDeque<Arc<Parker>>,
    spares: Vec<Arc<Parker>>,
    /// Whether nobody looks for stuck places.
    is_quiet: bool,
}

thread_local! {
    /// Whose worker this thread is, unless it has left its place.
    static ANSWERS_FOR: RefCell<Option<Arc<Workers>>> = const { RefCell::new(None) };
}

/// Gives this thread's place to another one while it waits for something. Does nothing in a thread that has none.
#[must_use]
pub(crate) fn leave() -> Outside {
    let workers = ANSWERS_FOR.take();
    if let Some(workers) = &workers {
        workers.give_up_place();
    }
    Outside(workers)
}

/// A place that was left; it is taken again, in turn, when this is dropped.
pub(crate) struct Outside(Option<Arc<Workers>>);

impl Drop for Outside {
    fn drop(&mut self) {
        if let Some(workers) = self.0.take() {
            workers.state.lock().active += 1;
            workers.take_place();
            ANSWERS_FOR.set(Some(workers));
        }
    }
}

impl Workers {
    /// Starts the threads, with stacks of so many bytes.
    ///
    /// # Errors
    /// When the system gives no thread or no means to watch sockets.
    pub(crate) fn start(stack_bytes: usize) -> io::Result<Arc<Self>> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let bell = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        let ringing = epoll::EventData::new_u64(BELL);
        epoll::add(&epoll, &bell, ringing, epoll::EventFlags::IN)?;
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let places = cores.max(LEAST_PLACES);
        let workers = Arc::new(Self {
            epoll,
            bell,
            stack_bytes,
            places,
            waiting: Mutex::default(),
            last: AtomicU64::new(BELL),
            state: Mutex::new(State {
                allowed: places,
                running: 0,
                active: 0,
                taken: 0,
                returning: VecDeque::new(),
                spares: Vec::new(),
                is_quiet: true,
            }),
            roused: Condvar::new(),
            stopped: AtomicBool::new(false),
            begun: Instant::now(),
            swept: AtomicU64::new(0),
        });
        let looking = Arc::clone(&workers);
        thread::Builder::new()
            .name("stuck".into())
            .stack_size(64 << 10)
            .spawn(move || looking.look_for_stuck())?;
        for _ in 0..places {
            let mut state = workers.state.lock();
            if let Err(error) = workers.spawn() {
                drop(state);
                workers.stop();
                return Err(error);
            }
            state.active += 1;
        }
        Ok(workers)
    }

    /// Resumes a connection once what it waits for has happened or its client has ended; at the latest `until` its reading
    /// side is ended. What can't be watched is closed.
    pub(crate) fn watch(&self, socket: Arc<Socket>, event: Event, until: Instant, resume: Resume) {
        let known = socket.watched.load(SeqCst);
        let number = match known {
            0 => self.last.fetch_add(1, SeqCst) + 1,
            known => known,
        };
        socket.watched.store(number, SeqCst);
        let waiting = Waiting {
            socket: Arc::clone(&socket),
            until,
            resume,
        };
        // It is here before anybody can be told of it. What has arrived already is told at once.
        self.waiting.lock().insert(number, waiting);
        let awaited = match event {
            Event::Bytes => epoll::EventFlags::IN,
            // A socket that takes bytes is behind all others that are ready then.
            Event::Turn => epoll::EventFlags::OUT,
        };
        let what = awaited | epoll::EventFlags::RDHUP | epoll::EventFlags::ONESHOT;
        let data = epoll::EventData::new_u64(number);
        let watched = match known {
            0 => epoll::add(&self.epoll, &socket.stream, data, what),
            _ => epoll::modify(&self.epoll, &socket.stream, data, what),
        };
        if let Err(error) = watched {
            tracing::warn!(%error, "a connection can't be watched and is closed");
            let unwatched = self.waiting.lock().remove(&number);
            drop(unwatched);
        }
    }

    /// Ends the threads; connections that still wait are closed.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, SeqCst);
        if let Err(error) = rustix::io::write(&self.bell, &1_u64.to_ne_bytes()) {
            tracing::error!(%error, "the workers can't be woken");
        }
        let spares = std::mem::take(&mut self.state.lock().spares);
        for spare in spares {
            spare.give();
        }
        self.roused.notify_all();
        // Outside of the lock: a connection's end may take a moment.
        let left = std::mem::take(&mut *self.waiting.lock());
        drop(left);
    }

    fn spawn(self: &Arc<Self>) -> io::Result<()> {
        let worker = Arc::clone(self);
        thread::Builder::new()
            .name("edge".into())
            .stack_size(self.stack_bytes)
            .spawn(move || worker.work())
            .map(drop)
    }

    /// Takes one connection after the other, until there are too many who do.
    fn work(self: Arc<Self>) {
        ANSWERS_FOR.set(Some(Arc::clone(&self)));
        let mut events = Vec::<epoll::Event>::with_capacity(1);
        while !self.stopped.load(SeqCst) {
            self.sweep();
            let at_most = Timespec {
                tv_sec: 1,
                tv_nsec: 0,
            };
            match epoll::wait(&self.epoll, spare_capacity(&mut events), Some(&at_most)) {
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                Err(error) => {
                    tracing::error!(%error, "sockets can't be watched");
                    thread::sleep(SWEEP);
                }
            }
            for event in events.drain(..) {
                let number = event.data;
                let waited = self.waiting.lock().remove(&number.u64());
                if let Some(waited) = waited {
                    self.answer(waited.resume);
                }
            }
            if !self.goes_on() {
                return;
            }
        }
    }

    fn answer(self: &Arc<Self>, resume: Resume) {
        self.take_place();
        if catch_unwind(AssertUnwindSafe(resume)).is_err() {
            tracing::error!("a connection ended in a panic");
        }
        self.state.lock().pass_place();
    }

    /// Waits for a place, in turn.
    fn take_place(self: &Arc<Self>) {
        let mut state = self.state.lock();
        if std::mem::take(&mut state.is_quiet) {
            self.roused.notify_one();
        }
        if state.running < state.allowed && state.returning.is_empty() {
            state.running += 1;
            state.taken += 1;
            return self.see_to_watching(&mut state);
        }
        let parker = Arc::new(Parker::default());
        state.returning.push_back(Arc::clone(&parker));
        drop(state);
        parker.wait();
    }

    fn give_up_place(self: &Arc<Self>) {
        let mut state = self.state.lock();
        state.pass_place();
        state.active -= 1;
        self.see_to_watching(&mut state);
    }

    /// Has another thread watch the sockets when nobody does and a place is free.
    fn see_to_watching(self: &Arc<Self>, state: &mut State) {
        if state.active > state.running + state.returning.len() || state.active >= state.allowed {
            return;
        }
        state.active += 1;
        if let Some(spare) = state.spares.pop() {
            spare.give();
        } else if let Err(error) = self.spawn() {
            // Whoever answers now will watch afterwards.
            state.active -= 1;
            tracing::warn!(%error, "the system gives no more threads");
        }
    }

    /// Whether this thread goes on watching; if others do enough, it waits until it is needed, or ends.
    fn goes_on(&self) -> bool {
        let mut state = self.state.lock();
        if state.active <= self.places.max(state.running + 1) {
            return true;
        }
        state.active -= 1;
        if state.spares.len() >= SPARES || self.stopped.load(SeqCst) {
            return false;
        }
        let parker = Arc::new(Parker::default());
        state.spares.push(Arc::clone(&parker));
        drop(state);
        parker.wait();
        true
    }

    /// Ends the reading side of those whose time is over, which wakes them like a client's end.
    fn sweep(&self) {
        let now = Instant::now();
        let millis = u64::try_from((now - self.begun).as_millis()).unwrap_or(u64::MAX);
        let last = self.swept.load(SeqCst);
        let is_due = u128::from(millis - last.min(millis)) >= SWEEP.as_millis();
        if !is_due
            || self
                .swept
                .compare_exchange(last, millis, SeqCst, SeqCst)
                .is_err()
        {
            return;
        }
        for waiting in self.waiting.lock().values() {
            if waiting.until <= now {
                let _ = waiting.socket.stream.shutdown(Shutdown::Read);
            }
        }
    }

    /// Requests that take long without leaving their place must not keep all others out: where every place was held
    /// for a while and nothing else was taken, there is another one, for as long as that lasts.
    fn look_for_stuck(self: Arc<Self>) {
        let (mut seen, mut quiet) = (0, 0);
        while !self.stopped.load(SeqCst) {
            let mut state = self.state.lock();
            let is_still = state.taken == seen;
            seen = state.taken;
            if is_still && state.running >= state.allowed {
                state.allowed += 1;
                match state.returning.pop_front() {
                    Some(parker) => {
                        state.running += 1;
                        parker.give();
                    }
                    None => self.see_to_watching(&mut state),
                }
            } else if state.allowed > self.places && state.running < self.places {
                state.allowed -= 1;
            }
            quiet = if is_still && state.running == 0 {
                quiet + 1
            } else {
                0
            };
            if quiet > QUIET {
                state.is_quiet = true;
                self.roused.wait_while(&mut state, |state| {
                    state.is_quiet && !self.stopped.load(SeqCst)
                });
                quiet = 0;
            }
            drop(state);
            thread::sleep(STUCK);
        }
    }
}

impl State {
    /// Gives a place to the first who waits for one.
    fn pass_place(&mut self) {
        let first = (self.running <= self.allowed).then(|| self.returning.pop_front());
        match first.flatten() {
            Some(parker) => {
                self.taken += 1;
                parker.give();
            }
            None => self.running -= 1,
        }
    }
}

#[cfg(test)]
mod tests;
