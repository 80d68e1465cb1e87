//! Opening a session.

use crate::app::App;
use crate::domain::account::{Account, AccountId};
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::query::Which;
use crate::domain::session::{Device, SessionId};
use crate::services::sessions::credential::{Credential, Issue};
use crate::services::sessions::outcome::count;
use crate::services::sessions::prove::{Attempt, Proven, prove};
use crate::store::sessions::NewSession;
use crate::store::{self, Tx};

/// A new session's account, and the credential that its client is to hold.
#[derive(Debug)]
pub struct Grant<Held> {
    /// Whose session it is.
    pub account: Account,
    /// The credential.
    pub held: Held,
}

/// Signs in.
///
/// # Errors
/// [`Fault::WrongLogin`], [`Fault::AccountInactive`], [`Fault::AccountSuspended`],
/// [`Fault::SecondFactorNeeded`], [`Fault::WrongCode`], [`Fault::SecondFactorMissing`], [`Fault::TooManyTries`], or [`Fault::Busy`] when too many wait to be hashed.
pub fn sign_in<Held>(
    app: &App,
    attempt: Attempt,
    credential: Credential<Held>,
) -> Result<Grant<Held>, Fault> {
    let proven = prove(app, &attempt)?;
    let Attempt { family, device, .. } = attempt;
    let now = app.clock.now();
    let client = (proven.login.id, family, device);
    let (new, issue) = session(client, credential, now);
    let new = NewSession {
        app_password: proven.app_password,
        ..new
    };
    let entered = app.store.write(move |tx| enter(tx, &proven, &new));
    count(app, family, &entered);
    let (account, session) = entered?;
    let held = issue(app, account.id, session, now);
    Ok(Grant { account, held })
}

/// Opens a session for an account made a moment ago.
///
/// # Errors
/// [`Fault::Busy`] if another session has this very handle.
pub fn open<Held>(
    app: &App,
    account: AccountId,
    family: &'static str,
    device: Device,
    credential: Credential<Held>,
) -> Result<Held, Fault> {
    let now = app.clock.now();
    let (new, issue) = session((account, family, device), credential, now);
    let session = app.store.write(move |tx| insert(tx, &new))?;
    Ok(issue(app, account, session, now))
}

fn session<Held>(
    (account, family, device): (AccountId, &'static str, Device),
    credential: Credential<Held>,
    now: Moment,
) -> (NewSession, Issue<Held>) {
    let new = NewSession {
        account,
        family,
        device,
        keys: credential.keys,
        expires_at: now.after(credential.lifetime),
        app_password: None,
    };
    (new, credential.issue)
}

fn insert(tx: &Tx, new: &NewSession) -> Result<SessionId, Fault> {
    store::accounts::note_login(tx, new.account)?;
    store::sessions::insert(tx, new)
}

fn enter(tx: &Tx, proven: &Proven, new: &NewSession) -> Result<(Account, SessionId), Fault> {
    let Proven {
        login,
        renewed,
        app_password,
    } = proven;
    check_again(tx, proven)?;
    if let Some(used) = app_password {
        store::app_passwords::note_use(tx, *used)?;
    }
    if let Some(hash) = renewed {
        store::accounts::replace_hash(tx, login.id, &login.password_hash, hash)?;
    }
    let session = insert(tx, new)?;
    let account = store::accounts::get(tx, login.id)?.ok_or(Fault::WrongLogin)?;
    Ok((account, session))
}

/// The password may have been changed, the account closed or given a second factor while we hashed.
fn check_again(tx: &Tx, proven: &Proven) -> Result<(), Fault> {
    let was = &proven.login;
    let unchanged = store::accounts::login(tx, Which::Id(was.id))?.is_some_and(|is| {
        is.password_hash == was.password_hash
            && is.status == was.status
            && is.has_second_factor == was.has_second_factor
    });
    if unchanged {
        Ok(())
    } else {
        Err(Fault::WrongLogin)
    }
}
