//! Power cuts at chosen moments of a recording, and a check of what is left.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use crate::chance::Chance;
use crate::disk::{Disk, IgnoredSyncs};
use crate::ledger::Judgement;
use crate::server::{Server, serving};
use crate::shim::Site;
use crate::trace::{self, Event};

/// A recording of everything that changed a disk.
pub struct Recorded {
    root: PathBuf,
    pub events: Vec<Event>,
    /// The length of the trace after each event.
    pub ends: Vec<u64>,
}

impl Recorded {
    /// The recording so far.
    pub fn on(site: &Site) -> Self {
        let (events, ends) = trace::read(&site.trace());
        Self {
            root: site.disk(),
            events,
            ends,
        }
    }

    /// How many events there were when the trace had this length.
    pub fn events_until(&self, length: u64) -> usize {
        self.ends.partition_point(|end| *end <= length)
    }

    /// Cuts the power after each of these events, and asserts that nothing was lost. The numbers are
    /// sorted; one given twice is tried on two disks.
    pub fn assert_kept(&self, cuts: &[usize], judge: impl Judge) {
        let losses = self.cut_all(cuts, IgnoredSyncs::None, judge);
        let examples: Vec<_> = losses.iter().take(5).map(String::as_str).collect();
        let (lost, count) = (losses.len(), cuts.len());
        assert!(
            losses.is_empty(),
            "{lost} of {count}:\n{}",
            examples.join("\n")
        );
    }

    /// The same on a disk that ignores syncs: proves that [`Self::assert_kept`] would find such a loss.
    pub fn assert_lost(&self, cuts: &[usize], ignored: IgnoredSyncs, judge: impl Judge) {
        let losses = self.cut_all(cuts, ignored, judge);
        let example = losses.first();
        let example = example.unwrap_or_else(|| panic!("{ignored:?}: no loss was found"));
        let (lost, count) = (losses.len(), cuts.len());
        println!("{ignored:?}: {lost} of {count} cuts lost something, such as: {example}");
    }

    /// On two threads; returns what was lost at which cut.
    fn cut_all(&self, cuts: &[usize], ignored: IgnoredSyncs, judge: impl Judge) -> Vec<String> {
        let seed = seed();
        let work = |worker: usize| {
            let mut disk = Disk::new(&self.root, ignored);
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
                if let Err(loss) = start_on(&disk, cut, &mut chance, &judge) {
                    losses.push(self.report(cut, &*loss));
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

    fn report(&self, cut: usize, loss: &dyn Error) -> String {
        let last = cut.checked_sub(1).map(|last| &self.events[last]);
        // Without all of a write's bytes.
        let last: String = format!("{last:?}").chars().take(120).collect();
        let all = self.events.len();
        format!("power lost after event {cut} of {all} ({last}): {loss}")
    }
}

/// Checks a server that was started on the data folder as a cut after this event left it.
pub trait Judge: Fn(Server, &Path, usize) -> Judgement + Sync {}

impl<J: Fn(Server, &Path, usize) -> Judgement + Sync> Judge for J {}

fn start_on(disk: &Disk, cut: usize, chance: &mut Chance, judge: &impl Judge) -> Judgement {
    // In memory where possible, for speed.
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())?;
    disk.rebuild(folder.path(), chance);
    let data = folder.path().join("data");
    let server = Server::start(serving(&data))
        .map_err(|ended| format!("it doesn't start ({}): {}", ended.status, ended.said))?;
    judge(server, &data, cut)
}

/// The trace's length: once an answer is here, it includes all that was done for it.
pub fn moment(site: &Site) -> u64 {
    fs::metadata(site.trace()).unwrap().len()
}

pub fn seed() -> u64 {
    u64::from_ne_bytes(firststep::platform::random::bytes::<8>())
}
