//! The SMTP server that mail is sent through.

use clap::Args;

use crate::domain::operator_error::OperatorError;
use crate::mail::Smtp;

/// The SMTP server.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Mail")]
pub(crate) struct SmtpArgs {
    /// The SMTP server that sends mail. Without one, mail stays readable in the data folder's outbox.
    #[arg(long, env = "SMTP_HOST", value_name = "NAME")]
    pub smtp_host: Option<String>,

    /// Its port: 465 uses TLS from the start, any other must offer STARTTLS. On localhost neither is needed.
    #[arg(long, env = "SMTP_PORT", value_name = "PORT", default_value_t = 587)]
    pub smtp_port: u16,

    /// The sender's address, which is also the user name there.
    #[arg(long, env = "SMTP_EMAIL", value_name = "ADDRESS")]
    pub smtp_email: Option<String>,

    /// The password for it; a server on localhost may need none. Prefer the variable: other users of this machine can read command lines.
    #[arg(
        long,
        env = "SMTP_PASSWORD",
        value_name = "TEXT",
        hide_env_values = true
    )]
    pub smtp_password: Option<String>,
}

impl SmtpArgs {
    /// The server, if one is set.
    pub(crate) fn smtp(&self) -> Result<Option<Smtp>, OperatorError> {
        let Some(host) = self.smtp_host.clone().filter(|host| !host.is_empty()) else {
            return Ok(None);
        };
        let missing = |what: &str| {
            OperatorError::new(
                format!("Mail goes to {host}, but {what} is missing"),
                "Set SMTP_HOST, SMTP_EMAIL and SMTP_PASSWORD together, or none of them (localhost needs no password).",
            )
        };
        let user = self
            .smtp_email
            .clone()
            .ok_or_else(|| missing("SMTP_EMAIL"))?;
        let smtp = Smtp {
            host: host.clone(),
            port: self.smtp_port,
            user,
            password: self.smtp_password.clone().filter(|text| !text.is_empty()),
        };
        if smtp.password.is_none() && !smtp.is_local() {
            return Err(missing("SMTP_PASSWORD"));
        }
        Ok(Some(smtp))
    }
}
