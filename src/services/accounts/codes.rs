//! Codes by mail: confirming an address, and resetting a password.

use std::thread;
use std::time::{Duration, Instant};

use crate::app::App;
use crate::auth::limiter::Guesses;
use crate::domain::account::{Account, AccountId, Status};
use crate::domain::code::{Purpose, digits};
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::password::Password;
use crate::domain::query::Which;
use crate::mail::OutgoingMail;
use crate::platform::random;
use crate::store::{self, Tx};

/// How long a code is good.
const LIFETIME: Duration = Duration::from_secs(5 * 60);
/// How long a request for a code takes at least: far longer than writing a mail does.
const EVEN: Duration = Duration::from_millis(100);
/// How often one may be guessed.
const TRIES: u32 = 5;

/// Sends a code to confirm the address of this account.
///
/// # Errors
/// [`Fault::Internal`] if it can't be kept.
pub(crate) fn send_verification(app: &App, account: AccountId, email: &Email) -> Result<(), Fault> {
    send(app, account, email, Purpose::Verify)
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
pub(crate) fn verify(
    app: &App,
    email: &Email,
    code: &str,
    address: &str,
) -> Result<Account, Fault> {
    limit(app, email, address)?;
    let confirmed = redeem(app, email, Purpose::Verify, code, |tx, account| {
        let found = store::accounts::get(tx, account)?.ok_or(Fault::WrongCode)?;
        if found.status != Status::Inactive {
            return Err(Fault::WrongCode);
        }
        store::accounts::set_status(tx, account, Status::Active)?;
        store::accounts::get(tx, account)?.ok_or(Fault::WrongCode)
    })?;
    forgive(app, email, address);
    Ok(confirmed)
}

/// Sets a new password with a code, and ends every session of the account.
///
/// # Errors
/// [`Fault::WrongCode`], [`Fault::TooManyTries`], [`Fault::WeakPassword`],
/// [`Fault::Busy`].
pub(crate) fn reset_password(
    app: &App,
    email: &Email,
    code: &str,
    new: &Password,
    address: &str,
) -> Result<(), Fault> {
    limit(app, email, address)?;
    super::check_strength(app, new)?;
    let hash = app.hasher.hash(new)?;
    redeem(app, email, Purpose::Reset, code, move |tx, account| {
        store::accounts::set_hash(tx, account, &hash)?;
        store::sessions::end_all(tx, account)
    })?;
    forgive(app, email, address);
    Ok(())
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
    limit(app, email, address)?;
    let begun = Instant::now();
    let login = app
        .store
        .read(|tx| store::accounts::login(tx, Which::Email(email.as_str())))?;
    let sent = match login.filter(|login| login.status == status) {
        Some(login) => send(app, login.id, email, purpose),
        None => Ok(()),
    };
    // An unknown address is answered no sooner than a known one, against user enumeration.
    thread::sleep(EVEN.saturating_sub(begun.elapsed()));
    sent
}

fn send(app: &App, account: AccountId, email: &Email, purpose: Purpose) -> Result<(), Fault> {
    let code = digits(u64::from_le_bytes(random::bytes()));
    let hash = fingerprint(app, account, purpose, &code);
    app.store.write(move |tx| {
        store::codes::replace(tx, account, purpose, &hash, TRIES, tx.now.after(LIFETIME))
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

/// Uses up a try, whatever comes of it, and does the work if the code is right.
fn redeem<T, F>(app: &App, email: &Email, purpose: Purpose, code: &str, work: F) -> Result<T, Fault>
where
    T: Send + 'static,
    F: FnOnce(&Tx, AccountId) -> Result<T, Fault> + Send + 'static,
{
    let found = app
        .store
        .read(|tx| store::accounts::login(tx, Which::Email(email.as_str())))?;
    let account = found.ok_or(Fault::WrongCode)?.id;
    let given = fingerprint(app, account, purpose, code);
    // A wrong guess must be committed as well: its fault is returned afterwards.
    app.store.write(move |tx| {
        if store::codes::try_one(tx, account, purpose)? != Some(given) {
            return Ok(Err(Fault::WrongCode));
        }
        store::codes::remove(tx, account, purpose)?;
        work(tx, account).map(Ok)
    })?
}

/// An HMAC under the server's secret: a plain hash of six digits is broken by trying all million.
fn fingerprint(app: &App, AccountId(account): AccountId, purpose: Purpose, code: &str) -> String {
    app.signer
        .fingerprint(&format!("code:{account}:{}:{code}", purpose.word()))
}

fn keys(email: &Email, address: &str) -> [Guesses; 2] {
    [
        Guesses::Client(address.to_owned()),
        Guesses::Name(email.to_string()),
    ]
}

/// Codes have waits of their own, so that guessing one doesn't keep the owner from signing in.
fn limit(app: &App, email: &Email, address: &str) -> Result<(), Fault> {
    let now = app.clock.now();
    let keys = keys(email, address);
    keys.iter()
        .try_for_each(|key| app.code_tries.check(key, now))?;
    for key in keys {
        app.code_tries.failed(key, now);
    }
    Ok(())
}

fn forgive(app: &App, email: &Email, address: &str) {
    for key in keys(email, address) {
        app.code_tries.succeeded(&key);
    }
}
