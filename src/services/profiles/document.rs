//! What an account says of itself in free form.

use serde_json::Value;

use crate::app::App;
use crate::domain::account::Account;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::domain::name::FullName;
use crate::domain::query::Which;
use crate::services::accounts;
use crate::store::{self, Tx};

/// Most bytes of a document: as many as a body of fields may have, so that a
/// list of accounts stays small, however often somebody adds to theirs.
pub(crate) const MAX_BYTES: u32 = 64 * 1024;

/// An account with what it says of itself.
#[derive(Debug, Clone)]
pub(crate) struct Described {
    /// The account.
    pub account: Account,
    /// Its document, a JSON object.
    pub document: Value,
}

/// An account with what it says of itself.
pub(crate) fn describe(app: &App, account: Account) -> Result<Described, Fault> {
    app.store.read(|tx| with_document(tx, account))
}

/// These accounts, each with what it says of itself.
pub(crate) fn describe_all(app: &App, accounts: Vec<Account>) -> Result<Vec<Described>, Fault> {
    app.store.read(|tx| {
        let described = accounts
            .into_iter()
            .map(|account| with_document(tx, account));
        described.collect()
    })
}

/// Changes what an account says of itself by a JSON Merge Patch (RFC 7396), and
/// its name if one is given: the caller's own, or any account's for an administrator.
///
/// # Errors
/// [`Fault::NotAllowed`], for administrators [`Fault::NoAccount`], or
/// [`Fault::BodyTooLarge`] if the document would have more than `MAX_BYTES`.
pub(crate) fn change_document(
    app: &App,
    caller: Caller,
    which: Which,
    patch: Value,
    name: Option<FullName>,
) -> Result<Described, Fault> {
    let which = which.owned();
    app.store.write(move |tx| {
        let id = accounts::reach(store::accounts::id_of(tx, which.as_ref())?, caller)?;
        if let Some(FullName { front, last }) = &name {
            store::accounts::set_names(tx, id, Some(front), Some(last))?;
        }
        if store::documents::merge(tx, id, &patch)? > i64::from(MAX_BYTES) {
            return Err(Fault::BodyTooLarge {
                limit: MAX_BYTES.into(),
            });
        }
        let account = store::accounts::get(tx, id)?.ok_or(Fault::NoAccount)?;
        with_document(tx, account)
    })
}

fn with_document(tx: &Tx, account: Account) -> Result<Described, Fault> {
    let document = store::documents::get(tx, account.id)?;
    Ok(Described { account, document })
}
