//! Accounts and sessions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::app::wire::address::VeiledAddress;
use crate::api::app::wire::second_factor::MAX_CODE;
use crate::api::words::ByWord;
use crate::app::App;
use crate::domain::account::{self, Role};
use crate::domain::email::Email;
use crate::domain::moment::Moment;
use crate::domain::name::Name;
use crate::domain::persona::PersonaType;
use crate::domain::photo::PhotoLink;
use crate::domain::query::{ActiveSession, Damage};
use crate::domain::reminder::Outlook;
use crate::domain::session::SessionId;
use crate::domain::username::Username;
use crate::http::media;
use crate::http::shape::{LINE, LINE_OR_NONE};
use crate::photos::Size;
use crate::services::accounts::AddressState;

/// `POST /app/sign-up`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({
    "email": "ayu@example.com", "password": "password123", "front_name": "Ayu", "last_name": "Lestari"
}))]
pub(crate) struct SignUp {
    /// The e-mail address.
    #[schemars(length(min = 1, max = Email::MAX), email)]
    pub email: String,
    /// 8 characters to 72 bytes, unless the server's operator set another minimum.
    #[schemars(length(min = 1))]
    pub password: String,
    /// The first name.
    #[schemars(length(min = 1, max = Name::MAX), regex(pattern = LINE))]
    pub front_name: String,
    /// The last name; left out or empty for who has one name only.
    #[schemars(length(max = Name::MAX), regex(pattern = LINE_OR_NONE))]
    pub last_name: Option<String>,
}

/// `POST /app/sign-in`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"name": "ayu@example.com", "password": "password123"}))]
pub(crate) struct SignIn {
    /// The username or the e-mail address.
    #[schemars(length(min = 1))]
    pub name: String,
    /// The password.
    #[schemars(length(min = 1))]
    pub password: String,
    /// A code of the second factor, where the reply without one is `second_factor_needed`: six digits of the
    /// authenticator app, or a recovery code.
    #[schemars(length(max = MAX_CODE))]
    pub code: Option<String>,
}

/// `POST /app/strength`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"password": "password123", "hints": "Ayu ayu@example.com"}))]
pub(crate) struct StrengthQuery {
    /// The password as far as it is typed.
    #[schemars(length(max = 100))]
    pub password: String,
    /// What a guesser would try first, separated by spaces: the name, the address.
    #[schemars(length(max = 300))]
    pub hints: Option<String>,
}

/// A reply to `POST /app/strength`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Strength {
    /// zxcvbn's score: 0 is guessed at once, 4 not in a lifetime.
    #[schemars(range(max = 4))]
    pub score: u8,
}

/// `PUT /app/account`; what is left out stays as it is.
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"front_name": "Ayu", "last_name": "Lestari"}))]
pub(crate) struct ChangeAccount {
    /// The username: letters and digits of any script, `. _ -` and single blanks.
    #[schemars(length(min = 1, max = Username::MAX))]
    pub username: Option<String>,
    /// The first name.
    #[schemars(length(min = 1, max = Name::MAX), regex(pattern = LINE))]
    pub front_name: Option<String>,
    /// The last name.
    #[schemars(length(max = Name::MAX), regex(pattern = LINE_OR_NONE))]
    pub last_name: Option<String>,
}

/// `POST /app/password`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"current": "password123", "new": "password456"}))]
pub(crate) struct ChangePassword {
    /// The current password.
    #[schemars(length(min = 1))]
    pub current: String,
    /// The new one: 8 characters to 72 bytes, unless the server's operator set another minimum.
    #[schemars(length(min = 1))]
    pub new: String,
}

/// `DELETE /app/account` and `POST /app/second-factor/offer`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"password": "password123"}))]
pub(crate) struct PasswordAgain {
    /// The password once more.
    #[schemars(length(min = 1))]
    pub password: String,
}

/// A reply to `GET /app/me`.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Serialize, JsonSchema)]
pub(crate) struct Me {
    /// Who is signed in; null if nobody is.
    pub account: Option<Account>,
    /// What requests that speak for the cookie carry as `X-CSRF-Token`.
    pub csrf: Option<String>,
    /// Whether a code was sent that must be given before one can sign in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirm: Option<bool>,
    /// Whether whoever is signed in has to set up a second factor before anything else.
    pub second_factor_missing: bool,
    /// Whether this is a demo.
    pub demo: bool,
    /// Whether addresses are confirmed by a code.
    pub confirm_email: bool,
    /// How many characters a new password has at least.
    pub min_password: u64,
    /// Whether passwords that are easy to guess are refused.
    pub strict_passwords: bool,
    /// Where mail goes: `smtp`, or the `outbox` of this server.
    #[schemars(extend("enum" = ["smtp", "outbox"]))]
    pub mail: &'static str,
    /// How many other instruments than the sixty statements this server offers.
    pub instruments: usize,
    /// Whether people are asked if their answers may be used for more than their result.
    pub research: bool,
    /// The server's version.
    pub version: &'static str,
    /// For administrators alone: the database was found damaged, and is only read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub damage: Option<Damaged>,
}

