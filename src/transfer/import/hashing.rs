//! Hashes plain passwords, and fast hashes once more, with bcrypt on all cores before anything is stored.

use std::thread;

use crate::app::App;
use crate::auth::hasher::ImportedPassword;
use crate::domain::fault::Fault;
use crate::store;
use crate::transfer::import::accounts::AccountRow;
use crate::transfer::import::pending::{PendingRow, PendingWrite};

/// Sets the password hash of every new account of a batch; existing accounts keep theirs and cost
/// nothing. Returns how many were hashed.
pub(super) fn hash(app: &App, batch: &mut [PendingRow]) -> Result<u64, Fault> {
    let mut costly = Vec::new();
    for pending in batch {
        let PendingWrite::Account(new) = &mut pending.work else {
            continue;
        };
        match &new.given {
            ImportedPassword::Hash { text, .. } => new.account.password_hash.clone_from(text),
            ImportedPassword::Plain(_) | ImportedPassword::Fast(_) => costly.push(new),
            ImportedPassword::Nothing => {}
        }
    }
    if costly.is_empty() {
        return Ok(0);
    }
    let emails: Vec<_> = costly.iter().map(|new| &new.account.email).collect();
    let known = app
        .store
        .read(|tx| store::accounts::known_emails(tx, &emails))?;
    let fresh = costly.into_iter().zip(known).filter(|(_, known)| !known);
    let mut fresh: Vec<_> = fresh.map(|(new, _)| new).collect();
    let count = fresh.len() as u64;
    let cores = thread::available_parallelism().map_or(1, Into::into);
    let share = fresh.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        let shares = fresh.chunks_mut(share);
        let workers: Vec<_> = shares
            .map(|share| scope.spawn(|| share.iter_mut().try_for_each(|new| hash_one(app, new))))
            .collect();
        let done = workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or(Err(Fault::Internal)));
        done.collect::<Result<(), Fault>>()
    })?;
    Ok(count)
}

fn hash_one(app: &App, new: &mut AccountRow) -> Result<(), Fault> {
    new.account.password_hash = match &new.given {
        ImportedPassword::Plain(password) => app.hasher.hash(password)?,
        ImportedPassword::Fast(fast) => app.hasher.wrap(fast)?,
        ImportedPassword::Hash { .. } | ImportedPassword::Nothing => return Ok(()),
    };
    Ok(())
}
