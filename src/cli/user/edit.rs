//! `firststep user edit`

use clap::Args;

use crate::cli::user::input::parse;
use crate::domain::email::Email;
use crate::domain::name::Name;
use crate::domain::operator_error::OperatorError;
use crate::domain::username::Username;
use crate::services::accounts::Changes;

/// Change an account's username, name or e-mail address.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  firststep user edit budi --email budi@example.com")]
pub(crate) struct UserEdit {
    /// The account.
    pub name: String,
    /// Its new username.
    #[arg(long, required_unless_present_any = ["email", "first_name", "last_name"])]
    pub username: Option<String>,
    /// Its new e-mail address.
    #[arg(long)]
    pub email: Option<String>,
    /// The person's first name.
    #[arg(long)]
    pub first_name: Option<String>,
    /// The person's last name; may be empty.
    #[arg(long)]
    pub last_name: Option<String>,
}

impl UserEdit {
    pub(super) fn changes(&self) -> Result<Changes, OperatorError> {
        let first = |text: &str| Name::parse(text).and_then(Name::not_empty);
        let given = |text: &Option<String>| text.clone();
        Ok(Changes {
            username: given(&self.username)
                .map(|text| parse("--username", &text, Username::parse))
                .transpose()?,
            email: given(&self.email)
                .map(|text| parse("--email", &text, Email::parse))
                .transpose()?,
            front_name: given(&self.first_name)
                .map(|text| parse("--first-name", &text, first))
                .transpose()?,
            last_name: given(&self.last_name)
                .map(|text| parse("--last-name", &text, Name::parse))
                .transpose()?,
            ..Changes::default()
        })
    }
}
