//! Sessions of the diary.

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::diary::{DiaryId, DiarySession};
use crate::domain::fault::{Fault, Resource};
use crate::domain::query::Page;
use crate::services::pieces::in_pieces;
use crate::store::{self, Tx};

/// Begins a session.
pub(crate) fn begin(app: &App, caller: Caller) -> Result<DiarySession, Fault> {
    app.store
        .write(move |tx| store::diary::insert(tx, caller.account))
}

/// The caller's sessions, in the order they began.
pub(crate) fn sessions(app: &App, caller: Caller, page: Page) -> Result<Vec<DiarySession>, Fault> {
    app.store
        .read(|tx| store::diary::list(tx, caller.account, page))
}

/// How many sessions the caller has.
pub(crate) fn count(app: &App, caller: Caller) -> Result<i64, Fault> {
    app.store.read(|tx| store::diary::count(tx, caller.account))
}

/// A session of the caller's.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn session(app: &App, caller: Caller, id: DiaryId) -> Result<DiarySession, Fault> {
    app.store.read(|tx| own(tx, caller, id))
}

/// Ends a session.
///
/// # Errors
/// [`Fault::NotFound`], [`Fault::SessionEnded`].
pub(crate) fn end(app: &App, caller: Caller, id: DiaryId) -> Result<DiarySession, Fault> {
    app.store.write(move |tx| {
        running(tx, caller, id)?;
        store::diary::end(tx, id)?;
        own(tx, caller, id)
    })
}

/// Deletes a session and everything in it, of much some at a time.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn delete(app: &App, caller: Caller, id: DiaryId) -> Result<(), Fault> {
    in_pieces(app, move |tx| {
        own(tx, caller, id)?;
        if !store::pieces::of_diary_session(tx, id)? {
            return Ok(None);
        }
        store::diary::delete(tx, id).map(Some)
    })
}

/// The caller's session of this number.
pub(super) fn own(tx: &Tx, caller: Caller, id: DiaryId) -> Result<DiarySession, Fault> {
    store::diary::get(tx, caller.account, id)?.ok_or(Fault::NotFound(Resource::DiarySession))
}

/// The same, if it hasn't ended.
pub(super) fn running(tx: &Tx, caller: Caller, id: DiaryId) -> Result<DiarySession, Fault> {
    let session = own(tx, caller, id)?;
    if session.end_time.is_some() {
        return Err(Fault::SessionEnded);
    }
    Ok(session)
}
