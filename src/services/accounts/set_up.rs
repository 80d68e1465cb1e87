//! The first administrator, by a link that is printed at the start.

use crate::app::App;
use crate::domain::account::{Account, Role, Status};
use crate::domain::admin_log::Deed;
use crate::domain::caller::Caller;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::name::FullName;
use crate::domain::password::Password;
use crate::platform::digest::sha256;
use crate::platform::random;
use crate::services::accounts::check_strength;
use crate::store;
use crate::store::accounts::NewAccount;

/// A key for the link, if there is no administrator yet. It is good until there is one, however they are made,
/// or the server starts again.
pub(crate) fn offer_set_up(app: &App) -> Result<Option<String>, Fault> {
    if app.store.read(store::accounts::has_admin)? {
        return Ok(None);
    }
    let key = random::name();
    let hash = sha256(key.as_bytes());
    app.store
        .write(move |tx| store::set_up_key::replace(tx, &hash))?;
    Ok(Some(key))
}

/// Makes the first administrator; of two at once, one.
///
/// # Errors
/// [`Fault::WrongCode`] for a wrong or used key, [`Fault::NotAllowed`] if there
/// is an administrator by now, [`Fault::EmailTaken`], [`Fault::WeakPassword`].
pub(crate) fn set_up(
    app: &App,
    key: &str,
    email: Email,
    password: &Password,
) -> Result<Account, Fault> {
    let key = sha256(key.as_bytes());
    if !app.store.read(|tx| store::set_up_key::accepts(tx, &key))? {
        return Err(Fault::WrongCode);
    }
    check_strength(app, password, &[email.as_str()])?;
    let new = NewAccount {
        username: None,
        email,
        name: FullName::default(),
        password_hash: app.hasher.hash(password)?,
        status: Status::Active,
    };
    app.store.write(move |tx| {
        if store::accounts::has_admin(tx)? {
            return Err(Fault::NotAllowed);
        }
        if !store::set_up_key::accepts(tx, &key)? {
            return Err(Fault::WrongCode);
        }
        let id = store::accounts::insert(tx, &new)?;
        store::accounts::set_role(tx, id, Role::Admin)?;
        // The link came from the machine.
        let by = Caller::operator();
        store::admin_log::note(tx, by, Deed::SetUp, Some(id), [None, None])?;
        store::accounts::get(tx, id)?.ok_or(Fault::Internal)
    })
}
