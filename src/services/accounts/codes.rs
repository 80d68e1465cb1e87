//! Codes by mail: confirming an address, and resetting a password.
//!
//! Anybody may ask for a code of any account and guess at it; nobody is kept out by that. Each client network has
//! its own code, with its own tries. What strangers may cost an account is bounded by the day, and networks where
//! the account is known aren't counted with them. The letters of a code are never limited: they can't be guessed.

use std::thread;
use std::time::{Duration, Instant};

use crate::app::App;
use crate::auth::limiter::{Booking, Guesses};
use crate::domain::account::{Account, AccountId, Status};
use crate::domain::code::{Purpose, Totals};
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::password::Password;
use crate::domain::query::{FormerAddress, Which};
use crate::edge;
use crate::services::accounts::addresses::{take_back, told};
use crate::services::accounts::change_password::replace_password;
use crate::services::accounts::code_mail::tell_owner;
use crate::services::accounts::code_send::{
    LIFETIME, fingerprint, is_known, network, once_a_day, send,
};
use crate::store::codes::{CodeId, Wanted};
use crate::store::{self, Tx};

/// How long a request for a code, and a refusal of one, takes at least: far longer than writing a mail
/// or a row does.
const EVEN: Duration = Duration::from_millis(100);
/// A code as it is sent back.
#[derive(Clone, Copy)]
pub(crate) struct SentCode<'text> {
    /// The address that the code was mailed to.
    pub email: &'text Email,
    /// The code: its digits or its letters.
    pub code: &'text str,
    /// The client's address.
    pub address: &'text str,
}

/// Sends a code to confirm the address of this account.
///
/// # Errors
/// [`Fault::Internal`] if it can't be kept.
pub(crate) fn send_verification(app: &App, account: &Account, address: &str) -> Result<(), Fault> {
    send(app, account, address, Purpose::Verify)
}

/// Sends such a code once more, if there is an account that waits for it; the
/// caller doesn't learn whether.
///
/// # Errors
/// [`Fault::TooManyTries`], [`Fault::Internal`].
pub(crate) fn request_verification(app: &App, email: &Email, address: &str) -> Result<(), Fault> {
    send_if(app, email, address, Purpose::Verify)
}

/// Sends a code to set a new password, if there is such an active account; the
/// caller doesn't learn whether.
///
/// # Errors
/// [`Fault::TooManyTries`], [`Fault::Internal`].
pub fn request_reset(app: &App, email: &Email, address: &str) -> Result<(), Fault> {
    send_if(app, email, address, Purpose::Reset)
}

/// Confirms an address: an account that waited for it becomes active. One that
/// an administrator closed stays closed.
///
/// # Errors
/// [`Fault::WrongCode`], [`Fault::TooManyTries`].
pub(crate) fn verify(app: &App, sent: SentCode) -> Result<Account, Fault> {
    let attempt = Attempt::begin(app, sent, Purpose::Verify)?;
    attempt.redeem(app, |tx, account, _| {
        // It ends the codes.
        store::accounts::set_status(tx, account, Status::Active)?;
        store::accounts::get(tx, account)?.ok_or(Fault::WrongCode)
    })
}

/// Sets a new password with a code, and ends every session and every other code of the account. A code that went to
/// an address that the account had until lately makes it the account's again. Returns until when another address can
/// still take the account back, if one can.
///
/// # Errors
/// [`Fault::WrongCode`], [`Fault::TooManyTries`], [`Fault::WeakPassword`],
/// [`Fault::Busy`].
pub(crate) fn reset_password(
    app: &App,
    sent: SentCode,
    new: &Password,
) -> Result<Option<Moment>, Fault> {
    let attempt = Attempt::begin(app, sent, Purpose::Reset)?;
    // By the address alone, which the client wrote itself: by the name, a refusal would tell that there is an account.
    super::check_strength(app, new, &[sent.email.as_str()])?;
    let hash = app.hasher.hash(new)?;
    let email = sent.email.clone();
    let (account, lost, until) = attempt.redeem(app, move |tx, id, code| {
        let before = store::accounts::get(tx, id)?.ok_or(Fault::WrongCode)?;
        let lost = if before.email == email {
            replace_password(tx, id, &hash, Some(code))?;
            email
        } else {
            take_back(tx, id, &email, &hash, Some(code))?
        };
        let account = store::accounts::get(tx, id)?.ok_or(Fault::WrongCode)?;
        let former = store::former_addresses::of_account(tx, id)?;
        let until = FormerAddress::last_but(&former, &account.email);
        Ok((account, lost, until))
    })?;
    told(app, &account, &lost);
    Ok(until)
}

