//! Power cuts during a restore. The next start finds the state before or the restored one, complete; once
//! the restore has succeeded, the restored one.

use std::env;
use std::path::Path;
use std::sync::LazyLock;

use crate::cuts::{Recorded, moment};
use crate::disk::IgnoredSyncs;
use crate::ledger::Judgement;
use crate::restore::{Layout, Person, STATES, person, said, state};
use crate::server::Server;
use crate::shim::Site;

/// Disks for each event of a restore.
const DISKS: usize = 1;
/// Cuts for each kind of disk that ignores syncs.
const IGNORED_SYNC_CUTS: usize = 60;

/// A first start with a user, a kill, and a restore.
struct Recording {
    disk: Recorded,
    old: Person,
    /// How many events there were when the restore began.
    begun: usize,
}

static RECORDING: LazyLock<Option<Recording>> = LazyLock::new(record);

fn record() -> Option<Recording> {
    let site = Site::new()?;
    let server = site.start_traced();
    let old = person(&server, "old@example.org");
    // The log stays, with all data in it.
    server.kill();
    let begun = moment(&site);
    let mut command = site.preload(Layout::Usual.restoring(&site.data(), true));
    let output = command.env("FAULTS_TRACE", site.trace()).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let disk = Recorded::on(&site);
    let begun = disk.events_until(begun);
    Some(Recording { disk, old, begun })
}

impl Recording {
    fn judge(&self, server: Server, cut: usize) -> Judgement {
        let found = state(&server, [&self.old, &STATES.new])?;
        server.stop();
        match found {
            None => Err("both states are gone".into()),
            Some(0) if cut == self.disk.events.len() => {
                Err("it said that it had restored, and hasn't".into())
            }
            Some(_) => Ok(()),
        }
    }
}

#[test]
fn a_power_cut_leaves_one_of_the_two_states() {
    let Some(recording) = &*RECORDING else { return };
    let each = env::var("FIRSTSTEP_RESTORE_DISKS").map_or(DISKS, |text| text.parse().unwrap());
    let moments = recording.begun..=recording.disk.events.len();
    let cuts: Vec<_> = moments.flat_map(|cut| vec![cut; each]).collect();
    let judge = |server: Server, _: &Path, cut| recording.judge(server, cut);
    recording.disk.assert_kept(&cuts, judge);
    let count = cuts.len();
    println!("{count} power cuts, one of the two states each time");
}

fn assert_found(ignored: IgnoredSyncs) {
    let Some(recording) = &*RECORDING else { return };
    let length = recording.disk.events.len() - recording.begun;
    let cut = |number: usize| recording.begun + length * (number + 1) / IGNORED_SYNC_CUTS;
    let cuts: Vec<_> = (0..IGNORED_SYNC_CUTS).map(cut).collect();
    let judge = |server: Server, _: &Path, cut| recording.judge(server, cut);
    recording.disk.assert_lost(&cuts, ignored, judge);
}

#[test]
fn losses_are_found_when_no_sync_of_a_restore_is_kept() {
    assert_found(IgnoredSyncs::Everything);
}

#[test]
fn losses_are_found_when_syncs_of_what_it_prepares_are_not_kept() {
    assert_found(IgnoredSyncs::Prepared);
}

#[test]
fn losses_are_found_when_syncs_of_the_data_folder_during_a_restore_are_not_kept() {
    assert_found(IgnoredSyncs::DataFolder);
}
