//! Signing in.

use std::time::Duration;

use crate::app::App;
use crate::domain::account::{Account, Status};
use crate::domain::fault::Fault;
use crate::domain::password::Password;
use crate::domain::session::{Device, SessionId, Token};
use crate::hasher::Verdict;
use crate::store::accounts::{Login, LoginName};
use crate::store::sessions::NewSession;
use crate::{random, store};

/// A fresh session.
#[derive(Debug)]
pub struct SignedIn {
    /// Whose it is.
    pub account: Account,
    /// The token that speaks for it.
    pub token: String,
}

/// Checks a name and a password and opens a session of its own for them.
///
/// Every failure is the same fault after the same work, whether the account
/// doesn't exist, may not sign in, or the password is wrong.
///
/// # Errors
/// [`Fault::WrongLogin`], or [`Fault::Busy`] when too many wait to be hashed.
pub fn sign_in(
    app: &App,
    name: LoginName,
    password: &str,
    family: &'static str,
    device: Device,
    lifetime: Duration,
) -> Result<SignedIn, Fault> {
    let login = app.store.read(|tx| store::accounts::login(tx, name))?;
    let hash = login.as_ref().map(|login| login.password_hash.as_str());
    let verdict = app.hasher.verify(password, hash)?;
    let login = login
        .filter(|login| verdict != Verdict::Wrong && login.status == Status::Active)
        .ok_or(Fault::WrongLogin)?;
    let renewed = renewed_hash(app, verdict, password);
    open_session(app, login, renewed, family, device, lifetime)
}

/// A hash of today's cost for a password whose stored one is dated; a full
/// queue only puts that off until the next sign-in.
fn renewed_hash(app: &App, verdict: Verdict, password: &str) -> Option<String> {
    if verdict != Verdict::RightButDated {
        return None;
    }
    let password = Password::parse(password).ok()?;
    app.hasher.hash(&password).ok()
}

fn open_session(
    app: &App,
    login: Login,
    renewed: Option<String>,
    family: &'static str,
    device: Device,
    lifetime: Duration,
) -> Result<SignedIn, Fault> {
    let token_id = random::name();
    let now = app.clock.now();
    let mut token = Token {
        account: login.id.0,
        session: SessionId(0),
        id: token_id.clone(),
        issued_at: now,
        expires_at: now.after(lifetime),
    };
    let new = NewSession {
        account: login.id,
        token_id,
        family,
        device,
        expires_at: token.expires_at,
    };
    let (account, session) = app.store.write(move |tx| {
        let current = store::accounts::login(tx, LoginName::Id(login.id))?;
        // The password may have been changed, or the account closed, while we hashed.
        let stands = current.is_some_and(|now| {
            now.password_hash == login.password_hash && now.status == login.status
        });
        if !stands {
            return Err(Fault::WrongLogin);
        }
        if let Some(hash) = renewed {
            store::accounts::replace_hash(tx, login.id, &login.password_hash, &hash)?;
        }
        let session = store::sessions::insert(tx, &new)?;
        let account = store::accounts::get(tx, login.id)?.ok_or(Fault::WrongLogin)?;
        Ok((account, session))
    })?;
    token.session = session;
    Ok(SignedIn {
        account,
        token: app.signer.sign(&token),
    })
}
