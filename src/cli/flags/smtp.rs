//! The SMTP server that mail is sent through.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::cli::flags::values::{address, host_name};
use crate::domain::operator_error::OperatorError;
use crate::mail::{Authority, NO_SENDER, Smtp, SmtpTls, is_address};

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

    /// The sender's address, and the user name there, where --smtp-from and --smtp-user don't say otherwise.
    #[arg(long, env = "SMTP_EMAIL", value_name = "ADDRESS")]
    pub smtp_email: Option<String>,

    /// The password; without one we don't sign in there. Prefer the variable: other users of this machine can read command lines.
    #[arg(
        long,
        env = "SMTP_PASSWORD",
        value_name = "TEXT",
        hide_env_values = true
    )]
    pub smtp_password: Option<String>,

    /// The user name there, if it isn't the sender's address, such as apikey.
    #[arg(long, env = "FIRSTSTEP_SMTP_USER", value_name = "NAME")]
    pub smtp_user: Option<String>,

    /// The sender's address, if it isn't the user name there. With it and without a password, we don't sign in.
    #[arg(long, env = "FIRSTSTEP_SMTP_FROM", value_name = "ADDRESS", value_parser = address)]
    pub smtp_from: Option<String>,

    /// The name that we greet with (EHLO), such as quiz.example.org; some servers want one that leads to this machine [default: an address literal].
    #[arg(long, env = "FIRSTSTEP_SMTP_HELLO", value_name = "NAME", value_parser = host_name)]
    pub smtp_hello: Option<String>,

    /// When the connection is encrypted.
    #[arg(
        long,
        env = "FIRSTSTEP_SMTP_TLS",
        value_name = "WHEN",
        value_enum,
        default_value_t = TlsChoice::Auto
    )]
    pub smtp_tls: TlsChoice,

    /// Who signs the certificate of a server in one's own network: certificates in PEM, trusted beside the web's authorities.
    #[arg(long, env = "FIRSTSTEP_SMTP_CA", value_name = "FILE")]
    pub smtp_ca: Option<PathBuf>,
}

/// The values of `--smtp-tls`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TlsChoice {
    /// Always on port 465, never on localhost, by STARTTLS elsewhere.
    Auto,
    /// From the first byte.
    Always,
    /// By STARTTLS, which the server must offer.
    Starttls,
    /// Never: for a relay in one's own network. No password is sent then, except to localhost.
    Never,
}

impl SmtpArgs {
    /// The server, if one is set.
    pub(crate) fn smtp(&self) -> Result<Option<Smtp>, OperatorError> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let Some(host) = given(&self.smtp_host) else {
            return Ok(None);
        };
        let user = given(&self.smtp_user).or_else(|| given(&self.smtp_email));
        // Lines of a file that Windows wrote end in one byte more.
        let password = self.smtp_password.as_deref();
        let password = password.map(|text| text.trim_end_matches(['\r', '\n']).to_owned());
        let password = given(&password);
        let missing = |what: &str| {
            OperatorError::new(
                format!("Mail goes to {host}, but {what} is missing"),
                "Set SMTP_EMAIL and SMTP_PASSWORD, or for a server without sign-in FIRSTSTEP_SMTP_FROM alone.",
            )
        };
        let from = self
            .from(user.as_deref())
            .ok_or_else(|| missing("SMTP_EMAIL"))?;
        let login = match (user, password) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, Some(_)) => return Err(missing("FIRSTSTEP_SMTP_USER")),
            (_, None) => None,
        };
        let tls = self.tls(&host);
        if tls == SmtpTls::Never && login.is_some() && !Smtp::is_local(&host) {
            return Err(OperatorError::new(
                format!("The password for {host} would be sent unencrypted"),
                "Leave --smtp-tls out, or SMTP_PASSWORD if that server wants no sign-in.",
            ));
        }
        Ok(Some(Smtp {
            host,
            port: self.smtp_port,
            login,
            from,
            hello: self.smtp_hello.clone(),
            tls,
            authority: self.smtp_ca.as_deref().map(authority).transpose()?,
        }))
    }

    /// What may not be meant as it is, a sentence each.
    pub(crate) fn doubts(&self, smtp: &Smtp) -> Vec<String> {
        let mut doubts = Vec::new();
        if smtp.from == NO_SENDER {
            doubts.push(format!(
                "the user name for {} is no address: until FIRSTSTEP_SMTP_FROM (--smtp-from) names the sender, mail comes from {NO_SENDER}",
                smtp.host
            ));
        }
        let told = self.smtp_from.is_some() && self.smtp_user.is_none();
        if smtp.login.is_none() && !told && !Smtp::is_local(&smtp.host) {
            doubts.push(format!(
                "SMTP_PASSWORD isn't set: mail goes to {} without signing in. If that is meant, name the sender with FIRSTSTEP_SMTP_FROM (--smtp-from)",
                smtp.host
            ));
        }
        doubts
    }

    /// The sender's address. A user name that is none is taken all the same: the server starts, and
    /// says what is missing.
    fn from(&self, user: Option<&str>) -> Option<String> {
        let named = [self.smtp_from.as_deref(), self.smtp_email.as_deref(), user];
        let address = named.into_iter().flatten().find(|text| is_address(text));
        address.or(user.map(|_| NO_SENDER)).map(str::to_owned)
    }

    fn tls(&self, host: &str) -> SmtpTls {
        match self.smtp_tls {
            TlsChoice::Always => SmtpTls::Always,
            TlsChoice::Never => SmtpTls::Never,
            TlsChoice::Auto if Smtp::is_local(host) => SmtpTls::Never,
            TlsChoice::Auto if self.smtp_port == 465 => SmtpTls::Always,
            TlsChoice::Auto | TlsChoice::Starttls => SmtpTls::Starttls,
        }
    }
}

