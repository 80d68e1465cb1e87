//! Puts into the report what became of each row, once it is written.

use crate::auth::hasher::ImportedPassword;
use crate::domain::account::AccountId;
use crate::transfer::import::outcome::{RowOutcome, WrittenRow};
use crate::transfer::import::pending::{PendingRow, PendingWrite};
use crate::transfer::import::run::Importer;
use crate::transfer::import::unreported::UnreportedRow;
use crate::transfer::import::{ImportError, photos};

impl Importer<'_> {
    pub(super) fn unreported(&self, pending: &mut PendingRow) -> UnreportedRow {
        let (mut photo, mut password) = (None, None);
        let (mut status, mut closed_by) = (None, None);
        if let PendingWrite::Account(new) = &mut pending.work {
            photo = new.photo.take().filter(|_| self.plan.photos.is_some());
            if photo.is_some() {
                // Storing the photo adds one to the count again.
                new.account.photo_count = (new.account.photo_count - 1).max(0);
            }
            status = Some(new.account.status.word());
            closed_by = new.closed_by.take();
            password = Some(match &new.given {
                ImportedPassword::Hash { kind, .. } => kind,
                ImportedPassword::Fast(_) => "fast hash, now under bcrypt",
                ImportedPassword::Plain(_) => "plain, now bcrypt",
                ImportedPassword::Nothing => "none",
            });
        }
        UnreportedRow {
            table: pending.table.clone(),
            line: pending.line,
            left_out: std::mem::take(&mut pending.left_out),
            image: pending.image.take(),
            photo,
            password,
            status,
            closed_by,
        }
    }

    pub(super) fn report_row(
        &mut self,
        mut row: UnreportedRow,
        written: WrittenRow,
    ) -> Result<(), ImportError> {
        let tally = self.report.tally(&row.table);
        match written.outcome {
            RowOutcome::Made => {
                tally.made += 1;
                self.count_account(&mut row);
            }
            RowOutcome::Same => tally.same += 1,
            RowOutcome::Changed => tally.changed += 1,
            RowOutcome::Kept(differs) | RowOutcome::Stop(differs) => {
                tally.kept += 1;
                self.add_finding(
                    "kept",
                    row.line,
                    row.table.clone(),
                    format!("it differs in: {differs}"),
                );
            }
            RowOutcome::Rejected(why) => {
                self.reject(row.line, &row.table, why);
                return Ok(());
            }
        }
        if let Some(account) = written.account {
            self.photo(account, &mut row)?;
        }
        if let Some(how) = written.renamed {
            self.add_finding("renamed", row.line, row.table.clone(), how);
        }
        for why in row.left_out {
            self.add_finding("left out", row.line, row.table.clone(), why);
        }
        Ok(())
    }

    /// Counts what a new account signs in with, and whether it may.
    fn count_account(&mut self, row: &mut UnreportedRow) {
        if let Some(password) = row.password {
            *self.report.passwords.entry(password).or_default() += 1;
        }
        if let Some(status) = row.status {
            *self.report.statuses.entry(status).or_default() += 1;
        }
        if let Some(why) = row.closed_by.take() {
            self.add_finding("not active", row.line, row.table.clone(), why);
        }
    }

    /// Stores the photo of an account or a card.
    fn photo(&mut self, account: AccountId, row: &mut UnreportedRow) -> Result<(), ImportError> {
        let bytes = match (row.image.take(), &self.plan.photos, &row.photo) {
            (Some(bytes), _, _) => bytes,
            (None, Some(folder), Some(name)) => match photos::read(folder, name) {
                Ok(bytes) => bytes,
                Err(why) => {
                    row.left_out.push(why);
                    return Ok(());
                }
            },
            _ => return Ok(()),
        };
        match photos::store(self.app, account, bytes)? {
            Ok(stored) => self.report.photos += u64::from(stored),
            Err(why) => row.left_out.push(format!("photo: {why}")),
        }
        Ok(())
    }
}
