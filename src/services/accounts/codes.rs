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
use crate::domain::code::{LETTER_COUNT, LETTERS, Purpose, Totals, digits, normal};
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::password::Password;
use crate::domain::query::Which;
use crate::edge::network_of;
use crate::platform::random;
use crate::services::accounts::code_mail::{FreshCode, send_code, tell_owner};
use crate::store::codes::{CodeId, NewCode};
use crate::store::{self, Tx};

/// How long a code is good, and after its first use good once more from the network that used it.
const LIFETIME: Duration = Duration::from_secs(5 * 60);
/// How long a request for a code, and a refusal of one, takes at least: far longer than writing a mail
/// or a row does.
const EVEN: Duration = Duration::from_millis(100);
/// How often one may be guessed from the network that asked for it, and how often from all others together.
const TRIES: u32 = 5;

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

/// Sets a new password with a code, and ends every session and every other code of the account.
///
/// # Errors
/// [`Fault::WrongCode`], [`Fault::TooManyTries`], [`Fault::WeakPassword`],
/// [`Fault::Busy`].
pub(crate) fn reset_password(app: &App, sent: SentCode, new: &Password) -> Result<(), Fault> {
    let attempt = Attempt::begin(app, sent, Purpose::Reset)?;
    // By the address alone, which the client wrote itself: by the name, a refusal would tell that there is an account.
    super::check_strength(app, new, &[sent.email.as_str()])?;
    let hash = app.hasher.hash(new)?;
    attempt.redeem(app, move |tx, account, code| {
        store::accounts::set_hash(tx, account, &hash)?;
        store::codes::end_others(tx, account, code)?;
        store::sessions::end_all(tx, account)
    })
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
    // An unknown address is answered no sooner than a known one, against user enumeration.
    thread::sleep(EVEN.saturating_sub(begun.elapsed()));
    sent
}

/// Whether a code for this does anything for an account of this status.
const fn fits(purpose: Purpose, status: Status) -> bool {
    match purpose {
        Purpose::Verify => matches!(status, Status::Inactive),
        Purpose::Reset => matches!(status, Status::Active),
    }
}

/// Sends a code to an account's address, asked for from that client's; or none, if there were too many today.
fn send(app: &App, account: &Account, address: &str, purpose: Purpose) -> Result<(), Fault> {
    let code = FreshCode {
        digits: digits(u64::from_le_bytes(random::bytes())),
        letters: random::letters(LETTERS, LETTER_COUNT),
    };
    let fingerprint = |text| fingerprint(app, account, purpose, text);
    let (digits_hash, letters_hash) = (fingerprint(&code.digits), fingerprint(&code.letters));
    let (id, address) = (account.id, address.to_owned());
    let (is_sent, news) = app.store.write(move |tx| {
        let is_known = is_known(tx, id, &address)?;
        let today = store::code_totals::today(tx, id)?;
        if !today.leave_a_mail(is_known) {
            return Ok((false, once_a_day(tx, id, today)?));
        }
        let more = Totals {
            mails: 1,
            strangers_mails: u32::from(!is_known),
            ..Totals::default()
        };
        store::code_totals::add(tx, id, &more)?;
        let new = NewCode {
            account: id,
            purpose,
            digits_hash: &digits_hash,
            letters_hash: &letters_hash,
            network: &network(&address),
            tries: TRIES,
            expires_at: tx.now.after(LIFETIME),
        };
        store::codes::insert(tx, &new)?;
        Ok((true, None))
    })?;
    if let Some(totals) = news {
        tell_owner(app, account, &totals);
    }
    if is_sent {
        send_code(app, account, purpose, &code)
    } else {
        Ok(())
    }
}

/// What its owner is to be told of today, unless they were.
fn once_a_day(tx: &Tx, account: AccountId, today: Totals) -> Result<Option<Totals>, Fault> {
    if today.told > 0 {
        return Ok(None);
    }
    let more = Totals {
        told: 1,
        ..Totals::default()
    };
    store::code_totals::add(tx, account, &more)?;
    Ok(Some(today))
}

/// A code that was sent back and may be judged.
struct Attempt<'app, 'text> {
    purpose: Purpose,
    /// The account, and the hash that the code has for it.
    account: Option<(Account, String)>,
    network: String,
    is_known: bool,
    guesses: Vec<Guesses<'text>>,
    /// `None` for letters that are right: who has the mail in hand waits for nobody.
    booking: Option<Booking<'app>>,
}

/// What was found of a code: which one it is if it is right, and what its owner is to be told if it is wrong.
type Judged = Result<CodeId, Option<Totals>>;

