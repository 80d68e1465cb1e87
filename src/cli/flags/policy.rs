//! The operator's decisions, for `firststep serve`.

use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::app::policy::Policy;
use crate::cli::flags::values::lifetime;
use crate::cli::flags::{PasswordArgs, ResearchArgs, StatisticsArgs};
use crate::domain::second_factor::RequiredOf;
use crate::domain::session::PairLifetime;

/// What the operator decides.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Rules")]
#[expect(clippy::struct_excessive_bools, reason = "flags, each of its own")]
pub(crate) struct PolicyArgs {
    /// How long a FirstStep token lasts, such as 12h or 30d.
    #[arg(long, env = "FIRSTSTEP_TOKEN_LIFETIME", value_name = "SPAN", default_value = "30d", value_parser = lifetime)]
    pub token_lifetime: Duration,

    /// How long a flask-api access token lasts.
    #[arg(long, env = "FIRSTSTEP_LONG_ACCESS_LIFETIME", value_name = "SPAN", default_value = "30d", value_parser = lifetime)]
    pub long_access_lifetime: Duration,

    /// How long a flask-api refresh token lasts.
    #[arg(long, env = "FIRSTSTEP_LONG_REFRESH_LIFETIME", value_name = "SPAN", default_value = "120d", value_parser = lifetime)]
    pub long_refresh_lifetime: Duration,

    /// How many minutes a FaceofMind access token lasts.
    #[arg(long, env = "JWT_ACCESS_TOKEN_EXPIRE_MINUTES", value_name = "MINUTES", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=1440))]
    pub access_minutes: u64,

    /// How long a FaceofMind refresh token lasts.
    #[arg(long, env = "FIRSTSTEP_REFRESH_LIFETIME", value_name = "SPAN", default_value = "7d", value_parser = lifetime)]
    pub refresh_lifetime: Duration,

    /// How long a CultureConnect session lasts.
    #[arg(long, env = "FIRSTSTEP_SESSION_LIFETIME", value_name = "SPAN", default_value = "24h", value_parser = lifetime)]
    pub session_lifetime: Duration,

    /// How long a profile card's code lasts.
    #[arg(long, env = "FIRSTSTEP_CODE_LIFETIME", value_name = "SPAN", default_value = "24h", value_parser = lifetime)]
    pub code_lifetime: Duration,

    /// How many letters and digits a profile card's code has. The default of 7 is the original API's; longer codes are harder to guess.
    #[arg(long, env = "FIRSTSTEP_CODE_LENGTH", value_name = "7..64", default_value_t = 7, value_parser = clap::value_parser!(u8).range(7..=64))]
    pub code_length: u8,

    #[command(flatten)]
    pub passwords: PasswordArgs,

    /// Let everybody list all users (CultureConnect's GET /users), for closed demos only.
    #[arg(long, env = "FIRSTSTEP_OPEN_USER_LIST")]
    pub open_user_list: bool,

    /// Require a code by mail from people who sign up or change their address, in whichever API, which confirms it.
    #[arg(long, env = "FIRSTSTEP_CONFIRM_EMAIL")]
    pub confirm_email: bool,

    /// This is a demo: codes sent by mail are also logged.
    #[arg(long, env = "FIRSTSTEP_DEMO")]
    pub demo: bool,

    /// Whether administrators are kept to this machine, which `firststep demo` decides.
    #[arg(skip)]
    pub local_admins: bool,

    /// How long a sign-in lasts that isn't used, in every API; its own lifetime may end it earlier.
    #[arg(long, env = "FIRSTSTEP_IDLE_LIFETIME", value_name = "SPAN", default_value = "30d", value_parser = lifetime)]
    pub idle_lifetime: Duration,

    /// Who must have a second factor. Without one they can only set it up, on the page; the other APIs refuse them until then.
    #[arg(long, env = "FIRSTSTEP_REQUIRE_SECOND_FACTOR", value_name = "WHO", value_enum, default_value_t = WhoChoice::Nobody)]
    pub require_second_factor: WhoChoice,

    /// Who may open rooms, in which a group takes the quiz together.
    #[arg(long, env = "FIRSTSTEP_ROOMS", value_name = "WHO", value_enum, default_value_t = OpenerChoice::All)]
    pub rooms: OpenerChoice,

    /// How many people a room's pictures have at the least: nobody is shown who isn't among so many. Rooms that are open keep theirs.
    #[arg(long, env = "FIRSTSTEP_ROOM_LEAST", value_name = "3..100", default_value_t = 5, value_parser = clap::value_parser!(u8).range(3..=100))]
    pub room_least: u8,

    #[command(flatten)]
    pub research: ResearchArgs,

    #[command(flatten)]
    pub statistics: StatisticsArgs,
}

/// The values of `--rooms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OpenerChoice {
    /// Whoever is signed in.
    All,
    /// Administrators.
    Admins,
}

/// The values of `--require-second-factor`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WhoChoice {
    /// Whoever wants one has one.
    Nobody,
    /// Administrators.
    Admins,
    /// Everybody.
    All,
}

impl From<WhoChoice> for RequiredOf {
    fn from(word: WhoChoice) -> Self {
        match word {
            WhoChoice::Nobody => Self::Nobody,
            WhoChoice::Admins => Self::Admins,
            WhoChoice::All => Self::All,
        }
    }
}

impl PolicyArgs {
    /// The decisions as values.
    #[must_use]
    pub(crate) fn policy(&self) -> Policy {
        Policy {
            token_lifetime: self.token_lifetime,
            flaskapi_tokens: PairLifetime {
                access: self.long_access_lifetime,
                refresh: self.long_refresh_lifetime,
            },
            faceofmind_tokens: PairLifetime {
                access: Duration::from_secs(self.access_minutes * 60),
                refresh: self.refresh_lifetime,
            },
            session_lifetime: self.session_lifetime,
            code_lifetime: self.code_lifetime,
            code_length: self.code_length.into(),
            open_user_list: self.open_user_list,
            confirm_email: self.confirm_email,
            demo: self.demo,
            local_admins: self.local_admins,
            idle_lifetime: self.idle_lifetime,
            require_second_factor: self.require_second_factor.into(),
            rooms_by_admins: self.rooms == OpenerChoice::Admins,
            room_least: self.room_least.into(),
            statistics_least: self.statistics.statistics_minimum,
            ..self.research.policy(self.passwords.policy())
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Flags {
        #[command(flatten)]
        policy: PolicyArgs,
    }

    #[test]
    fn the_flags_defaults_are_those_of_the_policy() {
        let flags = Flags::parse_from(["firststep"]).policy.policy();
        assert_eq!(format!("{flags:?}"), format!("{:?}", Policy::default()));
    }
}
