//! Deleting an account.

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::domain::query::Which;
use crate::services::accounts::find::reach;
use crate::services::profiles;
use crate::store;

/// Deletes an account and everything that belongs to it: sessions, predictions,
/// the photo's row and its files, posts, the card, mails in the outbox. Only its owner and
/// administrators may; nobody else learns whether it exists.
///
/// # Errors
/// [`Fault::NotAllowed`], or for administrators [`Fault::NoAccount`].
pub(crate) fn delete(app: &App, caller: Caller, which: Which) -> Result<(), Fault> {
    let which = which.owned();
    let (account, photo) = app.store.write(move |tx| {
        let account = reach(store::accounts::id_of(tx, which.as_ref())?, caller)?;
        let photo = store::photos::remove(tx, account)?;
        store::accounts::delete(tx, account)?;
        Ok((account, photo))
    })?;
    profiles::remove_files(app, photo.as_deref());
    app.mailer.forget(account);
    Ok(())
}
