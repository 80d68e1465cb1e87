//! `firststep user create`

use clap::Args;

use crate::cli::user::input::{parse, password};
use crate::domain::account::Status;
use crate::domain::email::Email;
use crate::domain::name::{FullName, Name};
use crate::domain::operator_error::OperatorError;
use crate::domain::username::Username;
use crate::services::accounts::SignUp;

/// Create an account; its password is generated and printed, or read from standard input.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep user create --email ayu@example.com --admin\n  \
        firststep user create --email budi@example.com --username budi --password-stdin < password.txt")]
pub(crate) struct UserCreate {
    /// Its e-mail address.
    #[arg(long)]
    pub email: String,
    /// Its username [default: made from its number and the date].
    #[arg(long)]
    pub username: Option<String>,
    /// The person's first name.
    #[arg(long, default_value = "")]
    pub first_name: String,
    /// The person's last name.
    #[arg(long, default_value = "")]
    pub last_name: String,
    /// Make it an administrator.
    #[arg(long)]
    pub admin: bool,
    /// Read the password from standard input, one line.
    #[arg(long)]
    pub password_stdin: bool,
}

impl UserCreate {
    pub(super) fn sign_up(&self, min_password: u64) -> Result<SignUp, OperatorError> {
        let username = self.username.as_deref();
        Ok(SignUp {
            username: username
                .map(|text| parse("--username", text, Username::parse))
                .transpose()?,
            email: parse("--email", &self.email, Email::parse)?,
            name: FullName {
                front: parse("--first-name", &self.first_name, Name::parse)?,
                last: parse("--last-name", &self.last_name, Name::parse)?,
            },
            password: password(self.password_stdin, min_password)?,
            status: Status::Active,
        })
    }
}
