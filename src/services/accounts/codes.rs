//! Codes by mail: confirming an address, and resetting a password.

use std::thread;
use std::time::{Duration, Instant};

use crate::app::App;
use crate::auth::limiter::{Booking, Guesses};
use crate::domain::account::{Account, AccountId, Status};
use crate::domain::code::{Purpose, digits};
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::password::Password;
use crate::domain::query::Which;
use crate::mail::OutgoingMail;
use crate::platform::random;
use crate::store::codes::NewCode;
use crate::store::{self, Tx};

/// How long a code is good, and after its first use good once more from the address that used it.
const LIFETIME: Duration = Duration::from_secs(5 * 60);
/// How long a request for a code, and a refusal of one, takes at least: far longer than writing a mail
/// or a row does.
const EVEN: Duration = Duration::from_millis(100);
/// How often one may be guessed from the address that asked for it, and how often from all others together.
const TRIES: u32 = 5;

/// A code as it is sent back.
#[derive(Clone, Copy)]
pub(crate) struct SentCode<'text> {
    /// The address that the code was mailed to.
    pub email: &'text Email,
    /// The code.
    pub code: &'text str,
    /// The client's address.
    pub address: &'text str,
}

/// Sends a code to confirm the address of this account.
///
/// # Errors
/// [`Fault::Internal`] if it can't be kept.
pub(crate) fn send_verification(
    app: &App,
    account: AccountId,
    email: &Email,
    address: &str,
) -> Result<(), Fault> {
    send(app, account, (email, address), Purpose::Verify)
}

/// Sends such a code once more, if there is an account that waits for it; the
/// caller doesn't learn whether.
///
/// # Errors
/// [`Fault::TooManyTries`], [`Fault::Internal`].
pub(crate) fn request_verification(app: &App, email: &Email, address: &str) -> Result<(), Fault> {
    send_if(app, email, address, Status::Inactive, Purpose::Verify)
}

/// Sends a code to set a new password, if there is such an active account; the
/// caller doesn't learn whether.
///
/// # Errors
/// [`Fault::TooManyTries`], [`Fault::Internal`].
pub fn request_reset(app: &App, email: &Email, address: &str) -> Result<(), Fault> {
    send_if(app, email, address, Status::Active, Purpose::Reset)
}

/// Confirms an address: an account that waited for it becomes active. One that
/// an administrator closed stays closed.
///
/// # Errors
/// [`Fault::WrongCode`], [`Fault::TooManyTries`].
pub(crate) fn verify(app: &App, sent: SentCode) -> Result<Account, Fault> {
    let guesses = guesses(app, sent.email, sent.address)?;
    let booking = app.code_tries.book(&guesses, app.clock.uptime())?;
    let confirmed = redeem(app, sent, Purpose::Verify, |tx, account| {
        let found = store::accounts::get(tx, account)?.ok_or(Fault::WrongCode)?;
        if found.status != Status::Inactive {
            return Err(Fault::WrongCode);
        }
        store::accounts::set_status(tx, account, Status::Active)?;
        store::accounts::get(tx, account)?.ok_or(Fault::WrongCode)
    });
    settle(app, booking, &guesses, confirmed)
}

/// Sets a new password with a code, and ends every session of the account.
///
/// # Errors
/// [`Fault::WrongCode`], [`Fault::TooManyTries`], [`Fault::WeakPassword`],
/// [`Fault::Busy`].
pub(crate) fn reset_password(app: &App, sent: SentCode, new: &Password) -> Result<(), Fault> {
    let guesses = guesses(app, sent.email, sent.address)?;
    let booking = app.code_tries.book(&guesses, app.clock.uptime())?;
    super::check_strength(app, new)?;
    let hash = app.hasher.hash(new)?;
    let done = redeem(app, sent, Purpose::Reset, move |tx, account| {
        store::accounts::set_hash(tx, account, &hash)?;
        store::sessions::end_all(tx, account)
    });
    settle(app, booking, &guesses, done)
}

/// Whether a code would set a new password. Nothing of the account changes, but the code counts as used: it is
/// good from this address alone now.
///
/// # Errors
/// [`Fault::WrongCode`], [`Fault::TooManyTries`].
pub(crate) fn check_reset_code(app: &App, sent: SentCode) -> Result<(), Fault> {
    let guesses = guesses(app, sent.email, sent.address)?;
    let booking = app.code_tries.book(&guesses, app.clock.uptime())?;
    let done = redeem(app, sent, Purpose::Reset, |_, _| Ok(()));
    settle(app, booking, &guesses, done)
}

/// Sends a code to an account that `fits`. Every request costs a try, so that a
/// stranger can't flood a mailbox.
fn send_if(
    app: &App,
    email: &Email,
    address: &str,
    status: Status,
    purpose: Purpose,
) -> Result<(), Fault> {
    let now = app.clock.uptime();
    let booking = app.code_tries.book(&guesses(app, email, address)?, now)?;
    booking.wrong(now);
    let begun = Instant::now();
    let login = app
        .store
        .read(|tx| store::accounts::login(tx, Which::Email(email.as_str())))?;
    let sent = match login.filter(|login| login.status == status) {
        Some(login) => send(app, login.id, (email, address), purpose),
        None => Ok(()),
    };
    // An unknown address is answered no sooner than a known one, against user enumeration.
    thread::sleep(EVEN.saturating_sub(begun.elapsed()));
    sent
}

