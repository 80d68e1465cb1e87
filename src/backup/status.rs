//! The status of the backups that the server makes by schedule.

use std::path::PathBuf;

use std::time::Duration;

use parking_lot::Mutex;

use crate::domain::moment::Moment;

/// The status, kept while the server runs.
#[derive(Debug, Default)]
pub struct BackupRecord(Mutex<BackupStatus>);

/// The status of scheduled backups.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct BackupStatus {
    /// The interval; `None` without a schedule.
    pub every: Option<Duration>,
    /// Their folder.
    pub folder: Option<PathBuf>,
    /// When the latest good backup was made, also by an earlier run of the server.
    pub made_at: Option<Moment>,
    /// Its file.
    pub file: Option<PathBuf>,
    /// Its size in bytes.
    pub bytes: u64,
    /// How many are dated later than now, and therefore not counted.
    pub ahead: usize,
    /// The last attempt, if it failed.
    pub failed: Option<FailedBackup>,
}

/// An attempt that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FailedBackup {
    /// When.
    pub at: Moment,
    /// Why, as a sentence.
    pub why: String,
    /// How many have failed in a row, this one included.
    pub in_a_row: u32,
}

impl BackupRecord {
    /// The current status.
    #[must_use]
    pub(crate) fn report(&self) -> BackupStatus {
        self.0.lock().clone()
    }

    /// Sets the schedule.
    pub(crate) fn expect(&self, every: Duration, folder: PathBuf) {
        self.change(|report| {
            report.every = Some(every);
            report.folder = Some(folder);
        });
    }

    /// Records a good backup, made now or found in the folder.
    pub(crate) fn made(&self, at: Moment, file: PathBuf, bytes: u64) {
        self.change(|report| {
            report.made_at = Some(at);
            report.file = Some(file);
            report.bytes = bytes;
            report.failed = None;
        });
    }

    /// Forgets the latest good backup: its date isn't believed any more.
    pub(crate) fn forget(&self) {
        self.change(|report| {
            report.made_at = None;
            report.file = None;
            report.bytes = 0;
        });
    }

    /// Records how many are dated later than now; returns whether that is news.
    pub(crate) fn note_ahead(&self, count: usize) -> bool {
        let mut before = 0;
        self.change(|report| before = std::mem::replace(&mut report.ahead, count));
        before != count
    }

    /// Records a failed attempt; returns how many have failed in a row.
    pub(crate) fn failed(&self, at: Moment, why: String) -> u32 {
        let mut in_a_row = 1;
        self.change(|report| {
            in_a_row += report.failed.as_ref().map_or(0, |before| before.in_a_row);
            report.failed = Some(FailedBackup { at, why, in_a_row });
        });
        in_a_row
    }

    fn change(&self, change: impl FnOnce(&mut BackupStatus)) {
        change(&mut self.0.lock());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_counted_until_one_goes_well() {
        let record = BackupRecord::default();
        assert_eq!(record.report(), BackupStatus::default());
        let at = Moment::from_micros;
        assert_eq!(record.failed(at(1), "full".to_owned()), 1);
        assert_eq!(record.failed(at(2), "full".to_owned()), 2);
        record.made(at(3), "a.zip".into(), 7);
        let report = record.report();
        assert_eq!((report.made_at, report.failed), (Some(at(3)), None));
        assert_eq!(record.failed(at(4), "full".to_owned()), 1);
        assert_eq!(record.report().made_at, Some(at(3)), "still the latest");
    }
}
