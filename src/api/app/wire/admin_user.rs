//! One account in an administrator's hands.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::app::wire::account::{Photo, SessionEntry};
use crate::api::app::wire::{FormerAddress, User};
use crate::api::words::ByWord;
use crate::domain::account::Role;
use crate::domain::email::Email;
use crate::domain::moment::Moment;
use crate::domain::name::Name;
use crate::domain::session::SessionId;
use crate::http::shape::{LINE, LINE_OR_NONE};
use crate::services::accounts::{Dossier, Pending};

/// `POST /app/admin/users`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({
    "email": "budi@example.com", "front_name": "Budi", "last_name": "Santoso", "role": "user"
}))]
pub(crate) struct InviteUser {
    /// Where the invitation goes.
    #[schemars(length(min = 1, max = Email::MAX), email)]
    pub email: String,
    #[schemars(length(min = 1, max = Name::MAX), regex(pattern = LINE))]
    pub front_name: String,
    /// The last name; may be left out.
    #[schemars(length(max = Name::MAX), regex(pattern = LINE_OR_NONE))]
    pub last_name: Option<String>,
    /// What they may do.
    pub role: ByWord<Role>,
}

/// A reply to `GET /app/admin/users/{user_id}`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct UserDetails {
    #[serde(flatten)]
    user: User,
    /// The photo; null if there is none.
    photo: Option<Photo>,
    /// Whether codes of an app are asked for behind the password.
    second_factor: bool,
    /// The mail that the account waits for: `code` to confirm the address, `link` to set the password; null if none.
    pending: Option<&'static str>,
    /// Until when the link is good that was mailed last; null if there is none.
    #[schemars(extend("format" = "date-time"))]
    link_until: Option<String>,
    /// The addresses that it had until lately, the earliest first.
    addresses: Vec<FormerAddress>,
    /// Where it is signed in, newest first.
    sessions: Vec<SessionEntry>,
    /// How many results of the quiz it has.
    results: i64,
    /// When the latest hundred of them were made, newest first.
    result_dates: Vec<String>,
}

impl UserDetails {
    /// An account, as seen from the current session.
    pub(crate) fn of(dossier: Dossier, base: &str, current: SessionId) -> Self {
        let entry = |open| SessionEntry::of(open, current);
        let photo = dossier.account.photo.as_ref();
        Self {
            user: User::from(&dossier.account),
            photo: photo.map(|link| Photo::of(base, link)),
            second_factor: dossier.has_second_factor,
            pending: dossier.pending.map(Pending::word),
            link_until: dossier.link_until.map(Moment::rfc3339),
            addresses: dossier
                .former
                .into_iter()
                .map(FormerAddress::from)
                .collect(),
            sessions: dossier.sessions.into_iter().map(entry).collect(),
            results: dossier.results,
            result_dates: dossier
                .result_dates
                .into_iter()
                .map(Moment::rfc3339)
                .collect(),
        }
    }
}

/// A reply to `POST /app/admin/users/{user_id}/mail`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MailSentAgain {
    /// Which mail it was.
    #[schemars(extend("enum" = ["code", "link"]))]
    pub sent: &'static str,
}

/// `POST /app/password-link`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"code": "ABCDEFGHJKLMNPQR", "password": "password456"}))]
pub(crate) struct SetByLink {
    /// The letters at the end of the link.
    #[schemars(length(min = 1, max = 40))]
    pub code: String,
    /// The password: 8 characters to 72 bytes, unless the server's operator set another minimum.
    #[schemars(length(min = 1))]
    pub password: String,
}
