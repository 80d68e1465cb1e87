//! Opening a session.

use std::time::Duration;

use crate::app::App;
use crate::domain::account::{Account, AccountId};
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::query::Which;
use crate::domain::session::{Device, Issued, Pair, PairLifetime, SessionId, Token, TokenUse};
use crate::platform::digest::sha256;
use crate::platform::random;
use crate::services::sessions::outcome::count;
use crate::services::sessions::prove::{Attempt, Proven, prove};
use crate::store::sessions::NewSession;
use crate::store::{self, Tx};

/// A fresh session, and what its client is to hold.
#[derive(Debug)]
pub struct SignedIn<Held> {
    /// Whose it is.
    pub account: Account,
    /// What speaks for it.
    pub held: Held,
}

/// Signs in for an access token alone.
///
/// # Errors
/// [`Fault::WrongLogin`], [`Fault::AccountInactive`], [`Fault::AccountSuspended`],
/// [`Fault::TooManyTries`], or [`Fault::Busy`] when too many wait to be hashed.
pub fn sign_in(app: &App, attempt: Attempt, lifetime: Duration) -> Result<SignedIn<Issued>, Fault> {
    let proven = prove(app, &attempt)?;
    let now = app.clock.now();
    let access_id = random::name();
    let new = NewSession {
        access_id: Some(access_id.clone()),
        ..blank(
            proven.login.id,
            attempt.family,
            attempt.device,
            now.after(lifetime),
        )
    };
    let (account, session) = enter(app, proven, new)?;
    let held = access(app, account.id, session, access_id, now, lifetime);
    Ok(SignedIn { account, held })
}

/// Signs in for an access and a refresh token.
///
/// # Errors
/// As [`sign_in`].
pub fn sign_in_with_pair(
    app: &App,
    attempt: Attempt,
    lifetime: PairLifetime,
) -> Result<SignedIn<Pair>, Fault> {
    let proven = prove(app, &attempt)?;
    let now = app.clock.now();
    let (access_id, refresh_id) = (random::name(), random::name());
    let new = NewSession {
        access_id: Some(access_id.clone()),
        refresh_id: Some(refresh_id.clone()),
        ..blank(
            proven.login.id,
            attempt.family,
            attempt.device,
            now.after(lifetime.refresh),
        )
    };
    let (account, session) = enter(app, proven, new)?;
    let held = pair(
        app,
        account.id,
        session,
        [access_id, refresh_id],
        now,
        lifetime,
    );
    Ok(SignedIn { account, held })
}

/// Signs in for a handle that the family made; we keep its fingerprint.
///
/// # Errors
/// As [`sign_in`].
pub fn sign_in_with_handle(
    app: &App,
    attempt: Attempt,
    handle: String,
    lifetime: Duration,
) -> Result<SignedIn<Issued>, Fault> {
    let proven = prove(app, &attempt)?;
    let expires_at = app.clock.now().after(lifetime);
    let new = NewSession {
        handle_hash: Some(sha256(handle.as_bytes())),
        ..blank(proven.login.id, attempt.family, attempt.device, expires_at)
    };
    let (account, _) = enter(app, proven, new)?;
    let held = Issued {
        text: handle,
        expires_at,
    };
    Ok(SignedIn { account, held })
}

/// Opens a session with an access token for an account made a moment ago.
///
/// # Errors
/// [`Fault::Internal`] if it can't be written.
pub fn open(
    app: &App,
    account: AccountId,
    family: &'static str,
    device: Device,
    lifetime: Duration,
) -> Result<Issued, Fault> {
    let now = app.clock.now();
    let access_id = random::name();
    let new = NewSession {
        access_id: Some(access_id.clone()),
        ..blank(account, family, device, now.after(lifetime))
    };
    let session = app.store.write(move |tx| {
        store::accounts::note_login(tx, account)?;
        store::sessions::insert(tx, &new)
    })?;
    Ok(access(app, account, session, access_id, now, lifetime))
}

/// Opens a session with a handle for an account made a moment ago.
///
/// # Errors
/// [`Fault::Internal`] if it can't be written.
pub fn open_handle(
    app: &App,
    account: AccountId,
    family: &'static str,
    device: Device,
    handle: String,
    lifetime: Duration,
) -> Result<Issued, Fault> {
    let expires_at = app.clock.now().after(lifetime);
    let new = NewSession {
        handle_hash: Some(sha256(handle.as_bytes())),
        ..blank(account, family, device, expires_at)
    };
    app.store.write(move |tx| {
        store::accounts::note_login(tx, account)?;
        store::sessions::insert(tx, &new)
    })?;
    Ok(Issued {
        text: handle,
        expires_at,
    })
}

fn blank(
    account: AccountId,
    family: &'static str,
    device: Device,
    expires_at: Moment,
) -> NewSession {
    NewSession {
        account,
        family,
        device,
        access_id: None,
        refresh_id: None,
        handle_hash: None,
        expires_at,
    }
}

fn enter(app: &App, proven: Proven, new: NewSession) -> Result<(Account, SessionId), Fault> {
    let family = new.family;
    let entered = app.store.write(move |tx| {
        check_again(tx, &proven)?;
        if let Some(hash) = &proven.renewed {
            store::accounts::replace_hash(tx, proven.login.id, &proven.login.password_hash, hash)?;
        }
        let session = store::sessions::insert(tx, &new)?;
        store::accounts::note_login(tx, proven.login.id)?;
        let account = store::accounts::get(tx, proven.login.id)?.ok_or(Fault::WrongLogin)?;
        Ok((account, session))
    });
    count(app, family, &entered);
    entered
}

/// The password may have been changed, or the account closed, while we hashed.
fn check_again(tx: &Tx, proven: &Proven) -> Result<(), Fault> {
    let was = &proven.login;
    let stands = store::accounts::login(tx, Which::Id(was.id))?
        .is_some_and(|is| is.password_hash == was.password_hash && is.status == was.status);
    if stands {
        Ok(())
    } else {
        Err(Fault::WrongLogin)
    }
}

/// The two tokens of these names, made at this moment.
pub(super) fn pair(
    app: &App,
    account: AccountId,
    session: SessionId,
    [access_id, refresh_id]: [String; 2],
    issued_at: Moment,
    lifetime: PairLifetime,
) -> Pair {
    let token = |token_use, id, lifetime| Token {
        token_use,
        account: account.0,
        session,
        id,
        issued_at,
        expires_at: issued_at.after(lifetime),
    };
    Pair {
        access: issue(app, &token(TokenUse::Access, access_id, lifetime.access)),
        refresh: issue(app, &token(TokenUse::Refresh, refresh_id, lifetime.refresh)),
    }
}

/// The access token of this name, made at this moment.
fn access(
    app: &App,
    account: AccountId,
    session: SessionId,
    id: String,
    issued_at: Moment,
    lifetime: Duration,
) -> Issued {
    let token = Token {
        token_use: TokenUse::Access,
        account: account.0,
        session,
        id,
        issued_at,
        expires_at: issued_at.after(lifetime),
    };
    issue(app, &token)
}

fn issue(app: &App, token: &Token) -> Issued {
    Issued {
        text: app.signer.sign(token),
        expires_at: token.expires_at,
    }
}
