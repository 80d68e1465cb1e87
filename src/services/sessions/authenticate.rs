//! Finds a request's caller by its token or handle; lists and ends the caller's sessions.

use std::time::Duration;

use crate::app::App;
use crate::auth::limiter::{Client, Guesses};
use crate::auth::signer::TokenFault;
use crate::domain::account::{AccountId, Status};
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::domain::query::ActiveSession;
use crate::domain::session::{SessionId, Token, TokenUse};
use crate::platform::digest::sha256;
use crate::services::second_factor;
use crate::store;
use crate::store::sessions::ActiveCaller;

/// The caller with this access token, of whichever family.
///
/// # Errors
/// [`Fault::InvalidCredentials`] if it isn't ours or is no access token,
/// [`Fault::ExpiredCredentials`] if its time is over, its session has ended,
/// or its account may not sign in, [`Fault::SecondFactorMissing`].
pub(crate) fn authenticate(app: &App, token: &str) -> Result<Caller, Fault> {
    admitted(app, active(app, token)?)
}

/// The same also for who has yet to set up a second factor: to do that, or to sign out. Told with it: whether they
/// do nothing else before.
///
/// # Errors
/// As [`authenticate`], but for [`Fault::SecondFactorMissing`].
pub(crate) fn authenticate_to_set_up(app: &App, token: &str) -> Result<(Caller, bool), Fault> {
    let active = active(app, token)?;
    let caller = used(app, active);
    let is_missing = second_factor::is_missing(app, caller.role, active.has_second_factor);
    Ok((caller, is_missing))
}

fn active(app: &App, token: &str) -> Result<ActiveCaller, Fault> {
    let token = access_token(app, token)?;
    app.store
        .read(|tx| store::sessions::caller(tx, &token, app.policy.idle_lifetime))?
        .ok_or(Fault::ExpiredCredentials)
}

/// The caller of an active session. The one place that keeps out who must have a second factor and has none.
///
/// # Errors
/// [`Fault::SecondFactorMissing`].
fn admitted(app: &App, active: ActiveCaller) -> Result<Caller, Fault> {
    let (role, has_second_factor) = (active.caller.role, active.has_second_factor);
    let caller = used(app, active);
    if second_factor::is_missing(app, role, has_second_factor) {
        return Err(Fault::SecondFactorMissing);
    }
    Ok(caller)
}

/// How long the use of a session needn't be noted again: not every request is a write.
const NOTED: Duration = Duration::from_secs(24 * 60 * 60);

/// The caller of an active session, whose use is noted at most once a day, or ten times in the span after
/// which an unused one ends. That it can't be noted refuses nobody.
fn used(app: &App, active: ActiveCaller) -> Caller {
    let ActiveCaller {
        caller,
        last_used_at,
        ..
    } = active;
    let noted_for = NOTED.min(app.policy.idle_lifetime / 10);
    let now = app.clock.now();
    // One noted under a clock that was ahead is put right.
    if last_used_at.after(noted_for) <= now || last_used_at > now.latest_believed() {
        let noted = app
            .store
            .write(move |tx| store::sessions::note_use(tx, caller.session));
        if let Err(fault) = noted {
            tracing::debug!(?fault, "the use of a session can't be noted");
        }
    }
    caller
}

/// The same, but the holder of a token whose account may not sign in any more
/// learns that this is why.
///
/// # Errors
/// As [`authenticate`], and [`Fault::AccountInactive`].
pub(crate) fn authenticate_saying_why(app: &App, token: &str) -> Result<Caller, Fault> {
    let token = access_token(app, token)?;
    let idle = app.policy.idle_lifetime;
    let active = app.store.read(|tx| {
        if let Some(active) = store::sessions::caller(tx, &token, idle)? {
            return Ok(active);
        }
        match store::accounts::get(tx, AccountId(token.account))? {
            Some(account) if account.status != Status::Active => Err(Fault::AccountInactive),
            _ => Err(Fault::ExpiredCredentials),
        }
    })?;
    admitted(app, active)
}

fn access_token(app: &App, text: &str) -> Result<Token, Fault> {
    let token = app.signer.read(text, app.clock.now())?;
    if token.token_use == TokenUse::Access {
        Ok(token)
    } else {
        Err(Fault::InvalidCredentials)
    }
}

/// The caller with this session id or code, from this address. Unknown handles
/// are guesses, and make their address wait; other addresses aren't affected.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such session,
/// [`Fault::ExpiredCredentials`] if its time is over, it has ended, or its
/// account may not sign in, [`Fault::TooManyTries`] after many guesses.
pub fn authenticate_handle(app: &App, handle: &str, address: &str) -> Result<Caller, Fault> {
    let client = Guesses::Client(Client::of(address));
    let booking = app.handle_tries.book(&[client], app.clock.uptime())?;
    let found = authenticate_long_handle(app, handle);
    if matches!(found, Err(Fault::NotFound(_))) {
        booking.wrong(app.clock.uptime());
    }
    found
}

/// The same for a handle too long to be guessed, such as a UUID: no address
/// waits, however many old ones it sends.
///
/// # Errors
/// As [`authenticate_handle`], but for the wait.
pub(crate) fn authenticate_long_handle(app: &App, handle: &str) -> Result<Caller, Fault> {
    let hash = sha256(handle.as_bytes());
    let idle = app.policy.idle_lifetime;
    app.store
        .read(|tx| store::sessions::caller_by_handle(tx, &hash, idle))
        .and_then(|active| admitted(app, active))
}

/// Signs the caller out of this session.
pub(crate) fn end(app: &App, caller: Caller) -> Result<(), Fault> {
    app.store
        .write(move |tx| store::sessions::end(tx, caller.session))
}

/// The caller's active sessions, newest first.
pub(crate) fn list(app: &App, caller: Caller) -> Result<Vec<ActiveSession>, Fault> {
    app.store
        .read(|tx| store::sessions::of_account(tx, caller.account, app.policy.idle_lifetime))
}

/// Ends one of the caller's sessions.
///
/// # Errors
/// [`Fault::NotFound`] if they have no such active session.
pub(crate) fn end_own(app: &App, caller: Caller, session: SessionId) -> Result<(), Fault> {
    app.store.write(move |tx| {
        store::sessions::check_still(tx, caller)?;
        store::sessions::end_own(tx, caller.account, session)
    })
}

/// Ends every session of the caller but this one.
pub(crate) fn end_others(app: &App, caller: Caller) -> Result<(), Fault> {
    app.store.write(move |tx| {
        // Of two sessions that end each other, one stays.
        store::sessions::check_still(tx, caller)?;
        store::sessions::end_others(tx, caller.account, caller.session)
    })
}

impl From<TokenFault> for Fault {
    fn from(refused: TokenFault) -> Self {
        match refused {
            TokenFault::Invalid => Self::InvalidCredentials,
            TokenFault::Expired => Self::ExpiredCredentials,
        }
    }
}