/// Sends a code to this e-mail address, asked for from that client's.
fn send(
    app: &App,
    account: AccountId,
    (email, address): (&Email, &str),
    purpose: Purpose,
) -> Result<(), Fault> {
    let code = digits(u64::from_le_bytes(random::bytes()));
    let hash = fingerprint(app, account, purpose, &code);
    let asked_by = address.to_owned();
    app.store.write(move |tx| {
        let new = NewCode {
            account,
            purpose,
            hash: &hash,
            asked_by: &asked_by,
            tries: TRIES,
            expires_at: tx.now.after(LIFETIME),
        };
        store::codes::replace(tx, &new)
    })?;
    let (subject, text) = words(purpose, &code);
    let mail = OutgoingMail {
        account,
        to: email,
        subject,
        text: &text,
    };
    app.mailer.send(&mail).map_err(|error| {
        tracing::error!(%error, "a mail can't be written to the outbox");
        Fault::StorageFailing
    })?;
    if app.policy.demo {
        // As a warning: a demo logs nothing else, so that its greeting stays on the screen.
        tracing::warn!(code, "the code of the mail just written (this is a demo)");
    }
    Ok(())
}

fn words(purpose: Purpose, code: &str) -> (&'static str, String) {
    let (subject, what_for) = match purpose {
        Purpose::Verify => (
            "Kode verifikasi / Verification code",
            "verifikasi akun / to verify your account",
        ),
        Purpose::Reset => (
            "Atur ulang kata sandi / Password reset",
            "mengatur ulang kata sandi / to reset your password",
        ),
    };
    let text = format!(
        "{code}\n\nKode untuk {what_for}.\nBerlaku 5 menit, sekali pakai. / Good for 5 minutes, once.\n\n\
         Jika bukan Anda yang meminta, abaikan surat ini.\n\
         If you didn't ask for it, ignore this mail.\n"
    );
    (subject, text)
}

/// Does the work if the code is right.
fn redeem<T, F>(app: &App, sent: SentCode, purpose: Purpose, work: F) -> Result<T, Fault>
where
    T: Send + 'static,
    F: FnOnce(&Tx, AccountId) -> Result<T, Fault> + Send + 'static,
{
    let begun = Instant::now();
    let done = try_code(app, sent, purpose, work);
    if done.is_err() {
        // An unknown address is refused no sooner than a known one, against user enumeration.
        thread::sleep(EVEN.saturating_sub(begun.elapsed()));
    }
    done
}

/// The same, at once. It uses up a try, whatever comes of it.
fn try_code<T, F>(app: &App, sent: SentCode, purpose: Purpose, work: F) -> Result<T, Fault>
where
    T: Send + 'static,
    F: FnOnce(&Tx, AccountId) -> Result<T, Fault> + Send + 'static,
{
    let which = Which::Email(sent.email.as_str());
    let found = app.store.read(|tx| store::accounts::id_of(tx, which))?;
    let account = found.ok_or(Fault::WrongCode)?;
    let given = fingerprint(app, account, purpose, sent.code);
    let address = sent.address.to_owned();
    // A wrong guess must be committed as well: its fault is returned afterwards.
    app.store.write(move |tx| {
        let latest_end = tx.now.latest_believed().after(LIFETIME);
        store::codes::forget_later_than(tx, account, latest_end)?;
        if store::codes::try_one(tx, account, purpose, &address)? != Some(given) {
            return Ok(Err(Fault::WrongCode));
        }
        match purpose {
            Purpose::Verify => store::codes::remove(tx, account, purpose)?,
            // Its client may have lost the answer, or have asked only whether the code is right.
            Purpose::Reset => {
                store::codes::mark_used(tx, account, purpose, &address, tx.now.after(LIFETIME))?;
            }
        }
        work(tx, account).map(Ok)
    })?
}

/// An HMAC under the server's secret: a plain hash of six digits is broken by trying all million.
fn fingerprint(app: &App, AccountId(account): AccountId, purpose: Purpose, code: &str) -> String {
    app.signer
        .fingerprint(&format!("code:{account}:{}:{code}", purpose.word()))
}

/// What a request for a code, or the use of one, counts under. Codes have waits of their own, so that guessing
/// one doesn't keep the owner from signing in.
fn guesses<'text>(
    app: &App,
    email: &'text Email,
    address: &'text str,
) -> Result<Vec<Guesses<'text>>, Fault> {
    let is_known = app.store.read(|tx| {
        let account = store::accounts::id_of(tx, Which::Email(email.as_str()))?;
        account.map_or(Ok(false), |account| {
            store::sessions::knows_address(tx, account, address)
        })
    })?;
    Ok(Guesses::of(email.as_str(), address, is_known))
}

/// Counts a wrong code. After a right one what was tried for this name is forgotten; what its client's network
/// tried for others is not.
fn settle<T>(
    app: &App,
    booking: Booking,
    guesses: &[Guesses],
    result: Result<T, Fault>,
) -> Result<T, Fault> {
    match &result {
        Ok(_) => app.code_tries.forget_name(guesses),
        Err(Fault::WrongCode) => booking.wrong(app.clock.uptime()),
        Err(_) => {}
    }
    result
}
