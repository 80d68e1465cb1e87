//! What became of the backups that the server makes by itself.

use std::path::PathBuf;

use std::time::Duration;

use parking_lot::Mutex;

use crate::domain::moment::Moment;

/// Remembers it, as long as the server runs.
#[derive(Debug, Default)]
pub struct BackupRecord(Mutex<BackupStatus>);

/// How the backups stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct BackupStatus {
    /// How often one is to be made; `None` if the server makes none by itself.
    pub every: Option<Duration>,
    /// The folder they are kept in.
    pub folder: Option<PathBuf>,
    /// When the latest good one was made, by this run of the server or an earlier one.
    pub made_at: Option<Moment>,
    /// The file of that one.
    pub file: Option<PathBuf>,
    /// How many bytes it has.
    pub bytes: u64,
    /// What went wrong with the last attempt, if it failed.
    pub failed: Option<FailedBackup>,
}

/// An attempt that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FailedBackup {
    /// When.
    pub at: Moment,
    /// Why, as a sentence.
    pub why: String,
    /// How many in a row have failed, this one included.
    pub in_a_row: u32,
}

impl BackupRecord {
    /// How they stand now.
    #[must_use]
    pub(crate) fn report(&self) -> BackupStatus {
        self.0.lock().clone()
    }

    /// From now on one is to be made so often, in this folder.
    pub(crate) fn expect(&self, every: Duration, folder: PathBuf) {
        self.change(|report| {
            report.every = Some(every);
            report.folder = Some(folder);
        });
    }

    /// A good one was made then, or found.
    pub(crate) fn made(&self, at: Moment, file: PathBuf, bytes: u64) {
        self.change(|report| {
            report.made_at = Some(at);
            report.file = Some(file);
            report.bytes = bytes;
            report.failed = None;
        });
    }

    /// An attempt failed; returns how many in a row have.
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
