//! Every request and reply but the document itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::account::Account;
use crate::domain::email::Email;
use crate::domain::name::FullName;
use crate::domain::session::Pair;
use crate::domain::username::Username;
use crate::http::reply::Json;
use crate::http::shape::LINE;

/// `POST /api/user`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({
    "name": "Kucing Cakep", "username": "kucing", "email": "kucing@example.com",
    "password": "bismillah", "password_confirm": "bismillah"
}))]
pub(crate) struct Register {
    /// What one is called, in one piece.
    #[schemars(length(max = FullName::MAX), regex(pattern = LINE))]
    pub name: String,
    /// What one signs in with: letters and digits of any script, `. _ -` and single blanks.
    #[schemars(length(max = Username::MAX), regex(pattern = LINE))]
    pub username: String,
    /// The e-mail address; one signs in with it, too.
    #[schemars(length(max = Email::MAX), regex(pattern = LINE))]
    pub email: String,
    /// 8 characters to 72 bytes, unless the server's operator set another minimum.
    #[schemars(length(min = 1), regex(pattern = LINE))]
    pub password: String,
    /// The same again.
    #[schemars(regex(pattern = LINE))]
    pub password_confirm: String,
}

/// `PUT /api/users/{username}`: what isn't sent, or is null, stays as it is, and other fields are passed over.
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"name": "Kucing Cakep", "username": "kucing", "email": "kucing@example.com"}))]
pub(crate) struct ChangePerson {
    /// What they are called, in one piece.
    #[schemars(length(max = FullName::MAX), regex(pattern = LINE))]
    pub name: Option<String>,
    /// What they sign in with.
    #[schemars(length(max = Username::MAX), regex(pattern = LINE))]
    pub username: Option<String>,
    /// Their e-mail address.
    #[schemars(length(max = Email::MAX), regex(pattern = LINE))]
    pub email: Option<String>,
}

/// An account as the dashboard lists it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Person {
    /// The account's number.
    id: i64,
    /// What they are called.
    name: String,
    /// What they sign in with.
    username: String,
    /// Their e-mail address.
    email: String,
}

impl From<Account> for Person {
    fn from(account: Account) -> Self {
        Self {
            id: account.id.0,
            name: account.name.joined(),
            username: account.username.to_string(),
            email: account.email.to_string(),
        }
    }
}

/// `POST /api/auth/login`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"username": "kucing", "password": "bismillah"}))]
pub(crate) struct Login {
    /// The username, or the e-mail address.
    #[schemars(length(min = 1))]
    pub username: String,
    /// The password.
    #[schemars(length(min = 1))]
    pub password: String,
}

/// The envelope of every reply but one.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "{T}_Reply")]
pub(crate) struct Envelope<T> {
    /// True: it went well.
    status: bool,
    /// The same as `status`.
    response: bool,
    /// What was done.
    message: String,
    /// What came of it.
    results: T,
}

/// A reply.
pub(crate) fn reply<T>(message: impl Into<String>, results: T) -> Json<Envelope<T>> {
    Json(Envelope {
        status: true,
        response: true,
        message: message.into(),
        results,
    })
}

/// An envelope around a list. Each has a name of its own: of two with one name, only the first is described.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "{T}_List", description = "An envelope around a list.")]
pub(crate) struct ListEnvelope<T> {
    /// True: it went well.
    status: bool,
    /// The same as `status`.
    response: bool,
    /// What was done.
    message: &'static str,
    /// The part asked for.
    results: Vec<T>,
    /// How many there are, here and beyond.
    total: i64,
}

/// A reply with a part of a list.
pub(crate) fn list<T>(message: &'static str, results: Vec<T>, total: i64) -> Json<ListEnvelope<T>> {
    Json(ListEnvelope {
        status: true,
        response: true,
        message,
        results,
        total,
    })
}

/// The results of signing up.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Registered {
    /// The account's number.
    pub id: i64,
    /// What one is called.
    pub name: String,
    /// What one signs in with.
    pub username: String,
}

/// No results: the message says it all.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Nothing {}

/// A success without data.
pub(crate) type Done = Envelope<Nothing>;

/// A reply with this message.
pub(crate) fn done(message: impl Into<String>) -> Json<Done> {
    reply(message, Nothing {})
}

/// A reply to `GET /api/auth/login`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Yes {
    /// True: one is signed in.
    pub status: bool,
}

/// The results of signing in and of refreshing.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Tokens {
    /// Who one is.
    username: String,
    /// To be sent as `Authorization: Bearer …`.
    access_token: String,
    /// When it ends, in seconds since 1970.
    access_token_expired: String,
    /// To be exchanged for the next pair, once.
    refresh_token: String,
    /// When it ends, in seconds since 1970.
    refresh_token_expired: String,
}

impl Tokens {
    /// A pair as its holder gets it.
    pub(crate) fn new(username: &Username, Pair { access, refresh }: Pair) -> Self {
        Self {
            username: username.to_string(),
            access_token: access.text,
            access_token_expired: access.expires_at.seconds().to_string(),
            refresh_token: refresh.text,
            refresh_token_expired: refresh.expires_at.seconds().to_string(),
        }
    }
}

/// What is answered where something goes wrong.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Error {
    /// False.
    pub status: bool,
    /// The same.
    pub response: bool,
    /// What is wrong.
    pub message: String,
    pub results: Nothing,
}
