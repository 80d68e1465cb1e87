//! Which new passwords are taken, for `firststep serve` and `firststep user`.

use std::path::PathBuf;

use clap::Args;

use crate::app::Settings;
use crate::app::policy::Policy;
use crate::domain::password::Password;

/// Which new passwords are taken.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Rules")]
pub(crate) struct PasswordArgs {
    /// How many characters a new password must have, such as 6 for clients that offer so few. Passwords that people have already are taken as they are.
    #[arg(long, env = "FIRSTSTEP_MIN_PASSWORD", value_name = "6..18", default_value_t = Password::MIN, value_parser = clap::value_parser!(u64).range(Password::LOWEST_MIN..=Password::HIGHEST_MIN))]
    pub min_password: u64,

    /// Refuse passwords that are easy to guess.
    #[arg(long, env = "FIRSTSTEP_STRICT_PASSWORDS")]
    pub strict_passwords: bool,

    /// Refuse passwords whose SHA-1 is in this file, sorted and with HASH:COUNT a line, such as Have I Been Pwned's pwnedpasswords.txt.
    #[arg(long, env = "FIRSTSTEP_BREACHED_PASSWORDS", value_name = "FILE")]
    pub breached_passwords: Option<PathBuf>,
}

impl PasswordArgs {
    /// The decisions as values, with defaults for all others.
    pub(crate) fn policy(&self) -> Policy {
        Policy {
            min_password: self.min_password,
            strict_passwords: self.strict_passwords,
            ..Policy::default()
        }
    }

    /// These settings under these rules for passwords.
    pub(crate) fn in_settings(&self, settings: Settings) -> Settings {
        Settings {
            policy: self.policy(),
            breached_passwords: self.breached_passwords.clone(),
            ..settings
        }
    }
}
