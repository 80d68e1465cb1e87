//! Changing what an account is called and what it may do.

use crate::app::App;
use crate::domain::account::{Account, AccountId, Role, Status};
use crate::domain::admin_log::Deed;
use crate::domain::caller::Caller;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::name::Name;
use crate::domain::query::Which;
use crate::domain::username::Username;
use crate::services::accounts::find::reach;
use crate::services::accounts::last_administrator::keep_one;
use crate::services::accounts::new_address::Given;
use crate::store::{self, Tx};

/// What is to be changed; `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// The username.
    pub username: Option<Username>,
    /// The e-mail address.
    pub email: Option<Email>,
    /// The first name.
    pub front_name: Option<Name>,
    /// The last name.
    pub last_name: Option<Name>,
    /// The role; an administrator's to change.
    pub role: Option<Role>,
    /// The status; an administrator's to change.
    pub status: Option<Status>,
}

/// Changes an account: the caller's own, or anybody's for an administrator.
/// One that may no longer sign in loses its sessions at once. Where addresses are confirmed, the caller's own stays until
/// the code comes back that is mailed to the new one.
///
/// # Errors
/// [`Fault::NotAllowed`], also for a role or a status that isn't the caller's
/// to change; for administrators [`Fault::NoAccount`] and [`Fault::LastAdministrator`];
/// [`Fault::EmailTaken`], [`Fault::UsernameTaken`], [`Fault::TooManyTries`].
pub fn update(app: &App, caller: Caller, which: Which, changes: Changes) -> Result<Account, Fault> {
    apply(app, caller, which, changes, false)
}

/// The same, even if nobody can administer the server afterwards.
///
/// # Errors
/// As [`update`], but for [`Fault::LastAdministrator`].
pub(crate) fn update_even_the_last(
    app: &App,
    caller: Caller,
    which: Which,
    changes: Changes,
) -> Result<Account, Fault> {
    apply(app, caller, which, changes, true)
}

fn apply(
    app: &App,
    caller: Caller,
    which: Which,
    changes: Changes,
    by_force: bool,
) -> Result<Account, Fault> {
    if (changes.role.is_some() || changes.status.is_some()) && !caller.is_admin() {
        return Err(Fault::NotAllowed);
    }
    let which = which.owned();
    let new = |email| Given::new(app, email, caller);
    let given = changes.email.clone().map(new);
    let (account, news) = app.store.write(move |tx| {
        store::sessions::check_still(tx, caller)?;
        let id = reach(store::accounts::id_of(tx, which.as_ref())?, caller)?;
        let before = store::accounts::get(tx, id)?.ok_or(Fault::NoAccount)?;
        let news = keep_one(tx, id, by_force, || {
            write(tx, id, &changes)?;
            given.map_or(Ok(None), |given| given.write(tx, id))
        })?;
        let account = store::accounts::get(tx, id)?.ok_or(Fault::NoAccount)?;
        note(tx, caller, &before, &account)?;
        Ok((account, news))
    })?;
    if let Some(news) = news {
        news.mail(app, &account)?;
    }
    Ok(account)
}

/// Notes in the log of administrators what changed by an administrator's right: of one's own account role and status, of
/// somebody else's which fields as well. What they hold is nobody's business later.
fn note(tx: &Tx, by: Caller, before: &Account, now: &Account) -> Result<(), Fault> {
    let note =
        |deed, was, became| store::admin_log::note(tx, by, deed, Some(now.id), [was, Some(became)]);
    if before.role != now.role {
        note(Deed::Role, Some(before.role.word()), now.role.word())?;
    }
    if before.status != now.status {
        note(Deed::Status, Some(before.status.word()), now.status.word())?;
    }
    let fields = [
        ("username", before.username != now.username),
        ("email", before.email != now.email),
        ("name", before.name != now.name),
    ];
    let changed: Vec<&str> = fields
        .into_iter()
        .filter(|it| it.1)
        .map(|it| it.0)
        .collect();
    if by.acts_on_another(now.id) && !changed.is_empty() {
        note(Deed::Changed, None, &changed.join(" "))?;
    }
    Ok(())
}

/// All but the address.
fn write(tx: &Tx, id: AccountId, changes: &Changes) -> Result<(), Fault> {
    if let Some(username) = &changes.username {
        store::accounts::set_username(tx, id, username)?;
    }
    let (front, last) = (changes.front_name.as_ref(), changes.last_name.as_ref());
    store::accounts::set_names(tx, id, front, last)?;
    if let Some(role) = changes.role {
        store::accounts::set_role(tx, id, role)?;
    }
    if let Some(status) = changes.status {
        store::accounts::set_status(tx, id, stored(status))?;
        if status != Status::Active {
            store::sessions::end_all(tx, id)?;
        }
    }
    Ok(())
}

/// What is stored of a status that an administrator sets. `inactive` is for who signed up and waits for a code, which
/// would open the account again.
const fn stored(status: Status) -> Status {
    match status {
        Status::Inactive => Status::Deactivated,
        other => other,
    }
}
