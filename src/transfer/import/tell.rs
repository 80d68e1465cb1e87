//! What became of rows, told once they are written.

use crate::auth::hasher::ImportedPassword;
use crate::domain::account::AccountId;
use crate::transfer::import::kind::Kind;
use crate::transfer::import::pending::{Outcome, Pending, Settled, Work};
use crate::transfer::import::run::Import;
use crate::transfer::import::{Stopped, photos};

/// What is left to be told of a row once it is written.
pub(super) struct Told {
    kind: Kind,
    table: String,
    line: u64,
    left_out: Vec<String>,
    image: Option<Vec<u8>>,
    photo: Option<String>,
    password: Option<&'static str>,
}

impl Import<'_> {
    pub(super) fn told(&self, pending: &mut Pending) -> Told {
        let (mut photo, mut password) = (None, None);
        if let Work::Account(new) = &mut pending.work {
            photo = new.photo.take().filter(|_| self.plan.photos.is_some());
            if photo.is_some() {
                // The photo counts itself when it comes.
                new.arrival.photo_count = (new.arrival.photo_count - 1).max(0);
            }
            password = Some(match &new.given {
                ImportedPassword::Hash { kind, .. } => kind,
                ImportedPassword::Fast(_) => "fast hash, now under bcrypt",
                ImportedPassword::Plain(_) => "plain, now bcrypt",
                ImportedPassword::Nothing => "none",
            });
        }
        Told {
            kind: pending.kind,
            table: pending.table.clone(),
            line: pending.line,
            left_out: std::mem::take(&mut pending.left_out),
            image: pending.image.take(),
            photo,
            password,
        }
    }

    pub(super) fn tell(&mut self, mut told: Told, settled: Settled) -> Result<(), Stopped> {
        let tally = self.report.tally(&told.table);
        match settled.outcome {
            Outcome::Made => {
                tally.made += 1;
                if let (Kind::Accounts, Some(password)) = (told.kind, told.password) {
                    *self.report.passwords.entry(password).or_default() += 1;
                }
            }
            Outcome::Same => tally.same += 1,
            Outcome::Changed => tally.changed += 1,
            Outcome::Kept(differs) | Outcome::Stop(differs) => {
                tally.kept += 1;
                self.find(
                    "kept",
                    told.line,
                    told.table.clone(),
                    format!("it differs in: {differs}"),
                );
            }
            Outcome::Refused(why) => {
                self.reject(told.line, &told.table, why);
                return Ok(());
            }
        }
        if let Some(account) = settled.account {
            self.photo(account, &mut told)?;
        }
        for why in told.left_out {
            self.find("left out", told.line, told.table.clone(), why);
        }
        Ok(())
    }

    /// The photo that came with an account or a card.
    fn photo(&mut self, account: AccountId, told: &mut Told) -> Result<(), Stopped> {
        let bytes = match (told.image.take(), &self.plan.photos, &told.photo) {
            (Some(bytes), _, _) => bytes,
            (None, Some(folder), Some(name)) => match photos::read(folder, name) {
                Ok(bytes) => bytes,
                Err(why) => {
                    told.left_out.push(why);
                    return Ok(());
                }
            },
            _ => return Ok(()),
        };
        match photos::give(self.app, account, &bytes)? {
            Ok(given) => self.report.photos += u64::from(given),
            Err(why) => told.left_out.push(format!("photo: {why}")),
        }
        Ok(())
    }
}