fn authority(path: &Path) -> Result<Authority, OperatorError> {
    let bytes = fs::read(path).map_err(|error| error.to_string());
    let authority = bytes.and_then(|bytes| Authority::parse(&bytes));
    authority.map_err(|why| {
        OperatorError::new(
            format!(
                "The certificates in {} can't be used ({why})",
                path.display()
            ),
            "Name a PEM file of whoever signs the mail server's certificate with --smtp-ca.",
        )
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Flags {
        #[command(flatten)]
        smtp: SmtpArgs,
    }

    fn set(flags: &str) -> (SmtpArgs, Result<Option<Smtp>, OperatorError>) {
        let words = format!("firststep {flags}");
        let smtp = Flags::parse_from(words.split(' ')).smtp;
        let server = smtp.smtp();
        (smtp, server)
    }

    fn sound(flags: &str) -> (Smtp, Vec<String>) {
        let (smtp, server) = set(flags);
        let server = server.expect(flags).expect("a server");
        let doubts = smtp.doubts(&server);
        (server, doubts)
    }

    #[test]
    fn login_and_sender_are_one_address_or_apart() {
        let (one, doubts) =
            sound("--smtp-host m.example --smtp-email a@b.example --smtp-password x");
        assert_eq!(
            (&*one.from, one.login.map(|login| login.0)),
            ("a@b.example", Some("a@b.example".into()))
        );
        assert_eq!((one.tls, doubts.len()), (SmtpTls::Starttls, 0));
        let (apart, doubts) = sound(
            "--smtp-host m.example --smtp-user apikey --smtp-from a@b.example --smtp-password x --smtp-port 465",
        );
        assert_eq!(
            (&*apart.from, apart.login.map(|login| login.0)),
            ("a@b.example", Some("apikey".into()))
        );
        assert_eq!((apart.tls, doubts.len()), (SmtpTls::Always, 0));
    }

    #[test]
    fn a_user_name_that_is_no_address_starts_and_says_what_is_missing() {
        let (server, doubts) = sound("--smtp-host m.example --smtp-email apikey --smtp-password x");
        assert_eq!(server.from, NO_SENDER);
        assert!(
            doubts.len() == 1 && doubts[0].contains("FIRSTSTEP_SMTP_FROM"),
            "{doubts:?}"
        );
    }

    #[test]
    fn a_relay_without_sign_in_is_told_so() {
        let (relay, doubts) = sound("--smtp-host relay --smtp-from a@b.example --smtp-tls never");
        assert!(
            relay.login.is_none() && relay.tls == SmtpTls::Never && doubts.is_empty(),
            "{doubts:?}"
        );
        let (relay, doubts) = sound("--smtp-host relay --smtp-email a@b.example");
        assert!(
            relay.login.is_none() && doubts[0].contains("SMTP_PASSWORD"),
            "{doubts:?}"
        );
        let (local, doubts) = sound("--smtp-host localhost --smtp-email a@b.example");
        assert!(local.tls == SmtpTls::Never && doubts.is_empty());
    }

    #[test]
    fn what_can_not_work_is_refused() {
        for (flags, said) in [
            ("--smtp-host m.example", "SMTP_EMAIL"),
            (
                "--smtp-host m.example --smtp-from a@b.example --smtp-password x",
                "FIRSTSTEP_SMTP_USER",
            ),
            (
                "--smtp-host m.example --smtp-email a@b.example --smtp-password x --smtp-tls never",
                "unencrypted",
            ),
            (
                "--smtp-host m.example --smtp-email a@b.example --smtp-ca /nowhere",
                "/nowhere",
            ),
            (
                "--smtp-host m.example --smtp-email a@b.example --smtp-ca Cargo.toml",
                "no certificate",
            ),
        ] {
            let error = set(flags).1.expect_err(flags).to_string();
            assert!(error.contains(said), "{error}");
        }
        assert!(Flags::try_parse_from(["firststep", "--smtp-hello", "a\r\nb"]).is_err());
        assert!(Flags::try_parse_from(["firststep", "--smtp-from", "nobody"]).is_err());
    }
}
