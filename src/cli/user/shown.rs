//! Accounts as they are printed.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::domain::account::Account;
use crate::domain::moment::Moment;
use crate::domain::password::Password;
use crate::domain::persona::PersonaType;

/// What an action came to, for people and for programs.
pub(super) struct Told {
    pub text: String,
    pub value: Value,
}

impl Told {
    /// An account as it is now.
    pub(super) fn account(account: &Account) -> Self {
        Self {
            text: line(account),
            value: object(account),
        }
    }

    /// The same, with its password where it was made here.
    pub(super) fn with_password(account: &Account, password: &Password, made_here: bool) -> Self {
        let mut told = Self::account(account);
        if made_here {
            let _ = writeln!(told.text, "Password: {}", password.reveal());
            told.value["password"] = password.reveal().into();
        }
        told
    }

    /// All of these.
    pub(super) fn list(accounts: &[Account]) -> Self {
        Self {
            text: accounts.iter().map(line).collect(),
            value: accounts.iter().map(object).collect(),
        }
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

pub(super) fn object(account: &Account) -> Value {
    json!({
        "id": account.id.0,
        "username": account.username.as_str(),
        "email": account.email.as_str(),
        "name": account.name.joined(),
        "role": account.role.word(),
        "status": account.status.word(),
        "mbti": account.mbti.map(PersonaType::label),
        "created_at": account.created_at.rfc3339(),
        "last_login_at": account.last_login_at.map(Moment::rfc3339),
    })
}
