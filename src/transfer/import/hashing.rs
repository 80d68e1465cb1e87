//! Hashes plain passwords, and fast hashes once more, with bcrypt on all cores before anything is stored.

use std::thread;

use crate::app::App;
use crate::auth::hasher::Given;
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
            Given::Hash { text, .. } => new.account.password_hash.clone_from(text),
            Given::Plain(_) | Given::Fast(_) => costly.push(new),
            Given::Nothing => {}
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
        Given::Plain(password) => app.hasher.hash(password)?,
        Given::Fast(fast) => app.hasher.wrap(fast)?,
        Given::Hash { .. } | Given::Nothing => return Ok(()),
    };
    Ok(())
}
