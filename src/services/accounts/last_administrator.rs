//! That somebody can administer the server.

use crate::domain::account::{AccountId, Role, Status};
use crate::domain::fault::Fault;
use crate::store::{self, Tx};

/// Does the work on an account; unless it is by force, not if that leaves no administrator who can sign in. Judged by
/// what the work led to, in its own transaction: of two administrators who close each other's accounts, one stays.
///
/// # Errors
/// [`Fault::LastAdministrator`], and what the work returns.
pub(super) fn keep_one<T>(
    tx: &Tx,
    account: AccountId,
    by_force: bool,
    work: impl FnOnce() -> Result<T, Fault>,
) -> Result<T, Fault> {
    let before = store::accounts::get(tx, account)?;
    let done = work()?;
    let was_one = before.is_some_and(|one| one.role == Role::Admin && one.status == Status::Active);
    if was_one && !by_force && !store::accounts::has_admin(tx)? {
        return Err(Fault::LastAdministrator);
    }
    Ok(done)
}

/// Refuses, unless it is by force, if there is no other administrator who can sign in: for work in several transactions,
/// which [`keep_one`] judges at its end.
///
/// # Errors
/// [`Fault::LastAdministrator`].
pub(super) fn refuse_last(tx: &Tx, account: AccountId, by_force: bool) -> Result<(), Fault> {
    let is_last = !by_force && store::accounts::is_last_admin(tx, account)?;
    if is_last {
        return Err(Fault::LastAdministrator);
    }
    Ok(())
}