/// What is wrong with the database.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Damaged {
    /// Since when writes are refused.
    #[schemars(extend("format" = "date-time"))]
    since: String,
    /// What the check found; null if a request met the damage first.
    seen: Option<String>,
}

impl From<&Damage> for Damaged {
    fn from(damage: &Damage) -> Self {
        Self {
            since: damage.since.rfc3339(),
            seen: damage.seen.clone(),
        }
    }
}

impl Me {
    /// A caller, with the CSRF token for their requests.
    pub(crate) fn of(app: &App, account: Account, csrf: String) -> Self {
        let told = account.role.0 == Role::Admin;
        let damage = app.store.damage().filter(|_| told);
        Self {
            account: Some(account),
            csrf: Some(csrf),
            damage: damage.map(Damaged::from),
            ..Self::nobody(app)
        }
    }

    /// A new account whose address has to be confirmed first.
    pub(crate) fn to_confirm(app: &App) -> Self {
        Self {
            confirm: Some(true),
            ..Self::nobody(app)
        }
    }

    /// Nobody.
    pub(crate) fn nobody(app: &App) -> Self {
        Self {
            account: None,
            csrf: None,
            confirm: None,
            second_factor_missing: false,
            demo: app.policy.demo,
            confirm_email: app.policy.confirm_email,
            min_password: app.policy.min_password,
            strict_passwords: app.policy.strict_passwords,
            mail: mail_mode(app),
            instruments: app.instruments.len(),
            research: app.policy.research,
            version: env!("CARGO_PKG_VERSION"),
            damage: None,
        }
    }
}

/// Where mail goes.
pub(crate) fn mail_mode(app: &App) -> &'static str {
    if app.mailer.sends() { "smtp" } else { "outbox" }
}

/// The account that is signed in.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Account {
    id: i64,
    username: String,
    email: String,
    front_name: String,
    last_name: String,
    /// Both names.
    name: String,
    role: ByWord<Role>,
    /// The type of the latest result; null before the first.
    mbti: Option<ByWord<PersonaType>>,
    /// Whether the answers behind it deserve trust; null before the first.
    reliable: Option<bool>,
    photo: Option<Photo>,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    /// How many statements of an unfinished quiz are answered.
    answered: usize,
    /// How many results there are.
    results: i64,
    /// A new address that waits for the code that was mailed there.
    wanted_email: Option<String>,
    /// Other addresses that the account had until lately and that can take it back, the earliest first.
    former_emails: Vec<VeiledAddress>,
    /// How many reminders came due in the last seven days and weren't switched off since.
    reminders_due: i64,
    /// When the next one comes due; null if none does.
    #[schemars(extend("format" = "date-time"))]
    next_reminder: Option<String>,
}

/// A photo's addresses.
#[derive(Serialize, JsonSchema)]
pub(super) struct Photo {
    full: String,
    medium: String,
    small: String,
}

impl Photo {
    /// The addresses of a photo, at this address of the server.
    pub(super) fn of(base: &str, link: &PhotoLink) -> Self {
        let full = media::url(base, link);
        let sized = |size: Size| format!("{full}?size={}", size.longest());
        Self {
            medium: sized(Size::Medium),
            small: sized(Size::Small),
            full,
        }
    }
}

impl Account {
    /// An account, with how far its quiz is and how many results it has.
    pub(crate) fn of(
        account: &account::Account,
        base: &str,
        answered: usize,
        results: i64,
        state: AddressState,
        outlook: Outlook,
    ) -> Self {
        Self {
            id: account.id.0,
            username: account.username.to_string(),
            email: account.email.to_string(),
            front_name: account.name.front.as_str().to_owned(),
            last_name: account.name.last.as_str().to_owned(),
            name: account.name.joined(),
            role: ByWord(account.role),
            mbti: account.mbti.map(ByWord),
            reliable: account.reliable(),
            photo: account.photo.as_ref().map(|link| Photo::of(base, link)),
            created_at: account.created_at.rfc3339(),
            answered,
            results,
            wanted_email: state.wanted.map(|email| email.to_string()),
            former_emails: state.former.into_iter().map(VeiledAddress::from).collect(),
            reminders_due: outlook.due,
            next_reminder: outlook.next.map(Moment::rfc3339),
        }
    }
}

/// A reply to `GET /app/sessions`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Sessions {
    pub sessions: Vec<SessionEntry>,
}

/// A place where the caller is signed in.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SessionEntry {
    id: i64,
    /// The API it was opened through.
    family: String,
    /// The `User-Agent`.
    agent: String,
    /// The client's address.
    address: String,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    #[schemars(extend("format" = "date-time"))]
    expires_at: String,
    /// Whether it is the session of this request.
    current: bool,
}

impl SessionEntry {
    /// A session, as seen from the current one.
    pub(crate) fn of(open: ActiveSession, current: SessionId) -> Self {
        Self {
            id: open.id.0,
            family: open.family,
            agent: open.device.agent,
            address: open.device.address,
            created_at: open.created_at.rfc3339(),
            expires_at: open.expires_at.rfc3339(),
            current: open.id == current,
        }
    }
}