impl<'app, 'text> Attempt<'app, 'text> {
    /// Books the guess.
    ///
    /// # Errors
    /// [`Fault::TooManyTries`].
    fn begin(app: &'app App, sent: SentCode<'text>, purpose: Purpose) -> Result<Self, Fault> {
        let (account, is_known) = look_up(app, sent.email, sent.address)?;
        let guesses = Guesses::of(sent.email.as_str(), sent.address, is_known);
        let network = network(sent.address);
        let account = account.map(|account| {
            let hash = fingerprint(app, &account, purpose, sent.code);
            (account, hash)
        });
        let has_letters = match &account {
            Some((account, hash)) => app
                .store
                .read(|tx| store::codes::of_letters(tx, account.id, purpose, &network, hash))?,
            None => None,
        };
        let booking = match has_letters {
            Some(_) => None,
            None => Some(app.code_tries.book(&guesses, app.clock.uptime())?),
        };
        Ok(Self {
            purpose,
            account,
            network,
            is_known,
            guesses,
            booking,
        })
    }

    /// Does the work if the code is right, and counts it if it is wrong. After a right one what was tried for this
    /// name is forgotten; what its client's network tried for others is not.
    fn redeem<T, F>(mut self, app: &App, work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&Tx, AccountId, CodeId) -> Result<T, Fault> + Send + 'static,
    {
        let begun = Instant::now();
        let booking = self.booking.take();
        let done = match &self.account {
            Some((account, hash)) => self.judge(app, (account, hash), work),
            None => Err(Fault::WrongCode),
        };
        match (&done, booking) {
            (Ok(_), _) => app.code_tries.forget_name(&self.guesses),
            (Err(Fault::WrongCode), Some(booking)) => booking.wrong(app.clock.uptime()),
            (Err(_), _) => {}
        }
        if done.is_err() {
            // An unknown address is refused no sooner than a known one, against user enumeration.
            thread::sleep(EVEN.saturating_sub(begun.elapsed()));
        }
        done
    }

    /// The same of an account that exists, without the limiter. Digits use up a try, whatever comes of them.
    fn judge<T, F>(&self, app: &App, (account, hash): (&Account, &str), work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&Tx, AccountId, CodeId) -> Result<T, Fault> + Send + 'static,
    {
        let (id, purpose, is_known) = (account.id, self.purpose, self.is_known);
        let (hash, network) = (hash.to_owned(), self.network.clone());
        // A wrong guess must be committed as well: its fault is returned afterwards.
        let done = app.store.write(move |tx| {
            let latest_end = tx.now.latest_believed().after(LIFETIME);
            store::codes::forget_later_than(tx, id, latest_end)?;
            let code = match find_code(tx, (id, purpose, is_known), &network, &hash)? {
                Ok(code) => code,
                Err(news) => return Ok(Err(news)),
            };
            let status = store::accounts::get(tx, id)?.map(|account| account.status);
            if !status.is_some_and(|status| fits(purpose, status)) {
                return Ok(Err(None));
            }
            // Its client may lose the answer, or ask only whether the code is right.
            store::codes::mark_used(tx, code, &network, tx.now.after(LIFETIME))?;
            work(tx, id, code).map(Ok)
        })?;
        done.map_err(|news| {
            if let Some(totals) = news {
                tell_owner(app, account, &totals);
            }
            Fault::WrongCode
        })
    }
}

/// The code that this is the hash of. A stranger's wrong digits are counted, if there was a code to guess.
fn find_code(
    tx: &Tx,
    (account, purpose, is_known): (AccountId, Purpose, bool),
    network: &str,
    hash: &str,
) -> Result<Judged, Fault> {
    if let Some(code) = store::codes::of_letters(tx, account, purpose, network, hash)? {
        return Ok(Ok(code));
    }
    let today = store::code_totals::today(tx, account)?;
    if !today.leave_a_guess(is_known) {
        return Ok(Err(None));
    }
    match store::codes::try_digits(tx, account, purpose, network)? {
        Some((code, digits_hash)) if digits_hash == hash => Ok(Ok(code)),
        Some(_) if !is_known => count_wrong(tx, account).map(Err),
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

/// The account of an address, and whether it is known in this client's network. Codes have waits of their own, so
/// that guessing one doesn't keep the owner from signing in.
fn look_up(app: &App, email: &Email, address: &str) -> Result<(Option<Account>, bool), Fault> {
    app.store.read(|tx| {
        let Some(id) = store::accounts::id_of(tx, Which::Email(email.as_str()))? else {
            return Ok((None, false));
        };
        Ok((store::accounts::get(tx, id)?, is_known(tx, id, address)?))
    })
}

/// Whether somebody signed in to this account from this client network, or signed up there.
fn is_known(tx: &Tx, account: AccountId, address: &str) -> Result<bool, Fault> {
    Ok(store::sessions::knows_address(tx, account, address)?
        || store::code_totals::signed_up_from(tx, account, &network(address))?)
}

/// The client network of an address, as it is kept; text that is no address is a network of its own.
pub(super) fn network(address: &str) -> String {
    network_of(address).map_or_else(|| address.to_owned(), |network| network.to_string())
}

/// An HMAC under the server's secret: a plain hash of six digits is broken by trying all million. It holds for the
/// address that the code went to, and for no later one.
fn fingerprint(app: &App, account: &Account, purpose: Purpose, code: &str) -> String {
    let Account { id, email, .. } = account;
    let (id, word, code) = (id.0, purpose.word(), normal(code));
    app.signer
        .fingerprint(&format!("code:{id}:{word}:{email}:{code}"))
}
