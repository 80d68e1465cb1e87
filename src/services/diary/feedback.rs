//! What somebody thought of a session.

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::diary::{DiaryId, Feedback};
use crate::domain::fault::{Fault, Resource};
use crate::domain::text::Text;
use crate::services::diary::sessions::own;
use crate::store::{self, Tx};

/// Gives feedback on a session that has ended, once.
///
/// # Errors
/// [`Fault::NotFound`], [`Fault::SessionRunning`], [`Fault::FeedbackGiven`].
pub(crate) fn give_feedback(
    app: &App,
    caller: Caller,
    session: DiaryId,
    rating: i64,
    comment: Option<Text>,
) -> Result<Feedback, Fault> {
    app.store.write(move |tx| {
        if own(tx, caller, session)?.end_time.is_none() {
            return Err(Fault::SessionRunning);
        }
        store::feedback::insert(tx, session, rating, comment.as_ref())?;
        given(tx, session)
    })
}

/// The feedback on a session.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn feedback(app: &App, caller: Caller, session: DiaryId) -> Result<Feedback, Fault> {
    app.store.read(|tx| {
        own(tx, caller, session)?;
        given(tx, session)
    })
}

fn given(tx: &Tx, session: DiaryId) -> Result<Feedback, Fault> {
    store::feedback::get(tx, session)?.ok_or(Fault::NotFound(Resource::Feedback))
}
