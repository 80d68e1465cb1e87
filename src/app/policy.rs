//! What the operator has decided.

use std::time::Duration;

use crate::domain::password::Password;
use crate::domain::room::Room;
use crate::domain::second_factor::RequiredOf;
use crate::domain::session::PairLifetime;
use crate::domain::statistics::Figure;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Decisions that services and API families follow.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a decision of its own"
)]
#[derive(Debug, Clone)]
pub struct Policy {
    /// How long a FirstStep token lasts.
    pub token_lifetime: Duration,
    /// How long flask-api's tokens last.
    pub flaskapi_tokens: PairLifetime,
    /// How long FaceofMind's tokens last.
    pub faceofmind_tokens: PairLifetime,
    /// How long a CultureConnect session lasts.
    pub session_lifetime: Duration,
    /// How long a profile card's code lasts.
    pub code_lifetime: Duration,
    /// How many letters and digits such a code has.
    pub code_length: usize,
    /// How many characters a new password has at least.
    pub min_password: u64,
    /// Whether passwords that are easy to guess are refused.
    pub strict_passwords: bool,
    /// Whether everybody may list all users, as CultureConnect's document shows it.
    pub open_user_list: bool,
    /// Whether people who sign up confirm their address first.
    pub confirm_email: bool,
    /// Whether this is a demo, which logs one-time codes.
    pub demo: bool,
    /// Whether administrators sign in from this machine only.
    pub local_admins: bool,
    /// How long a session lasts that isn't used.
    pub idle_lifetime: Duration,
    /// Who must have a second factor.
    pub require_second_factor: RequiredOf,
    /// Whether administrators alone may open rooms.
    pub rooms_by_admins: bool,
    /// How many people a room's pictures have at the least.
    pub room_least: usize,
    /// Whether people are asked if their answers may be kept for research.
    pub research: bool,
    /// Whether the page shows the statements in another order to each who answers.
    pub shuffled: bool,
    /// Whether the page has a statement more for those who consent, which asks for one certain answer.
    pub attention_check: bool,
    /// Of how many people a figure of the statistics is at the least.
    pub statistics_least: u64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            token_lifetime: 30 * DAY,
            flaskapi_tokens: PairLifetime {
                access: 30 * DAY,
                refresh: 120 * DAY,
            },
            faceofmind_tokens: PairLifetime {
                access: Duration::from_secs(30 * 60),
                refresh: 7 * DAY,
            },
            session_lifetime: DAY,
            code_lifetime: DAY,
            code_length: 7,
            min_password: Password::MIN,
            strict_passwords: false,
            open_user_list: false,
            confirm_email: false,
            demo: false,
            local_admins: false,
            idle_lifetime: 30 * DAY,
            require_second_factor: RequiredOf::Nobody,
            rooms_by_admins: false,
            room_least: Room::LEAST,
            research: true,
            shuffled: false,
            attention_check: false,
            statistics_least: Figure::LEAST,
        }
    }
}
