//! Runs the commands under `firststep user`.

use crate::app::App;
use crate::cli::named::named;
use crate::cli::output::{CommandOutput, fault_error};
use crate::cli::user::action::{UserAction, UserList};
use crate::cli::user::create::UserCreate;
use crate::cli::user::input::{parse, password};
use crate::cli::user::output;
use crate::domain::account::{Account, AccountId, Role, Status};
use crate::domain::caller::Caller;
use crate::domain::email::Email;
use crate::domain::operator_error::OperatorError;
use crate::domain::query::{Page, Search, Which};
use crate::services::accounts::{self, Changes};
use crate::services::personality;
use crate::services::second_factor;
use crate::services::sessions;

/// All accounts on one page.
const ALL: Page = Page {
    skip: 0,
    limit: i64::MAX,
};

pub(super) fn run(app: &App, action: UserAction) -> Result<CommandOutput, OperatorError> {
    let nothing = Changes::default();
    match action {
        UserAction::Create(new) => create(app, &new),
        UserAction::List(wanted) => list(app, &wanted),
        UserAction::Show { name } => show(app, &name),
        UserAction::Edit(edit) => change(app, &edit.name, edit.changes()?),
        UserAction::Role { name, role, force } => {
            let role = Some(role);
            change_rights(app, &name, Changes { role, ..nothing }, force)
        }
        UserAction::Status {
            name,
            status,
            force,
        } => {
            let status = Some(status);
            change_rights(app, &name, Changes { status, ..nothing }, force)
        }
        UserAction::Verify { name } => {
            let status = Some(Status::Active);
            change(app, &name, Changes { status, ..nothing })
        }
        UserAction::ResetPassword {
            name,
            password_stdin,
        } => reset(app, &name, password_stdin),
        UserAction::RestoreAddress {
            name,
            to,
            password_stdin,
        } => restore_address(app, &name, to.as_deref(), password_stdin),
        UserAction::SecondFactor { name, off } => second_factor(app, &name, off.is_some()),
        UserAction::Delete { name, yes, force } => delete(app, &name, yes, force),
    }
}

fn create(app: &App, new: &UserCreate) -> Result<CommandOutput, OperatorError> {
    let sign_up = new.sign_up(app.policy.min_password)?;
    let password = sign_up.password.clone();
    let admin = Caller::operator().admin().map_err(fault_error)?;
    let role = if new.admin { Role::Admin } else { Role::User };
    let account = accounts::create(app, admin, sign_up, role).map_err(fault_error)?;
    Ok(output::with_password(
        &account,
        &password,
        !new.password_stdin,
    ))
}

fn reset(app: &App, name: &str, from_stdin: bool) -> Result<CommandOutput, OperatorError> {
    let password = password(from_stdin, app.policy.min_password)?;
    let whose = Which::Id(named(app, name)?);
    let account =
        accounts::set_password(app, Caller::operator(), whose, &password).map_err(fault_error)?;
    Ok(output::with_password(&account, &password, !from_stdin))
}

fn restore_address(
    app: &App,
    name: &str,
    to: Option<&str>,
    from_stdin: bool,
) -> Result<CommandOutput, OperatorError> {
    let email = to
        .map(|text| parse("--to", text, Email::parse))
        .transpose()?;
    let password = password(from_stdin, app.policy.min_password)?;
    let whose = Which::Id(named(app, name)?);
    let admin = Caller::operator().admin().map_err(fault_error)?;
    let account = accounts::give_back(app, admin, whose, email, &password).map_err(fault_error)?;
    Ok(output::with_password(&account, &password, !from_stdin))
}

fn change(app: &App, name: &str, changes: Changes) -> Result<CommandOutput, OperatorError> {
    let whose = Which::Id(named(app, name)?);
    let account = accounts::update(app, Caller::operator(), whose, changes);
    Ok(output::account(&account.map_err(fault_error)?))
}

/// Changes role or status, by force even of the last administrator.
fn change_rights(
    app: &App,
    name: &str,
    changes: Changes,
    force: bool,
) -> Result<CommandOutput, OperatorError> {
    let update = if force {
        accounts::update_even_the_last
    } else {
        accounts::update
    };
    let whose = Which::Id(named(app, name)?);
    let account = update(app, Caller::operator(), whose, changes);
    Ok(output::account(&account.map_err(fault_error)?))
}

fn find(app: &App, name: &str) -> Result<Account, OperatorError> {
    let whose = Which::Id(named(app, name)?);
    accounts::find(app, Caller::operator(), whose).map_err(fault_error)
}

fn delete(app: &App, name: &str, yes: bool, force: bool) -> Result<CommandOutput, OperatorError> {
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
    let delete = if force {
        accounts::delete_even_the_last
    } else {
        accounts::delete
    };
    delete(app, Caller::operator(), Which::Id(found.id)).map_err(fault_error)?;
    let mut output = output::account(&found);
    output.text = format!("Deleted {}\n", found.username);
    output.value["deleted"] = true.into();
    Ok(output)
}

/// Shows the second factor, or switches it off.
fn second_factor(app: &App, name: &str, off: bool) -> Result<CommandOutput, OperatorError> {
    let account = find(app, name)?;
    let admin = Caller::operator().admin().map_err(fault_error)?;
    let factor = second_factor::view(app, of(account.id)).map_err(fault_error)?;
    if !off {
        return Ok(output::second_factor(&account, factor.as_ref()));
    }
    if factor.is_none() {
        return Err(OperatorError::new(
            format!("{} has no second factor", account.username),
            "There is nothing to switch off.",
        ));
    }
    second_factor::remove(app, admin, account.id).map_err(fault_error)?;
    Ok(output::second_factor(&account, None))
}

/// The operator in place of an account's owner.
fn of(account: AccountId) -> Caller {
    Caller {
        account,
        ..Caller::operator()
    }
}

fn list(app: &App, wanted: &UserList) -> Result<CommandOutput, OperatorError> {
    let admin = Caller::operator().admin().map_err(fault_error)?;
    let search = Search {
        text: wanted.search.clone().unwrap_or_default(),
        role: wanted.role,
        status: wanted.status,
        ..Search::default()
    };
    let found = accounts::search(app, admin, &search, ALL);
    let (mut accounts, _) = found.map_err(fault_error)?;
    // In the order of sign-up; the admin page shows the newest first.
    accounts.reverse();
    Ok(output::list(&accounts))
}

fn show(app: &App, name: &str) -> Result<CommandOutput, OperatorError> {
    let account = find(app, name)?;
    let admin = Caller::operator().admin().map_err(fault_error)?;
    let whose = Some(Which::Id(account.id));
    let sessions = sessions::list_all(app, admin, whose).map_err(fault_error)?;
    let owner = of(account.id);
    let results = personality::count(app, owner).map_err(fault_error)?;
    let former = accounts::former_addresses(app, admin, Which::Id(account.id));
    let former = former.map_err(fault_error)?;
    let factor = second_factor::view(app, owner).map_err(fault_error)?;
    Ok(output::details(
        &account,
        &former,
        sessions.len(),
        results,
        factor.is_some(),
    ))
}
