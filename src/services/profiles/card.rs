//! The account's card.

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::card::Card;
use crate::domain::fault::Fault;
use crate::photos::Upload;
use crate::services::profiles::photo;
use crate::store;

/// The caller's card.
pub(crate) fn card(app: &App, caller: Caller) -> Result<Card, Fault> {
    app.store.read(|tx| store::cards::get(tx, caller.account))
}

/// Changes the caller's card and, if there is a new one, their photo: both or
/// neither.
///
/// # Errors
/// As [`upload_photo`](crate::services::profiles::upload_photo).
pub(crate) fn change_card(
    app: &App,
    caller: Caller,
    changes: Card,
    photo: Option<Upload>,
) -> Result<(), Fault> {
    let change = move |tx: &store::Tx| store::cards::change(tx, caller.account, &changes);
    match photo {
        Some(upload) => photo::upload_with(app, caller, upload, change).map(drop),
        None => app.store.write(change),
    }
}
