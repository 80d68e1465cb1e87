//! Changing the password.

use crate::app::App;
use crate::domain::account::{Account, AccountId};
use crate::domain::admin_log::Deed;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::domain::password::Password;
use crate::domain::query::Which;
use crate::services::accounts::proof::prove_again;
use crate::store::codes::CodeId;
use crate::store::{self, Tx};

/// Sets a new password for the caller and ends all their other sessions, and their codes.
///
/// # Errors
/// [`Fault::WrongCurrentPassword`], [`Fault::TooManyTries`], [`Fault::WeakPassword`],
/// or [`Fault::Busy`] when too many wait to be hashed.
pub(crate) fn change_password(
    app: &App,
    caller: Caller,
    current: &str,
    new: &Password,
) -> Result<(), Fault> {
    let proof = prove_again(app, caller, current)?;
    let account = super::view(app, caller)?;
    super::check_strength(app, new, &super::known_of(&account))?;
    let hash = app.hasher.hash(new)?;
    proof.write(app, move |tx| {
        store::accounts::set_hash(tx, caller.account, &hash)?;
        store::codes::end_all(tx, caller.account)?;
        store::sessions::end_others(tx, caller.account, caller.session)
    })
}

/// Sets a new password for an account without the old one, and ends all its
/// sessions and codes. The caller is an administrator.
///
/// # Errors
/// [`Fault::NotAllowed`], [`Fault::NoAccount`], [`Fault::WeakPassword`],
/// [`Fault::Busy`].
pub(crate) fn set_password(
    app: &App,
    caller: Caller,
    which: Which,
    new: &Password,
) -> Result<Account, Fault> {
    caller.admin()?;
    let account = super::find(app, caller, which)?;
    super::check_strength(app, new, &super::known_of(&account))?;
    let (id, hash) = (account.id, app.hasher.hash(new)?);
    app.store.write(move |tx| {
        store::sessions::check_still(tx, caller)?;
        replace_password(tx, id, &hash, None)?;
        store::admin_log::note(tx, caller, Deed::Password, Some(id), [None, None])?;
        store::accounts::get(tx, id)?.ok_or(Fault::NoAccount)
    })
}

/// Writes a new password's hash, whatever it was before, and ends all sessions and all codes but the one that was
/// used for it.
pub(super) fn replace_password(
    tx: &Tx,
    account: AccountId,
    hash: &str,
    used: Option<CodeId>,
) -> Result<(), Fault> {
    store::accounts::set_hash(tx, account, hash)?;
    store::codes::end_others(tx, account, used)?;
    store::sessions::end_all(tx, account)
}
