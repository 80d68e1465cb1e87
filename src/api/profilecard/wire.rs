//! Every request and reply, field by field as the document has them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::account::Account;
use crate::domain::card::Card;
use crate::domain::email::Email;
use crate::domain::link::Link;
use crate::domain::name::Name;
use crate::domain::text::Text;
use crate::domain::username::Username;
use crate::http::shape::{LINE, LINE_OR_NONE, LINES_OR_NONE};

/// `POST /creare-cont`
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = with_last_name)]
#[schemars(example = serde_json::json!({
    "email": "ana@example.com", "password": "password123",
    "firstName": "Ana", "lastName": "Pop", "username": "anapop"
}))]
pub(crate) struct SignUp {
    /// The e-mail address: what one signs in with.
    #[schemars(length(min = 1, max = Email::MAX), email)]
    pub email: String,
    /// 8 characters to 72 bytes, unless the server's operator set another minimum.
    #[schemars(length(min = 1))]
    pub password: String,
    /// The first name.
    #[schemars(length(min = 1, max = Name::MAX), regex(pattern = LINE))]
    pub first_name: String,
    /// The last name; empty or null for people who have one name only.
    #[schemars(length(max = Name::MAX), regex(pattern = LINE_OR_NONE))]
    pub last_name: Option<String>,
    /// The username: letters and digits of any script, `. _ -` and single blanks.
    #[schemars(length(min = 1, max = Username::MAX))]
    pub username: String,
}

/// The last name may be null, as the family's client sends it, but is named when it is missing.
fn with_last_name(schema: &mut schemars::Schema) {
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.push("lastName".into());
    }
}

/// `POST /intra-in-cont`
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(example = serde_json::json!({"email": "ana@example.com", "password": "password123"}))]
pub(crate) struct Enter {
    /// The e-mail address.
    #[schemars(length(min = 1, max = Email::MAX))]
    pub email: String,
    /// The password.
    #[schemars(length(min = 1))]
    pub password: String,
    /// The first name, to sign up.
    #[schemars(length(min = 1, max = Name::MAX), regex(pattern = LINE))]
    pub first_name: Option<String>,
    /// The last name, to sign up.
    #[schemars(length(max = Name::MAX), regex(pattern = LINE_OR_NONE))]
    pub last_name: Option<String>,
    /// The username, to sign up; without one it is a sign-in.
    #[schemars(length(min = 1, max = Username::MAX))]
    pub username: Option<String>,
}

/// `POST /login`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"email": "ana@example.com", "password": "password123"}))]
pub(crate) struct Login {
    /// The e-mail address.
    #[schemars(length(min = 1))]
    pub email: String,
    /// The password.
    #[schemars(length(min = 1))]
    pub password: String,
}

/// `POST /checkUserAndEmailForAvailability`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"email": "ana@example.com", "username": ""}))]
pub(crate) struct Availability {
    /// The e-mail address to ask about.
    #[schemars(length(max = Email::MAX))]
    pub email: Option<String>,
    /// The username to ask about.
    #[schemars(length(max = Username::MAX))]
    pub username: Option<String>,
    /// The same, as other requests spell it.
    #[serde(rename = "userName")]
    #[schemars(length(max = Username::MAX))]
    pub user_name: Option<String>,
}

/// `POST /changePassword`
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(example = serde_json::json!({"currentPassword": "password123", "newPassword": "password456"}))]
pub(crate) struct ChangePassword {
    /// The current password.
    #[schemars(length(min = 1))]
    pub current_password: String,
    /// The new one: 8 characters to 72 bytes, unless the server's operator set another minimum.
    #[schemars(length(min = 1))]
    pub new_password: String,
}

/// `POST /changeEmail`
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(example = serde_json::json!({"newEmail": "ana.pop@example.com"}))]
pub(crate) struct ChangeEmail {
    /// The new e-mail address.
    #[schemars(length(min = 1, max = Email::MAX), email)]
    pub new_email: String,
}

/// `POST /changeUsername`
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(example = serde_json::json!({"newUsername": "ana.pop"}))]
pub(crate) struct ChangeUsername {
    /// The new username.
    #[schemars(length(min = 1, max = Username::MAX))]
    pub new_username: Option<String>,
    /// The same, as the document's own clients spell it.
    #[schemars(length(min = 1, max = Username::MAX))]
    pub user_name: Option<String>,
}

/// `POST /setContactDetail`; what is left out stays as it is.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(example = serde_json::json!({
    "occupation": "Engineer", "homeAddress": "5 Main Street", "country": "Romania", "county": "Cluj"
}))]
pub(crate) struct Contact {
    /// What one does.
    #[schemars(length(max = Card::MAX_WORD), regex(pattern = LINE_OR_NONE))]
    pub occupation: Option<String>,
    /// Where one lives.
    #[schemars(length(max = Card::MAX_ADDRESS), regex(pattern = LINES_OR_NONE))]
    pub home_address: Option<String>,
    /// The same in small letters, as the document spells it once.
    #[schemars(length(max = Card::MAX_ADDRESS), regex(pattern = LINES_OR_NONE))]
    pub homeaddress: Option<String>,
    /// In which country.
    #[schemars(length(max = Card::MAX_WORD), regex(pattern = LINE_OR_NONE))]
    pub country: Option<String>,
    /// In which county.
    #[schemars(length(max = Card::MAX_WORD), regex(pattern = LINE_OR_NONE))]
    pub county: Option<String>,
    /// How one is to be spoken of.
    #[schemars(length(max = 40), regex(pattern = LINE_OR_NONE))]
    pub pronouns: Option<String>,
    /// A JPEG or PNG of 8 MiB at the most in base64, with or without `data:…;base64,` before it.
    pub image: Option<String>,
}

