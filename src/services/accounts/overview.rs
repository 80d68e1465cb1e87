//! The overview for administrators.

use std::time::Duration;

use crate::app::App;
use crate::app::CheckResult;
use crate::auth::failed_sign_ins::FailedSignIn;
use crate::backup::replica::{DrillResult, Notes, ReplicaStatus};
use crate::domain::caller::Admin;
use crate::domain::fault::Fault;
use crate::domain::query::PastSignIn;
use crate::store::statistics::{self, Amounts, Totals};

/// How far back sign-ups are counted by day.
const DAYS: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How many sign-ins and failures are shown.
const LATEST: u8 = 20;

/// What the server holds, and the latest sign-ups and sign-ins.
#[derive(Debug)]
pub(crate) struct Overview {
    /// Numbers over everything.
    pub totals: Totals,
    /// Sign-ups of the last thirty days and today, by day; days without any are left out.
    pub sign_ups: Vec<(String, i64)>,
    /// The latest sign-ins, newest first.
    pub sign_ins: Vec<PastSignIn>,
    /// The latest failures since the server's start, newest first.
    pub failures: Vec<FailedSignIn>,
    /// The latest check of the data, if there was one since the start.
    pub checked: Option<CheckResult>,
    /// How the copy elsewhere is, if one is kept, how far it is behind, and how the last try of the way back went.
    pub copy: Option<(ReplicaStatus, Duration, Option<DrillResult>)>,
}

/// The overview.
pub(crate) fn overview(app: &App, _: Admin) -> Result<Overview, Fault> {
    let since = app.clock.now().before(DAYS);
    app.store.read_snapshot(|tx| {
        Ok(Overview {
            totals: statistics::totals(tx)?,
            sign_ups: statistics::sign_ups(tx, since)?,
            sign_ins: statistics::sign_ins(tx, LATEST.into())?,
            failures: app.failures.latest(LATEST.into()),
            checked: app.checked.get(),
            copy: app.replica.report().map(|status| {
                let behind = status.behind(app.clock.now());
                (status, behind, Notes::of(&app.folder).drill())
            }),
        })
    })
}

/// How much the server holds, for the metrics.
pub(crate) fn amounts(app: &App) -> Result<Amounts, Fault> {
    app.store.read(statistics::amounts)
}
