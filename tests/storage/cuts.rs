//! The power goes at chosen moments of what was written down, and somebody judges what is left.

use std::error::Error;
use std::path::PathBuf;
use std::thread;

use tempfile::TempDir;

use crate::chance::Chance;
use crate::disk::{Disk, Lie};
use crate::ledger::Verdict;
use crate::shim::Site;
use crate::trace::{self, Event};

/// Everything that happened to a disk.
pub struct Recorded {
    root: PathBuf,
    pub events: Vec<Event>,
    /// The length of the trace after each event.
    pub ends: Vec<u64>,
}

impl Recorded {
    /// What was written down so far.
    pub fn on(site: &Site) -> Self {
        let (events, ends) = trace::read(&site.trace());
        Self {
            root: site.disk(),
            events,
            ends,
        }
    }

    /// How many events there were when the trace was so long.
    pub fn events_until(&self, length: u64) -> usize {
        self.ends.partition_point(|end| *end <= length)
    }

    /// Cuts the power after each of these events, on two threads, and says what was lost at which.
    /// The numbers are sorted; one that comes twice is two disks.
    pub fn cut_all(
        &self,
        cuts: &[usize],
        lie: Lie,
        seed: u64,
        judge: impl Fn(&Disk, usize, &mut Chance) -> Verdict + Sync,
    ) -> Vec<String> {
        let work = |worker: usize| {
            let mut disk = Disk::new(&self.root, lie);
            let mut chance = Chance(seed ^ worker as u64);
            let mut events = self.events.iter();
            let mut happened = 0;
            let mut losses = Vec::new();
            for &cut in cuts.iter().skip(worker).step_by(2) {
                events
                    .by_ref()
                    .take(cut - happened)
                    .for_each(|event| disk.apply(event));
                happened = cut;
                if let Err(loss) = judge(&disk, cut, &mut chance) {
                    losses.push(self.told(cut, &*loss));
                }
            }
            losses
        };
        thread::scope(|scope| {
            let workers = [0, 1].map(|worker| {
                let work = &work;
                scope.spawn(move || work(worker))
            });
            workers.map(|worker| worker.join().unwrap()).concat()
        })
    }

    fn told(&self, cut: usize, loss: &dyn Error) -> String {
        let last = cut.checked_sub(1).map(|last| &self.events[last]);
        // A write's bytes would fill the screen.
        let last: String = format!("{last:?}").chars().take(120).collect();
        let all = self.events.len();
        format!("power lost after event {cut} of {all} ({last}): {loss}")
    }
}

/// A folder in memory where there is one: what is checked there has no need to last.
pub fn quick_folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

pub fn seed() -> u64 {
    u64::from_ne_bytes(firststep::random::bytes::<8>())
}
