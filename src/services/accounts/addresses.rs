//! An account's address: changed, told to the one that it leaves, and taken back from there.
//!
//! A session is enough to change it: the published APIs ask for no more. So the old address gets a code that undoes
//! it for seven days, whatever is changed meanwhile: an earlier address wins over a later one.

use crate::app::App;
use crate::domain::account::{Account, AccountId, Status};
use crate::domain::admin_log::Deed;
use crate::domain::caller::{Admin, Caller};
use crate::domain::code::normal;
use crate::domain::email::Email;
use crate::domain::fault::{Fault, Resource};
use crate::domain::moment::Moment;
use crate::domain::password::Password;
use crate::domain::query::{FormerAddress, Which};
use crate::domain::session::PAGE;
use crate::services::accounts::change_password::replace_password;
use crate::services::accounts::code_mail::{tell_former, tell_given_back, tell_lost};
use crate::services::accounts::code_send::{letters, until_midnight};
use crate::services::accounts::password_links::refuse;
use crate::services::accounts::recipients::{Recipients, Sort};
use crate::services::accounts::{check_strength, known_of};
use crate::store::codes::CodeId;
use crate::store::{self, Tx};

/// Most changes in the time in which they can be undone, those that were undone as well: each is a mail to an address,
/// and keeps it from everybody else.
const MOST: i64 = 5;

/// A change of an address to be, with the code that undoes it.
pub(super) struct AddressChange {
    to: Email,
    by: Caller,
    code: String,
    hash: String,
    recipients: Recipients,
}

/// An address that is to be told of a change, and the code for it.
pub(super) struct Left {
    account: AccountId,
    email: Email,
    code: String,
    until: Moment,
}

impl AddressChange {
    pub(super) fn new(app: &App, to: Email, by: Caller) -> Self {
        let code = letters();
        Self {
            hash: fingerprint(app, &code),
            recipients: Recipients::of(app),
            to,
            by,
            code,
        }
    }

    /// Writes it, and ends the account's codes but the one that was used for it. What the operator changes on the
    /// machine itself can't be undone, and neither can what was before it.
    ///
    /// # Errors
    /// [`Fault::EmailTaken`], [`Fault::NotAllowed`], or [`Fault::TooManyTries`] if there were too many changes, or the
    /// old address can't be told today: no change goes through without that.
    pub(super) fn write(
        self,
        tx: &Tx,
        account: AccountId,
        used: Option<CodeId>,
    ) -> Result<Option<Left>, Fault> {
        let before = store::accounts::get(tx, account)?.ok_or(Fault::NoAccount)?;
        if before.email == self.to {
            return Ok(None);
        }
        self.check_session(tx, account, used.is_some())?;
        store::accounts::set_email(tx, account, &self.to)?;
        store::codes::end_others(tx, account, used)?;
        if self.by.is_operator() {
            store::former_addresses::end_all(tx, account)?;
            return Ok(None);
        }
        // An address that waits for its first code may be anybody's.
        if before.status == Status::Inactive {
            return Ok(None);
        }
        refuse_too_many(tx, account)?;
        if !self.recipients.book(tx, &before.email, Sort::Notice)? {
            return Err(until_midnight(tx));
        }
        let ways = [&before.email, &self.to];
        let until = store::former_addresses::leave(tx, account, ways, &self.hash)?;
        Ok(Some(Left {
            account,
            email: before.email,
            code: self.code,
            until,
        }))
    }

    /// Refuses a session that has ended this very moment, by an undo perhaps; and one of our own page that changes its
    /// own account's address by another API's route: the page asks for the password and a code first.
    pub(super) fn check_session(
        &self,
        tx: &Tx,
        account: AccountId,
        is_proven: bool,
    ) -> Result<(), Fault> {
        if self.by.is_operator() {
            return Ok(());
        }
        let family = store::sessions::active_family(tx, self.by.session)?;
        let family = family.ok_or(Fault::ExpiredCredentials)?;
        if !is_proven && self.by.account == account && family == PAGE {
            return Err(Fault::NotAllowed);
        }
        Ok(())
    }
}

impl Left {
    /// Tells the old address. That the mail can't be written undoes nothing: the log says so, and a reset that is
    /// asked for by the old address takes it back, too.
    pub(super) fn tell(&self, app: &App) {
        let _ = tell_former(app, self.account, &self.email, &self.code, self.until);
    }
}

fn refuse_too_many(tx: &Tx, account: AccountId) -> Result<(), Fault> {
    match store::former_addresses::count(tx, account)? {
        (count, Some(first)) if count >= MOST => Err(Fault::TooManyTries {
            retry_after: tx.now.seconds_until(first),
        }),
        _ => Ok(()),
    }
}

