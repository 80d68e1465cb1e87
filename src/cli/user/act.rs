//! Doing it.

use crate::app::App;
use crate::cli::said::said;
use crate::cli::user::input::password;
use crate::cli::user::shown::Told;
use crate::cli::user::{Action, Create, List};
use crate::domain::account::{Account, Role, Status};
use crate::domain::caller::Caller;
use crate::domain::operator_error::OperatorError;
use crate::domain::query::{Page, Search, Which};
use crate::services::accounts::{self, Changes};
use crate::services::personality;
use crate::services::sessions;

/// All there are.
const ALL: Page = Page {
    skip: 0,
    limit: i64::MAX,
};

pub(super) fn act(app: &App, action: Action) -> Result<Told, OperatorError> {
    let nothing = Changes::default();
    match action {
        Action::Create(new) => create(app, &new),
        Action::List(wanted) => list(app, &wanted),
        Action::Show { name } => show(app, &name),
        Action::Edit(edit) => change(app, &edit.name, edit.changes()?),
        Action::Role { name, role } => {
            let role = Some(role);
            change(app, &name, Changes { role, ..nothing })
        }
        Action::Status { name, status } => {
            let status = Some(status);
            change(app, &name, Changes { status, ..nothing })
        }
        Action::Verify { name } => {
            let status = Some(Status::Active);
            change(app, &name, Changes { status, ..nothing })
        }
        Action::ResetPassword {
            name,
            password_stdin,
        } => reset(app, &name, password_stdin),
        Action::Delete { name, yes } => delete(app, &name, yes),
    }
}

fn create(app: &App, new: &Create) -> Result<Told, OperatorError> {
    let sign_up = new.sign_up()?;
    let password = sign_up.password.clone();
    let id = accounts::register(app, sign_up).map_err(|fault| said(&fault))?;
    let role = if new.admin { Role::Admin } else { Role::User };
    let changes = Changes {
        role: Some(role),
        ..Changes::default()
    };
    let account = accounts::update(app, Caller::operator(), Which::Id(id), changes)
        .map_err(|fault| said(&fault))?;
    Ok(Told::with_password(
        &account,
        &password,
        !new.password_stdin,
    ))
}

fn reset(app: &App, name: &str, from_stdin: bool) -> Result<Told, OperatorError> {
    let password = password(from_stdin)?;
    let account = accounts::set_password(app, Caller::operator(), Which::Either(name), &password)
        .map_err(|fault| said(&fault))?;
    Ok(Told::with_password(&account, &password, !from_stdin))
}

fn change(app: &App, name: &str, changes: Changes) -> Result<Told, OperatorError> {
    let account = accounts::update(app, Caller::operator(), Which::Either(name), changes);
    Ok(Told::account(&account.map_err(|fault| said(&fault))?))
}

fn find(app: &App, name: &str) -> Result<Account, OperatorError> {
    accounts::find(app, Caller::operator(), Which::Either(name)).map_err(|fault| said(&fault))
}

fn delete(app: &App, name: &str, yes: bool) -> Result<Told, OperatorError> {
    let found = find(app, name)?;
    if !yes {
        return Err(OperatorError::new(
            format!(
                "This would delete {} ({}) and everything that belongs to it, for good",
                found.username, found.email
            ),
            "Say --yes to do it.",
        ));
    }
    accounts::delete(app, Caller::operator(), Which::Id(found.id)).map_err(|fault| said(&fault))?;
    let mut told = Told::account(&found);
    told.text = format!("Deleted {}\n", found.username);
    told.value["deleted"] = true.into();
    Ok(told)
}

fn list(app: &App, wanted: &List) -> Result<Told, OperatorError> {
    let admin = Caller::operator().admin().map_err(|fault| said(&fault))?;
    let search = Search {
        text: wanted.search.clone().unwrap_or_default(),
        role: wanted.role,
        status: wanted.status,
    };
    let found = accounts::search(app, admin, &search, ALL);
    let (mut accounts, _) = found.map_err(|fault| said(&fault))?;
    // In the order they signed up, as in a book; the page shows the newest first.
    accounts.reverse();
    Ok(Told::list(&accounts))
}

fn show(app: &App, name: &str) -> Result<Told, OperatorError> {
    let account = find(app, name)?;
    let admin = Caller::operator().admin().map_err(|fault| said(&fault))?;
    let whose = Some(Which::Id(account.id));
    let sessions = sessions::list_all(app, admin, whose).map_err(|fault| said(&fault))?;
    let owner = Caller {
        account: account.id,
        ..Caller::operator()
    };
    let results = personality::count(app, owner).map_err(|fault| said(&fault))?;
    Ok(Told::whole(&account, sessions.len(), results))
}
