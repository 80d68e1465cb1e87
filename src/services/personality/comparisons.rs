//! Comparisons: two people show each other a result, as long as both want to.

use std::time::Duration;

use crate::app::App;
use crate::domain::account::{Account, AccountId};
use crate::domain::caller::Caller;
use crate::domain::comparison::{Comparison, ComparisonId, Side};
use crate::domain::fault::{Fault, Resource};
use crate::domain::result::{QuizResult, ResultId};
use crate::platform::digest::sha256;
use crate::platform::random;
use crate::store::{self, Tx};

/// A comparison as one of the two sees it.
#[derive(Debug)]
pub(crate) struct Compared {
    /// The comparison.
    pub comparison: Comparison,
    /// What the caller shows.
    pub mine: Profile,
    /// What the other shows, once they agreed.
    pub other: Option<Profile>,
}

/// One of the two.
#[derive(Debug)]
pub(crate) struct Profile {
    /// Who.
    pub account: Account,
    /// What they show.
    pub outcome: QuizResult,
}

/// Asks somebody, whoever gets the link: makes it and returns its key, which is shown this once.
///
/// # Errors
/// [`Fault::NotFound`] if the caller has no such result, [`Fault::TooManyShares`]; [`Fault::ExpiredCredentials`] if their
/// session has ended this very moment.
pub(crate) fn invite(
    app: &App,
    caller: Caller,
    result: ResultId,
    lifetime: Duration,
) -> Result<(Compared, String), Fault> {
    let key = random::name();
    let hash = sha256(key.as_bytes());
    let asked = Side {
        account: caller.account,
        result,
    };
    let made = app.store.write(move |tx| {
        store::sessions::check_still(tx, caller)?;
        profile(tx, asked)?;
        let expires_at = tx.now.after(lifetime);
        let id = store::comparisons::insert(tx, asked, &hash, expires_at)?;
        seen(
            tx,
            asked.account,
            store::comparisons::get(tx, asked.account, id)?,
        )
    })?;
    Ok((made, key))
}

/// Who asks by the link with this key, and until when. Whoever has it learns no more before they agree. Its 128
/// random bits are too many to guess, so attempts aren't limited.
///
/// # Errors
/// [`Fault::NotFound`] if it has ended, or somebody agreed.
pub(crate) fn invitation(app: &App, key: &str) -> Result<(Account, Comparison), Fault> {
    let hash = sha256(key.as_bytes());
    app.store.read(|tx| {
        let found = store::comparisons::by_key(tx, &hash)?;
        Ok((account(tx, found.asked.account)?, found))
    })
}

/// Agrees to what a link asks, and shows one of the caller's results in turn.
///
/// # Errors
/// [`Fault::NotFound`] if the link has ended, or they have no such result; [`Fault::NotAllowed`] for who asked
/// themself; [`Fault::TooManyShares`]; [`Fault::ExpiredCredentials`] as [`invite`].
pub(crate) fn agree(
    app: &App,
    caller: Caller,
    key: &str,
    result: ResultId,
) -> Result<Compared, Fault> {
    let hash = sha256(key.as_bytes());
    let agreed = Side {
        account: caller.account,
        result,
    };
    app.store.write(move |tx| {
        store::sessions::check_still(tx, caller)?;
        let found = store::comparisons::by_key(tx, &hash)?;
        if found.asked.account == agreed.account {
            return Err(Fault::NotAllowed);
        }
        profile(tx, agreed)?;
        store::comparisons::agree(tx, found.id, agreed)?;
        let agreed_to = store::comparisons::get(tx, agreed.account, found.id)?;
        seen(tx, agreed.account, agreed_to)
    })
}

/// The caller's, oldest first: those that they asked for, and those that they agreed to.
pub(crate) fn comparisons(app: &App, caller: Caller) -> Result<Vec<Compared>, Fault> {
    app.store.read_snapshot(|tx| {
        let found = store::comparisons::of_account(tx, caller.account)?;
        let found = found.into_iter().map(|one| seen(tx, caller.account, one));
        found.collect()
    })
}

/// One of the caller's.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn comparison(app: &App, caller: Caller, id: ComparisonId) -> Result<Compared, Fault> {
    app.store.read_snapshot(|tx| {
        let found = store::comparisons::get(tx, caller.account, id)?;
        seen(tx, caller.account, found)
    })
}

/// Ends one of the caller's, for both.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn end_comparison(app: &App, caller: Caller, id: ComparisonId) -> Result<(), Fault> {
    app.store
        .write(move |tx| store::comparisons::remove(tx, caller.account, id))
}

fn seen(tx: &Tx, by: AccountId, comparison: Comparison) -> Result<Compared, Fault> {
    let missing = Fault::NotFound(Resource::Comparison);
    let (mine, other) = comparison.of(by).ok_or(missing)?;
    Ok(Compared {
        mine: profile(tx, mine)?,
        other: other.map(|other| profile(tx, other)).transpose()?,
        comparison,
    })
}

fn profile(tx: &Tx, side: Side) -> Result<Profile, Fault> {
    let outcome = store::predictions::get(tx, side.account, Some(side.result))?;
    Ok(Profile {
        outcome: outcome.ok_or(Fault::NotFound(Resource::QuizResult))?,
        account: account(tx, side.account)?,
    })
}

fn account(tx: &Tx, id: AccountId) -> Result<Account, Fault> {
    let found = store::accounts::get(tx, id)?;
    found.ok_or(Fault::NotFound(Resource::Comparison))
}