/// `POST /setSocialLink`; what is left out stays as it is, what is empty is taken away.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(example = serde_json::json!({
    "linkedIn": "https://linkedin.com/in/anapop", "gitHub": "https://github.com/anapop", "description": "Hello!"
}))]
pub(crate) struct Links {
    /// One's page at LinkedIn: `http` or `https`, as all of these.
    #[schemars(length(max = Link::MAX))]
    pub linked_in: Option<String>,
    /// One's page at Facebook.
    #[schemars(length(max = Link::MAX))]
    pub face_book: Option<String>,
    /// One's page at GitHub.
    #[schemars(length(max = Link::MAX))]
    pub git_hub: Option<String>,
    /// One's page at Instagram.
    #[schemars(length(max = Link::MAX))]
    pub instagram: Option<String>,
    /// One's page at Twitter.
    #[schemars(length(max = Link::MAX))]
    pub twitter: Option<String>,
    /// One's page at YouTube.
    #[schemars(length(max = Link::MAX))]
    pub youtube: Option<String>,
    /// What one says of oneself.
    #[schemars(length(max = Card::MAX_DESCRIPTION), regex(pattern = LINES_OR_NONE))]
    pub description: Option<String>,
}

/// A success, or the answer to a question, as a message.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Done {
    /// What was done.
    message: &'static str,
}

impl Done {
    /// A reply with this message.
    pub(crate) const fn new(message: &'static str) -> Self {
        Self { message }
    }
}

/// A session's code.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Code {
    /// The code: capital letters and digits.
    message: String,
    /// That it went well, as the document's clients look for it.
    #[schemars(extend("const" = "200"))]
    code: &'static str,
}

impl Code {
    /// Hands it out.
    pub(crate) const fn new(code: String) -> Self {
        Self {
            message: code,
            code: "200",
        }
    }
}

/// A reply to `GET /getProfile`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Profile {
    home_address: String,
    country: String,
    county: String,
    occupation: String,
    /// The account's photo, a JPEG in base64; empty without one.
    #[schemars(extend("format" = "byte"))]
    image: String,
    full_name: String,
    email: String,
    linked_in: String,
    face_book: String,
    git_hub: String,
    instagram: String,
    twitter: String,
    youtube: String,
    description: String,
    /// How one is to be spoken of. The document doesn't have it: it is left out until it is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pronouns: Option<String>,
}

impl Profile {
    /// The card, with the document's placeholders for what was never set.
    pub(crate) fn of(account: &Account, card: Card, photo: Option<&[u8]>) -> Self {
        let or = |text: Option<Text>, placeholder: &str| {
            text.map_or_else(|| placeholder.to_owned(), String::from)
        };
        Self {
            home_address: or(card.home_address, "How far are you ?"),
            country: or(card.country, "I guess you are from Nice ?"),
            county: or(card.county, "France ?"),
            occupation: or(card.occupation, "May I ask you what do you do?"),
            image: photo
                .map(|bytes| STANDARD.encode(bytes))
                .unwrap_or_default(),
            full_name: account.name.joined(),
            email: account.email.to_string(),
            linked_in: or(card.linkedin, "https://linkedin.com/"),
            face_book: or(card.facebook, "https://facebook.com/"),
            git_hub: or(card.github, "https://github.com/"),
            instagram: or(card.instagram, "https://instagram.com/"),
            twitter: or(card.twitter, "https://twitter.com/"),
            youtube: or(card.youtube, "https://youtube.com/"),
            description: or(card.description, LOREM),
            pronouns: card.pronouns.map(String::from),
        }
    }
}

const LOREM: &str = "Lorem ipsum dolor sit amet, consectetur adipiscing elit. Sed do eiusmod tempor incididunt ut \
                     labore et dolore magna aliqua.";

/// What is answered where something goes wrong.
#[derive(Default, Serialize, JsonSchema)]
pub(crate) struct Error {
    /// What is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub error: Option<String>,
    /// What is wrong, where the document names it so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub message: Option<String>,
    /// The status of a refused sign-in, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("const" = "202"))]
    pub code: Option<&'static str>,
}

impl Error {
    /// Under the usual name.
    pub(crate) fn usual(text: impl Into<String>) -> Self {
        Self {
            error: Some(text.into()),
            ..Self::default()
        }
    }

    /// Under the name that the document has in places.
    pub(crate) fn message(text: impl Into<String>) -> Self {
        Self {
            message: Some(text.into()),
            ..Self::default()
        }
    }
}
