//! Links by which an account's owner sets its password: whoever an administrator invites, or whose password one ended. So
//! no administrator chooses or learns anybody's password (ASVS 6.4.6).

use crate::app::App;
use crate::auth::limiter::{Client, Guesses};
use crate::domain::account::{Account, AccountId, Role, Status};
use crate::domain::admin_log::Deed;
use crate::domain::caller::Admin;
use crate::domain::code::{Purpose, Totals, normal};
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::name::FullName;
use crate::domain::password::Password;
use crate::domain::query::Which;
use crate::platform::random;
use crate::services::accounts::change_password::replace_password;
use crate::services::accounts::code_mail::mail_link;
use crate::services::accounts::code_send::{FreshCode, letters, until_midnight};
use crate::services::accounts::recipients::{Recipients, Sort};
use crate::services::accounts::{check_strength, find, known_of};
use crate::store::accounts::NewAccount;
use crate::store::{self, Tx};

/// Who is invited.
#[derive(Debug)]
pub(crate) struct Invitation {
    /// Where to.
    pub email: Email,
    /// What they are called.
    pub name: FullName,
    /// What they may do.
    pub role: Role,
}

/// The mail that an account waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pending {
    /// The code that confirms its address.
    Code,
    /// The link that sets its password.
    Link,
}

impl Pending {
    /// Its word.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Link => "link",
        }
    }
}

/// Which mail an account waits for, if any. Whoever signed up waits for a code; who was invited or imported for a link.
pub(super) fn pending(tx: &Tx, account: &Account) -> Result<Option<Pending>, Fault> {
    let has_link = store::password_links::until(tx, account.id)?.is_some();
    let signed_up = store::code_totals::registered_from(tx, account.id)?.is_some();
    Ok(match account.status {
        Status::Inactive if signed_up && !has_link => Some(Pending::Code),
        Status::Inactive => Some(Pending::Link),
        Status::Active if has_link => Some(Pending::Link),
        Status::Active | Status::Deactivated | Status::Suspended => None,
    })
}

/// A link to be mailed.
struct Link {
    code: String,
    hash: String,
    recipients: Recipients,
}

impl Link {
    fn new(app: &App) -> Self {
        let code = letters();
        Self {
            hash: fingerprint(app, &code),
            recipients: Recipients::of(app),
            code,
        }
    }

    /// Keeps it in place of the account's one before, and counts its mail.
    fn keep(&self, tx: &Tx, account: &Account) -> Result<Moment, Fault> {
        book(tx, account, &self.recipients)?;
        store::password_links::replace(tx, account.id, &self.hash)
    }

    fn mail(&self, app: &App, account: &Account, until: Moment) -> Result<(), Fault> {
        mail_link(app, account, &self.code, until)
    }
}

/// Counts a mail that an administrator has sent: of an account's mails of the day, and of those that others have sent to
/// the address, whose owner may never have heard of this server.
fn book(tx: &Tx, account: &Account, recipients: &Recipients) -> Result<(), Fault> {
    let may_be_sent = store::code_totals::today(tx, account.id)?.leave_mails(1, true)
        && recipients.book(tx, &account.email, Sort::Asked)?;
    if !may_be_sent {
        return Err(until_midnight(tx));
    }
    let one = Totals {
        mails: 1,
        ..Totals::default()
    };
    store::code_totals::add(tx, account.id, &one)
}

/// Makes an account and mails a link to whoever it is for: with the password that they set, it is active.
///
/// # Errors
/// [`Fault::EmailTaken`], [`Fault::TooManyTries`] if the address got too many mails today, [`Fault::Busy`],
/// [`Fault::StorageFailing`] if the mail can't be kept: the account exists all the same, and the mail is sent again.
pub(crate) fn invite(app: &App, admin: Admin, new: Invitation) -> Result<Account, Fault> {
    let role = new.role;
    let new = NewAccount {
        username: None,
        email: new.email,
        name: new.name,
        password_hash: nobodys(app)?,
        status: Status::Inactive,
    };
    let link = Link::new(app);
    let (account, link, until) = app.store.write(move |tx| {
        let by = admin.caller();
        store::sessions::check_still(tx, by)?;
        let id = store::accounts::insert(tx, &new)?;
        if role != Role::User {
            store::accounts::set_role(tx, id, role)?;
        }
        let account = still(tx, id)?;
        let until = link.keep(tx, &account)?;
        let words = [None, Some(role.word())];
        store::admin_log::note(tx, by, Deed::Invited, Some(id), words)?;
        Ok((account, link, until))
    })?;
    link.mail(app, &account, until)?;
    Ok(account)
}

