//! What a diary comes to: charts by day, and all of a session.

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::diary::{Detection, DiaryId, DiarySession};
use crate::domain::emotion::{EmotionDay, Window, chart};
use crate::domain::fault::Fault;
use crate::domain::query::Page;
use crate::services::diary::sessions::own;
use crate::store;

/// The caller's emotions on each day of a window.
pub(crate) fn emotions(
    app: &App,
    caller: Caller,
    window: Window,
) -> Result<Vec<EmotionDay>, Fault> {
    let days = window.days(app.clock.now());
    let since = days[0];
    let counts = app
        .store
        .read(|tx| store::detections::emotions(tx, caller.account, since))?;
    Ok(chart(&days, &counts))
}

/// A session with its detections.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn history(
    app: &App,
    caller: Caller,
    session: DiaryId,
    page: Page,
) -> Result<(DiarySession, Vec<Detection>), Fault> {
    app.store.read(|tx| {
        let found = own(tx, caller, session)?;
        Ok((found, store::detections::list(tx, session, page)?))
    })
}
