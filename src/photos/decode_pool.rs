//! Threads that decode, and the bounded queue for them.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use parking_lot::Mutex;

use super::PhotoFault;
use super::image_header::ImageHeader;
use super::prepare::{Prepared, render};
use super::upload::Upload;
use crate::platform::semaphore::{Load, Semaphore};

/// Most uploads that wait per thread. A decode takes a fraction of a second, so the last of them waits a
/// second or two; more would only keep more uploads in memory.
const QUEUE_PER_THREAD: usize = 4;

/// Seconds after which a full queue usually has room again.
const RETRY_AFTER: u32 = 2;

/// Threads that only decode, and a semaphore with a permit for each.
///
/// An allocator keeps some of the memory that a thread has freed for that thread. If photos were decoded
/// on the requests' threads, each of these would keep tens of megabytes: with 16 of them and 2 permits
/// glibc was measured at 490 MiB, and at 155 to 183 MiB this way.
pub(super) struct DecodePool {
    pub(super) semaphore: Semaphore,
    jobs: SyncSender<DecodeJob>,
}

struct DecodeJob {
    upload: Upload,
    header: ImageHeader,
    reply: SyncSender<Result<Prepared, PhotoFault>>,
}

impl DecodePool {
    /// Starts the threads; they end when this is dropped.
    pub(super) fn start(count: usize) -> io::Result<DecodePool> {
        let (jobs, inbox) = sync_channel(count);
        let inbox = Arc::new(Mutex::new(inbox));
        for _ in 0..count {
            let inbox = Arc::clone(&inbox);
            let thread = thread::Builder::new().name("photo".to_owned());
            thread.spawn(move || while work(&inbox).is_some() {})?;
        }
        let semaphore = Semaphore::new(count, count * QUEUE_PER_THREAD);
        Ok(DecodePool { semaphore, jobs })
    }

    /// How many threads decode and how many uploads wait.
    pub(super) fn load(&self) -> Load {
        self.semaphore.load()
    }

    /// Renders on one of the threads; `Busy` at once when too many wait. Bounds the memory of decoding to
    /// that of one image per thread.
    pub(super) fn render(
        &self,
        upload: Upload,
        header: ImageHeader,
    ) -> Result<Prepared, PhotoFault> {
        let busy = PhotoFault::Busy {
            retry_after: RETRY_AFTER,
        };
        // Held until the result is here: whoever has a permit finds an idle thread.
        let _permit = self.semaphore.acquire().ok_or(busy)?;
        let (reply, result) = sync_channel(1);
        let job = DecodeJob {
            upload,
            header,
            reply,
        };
        let gone = || PhotoFault::Disk(io::Error::other("the photo threads are gone"));
        self.jobs.send(job).map_err(|_| gone())?;
        result.recv().unwrap_or_else(|_| Err(gone()))
    }
}

/// Runs the next job; `None` when the pool was dropped.
fn work(inbox: &Mutex<Receiver<DecodeJob>>) -> Option<()> {
    let next = inbox.lock().recv();
    let DecodeJob {
        upload,
        header,
        reply,
    } = next.ok()?;
    let rendered = render(&upload, &header);
    drop(upload);
    // A caller that is gone is no reason to stop.
    let _ = reply.send(rendered);
    Some(())
}