/// Gives an account an address back that it had until lately, with a new password. All that was opened or sent
/// meanwhile ends, and so do the codes of all later addresses. So does, whenever it was made, what whoever had the session
/// may have kept a way by: app passwords, links to results, comparisons, and that their networks count as the owner's.
/// Returns the address that it loses.
///
/// # Errors
/// [`Fault::WrongCode`] if it didn't have it, or too long ago.
pub(super) fn take_back(
    tx: &Tx,
    account: AccountId,
    email: &Email,
    password_hash: &str,
    used: Option<CodeId>,
) -> Result<Email, Fault> {
    let before = store::accounts::get(tx, account)?.ok_or(Fault::WrongCode)?;
    if !store::former_addresses::end_from(tx, account, email)? {
        return Err(Fault::WrongCode);
    }
    store::accounts::set_email(tx, account, email)?;
    replace_password(tx, account, password_hash, used)?;
    store::app_passwords::end_all(tx, account)?;
    store::shares::end_all(tx, account)?;
    store::comparisons::end_all(tx, account)?;
    store::sessions::disown_all(tx, account)?;
    Ok(before.email)
}

/// Undoes a change of address with the code that the old one was sent; returns the account.
///
/// # Errors
/// [`Fault::WrongCode`], [`Fault::TooManyTries`], [`Fault::WeakPassword`], [`Fault::Busy`].
pub(crate) fn undo(app: &App, code: &str, new: &Password, address: &str) -> Result<Account, Fault> {
    let code_hash = fingerprint(app, code);
    let owner = app.store.read(|tx| {
        let found = store::former_addresses::of_code(tx, &code_hash)?;
        found.map_or(Ok(None), |(id, _)| store::accounts::get(tx, id))
    })?;
    let Some(owner) = owner else {
        return refuse(app, address);
    };
    check_strength(app, new, &known_of(&owner))?;
    let hash = app.hasher.hash(new)?;
    let (account, lost) = app.store.write(move |tx| {
        let found = store::former_addresses::of_code(tx, &code_hash)?;
        let (id, email) = found.ok_or(Fault::WrongCode)?;
        let lost = take_back(tx, id, &email, &hash, None)?;
        let account = store::accounts::get(tx, id)?.ok_or(Fault::WrongCode)?;
        // One that an administrator closed stays as it is.
        if account.status != Status::Active {
            return Err(Fault::WrongCode);
        }
        Ok((account, lost))
    })?;
    told(app, &account, &lost);
    Ok(account)
}

/// Tells the address that an account lost.
pub(super) fn told(app: &App, account: &Account, lost: &Email) {
    if *lost != account.email {
        tell_lost(app, account.id, lost);
    }
}

/// The addresses that an account had until lately, the earliest first, for an administrator.
///
/// # Errors
/// [`Fault::NoAccount`].
pub(crate) fn former_addresses(
    app: &App,
    admin: Admin,
    which: Which,
) -> Result<Vec<FormerAddress>, Fault> {
    let account = super::find(app, admin.caller(), which)?;
    app.store
        .read(|tx| store::former_addresses::of_account(tx, account.id))
}

/// Gives an account an address back that it had until lately: this one, or the earliest. Its password is this one
/// from then on.
///
/// # Errors
/// [`Fault::NoAccount`], [`Fault::NotFound`], [`Fault::WeakPassword`], [`Fault::Busy`].
pub(crate) fn give_back(
    app: &App,
    admin: Admin,
    which: Which,
    email: Option<Email>,
    new: &Password,
) -> Result<Account, Fault> {
    let account = super::find(app, admin.caller(), which)?;
    check_strength(app, new, &known_of(&account))?;
    let (id, hash) = (account.id, app.hasher.hash(new)?);
    let (account, lost) = app.store.write(move |tx| {
        store::sessions::check_still(tx, admin.caller())?;
        let former = store::former_addresses::of_account(tx, id)?.into_iter();
        let mut fitting = former.filter(|one| email.as_ref().is_none_or(|it| *it == one.email));
        let back = fitting
            .next()
            .ok_or(Fault::NotFound(Resource::FormerAddress))?
            .email;
        let lost = take_back(tx, id, &back, &hash, None)?;
        let by = admin.caller();
        store::admin_log::note(tx, by, Deed::Address, Some(id), [None, None])?;
        let account = store::accounts::get(tx, id)?.ok_or(Fault::NoAccount)?;
        Ok((account, lost))
    })?;
    told(app, &account, &lost);
    tell_given_back(app, account.id, &account.email);
    Ok(account)
}

/// Deletes the former addresses and links whose time is over, what was counted of mails on other days, and what was done by
/// administrators more than a year ago.
pub(crate) fn sweep_what_is_over(app: &App) {
    let sweep = |tx: &Tx| {
        store::former_addresses::sweep(tx)?;
        store::password_links::sweep(tx)?;
        store::recipient_totals::sweep(tx)
    };
    if let Err(fault) = app.store.write(sweep) {
        tracing::warn!(?fault, "former addresses couldn't be deleted");
    }
    // Apart: by SQLite's clock it may be too early.
    if let Err(fault) = app.store.write(store::admin_log::sweep) {
        tracing::warn!(
            ?fault,
            "old rows of the log of administrators couldn't be deleted"
        );
    }
}

/// An HMAC under the server's secret of a code that undoes a change.
fn fingerprint(app: &App, code: &str) -> String {
    app.signer.fingerprint(&format!("undo:{}", normal(code)))
}
