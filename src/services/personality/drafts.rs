//! A quiz that isn't finished.

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::draft::{Change, Draft};
use crate::domain::fault::Fault;
use crate::store;

/// The caller's answers so far.
pub(crate) fn draft(app: &App, caller: Caller) -> Result<Draft, Fault> {
    app.store.read(|tx| store::drafts::get(tx, caller.account))
}

/// Makes changes to them. Two clients at once lose nothing of each other's:
/// only what is named changes.
///
/// # Errors
/// [`Fault::NoAccount`] if the account was deleted this very moment.
pub(crate) fn change_draft(
    app: &App,
    caller: Caller,
    changes: Vec<Change>,
) -> Result<Draft, Fault> {
    app.store.write(move |tx| {
        let mut draft = store::drafts::get(tx, caller.account)?;
        draft.change(&changes);
        draft.updated_at = Some(tx.now);
        store::drafts::put(tx, caller.account, &draft)?;
        Ok(draft)
    })
}

/// Forgets them.
pub(crate) fn forget_draft(app: &App, caller: Caller) -> Result<(), Fault> {
    app.store
        .write(move |tx| store::drafts::remove(tx, caller.account))
}
