//! Leaving for good.

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::{profiles, store};

/// Deletes the account with this username, and everything that hangs on it:
/// sessions, predictions, the photo's row and its files. Only its owner and
/// administrators may; nobody else learns whether it exists.
///
/// # Errors
/// [`Fault::NotAllowed`], or for administrators [`Fault::NoAccount`].
pub fn delete(app: &App, caller: Caller, username: &str) -> Result<(), Fault> {
    let username = username.to_owned();
    let photo = app.store.write(move |tx| {
        let hidden = if caller.is_admin() {
            Fault::NoAccount
        } else {
            Fault::NotAllowed
        };
        let account = store::accounts::id_of(tx, &username)?.ok_or(hidden)?;
        if !caller.may_act_on(account) {
            return Err(Fault::NotAllowed);
        }
        let photo = store::photos::remove(tx, account)?;
        store::accounts::delete(tx, account)?;
        Ok(photo)
    })?;
    profiles::remove_files(app, photo.as_deref());
    Ok(())
}
