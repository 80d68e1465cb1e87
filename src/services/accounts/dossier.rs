//! One account as an administrator sees it: what they decide by, and nothing of what its owner wrote or answered.

use crate::app::App;
use crate::domain::account::Account;
use crate::domain::caller::Admin;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::query::{ActiveSession, FormerAddress, Which};
use crate::services::accounts::password_links::{Pending, pending};
use crate::store;

/// Most dates of results that are told.
const RESULTS: i64 = 100;

/// What is told of an account.
#[derive(Debug)]
pub(crate) struct Dossier {
    /// The account.
    pub account: Account,
    /// Whether it has a second factor.
    pub has_second_factor: bool,
    /// The mail that it waits for.
    pub pending: Option<Pending>,
    /// Until when its link to set the password is good.
    pub link_until: Option<Moment>,
    /// The addresses that it had until lately, the earliest first.
    pub former: Vec<FormerAddress>,
    /// Where it is signed in, newest first.
    pub sessions: Vec<ActiveSession>,
    /// How many results it has.
    pub results: i64,
    /// When the latest of them were made, newest first.
    pub result_dates: Vec<Moment>,
}

/// An account.
///
/// # Errors
/// [`Fault::NoAccount`].
pub(crate) fn dossier(app: &App, admin: Admin, which: Which) -> Result<Dossier, Fault> {
    let id = super::find(app, admin.caller(), which)?.id;
    app.store.read_snapshot(|tx| {
        let account = store::accounts::get(tx, id)?.ok_or(Fault::NoAccount)?;
        Ok(Dossier {
            has_second_factor: store::second_factors::get(tx, id)?.is_some(),
            pending: pending(tx, &account)?,
            link_until: store::password_links::until(tx, id)?,
            former: store::former_addresses::of_account(tx, id)?,
            sessions: store::sessions::of_account(tx, id, app.policy.idle_lifetime)?,
            results: store::predictions::count(tx, id)?,
            result_dates: store::predictions::dates(tx, id, RESULTS)?,
            account,
        })
    })
}
