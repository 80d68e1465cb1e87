//! A new address once a code that was mailed there comes back: as our own page has it, with the password; and where
//! addresses are confirmed by whichever API.

use crate::app::App;
use crate::domain::account::{Account, AccountId};
use crate::domain::caller::Caller;
use crate::domain::code::Purpose;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::query::FormerAddress;
use crate::services::accounts::addresses::{AddressChange, Left};
use crate::services::accounts::code_send::{WantedAddress, send_to_new};
use crate::services::accounts::codes::{Attempt, SentCode};
use crate::services::accounts::proof::prove_again;
use crate::services::accounts::view;
use crate::store::{self, Tx};

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

/// A new address that an API was told, without a password. Where addresses are confirmed, the caller's own waits for the
/// code that is mailed there; anybody else's is an administrator's to set.
pub(super) struct Given {
    change: AddressChange,
    wanted: Option<WantedAddress>,
    by: Caller,
}

/// What is to be mailed of it.
pub(super) enum News {
    /// The old address is told.
    Left(Left),
    /// The new one gets a code.
    Wanted(WantedAddress),
}

impl Given {
    pub(super) fn new(app: &App, email: Email, by: Caller) -> Self {
        let is_confirmed = app.policy.confirm_email && !by.is_operator();
        let wanted = is_confirmed.then(|| WantedAddress::new(app, by.account, email.clone()));
        Self {
            change: AddressChange::new(app, email, by),
            wanted,
            by,
        }
    }

    /// Writes it, or the code that it waits for.
    ///
    /// # Errors
    /// As [`AddressChange::write`].
    pub(super) fn write(self, tx: &Tx, account: AccountId) -> Result<Option<News>, Fault> {
        let wanted = self.wanted.filter(|_| account == self.by.account);
        let Some(wanted) = wanted else {
            return Ok(self.change.write(tx, account, None)?.map(News::Left));
        };
        let now = store::accounts::get(tx, account)?.ok_or(Fault::NoAccount)?;
        if now.email == *wanted.email() {
            return Ok(None);
        }
        self.change.check_session(tx, account, false)?;
        let from = store::sessions::address_of(tx, self.by.session)?;
        if !wanted.keep(tx, &from.unwrap_or_default())? {
            return Err(Fault::EmailTaken);
        }
        Ok(Some(News::Wanted(wanted)))
    }
}

impl News {
    /// Mails it. A code that can't be written is told, so that it is asked for again; for the old address see
    /// [`Left::tell`].
    pub(super) fn mail(&self, app: &App, account: &Account) -> Result<(), Fault> {
        match self {
            Self::Left(left) => left.tell(app),
            Self::Wanted(wanted) => wanted.mail(app, account)?,
        }
        Ok(())
    }
}

/// What waits for an account's address, and who can take it back.
#[derive(Debug)]
pub(crate) struct AddressState {
    /// A new address whose code isn't given yet.
    pub wanted: Option<Email>,
    /// Other addresses that the account had until lately, the earliest first.
    pub former: Vec<FormerAddress>,
}

/// The state of the caller's own address.
pub(crate) fn address_state(app: &App, caller: Caller) -> Result<AddressState, Fault> {
    app.store.read(|tx| {
        let now = store::accounts::get(tx, caller.account)?.ok_or(Fault::ExpiredCredentials)?;
        let mut former = store::former_addresses::of_account(tx, caller.account)?;
        former.retain(|one| one.email != now.email);
        Ok(AddressState {
            wanted: store::codes::wanted_address(tx, caller.account)?,
            former,
        })
    })
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
