//! A check that may never return, on a thread of its own: who asks waits a bounded time.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use crate::edge;

/// The latest result, shared by all who ask within a time span, and the check that is under way.
#[derive(Debug)]
pub struct Probe<T>(Arc<Shared<T>>);

#[derive(Debug)]
struct Shared<T> {
    state: Mutex<State<T>>,
    done: Condvar,
}

#[derive(Debug)]
struct State<T> {
    /// When it was done, by the clock's uptime.
    latest: Option<(Duration, T)>,
    under_way: Option<Instant>,
    /// Whether the log has it that the one under way hangs.
    is_told: bool,
    /// Wakes the thread. Without one, nothing is checked.
    wake: Option<Sender<()>>,
}

impl<T> Default for Probe<T> {
    fn default() -> Self {
        let state = State {
            latest: None,
            under_way: None,
            is_told: false,
            wake: None,
        };
        Self(Arc::new(Shared {
            state: Mutex::new(state),
            done: Condvar::new(),
        }))
    }
}

impl<T: Clone + Send + 'static> Probe<T> {
    /// Starts the thread. It runs `check` when somebody asks, and ends when that returns `None` or this is
    /// dropped; a check that hangs is left to the end of the process.
    pub(crate) fn start(
        &self,
        name: &str,
        check: impl FnMut() -> Option<(Duration, T)> + Send + 'static,
    ) -> io::Result<()> {
        let (wake, woken) = channel();
        let shared = Arc::clone(&self.0);
        thread::Builder::new()
            .name(name.into())
            .spawn(move || shared.work(&woken, check))?;
        self.0.state.lock().wake = Some(wake);
        Ok(())
    }

    /// The result, if it is younger than `fresh` or comes within `patience` of the check's beginning.
    pub(crate) fn ask(&self, uptime: Duration, fresh: Duration, patience: Duration) -> Option<T> {
        // Dropped after the lock.
        let _outside;
        let mut state = self.0.state.lock();
        if let Some((at, result)) = &state.latest
            && uptime < *at + fresh
        {
            return Some(result.clone());
        }
        let since = state.begin()?;
        let is_hanging = |state: &mut State<T>| state.under_way == Some(since);
        let deadline = since + patience;
        _outside = edge::leave();
        self.0
            .done
            .wait_while_until(&mut state, is_hanging, deadline);
        if state.under_way == Some(since) {
            state.tell(patience);
            return None;
        }
        state.latest.as_ref().map(|(_, result)| result.clone())
    }
}

impl<T> State<T> {
    /// When the check that is under way began, which is now if there was none.
    fn begin(&mut self) -> Option<Instant> {
        if self.under_way.is_none() {
            self.wake.as_ref()?.send(()).ok()?;
            self.under_way = Some(Instant::now());
            self.is_told = false;
        }
        self.under_way
    }

    fn tell(&mut self, patience: Duration) {
        if !std::mem::replace(&mut self.is_told, true) {
            tracing::error!(?patience, "the disk doesn't answer: a check of it hangs");
        }
    }
}

impl<T> Shared<T> {
    fn work(&self, woken: &Receiver<()>, mut check: impl FnMut() -> Option<(Duration, T)>) {
        while woken.recv().is_ok() {
            // The panic hook reports a panic; there is no result then.
            let result = catch_unwind(AssertUnwindSafe(&mut check));
            let mut state = self.state.lock();
            match result {
                Ok(None) => return,
                Ok(result) => state.latest = result,
                Err(_) => state.latest = None,
            }
            state.under_way = None;
            self.done.notify_all();
        }
    }
}

impl<T> Drop for Probe<T> {
    fn drop(&mut self) {
        self.0.state.lock().wake = None;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    /// Longer than any test may take.
    const NEVER: Duration = Duration::from_secs(3600);

    #[test]
    fn it_is_checked_once_in_a_time_span() {
        let probe = Probe::default();
        let mut count = 0;
        let check = move || {
            count += 1;
            Some((2 * SECOND * count, count))
        };
        probe.start("count", check).expect("a thread");
        let ask = |seconds: u32| probe.ask(seconds * SECOND, SECOND, NEVER);
        assert_eq!(
            [ask(2), ask(2), ask(3), ask(4)],
            [Some(1), Some(1), Some(2), Some(2)]
        );
    }

    #[test]
    fn who_asks_while_it_hangs_waits_a_bounded_time_and_gets_the_next_result() {
        let probe = Probe::default();
        let (go, gate) = sync_channel(0);
        let check = move || gate.recv().ok();
        probe.start("gate", check).expect("a thread");
        assert_eq!(probe.ask(SECOND, SECOND, Duration::ZERO), None);
        // All wait for the one that hangs, from its beginning.
        assert_eq!(probe.ask(SECOND, SECOND, Duration::from_millis(1)), None);
        go.send((SECOND, "it was slow")).expect("it waits");
        assert_eq!(probe.ask(SECOND, SECOND, NEVER), Some("it was slow"));
        assert_eq!(probe.ask(9 * SECOND, SECOND, Duration::ZERO), None);
        go.send((9 * SECOND, "sound")).expect("it waits");
        // At a moment when the one before is out of date, whether or not the new one is stored already.
        assert_eq!(probe.ask(9 * SECOND, SECOND, NEVER), Some("sound"));
    }

    #[test]
    fn one_that_was_not_started_or_has_ended_answers_nothing() {
        let probe = Probe::<u8>::default();
        assert_eq!(probe.ask(SECOND, SECOND, NEVER), None);
        let (ended, sees) = sync_channel::<()>(0);
        probe
            .start("ends", move || {
                let _until_it_ends = &ended;
                None
            })
            .expect("a thread");
        assert_eq!(probe.ask(SECOND, SECOND, Duration::ZERO), None);
        assert!(sees.recv().is_err());
    }
}
