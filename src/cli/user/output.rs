//! The output of `firststep user`.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cli::output::{CommandOutput, printable};
use crate::domain::account::Account;
use crate::domain::moment::Moment;
use crate::domain::password::Password;
use crate::domain::persona::PersonaType;
use crate::domain::query::FormerAddress;
use crate::domain::second_factor::{AppPassword, SecondFactor};

/// One account.
pub(super) fn account(account: &Account) -> CommandOutput {
    CommandOutput {
        text: line(account),
        value: object(account),
    }
}

/// The same, with its password if that was generated.
pub(super) fn with_password(
    account: &Account,
    password: &Password,
    generated: bool,
) -> CommandOutput {
    let mut output = self::account(account);
    if generated {
        let _ = writeln!(output.text, "Password: {}", password.reveal());
        output.value["password"] = password.reveal().into();
    }
    output
}

/// All that is known of one account.
pub(super) fn details(
    account: &Account,
    former: &[FormerAddress],
    sessions: usize,
    results: i64,
    has_second_factor: bool,
) -> CommandOutput {
    let photo = account.photo.as_ref().map(|link| link.file_name.as_str());
    let mut value = object(account);
    value["sessions"] = sessions.into();
    value["results"] = results.into();
    value["photo"] = photo.into();
    let former_one = |one: &FormerAddress| json!({"email": one.email.as_str(), "until": one.expires_at.rfc3339()});
    value["former_addresses"] = former.iter().map(former_one).collect();
    value["second_factor"] = has_second_factor.into();
    let mbti = match (account.mbti, account.mbti_reliable) {
        (None, _) => "none yet".to_owned(),
        (Some(mbti), true) => mbti.to_string(),
        (Some(mbti), false) => format!("undetermined ({mbti}, but its answers aren't reliable)"),
    };
    let signed_in = account.last_login_at.map(Moment::rfc3339);
    let lines = [
        ("Number", account.id.0.to_string()),
        ("Username", account.username.to_string()),
        ("Address", account.email.to_string()),
        ("Name", printable(&account.name.joined())),
        ("Role", account.role.word().to_owned()),
        ("Status", account.status.word().to_owned()),
        ("Type", mbti),
        ("Results", results.to_string()),
        ("Photo", photo.unwrap_or("none").to_owned()),
        ("Sessions", sessions.to_string()),
        ("2nd factor", on_off(has_second_factor).to_owned()),
        ("Signed up", account.created_at.rfc3339()),
        ("Signed in", signed_in.unwrap_or_else(|| "never".to_owned())),
    ];
    let lines = lines.map(|(label, text)| format!("{label:<10} {text}\n"));
    let mut text = lines.concat();
    for FormerAddress { email, expires_at } in former {
        let until = expires_at.rfc3339();
        let _ = writeln!(
            text,
            "Formerly   {email} (user restore-address, until {until})"
        );
    }
    CommandOutput { text, value }
}

const fn on_off(is_on: bool) -> &'static str {
    if is_on { "on" } else { "off" }
}

/// An account's second factor; `None` where it is off.
pub(super) fn second_factor(account: &Account, factor: Option<&SecondFactor>) -> CommandOutput {
    let passwords = factor.map_or(&[][..], |factor| &factor.app_passwords);
    let mut value = json!({
        "username": account.username.as_str(),
        "on": factor.is_some(),
        "since": factor.map(|factor| factor.created_at.rfc3339()),
        "recovery_codes": factor.map(|factor| factor.recovery_codes),
    });
    value["app_passwords"] = passwords.iter().map(app_password).collect();
    let mut text = format!(
        "{}: second factor {}",
        account.username,
        on_off(factor.is_some())
    );
    if let Some(factor) = factor {
        let since = factor.created_at.rfc3339();
        let _ = write!(
            text,
            " since {since}, {} recovery codes left",
            factor.recovery_codes
        );
    }
    text.push('\n');
    for one in passwords {
        let used = one.last_used_at.map(Moment::rfc3339);
        let _ = writeln!(
            text,
            "  app password {}, made {}, used {}",
            printable(&one.name),
            one.created_at.rfc3339(),
            used.as_deref().unwrap_or("never")
        );
    }
    CommandOutput { text, value }
}

fn app_password(one: &AppPassword) -> Value {
    json!({
        "id": one.id.0,
        "name": one.name,
        "created_at": one.created_at.rfc3339(),
        "last_used_at": one.last_used_at.map(Moment::rfc3339),
    })
}

/// A list of accounts.
pub(super) fn list(accounts: &[Account]) -> CommandOutput {
    CommandOutput {
        text: accounts.iter().map(line).collect(),
        value: accounts.iter().map(object).collect(),
    }
}

fn line(account: &Account) -> String {
    let Account {
        id,
        username,
        email,
        role,
        status,
        ..
    } = account;
    format!(
        "{:>5}  {:<24} {:<32} {:<6} {}\n",
        id.0,
        username.as_str(),
        email.as_str(),
        role.word(),
        status.word()
    )
}

fn object(account: &Account) -> Value {
    json!({
        "id": account.id.0,
        "username": account.username.as_str(),
        "email": account.email.as_str(),
        "name": account.name.joined(),
        "role": account.role.word(),
        "status": account.status.word(),
        "mbti": account.mbti.map(PersonaType::label),
        "reliable": account.reliable(),
        "created_at": account.created_at.rfc3339(),
        "last_login_at": account.last_login_at.map(Moment::rfc3339),
    })
}
