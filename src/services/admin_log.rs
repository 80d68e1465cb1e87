//! The log of what administrators did, for administrators.

use crate::app::App;
use crate::domain::admin_log::{LogEntry, LogFilter};
use crate::domain::caller::Admin;
use crate::domain::fault::Fault;
use crate::domain::query::Page;
use crate::store;

/// The rows that a filter takes, newest first, and how many there are in all.
pub(crate) fn admin_log(
    app: &App,
    _: Admin,
    filter: &LogFilter,
    page: Page,
) -> Result<(Vec<LogEntry>, i64), Fault> {
    app.store
        .read_snapshot(|tx| store::admin_log::list(tx, filter, page))
}
