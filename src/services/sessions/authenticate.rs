//! Who speaks, and when he stops.

use crate::app::App;
use crate::auth::limiter::Guesses;
use crate::auth::signer::TokenFault;
use crate::domain::account::{AccountId, Status};
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::domain::query::ActiveSession;
use crate::domain::session::{SessionId, Token, TokenUse};
use crate::platform::digest::sha256;
use crate::store;

/// Who speaks with this access token, of whichever family.
///
/// # Errors
/// [`Fault::InvalidCredentials`] if it isn't ours or is no access token,
/// [`Fault::ExpiredCredentials`] if its time is over, its session has ended,
/// or its account may not sign in.
pub fn authenticate(app: &App, token: &str) -> Result<Caller, Fault> {
    let token = access_token(app, token)?;
    app.store
        .read(|tx| store::sessions::caller(tx, &token))?
        .ok_or(Fault::ExpiredCredentials)
}

/// The same, but the holder of a token whose account may not sign in any more
/// is told that this is why.
///
/// # Errors
/// As [`authenticate`], and [`Fault::AccountInactive`].
pub fn authenticate_saying_why(app: &App, token: &str) -> Result<Caller, Fault> {
    let token = access_token(app, token)?;
    app.store.read(|tx| {
        if let Some(caller) = store::sessions::caller(tx, &token)? {
            return Ok(caller);
        }
        match store::accounts::get(tx, AccountId(token.account))? {
            Some(account) if account.status != Status::Active => Err(Fault::AccountInactive),
            _ => Err(Fault::ExpiredCredentials),
        }
    })
}

fn access_token(app: &App, text: &str) -> Result<Token, Fault> {
    let token = app.signer.read(text, app.clock.now())?;
    if token.token_use == TokenUse::Access {
        Ok(token)
    } else {
        Err(Fault::InvalidCredentials)
    }
}

/// Who speaks with this session id or code, from this address. Handles nobody
/// holds are guesses, and make their address wait; others don't notice.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such session,
/// [`Fault::ExpiredCredentials`] if its time is over, it has ended, or its
/// account may not sign in, [`Fault::TooManyTries`] after many guesses.
pub fn authenticate_handle(app: &App, handle: &str, address: &str) -> Result<Caller, Fault> {
    let client = Guesses::Client(address.to_owned());
    app.handle_tries.check(&client, app.clock.now())?;
    let found = authenticate_long_handle(app, handle);
    // A right one forgives nothing: whoever has a session could else guess on for ever.
    if matches!(found, Err(Fault::NotFound(_))) {
        app.handle_tries.failed(client, app.clock.now());
    }
    found
}

/// The same for a handle too long for anybody to guess, such as a UUID: no
/// address waits for another's, however many old ones it sends.
///
/// # Errors
/// As [`authenticate_handle`], but for the wait.
pub fn authenticate_long_handle(app: &App, handle: &str) -> Result<Caller, Fault> {
    let hash = sha256(handle.as_bytes());
    app.store
        .read(|tx| store::sessions::caller_by_handle(tx, &hash))
}

/// Signs the caller out of the session he speaks in.
///
/// # Errors
/// [`Fault::Internal`] if it can't be written.
pub fn end(app: &App, caller: Caller) -> Result<(), Fault> {
    app.store
        .write(move |tx| store::sessions::end(tx, caller.session))
}

/// The caller's sessions that stand, newest first.
///
/// # Errors
/// [`Fault::Internal`] if the database can't be read.
pub fn list(app: &App, caller: Caller) -> Result<Vec<ActiveSession>, Fault> {
    app.store
        .read(|tx| store::sessions::of_account(tx, caller.account))
}

/// Ends one of the caller's sessions.
///
/// # Errors
/// [`Fault::NotFound`] if he has no such session that stands.
pub fn end_own(app: &App, caller: Caller, session: SessionId) -> Result<(), Fault> {
    app.store
        .write(move |tx| store::sessions::end_own(tx, caller.account, session))
}

/// Ends every session of the caller but the one he speaks in.
///
/// # Errors
/// [`Fault::Internal`] if it can't be written.
pub fn end_others(app: &App, caller: Caller) -> Result<(), Fault> {
    app.store
        .write(move |tx| store::sessions::end_others(tx, caller.account, caller.session))
}

impl From<TokenFault> for Fault {
    fn from(refused: TokenFault) -> Self {
        match refused {
            TokenFault::Invalid => Self::InvalidCredentials,
            TokenFault::Expired => Self::ExpiredCredentials,
        }
    }
}