/// Whether a code would set a new password. Nothing of the account changes, but the code counts as used: it is
/// good from this network alone now.
///
/// # Errors
/// [`Fault::WrongCode`], [`Fault::TooManyTries`].
pub(crate) fn check_reset_code(app: &App, sent: SentCode) -> Result<(), Fault> {
    let attempt = Attempt::begin(app, sent, Purpose::Reset)?;
    attempt.redeem(app, |_, _, _| Ok(()))
}

/// Sends a code to an account that it fits. Every request costs a try, so that a
/// stranger can't flood a mailbox.
fn send_if(app: &App, email: &Email, address: &str, purpose: Purpose) -> Result<(), Fault> {
    let now = app.clock.uptime();
    let (account, is_known) = look_up(app, email, address)?;
    let guesses = Guesses::of(email.as_str(), address, is_known);
    app.code_tries.book(&guesses, now)?.wrong(now);
    let begun = Instant::now();
    let sent = match account.filter(|account| fits(purpose, account.status)) {
        Some(account) => send(app, &account, address, purpose),
        None => Ok(()),
    };
    wait_evenly(begun);
    sent
}

/// An unknown address is answered, and refused, no sooner than a known one, against user enumeration.
fn wait_evenly(begun: Instant) {
    let _outside = edge::leave();
    thread::sleep(EVEN.saturating_sub(begun.elapsed()));
}

/// Whether a code for this does anything for an account of this status.
const fn fits(purpose: Purpose, status: Status) -> bool {
    match purpose {
        Purpose::Verify => matches!(status, Status::Inactive),
        Purpose::Reset | Purpose::Change => matches!(status, Status::Active),
    }
}

/// A code that was sent back and may be judged.
pub(super) struct Attempt<'app, 'text> {
    /// `None` where nobody has the address.
    wanted: Option<Wanted>,
    is_known: bool,
    guesses: Vec<Guesses<'text>>,
    /// `None` for letters that are right: who has the mail in hand waits for nobody.
    booking: Option<Booking<'app>>,
}

/// What was found of a code: which one it is if it is right, and what its owner is to be told if it is wrong.
type Judged = Result<CodeId, Option<Totals>>;

impl<'app, 'text> Attempt<'app, 'text> {
    /// Books the guess, for the account of the address.
    ///
    /// # Errors
    /// [`Fault::TooManyTries`].
    fn begin(app: &'app App, sent: SentCode<'text>, purpose: Purpose) -> Result<Self, Fault> {
        let (account, is_known) = look_up(app, sent.email, sent.address)?;
        let account = account.map(|account| account.id);
        Self::of(app, sent, purpose, account, is_known)
    }

    /// The same for this account, if there is one, which may be known in the client's network.
    ///
    /// # Errors
    /// [`Fault::TooManyTries`].
    pub(super) fn of(
        app: &'app App,
        sent: SentCode<'text>,
        purpose: Purpose,
        account: Option<AccountId>,
        is_known: bool,
    ) -> Result<Self, Fault> {
        let guesses = Guesses::of(sent.email.as_str(), sent.address, is_known);
        let wanted = account.map(|account| Wanted {
            account,
            purpose,
            email: sent.email.clone(),
            network: network(sent.address),
            hash: fingerprint(app, account, purpose, sent.email, sent.code),
        });
        let has_letters = match &wanted {
            Some(wanted) => app.store.read(|tx| store::codes::of_letters(tx, wanted))?,
            None => None,
        };
        let booking = match has_letters {
            Some(_) => None,
            None => Some(app.code_tries.book(&guesses, app.clock.uptime())?),
        };
        Ok(Self {
            wanted,
            is_known,
            guesses,
            booking,
        })
    }

