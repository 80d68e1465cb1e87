//! Looking at accounts: one's own, or as an administrator anybody's.

use crate::app::App;
use crate::domain::account::{Account, AccountId};
use crate::domain::caller::{Admin, Caller};
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::query::{Page, Search, Which};
use crate::store;

/// The caller's own account.
///
/// # Errors
/// [`Fault::ExpiredCredentials`] if it was deleted this very moment.
pub(crate) fn view(app: &App, caller: Caller) -> Result<Account, Fault> {
    app.store
        .read(|tx| store::accounts::get(tx, caller.account))?
        .ok_or(Fault::ExpiredCredentials)
}

/// An account: the caller's own, or anybody's for an administrator. Nobody
/// else learns whether it exists.
///
/// # Errors
/// [`Fault::NotAllowed`], or for administrators [`Fault::NoAccount`].
pub(crate) fn find(app: &App, caller: Caller, which: Which) -> Result<Account, Fault> {
    app.store.read(|tx| {
        let id = reach(store::accounts::id_of(tx, which)?, caller)?;
        store::accounts::get(tx, id)?.ok_or(Fault::NoAccount)
    })
}

/// The number that was found, if the caller may act on it.
///
/// # Errors
/// [`Fault::NotAllowed`], or for administrators [`Fault::NoAccount`].
pub(crate) fn reach(found: Option<AccountId>, caller: Caller) -> Result<AccountId, Fault> {
    match found {
        Some(id) if caller.may_act_on(id) => Ok(id),
        None if caller.is_admin() => Err(Fault::NoAccount),
        _ => Err(Fault::NotAllowed),
    }
}

/// Accounts in the order they signed up, for an administrator.
pub(crate) fn list(app: &App, _: Admin, page: Page) -> Result<Vec<Account>, Fault> {
    app.store
        .read_snapshot(|tx| store::accounts::list(tx, page))
}

/// The accounts that fit a search, in its order, and how many there are in all,
/// for an administrator.
pub(crate) fn search(
    app: &App,
    _: Admin,
    search: &Search,
    page: Page,
) -> Result<(Vec<Account>, i64), Fault> {
    app.store.search_accounts(search, page)
}

/// Reads ahead what the first search would wait for; what fails now fails again there.
pub(crate) fn learn(app: &App) {
    if let Err(fault) = app.store.learn_accounts() {
        tracing::warn!(?fault, "the accounts couldn't be read ahead");
    }
}

/// The same without credentials, if the operator allowed that.
///
/// # Errors
/// [`Fault::NoCredentials`] if they didn't.
pub(crate) fn list_openly(app: &App, page: Page) -> Result<Vec<Account>, Fault> {
    if !app.policy.open_user_list {
        return Err(Fault::NoCredentials);
    }
    app.store
        .read_snapshot(|tx| store::accounts::list(tx, page))
}

/// Accounts that signed in at this moment or later, for an administrator.
pub(crate) fn signed_in_since(
    app: &App,
    _: Admin,
    moment: Moment,
    page: Page,
) -> Result<Vec<Account>, Fault> {
    app.store
        .read(|tx| store::accounts::signed_in_since(tx, moment, page))
}

/// How many accounts there are, or signed in at this moment or later, for an
/// administrator.
pub(crate) fn count(app: &App, _: Admin, since: Option<Moment>) -> Result<i64, Fault> {
    app.store.read(|tx| store::accounts::count(tx, since))
}

/// Whether one of these, a username or an address, belongs to an account as either, or did until lately.
pub(crate) fn is_taken(app: &App, given: [Option<&str>; 2]) -> Result<bool, Fault> {
    app.store.read(|tx| {
        for text in given.into_iter().flatten() {
            let former = store::former_addresses::holder(tx, &Email::folded(text))?;
            if former.is_some() || store::accounts::id_of(tx, Which::Either(text))?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    })
}

/// The accounts that have this username or this address, for an administrator: two where the name of an older
/// version is another's address. Where there is none, the account that had the address until lately.
pub(crate) fn named(app: &App, _: Admin, name: &str) -> Result<Vec<AccountId>, Fault> {
    app.store.read(|tx| {
        let both = [Which::Email(name), Which::Username(name)];
        let found = both.map(|which| store::accounts::id_of(tx, which));
        let mut found: Vec<AccountId> = found
            .into_iter()
            .filter_map(Result::transpose)
            .collect::<Result<_, _>>()?;
        found.dedup();
        if found.is_empty() {
            found.extend(store::former_addresses::holder(tx, &Email::folded(name))?);
        }
        Ok(found)
    })
}