/// Ends the password, the app passwords and all sessions of somebody else's account, and mails its owner a link to set a
/// new one.
///
/// # Errors
/// [`Fault::NoAccount`], [`Fault::NotAllowed`] for the caller's own account and one that can't be signed in to,
/// [`Fault::Busy`]. With [`Fault::TooManyTries`], if the address got too many mails today, and
/// [`Fault::StorageFailing`], if the mail can't be kept, all has ended that was to end: who is in the account may be
/// the one who used up the mails. The link is mailed later ([`send_again`]).
pub(crate) fn end_password(app: &App, admin: Admin, which: Which) -> Result<Account, Fault> {
    let by = admin.caller();
    let id = find(app, by, which)?.id;
    let (hash, link) = (nobodys(app)?, Link::new(app));
    let (account, link, until) = app.store.write(move |tx| {
        store::sessions::check_still(tx, by)?;
        let account = still(tx, id)?;
        if account.status != Status::Active || !by.acts_on_another(id) {
            return Err(Fault::NotAllowed);
        }
        replace_password(tx, id, &hash, None)?;
        store::app_passwords::end_all(tx, id)?;
        store::admin_log::note(tx, by, Deed::Password, Some(id), [None, None])?;
        let booked = book(tx, &account, &link.recipients);
        let until = store::password_links::replace(tx, id, &link.hash)?;
        match booked {
            Ok(()) => Ok((account, link, Ok(until))),
            Err(Fault::TooManyTries { retry_after }) => Ok((account, link, Err(retry_after))),
            Err(fault) => Err(fault),
        }
    })?;
    let until = until.map_err(|retry_after| Fault::TooManyTries { retry_after })?;
    link.mail(app, &account, until)?;
    Ok(account)
}

/// What is mailed once more.
enum Again {
    Code(FreshCode),
    Link(Link, Moment),
}

/// Sends an account the mail that it waits for once more; what came before does nothing any more, or soon won't.
///
/// # Errors
/// [`Fault::NoAccount`], [`Fault::NotAllowed`] if it waits for none, [`Fault::TooManyTries`],
/// [`Fault::StorageFailing`].
pub(crate) fn send_again(app: &App, admin: Admin, which: Which) -> Result<Pending, Fault> {
    let by = admin.caller();
    let known = find(app, by, which)?;
    let id = known.id;
    let code = FreshCode::new(app, id, Purpose::Verify, known.email.clone());
    let link = Link::new(app);
    let (account, sent, again) = app.store.write(move |tx| {
        store::sessions::check_still(tx, by)?;
        let account = still(tx, id)?;
        // The code is good for the address that it was made for.
        let waits = pending(tx, &account)?.filter(|_| account.email == known.email);
        let sent = waits.ok_or(Fault::NotAllowed)?;
        let again = match sent {
            Pending::Code => {
                book(tx, &account, &link.recipients)?;
                // As if it had been asked for from where its owner signed up.
                let network = store::code_totals::registered_from(tx, id)?;
                code.keep(tx, id, &network.unwrap_or_default())?;
                Again::Code(code)
            }
            Pending::Link => {
                let until = link.keep(tx, &account)?;
                Again::Link(link, until)
            }
        };
        let words = [None, Some(sent.word())];
        store::admin_log::note(tx, by, Deed::Mail, Some(id), words)?;
        Ok((account, sent, again))
    })?;
    match again {
        Again::Code(code) => code.mail(app, &account)?,
        Again::Link(link, until) => link.mail(app, &account, until)?,
    }
    Ok(sent)
}

/// Sets the password of the account whose link this is; it is active from then on, nobody is signed in to it any more, and
/// the link has ended.
///
/// # Errors
/// [`Fault::WrongCode`], also for an account that an administrator closed; [`Fault::TooManyTries`],
/// [`Fault::WeakPassword`], [`Fault::Busy`].
pub(crate) fn set_by_link(
    app: &App,
    code: &str,
    new: &Password,
    address: &str,
) -> Result<Account, Fault> {
    let code_hash = fingerprint(app, code);
    let owner = app.store.read(|tx| {
        let found = store::password_links::of_code(tx, &code_hash)?;
        found.map_or(Ok(None), |id| store::accounts::get(tx, id))
    })?;
    let Some(owner) = owner else {
        return refuse(app, address);
    };
    check_strength(app, new, &known_of(&owner))?;
    let hash = app.hasher.hash(new)?;
    app.store.write(move |tx| {
        let found = store::password_links::of_code(tx, &code_hash)?;
        let id = found.ok_or(Fault::WrongCode)?;
        match still(tx, id)?.status {
            Status::Active => {}
            Status::Inactive => store::accounts::set_status(tx, id, Status::Active)?,
            Status::Deactivated | Status::Suspended => return Err(Fault::WrongCode),
        }
        replace_password(tx, id, &hash, None)?;
        still(tx, id)
    })
}

/// Refuses the code of a link that nobody has, and counts it against its client's network.
///
/// # Errors
/// Always: [`Fault::WrongCode`], or [`Fault::TooManyTries`].
pub(super) fn refuse<T>(app: &App, address: &str) -> Result<T, Fault> {
    let client = Guesses::Client(Client::of(address));
    let now = app.clock.uptime();
    app.code_tries.book(&[client], now)?.wrong(now);
    Err(Fault::WrongCode)
}

fn still(tx: &Tx, id: AccountId) -> Result<Account, Fault> {
    store::accounts::get(tx, id)?.ok_or(Fault::NoAccount)
}

/// The hash of a password that nobody knows.
fn nobodys(app: &App) -> Result<String, Fault> {
    let password = Password::parse(&random::name(), 0).map_err(|_| Fault::Internal)?;
    Ok(app.hasher.hash(&password)?)
}

/// An HMAC under the server's secret of a link's code.
fn fingerprint(app: &App, code: &str) -> String {
    app.signer
        .fingerprint(&format!("password:{}", normal(code)))
}