    /// Does the work if the code is right, and counts it if it is wrong. After a right one what was tried for this
    /// name is forgotten; what its client's network tried for others is not.
    pub(super) fn redeem<T, F>(mut self, app: &App, work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&Tx, AccountId, CodeId) -> Result<T, Fault> + Send + 'static,
    {
        let begun = Instant::now();
        let booking = self.booking.take();
        let done = match self.wanted.take() {
            Some(wanted) => judge(app, wanted, self.is_known, work),
            None => Err(Fault::WrongCode),
        };
        match (&done, booking) {
            (Ok(_), _) => app.code_tries.forget_name(&self.guesses),
            (Err(Fault::WrongCode), Some(booking)) => booking.wrong(app.clock.uptime()),
            (Err(_), _) => {}
        }
        if done.is_err() {
            wait_evenly(begun);
        }
        done
    }
}

/// The same of an account that exists, without the limiter. Digits use up a try, whatever comes of them.
fn judge<T, F>(app: &App, wanted: Wanted, is_known: bool, work: F) -> Result<T, Fault>
where
    T: Send + 'static,
    F: FnOnce(&Tx, AccountId, CodeId) -> Result<T, Fault> + Send + 'static,
{
    let id = wanted.account;
    // A wrong guess must be committed as well: its fault is returned afterwards.
    let done = app.store.write(move |tx| {
        let latest_end = tx.now.latest_believed().after(LIFETIME);
        store::codes::forget_later_than(tx, id, latest_end)?;
        let code = match find_code(tx, &wanted, is_known)? {
            Ok(code) => code,
            Err(news) => {
                let told = news.zip(store::accounts::get(tx, id)?);
                return Ok(Err(told));
            }
        };
        let status = store::accounts::get(tx, id)?.map(|account| account.status);
        if !status.is_some_and(|status| fits(wanted.purpose, status)) {
            return Ok(Err(None));
        }
        // Its client may lose the answer, or ask only whether the code is right.
        store::codes::mark_used(tx, code, &wanted.network, tx.now.after(LIFETIME))?;
        work(tx, id, code).map(Ok)
    })?;
    done.map_err(|told| {
        if let Some((totals, account)) = told {
            tell_owner(app, &account, &totals);
        }
        Fault::WrongCode
    })
}

/// The code that is wanted. A stranger's wrong digits are counted, if there was a code to guess.
fn find_code(tx: &Tx, wanted: &Wanted, is_known: bool) -> Result<Judged, Fault> {
    if let Some(code) = store::codes::of_letters(tx, wanted)? {
        return Ok(Ok(code));
    }
    let today = store::code_totals::today(tx, wanted.account)?;
    if !today.leave_a_guess(is_known) {
        return Ok(Err(None));
    }
    match store::codes::try_digits(tx, wanted)? {
        Some((code, digits_hash)) if digits_hash == wanted.hash => Ok(Ok(code)),
        Some(_) if !is_known => count_wrong(tx, wanted.account).map(Err),
        _ => Ok(Err(None)),
    }
}

/// Counts a stranger's wrong digits; at the last that are taken today, the owner is to be told.
fn count_wrong(tx: &Tx, account: AccountId) -> Result<Option<Totals>, Fault> {
    let one = Totals {
        wrong: 1,
        ..Totals::default()
    };
    store::code_totals::add(tx, account, &one)?;
    let today = store::code_totals::today(tx, account)?;
    if today.leave_a_guess(false) {
        return Ok(None);
    }
    once_a_day(tx, account, today)
}

/// The account that has an address, or had it until lately, and whether it is known in this client's network. Codes
/// have waits of their own, so that guessing one doesn't keep the owner from signing in.
fn look_up(app: &App, email: &Email, address: &str) -> Result<(Option<Account>, bool), Fault> {
    app.store.read(|tx| {
        let id = match store::accounts::id_of(tx, Which::Email(email.as_str()))? {
            None => store::former_addresses::holder(tx, email.as_str())?,
            found => found,
        };
        let Some(id) = id else {
            return Ok((None, false));
        };
        Ok((store::accounts::get(tx, id)?, is_known(tx, id, address)?))
    })
}
