//! Deleting an account.

use crate::app::App;
use crate::domain::account::AccountId;
use crate::domain::admin_log::Deed;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::domain::query::Which;
use crate::services::accounts::find::reach;
use crate::services::accounts::last_administrator::{keep_one, refuse_last};
use crate::services::accounts::proof::prove_again;
use crate::services::pieces::in_pieces_after;
use crate::services::profiles;
use crate::store::{self, Tx};

/// Deletes an account and everything that belongs to it: sessions, predictions,
/// the photo's row and its files, posts, the card, mails in the outbox; of much some at a time, so
/// that a server that stops meanwhile leaves the account with the rest, to be deleted again. Only its owner and
/// administrators may; nobody else learns whether it exists.
///
/// # Errors
/// [`Fault::NotAllowed`], [`Fault::LastAdministrator`], or for administrators [`Fault::NoAccount`].
pub(crate) fn delete(app: &App, caller: Caller, which: Which) -> Result<(), Fault> {
    take_away(app, caller, which, false)
}

/// The same, even if nobody can administer the server afterwards.
///
/// # Errors
/// As [`delete`], but for [`Fault::LastAdministrator`].
pub(crate) fn delete_even_the_last(app: &App, caller: Caller, which: Which) -> Result<(), Fault> {
    take_away(app, caller, which, true)
}

/// Deletes the caller's own account, for who has its password.
///
/// # Errors
/// As [`prove_again`], and [`Fault::LastAdministrator`].
pub(crate) fn leave(app: &App, caller: Caller, password: &str) -> Result<(), Fault> {
    let proof = prove_again(app, caller, password)?;
    let Gone(photo) = proof.write_in_pieces(app, move |tx| piece(tx, caller.account, false))?;
    forget(app, caller.account, photo.as_deref());
    Ok(())
}

fn take_away(app: &App, caller: Caller, which: Which, by_force: bool) -> Result<(), Fault> {
    let which = which.owned();
    let may_begin = move |tx: &Tx| store::sessions::check_still(tx, caller);
    let (account, Gone(photo)) = in_pieces_after(app, may_begin, move |tx| {
        let account = reach(store::accounts::id_of(tx, which.as_ref())?, caller)?;
        let Some(gone) = piece(tx, account, by_force)? else {
            return Ok(None);
        };
        if caller.acts_on_another(account) {
            store::admin_log::note(tx, caller, Deed::Deleted, Some(account), [None, None])?;
        }
        Ok(Some((account, gone)))
    })?;
    forget(app, account, photo.as_deref());
    Ok(())
}

/// What is left of an account without rows: its photo's files, by their name.
struct Gone(Option<String>);

/// Deletes some of the rows; `None` while there are more.
fn piece(tx: &Tx, account: AccountId, by_force: bool) -> Result<Option<Gone>, Fault> {
    // Before anything is deleted.
    refuse_last(tx, account, by_force)?;
    if !store::pieces::of_account(tx, account)? {
        return Ok(None);
    }
    keep_one(tx, account, by_force, || {
        let photo = store::photos::remove(tx, account)?;
        store::accounts::delete(tx, account)?;
        Ok(Some(Gone(photo)))
    })
}

fn forget(app: &App, account: AccountId, photo: Option<&str>) {
    profiles::remove_files(app, photo);
    app.mailer.forget(account);
}

/// Deletes the account of this username, or for an administrator the one of this number: flask-api's dashboard knows
/// accounts by number. Where a username is another account's number, neither is deleted by an administrator.
///
/// # Errors
/// As [`delete`].
pub(crate) fn delete_named(app: &App, caller: Caller, name: &str) -> Result<(), Fault> {
    let which = Which::Username(name);
    let Some(number) = name.parse().ok().filter(|_| caller.is_admin()) else {
        return delete(app, caller, which);
    };
    let (named, numbered) = app.store.read(|tx| {
        let id_of = |which| store::accounts::id_of(tx, which);
        Ok((id_of(which)?, id_of(Which::Id(AccountId(number)))?))
    })?;
    match (named, numbered) {
        (Some(named), Some(numbered)) if named != numbered => Err(Fault::NotAllowed),
        (named, numbered) => {
            let id = named.or(numbered).ok_or(Fault::NoAccount)?;
            delete(app, caller, Which::Id(id))
        }
    }
}
