use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::PhotoFault;
use super::inspect::Header;
use super::prepare::{Prepared, render};
use crate::platform::gate::Gate;
use parking_lot::Mutex;

/// Waiters for each place. A decode takes a fraction of a second, so the last in line waits a
/// second or two; more would only keep more uploads in memory.
const LINE_PER_PLACE: usize = 4;

/// Seconds after which a line that was full has usually moved on.
const RETRY_AFTER: u32 = 2;

/// Threads that do nothing but decode, and the gate in front of them: a place for each.
///
/// An allocator keeps some of what a thread has freed, to give it to that thread again. Were
/// photos decoded on whichever thread a request is on, each of those would come to hold tens of
/// megabytes: with 16 of them and 2 places glibc was measured at 490 MiB, and at 155 to 183 this way.
pub(super) struct Workers {
    pub(super) gate: Gate,
    jobs: SyncSender<Job>,
}

struct Job {
    bytes: Vec<u8>,
    header: Header,
    answer: SyncSender<Result<Prepared, PhotoFault>>,
}

impl Workers {
    /// Starts the threads; they end when this is dropped.
    pub(super) fn start(count: usize) -> io::Result<Workers> {
        let (jobs, inbox) = sync_channel(count);
        let inbox = Arc::new(Mutex::new(inbox));
        for _ in 0..count {
            let inbox = Arc::clone(&inbox);
            let thread = thread::Builder::new().name("photo".to_owned());
            thread.spawn(move || while work(&inbox).is_some() {})?;
        }
        let gate = Gate::new(count, count * LINE_PER_PLACE);
        Ok(Workers { gate, jobs })
    }

    /// Renders on one of the threads once there is a place, and waits for it; `Busy` at once when
    /// too many wait already. The memory that decoding takes is so that of `count` images.
    pub(super) fn render(&self, bytes: &[u8], header: Header) -> Result<Prepared, PhotoFault> {
        let busy = PhotoFault::Busy {
            retry_after: RETRY_AFTER,
        };
        // Held until the answer is here: whoever has a place finds a thread idle.
        let _place = self.gate.enter().ok_or(busy)?;
        let (answer, answered) = sync_channel(1);
        let job = Job {
            bytes: bytes.to_vec(),
            header,
            answer,
        };
        let gone = || PhotoFault::Disk(io::Error::other("the photo threads are gone"));
        self.jobs.send(job).map_err(|_| gone())?;
        answered.recv().unwrap_or_else(|_| Err(gone()))
    }
}

/// Does the next job; `None` when there will be no more.
fn work(inbox: &Mutex<Receiver<Job>>) -> Option<()> {
    let next = inbox.lock().recv();
    let Job {
        bytes,
        header,
        answer,
    } = next.ok()?;
    let rendered = render(&bytes, &header);
    drop(bytes);
    // Nobody listening any more is no reason to stop.
    let _ = answer.send(rendered);
    Some(())
}
