//! Signing up.

use crate::app::App;
use crate::domain::account::{Account, AccountId, Role, Status};
use crate::domain::admin_log::Deed;
use crate::domain::caller::Admin;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::name::FullName;
use crate::domain::password::Password;
use crate::domain::username::Username;
use crate::services::accounts::code_send::network;
use crate::services::accounts::codes::send_verification;
use crate::store;
use crate::store::accounts::{self, NewAccount};
use crate::store::code_totals;

/// What somebody signs up with.
#[derive(Debug)]
pub(crate) struct SignUp {
    /// The username; `None` has one generated.
    pub username: Option<Username>,
    /// The e-mail address.
    pub email: Email,
    /// The person's name.
    pub name: FullName,
    /// The password.
    pub password: Password,
    /// Whether they may sign in at once.
    pub status: Status,
}

/// Makes an account.
///
/// # Errors
/// [`Fault::EmailTaken`], [`Fault::UsernameTaken`], [`Fault::WeakPassword`], or
/// [`Fault::Busy`] when too many wait to be hashed.
pub(crate) fn register(app: &App, sign_up: SignUp) -> Result<AccountId, Fault> {
    let new = prepare(app, sign_up)?;
    app.store.write(move |tx| accounts::insert(tx, &new))
}

/// Makes an account by an administrator's right, of this role.
///
/// # Errors
/// As [`register`].
pub(crate) fn create(
    app: &App,
    admin: Admin,
    sign_up: SignUp,
    role: Role,
) -> Result<Account, Fault> {
    let new = prepare(app, sign_up)?;
    app.store.write(move |tx| {
        let by = admin.caller();
        store::sessions::check_still(tx, by)?;
        let id = accounts::insert(tx, &new)?;
        if role != Role::User {
            accounts::set_role(tx, id, role)?;
        }
        let words = [None, Some(role.word())];
        store::admin_log::note(tx, by, Deed::Created, Some(id), words)?;
        accounts::get(tx, id)?.ok_or(Fault::NoAccount)
    })
}

/// Does the slow work.
fn prepare(app: &App, sign_up: SignUp) -> Result<NewAccount, Fault> {
    let known = [
        sign_up.email.as_str(),
        sign_up.username.as_ref().map_or("", Username::as_str),
        sign_up.name.front.as_str(),
        sign_up.name.last.as_str(),
    ];
    super::check_strength(app, &sign_up.password, &known)?;
    let password_hash = app.hasher.hash(&sign_up.password)?;
    Ok(NewAccount {
        username: sign_up.username,
        email: sign_up.email,
        name: sign_up.name,
        password_hash,
        status: sign_up.status,
    })
}

/// An account that was just made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Newcomer {
    /// The account.
    pub id: AccountId,
    /// Whether it waits for the code that was sent to its e-mail address.
    pub is_pending: bool,
}

/// Makes an account as people do: where addresses are confirmed, one that can't be signed in to before the code
/// is used which the client at `address` is to send back.
///
/// # Errors
/// As [`register_by_mail`].
pub(crate) fn sign_up(app: &App, mut sign_up: SignUp, address: &str) -> Result<Newcomer, Fault> {
    let is_pending = app.policy.confirm_email;
    let id = if is_pending {
        sign_up.status = Status::Inactive;
        register_by_mail(app, sign_up, address)?.id
    } else {
        register(app, sign_up)?
    };
    Ok(Newcomer { id, is_pending })
}

/// Makes an account and sends a code to its e-mail address, which the client at `address` is to send back. If the
/// mail can't be kept the account exists all the same, and can ask for another.
///
/// # Errors
/// As [`register`], and [`Fault::StorageFailing`] if the mail can't be kept.
pub(crate) fn register_by_mail(
    app: &App,
    sign_up: SignUp,
    address: &str,
) -> Result<Account, Fault> {
    let new = prepare(app, sign_up)?;
    let network = network(address);
    let account = app.store.write(move |tx| {
        let id = accounts::insert(tx, &new)?;
        code_totals::note_sign_up(tx, id, &network)?;
        accounts::get(tx, id)?.ok_or(Fault::NoAccount)
    })?;
    send_verification(app, &account, address)?;
    Ok(account)
}
