//! The outbox, for administrators.

use crate::app::App;
use crate::domain::account::AccountId;
use crate::domain::admin_log::Deed;
use crate::domain::caller::Admin;
use crate::domain::fault::{Fault, Resource};
use crate::platform::folder;
use crate::store;

/// Has a mail that failed tried again at once, as if it were new.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such mail, or it hasn't failed; [`Fault::StorageFailing`].
pub(crate) fn retry(app: &App, admin: Admin, name: &str) -> Result<(), Fault> {
    let account = match app.mailer.retry(name) {
        Ok(Some(mail)) => mail.account.filter(|id| *id > 0).map(AccountId),
        Ok(None) => return Err(Fault::NotFound(Resource::Mail)),
        Err(error) => {
            tracing::error!(%error, "a mail can't be tried again");
            return Err(folder::disk_fault(&error));
        }
    };
    app.store.write(move |tx| {
        let words = [None, Some("retried")];
        store::admin_log::note(tx, admin.caller(), Deed::Mail, account, words)
    })
}
