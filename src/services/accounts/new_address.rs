//! A new address as our own page has it: with the password, and once a code that was mailed there comes back.

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::code::Purpose;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::services::accounts::addresses::AddressChange;
use crate::services::accounts::code_send::send_to_new;
use crate::services::accounts::codes::{Attempt, SentCode};
use crate::services::accounts::proof::prove_again;
use crate::services::accounts::view;

/// Sends a code to the address that the caller is to have. Whether that is somebody else's is told there alone.
///
/// # Errors
/// [`Fault::WrongCurrentPassword`], [`Fault::TooManyTries`], [`Fault::Busy`].
pub(crate) fn request_address(
    app: &App,
    caller: Caller,
    email: &Email,
    password: &str,
    address: &str,
) -> Result<(), Fault> {
    // The code that is sent is good for an active session of this account alone.
    let _ = prove_again(app, caller, password)?.without_writing();
    send_to_new(app, &view(app, caller)?, email, address)
}

/// Gives the caller the address that the code went to.
///
/// # Errors
/// [`Fault::WrongCode`], [`Fault::TooManyTries`], [`Fault::EmailTaken`] if somebody else has it by now.
pub(crate) fn confirm_address(app: &App, caller: Caller, sent: SentCode) -> Result<(), Fault> {
    let change = AddressChange::new(app, sent.email.clone(), caller);
    let attempt = Attempt::of(app, sent, Purpose::Change, Some(caller.account), true)?;
    let left = attempt.redeem(app, move |tx, account, code| {
        change.write(tx, account, Some(code))
    })?;
    if let Some(left) = left {
        left.tell(app);
    }
    Ok(())
}
