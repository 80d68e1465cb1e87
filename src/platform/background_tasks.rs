//! Recurring work beside the requests, on threads of its own.

use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

/// Whether the server is about to stop; a task that takes long checks it now and then.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<(Mutex<bool>, Condvar)>);

impl Stop {
    /// Whether it is.
    #[must_use]
    pub(crate) fn asked(&self) -> bool {
        *self.0.0.lock()
    }

    fn ask(&self) {
        *self.0.0.lock() = true;
        self.0.1.notify_all();
    }

    /// Waits this long, or until the server stops; returns whether it does.
    fn wait(&self, span: Duration) -> bool {
        let mut asked = self.0.0.lock();
        self.0.1.wait_while_for(&mut asked, |asked| !*asked, span);
        *asked
    }
}

/// The running tasks. Dropping them asks each to stop and waits for it.
#[derive(Debug, Default)]
pub(crate) struct BackgroundTasks {
    stop: Stop,
    threads: Vec<JoinHandle<()>>,
}

impl BackgroundTasks {
    /// Runs `work` again and again: first after `first`, then each time after what it returns.
    pub(crate) fn start(
        &mut self,
        name: &str,
        first: Duration,
        mut work: impl FnMut(&Stop) -> Duration + Send + 'static,
    ) -> std::io::Result<()> {
        let stop = self.stop.clone();
        let thread = thread::Builder::new().name(name.into()).spawn(move || {
            let mut pause = first;
            while !stop.wait(pause) {
                pause = work(&stop);
            }
        })?;
        self.threads.push(thread);
        Ok(())
    }
}

impl Drop for BackgroundTasks {
    fn drop(&mut self) {
        self.stop.ask();
        for thread in self.threads.drain(..) {
            // The panic hook has reported a panic already.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    /// Longer than any test may take.
    const NEVER: Duration = Duration::from_secs(3600);

    #[test]
    fn a_task_decides_when_it_runs_next() {
        let (sender, received) = channel();
        let mut tasks = BackgroundTasks::default();
        let mut round = 0;
        let work = move |_: &Stop| {
            round += 1;
            sender.send(round).expect("heard");
            if round < 3 { Duration::ZERO } else { NEVER }
        };
        tasks
            .start("count", Duration::ZERO, work)
            .expect("a thread");
        assert_eq!(received.iter().take(3).collect::<Vec<_>>(), [1, 2, 3]);
        drop(tasks);
        assert!(received.recv().is_err(), "it ends long before its next run");
    }

    #[test]
    fn a_long_task_is_told_to_stop() {
        let (sender, received) = channel();
        let mut tasks = BackgroundTasks::default();
        let work = move |stop: &Stop| {
            sender.send(()).expect("heard");
            while !stop.asked() {
                thread::yield_now();
            }
            NEVER
        };
        tasks.start("long", Duration::ZERO, work).expect("a thread");
        received.recv().expect("at work");
        drop(tasks);
    }
}
