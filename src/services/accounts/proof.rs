//! The password given again, before something that can't be undone.
//!
//! Checking it takes a tenth of a second, in which the old address may take the account back, or its owner end the
//! session. So what was proven is no more than a [`Proof`], and what needs one is written by [`Proof::write`] and
//! [`Proof::write_in_pieces`] alone: they look once more, in the same transaction.

use crate::app::App;
use crate::auth::hasher::PasswordMatch;
use crate::auth::limiter::Guesses;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::domain::query::Which;
use crate::services::pieces::in_pieces_after;
use crate::services::second_factor;
use crate::store::accounts::LoginRecord;
use crate::store::{self, Tx};

/// That a session's owner knew the account's password, a moment ago.
#[derive(Debug)]
#[must_use = "what was proven is written by `write`, or it was asked for nothing"]
pub(crate) struct Proof {
    caller: Caller,
    login: LoginRecord,
}

impl Proof {
    /// Does what it was given for, if it is still true: the session has not ended meanwhile, the account may sign in,
    /// and the password is the same.
    ///
    /// # Errors
    /// [`Fault::ExpiredCredentials`], [`Fault::NotAllowed`] to who was an administrator,
    /// [`Fault::WrongCurrentPassword`], and what the work returns.
    pub(crate) fn write<T: Send + 'static>(
        self,
        app: &App,
        work: impl FnOnce(&Tx) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        app.store.write(move |tx| {
            self.check(tx)?;
            work(tx)
        })
    }

    /// The same in pieces, of which the first looks.
    ///
    /// # Errors
    /// As [`Proof::write`].
    pub(crate) fn write_in_pieces<T: Send + 'static>(
        self,
        app: &App,
        piece: impl Fn(&Tx) -> Result<Option<T>, Fault> + Clone + Send + 'static,
    ) -> Result<T, Fault> {
        in_pieces_after(app, move |tx| self.check(tx), piece)
    }

    fn check(&self, tx: &Tx) -> Result<(), Fault> {
        store::sessions::check_still(tx, self.caller)?;
        let now = store::accounts::login(tx, Which::Id(self.login.id))?;
        if now.is_some_and(|now| now.password_hash == self.login.password_hash) {
            Ok(())
        } else {
            Err(Fault::WrongCurrentPassword)
        }
    }

    /// What was known of the account when it was proven, for what writes nothing now: an offer that is sealed for its
    /// session, a code that is good for a session's account alone.
    pub(crate) fn without_writing(self) -> LoginRecord {
        self.login
    }
}

/// Checks the caller's password again. To a session that an app password opened every password is wrong: such things
/// are done on the page.
///
/// # Errors
/// [`Fault::WrongCurrentPassword`], [`Fault::TooManyTries`], [`Fault::Busy`].
pub(crate) fn prove_again(app: &App, caller: Caller, password: &str) -> Result<Proof, Fault> {
    prove(app, caller, password, None)
}

/// The same with a code of the second factor, from the client of this address: networks where the account is unknown
/// have wrong codes of their own, so that whoever has a session and the password uses up nobody else's.
///
/// # Errors
/// As [`prove_again`], and [`Fault::WrongCode`].
pub(crate) fn prove_with_code(
    app: &App,
    caller: Caller,
    password: &str,
    code: &str,
    address: &str,
) -> Result<Proof, Fault> {
    prove(app, caller, password, Some((code, address)))
}

fn prove(
    app: &App,
    caller: Caller,
    password: &str,
    code: Option<(&str, &str)>,
) -> Result<Proof, Fault> {
    let (login, is_apps) = app.store.read(|tx| {
        let login = store::accounts::login(tx, Which::Id(caller.account))?;
        let is_apps = store::sessions::is_of_app_password(tx, caller.session)?;
        Ok((login.ok_or(Fault::InvalidCredentials)?, is_apps))
    })?;
    let guesses = Guesses::Current(caller.account.0);
    let booking = app.sign_ins.book(&[guesses], app.clock.uptime())?;
    if !is_right(app, password, &login, is_apps)? {
        booking.wrong(app.clock.uptime());
        return Err(Fault::WrongCurrentPassword);
    }
    let judged = code.map(|(code, address)| judge(app, caller, code, address));
    if let Some(Err(fault)) = judged {
        booking.wrong(app.clock.uptime());
        return Err(fault);
    }
    app.sign_ins.forget(&guesses);
    Ok(Proof { caller, login })
}

fn judge(app: &App, caller: Caller, code: &str, address: &str) -> Result<(), Fault> {
    let is_known = app
        .store
        .read(|tx| store::sessions::knows_address(tx, caller.account, address))?;
    second_factor::check(app, caller.account, code, is_known)
}

/// Whether this is the account's password. One that is wrong in any case takes the time of a wrong one.
fn is_right(app: &App, password: &str, login: &LoginRecord, never: bool) -> Result<bool, Fault> {
    if never {
        let hash = Some(&*login.password_hash);
        app.hasher.verify_decoy(password, hash)?;
        return Ok(false);
    }
    let verdict = app.hasher.verify(password, &login.password_hash)?;
    Ok(verdict != PasswordMatch::Wrong)
}
