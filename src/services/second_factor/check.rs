//! Judging a code: an app's six digits, or a recovery code.

use crate::app::App;
use crate::auth::totp::{self, TotpSecret};
use crate::domain::account::AccountId;
use crate::domain::code::normal;
use crate::domain::fault::Fault;
use crate::domain::second_factor::WrongCodes;
use crate::services::second_factor::mail;
use crate::store::{self, Tx};

/// Checks a code of somebody who has given the account's password, and uses it up. Digits are bounded by the day, apart
/// for networks where the account is known (`is_known`), so that strangers who have the password can neither walk all
/// codes nor keep its owner out. Recovery codes can't be guessed.
///
/// # Errors
/// [`Fault::WrongCode`], or [`Fault::TooManyTries`] until the day is over.
pub(crate) fn check(
    app: &App,
    account: AccountId,
    typed: &str,
    is_known: bool,
) -> Result<(), Fault> {
    let code = normal(typed);
    if code.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits(app, account, &code, is_known);
    }
    let hash = recovery_fingerprint(app, account, &code);
    app.store
        .write(move |tx| store::recovery_codes::redeem(tx, account, &hash))
}

/// What a recovery code is known by, HMAC-SHA-256 under the server's secret.
pub(super) fn recovery_fingerprint(app: &App, AccountId(account): AccountId, code: &str) -> String {
    app.signer
        .fingerprint(&format!("recovery:{account}:{code}"))
}

/// What came of digits.
enum Judged {
    Right,
    /// Wrong; whether it was the last that was judged today.
    Wrong {
        is_last: bool,
    },
}

fn digits(app: &App, account: AccountId, code: &str, is_known: bool) -> Result<(), Fault> {
    let sealed = app
        .store
        .read(|tx| store::second_factors::secret(tx, account))?
        .ok_or(Fault::WrongCode)?;
    let step = step_of(app, account, &sealed, code);
    // A wrong code must be committed as well: its fault is returned afterwards.
    let judged = app
        .store
        .write(move |tx| judge(tx, account, &sealed, step, is_known))?;
    match judged {
        Judged::Right => Ok(()),
        Judged::Wrong { is_last } => {
            if is_last {
                mail::tell(app, account, mail::GUESSED);
            }
            Err(Fault::WrongCode)
        }
    }
}

/// The step whose code this is. Without the server's secret no code is right: the account stays closed.
fn step_of(app: &App, account: AccountId, sealed: &[u8], code: &str) -> Option<i64> {
    let secret = TotpSecret::unseal(&app.signer, account, sealed);
    if secret.is_none() {
        tracing::warn!(
            account = account.0,
            "a second factor was made under another secret; `firststep user second-factor NAME off` switches it off"
        );
    }
    secret?.step_of(code, app.clock.now())
}

/// Decides in one transaction, so that of many codes at once no more are judged than may be.
fn judge(
    tx: &Tx,
    account: AccountId,
    sealed: &[u8],
    step: Option<i64>,
    is_known: bool,
) -> Result<Judged, Fault> {
    let wrong = store::second_factors::wrong_today(tx, account)?.of(is_known);
    if wrong >= WrongCodes::MAX {
        return Err(Fault::TooManyTries {
            retry_after: tx.now.seconds_to_midnight(),
        });
    }
    let latest = totp::step(tx.now.latest_believed());
    if let Some(step) = step
        && store::second_factors::use_step(tx, account, sealed, step, latest)?
    {
        return Ok(Judged::Right);
    }
    store::second_factors::count_wrong(tx, account, is_known)?;
    let is_last = wrong + 1 == WrongCodes::MAX;
    Ok(Judged::Wrong { is_last })
}
