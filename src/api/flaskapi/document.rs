//! The user's document, field by field as it is published, and how it is changed.

use std::borrow::Cow;
use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::words::ByWord;
use crate::domain::account::Role;
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Problem, Step};
use crate::domain::link::Link;
use crate::domain::moment::Moment;
use crate::domain::name::FullName;
use crate::http::coercion::Source;
use crate::http::operation::schema;
use crate::http::shape::{LINE, Shape};
use crate::services::profiles::Described;

/// The part of the document that is one's own to write.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(example = serde_json::json!({
    "profile": {"fullname": "Kucing Cakep", "gender": "Male", "city": "Sidoarjo"},
    "accounts": {"gmail": {"is_login": true}, "youtube": null},
    "user_type": {"streamer": {"streamer_id": "s-17", "streaming_history": ["t-1", "t-2"]}},
    "played_games": ["Mobile Legends"],
    "favorites": {"youtube": [{
        "id": "UC38IQsAvIsxxjztdMZQtwHA", "name": "Example", "url": "https://youtube.com/@example",
        "favorited_at": "2020-03-01T10:00:00Z"
    }]}
}))]
pub(crate) struct Document {
    /// Who one is.
    pub profile: Profile,
    /// Accounts elsewhere.
    pub accounts: Accounts,
    /// What one does here: streams, sells, both or neither.
    pub user_type: UserTypes,
    /// Titles of games, kept in capitals.
    #[schemars(length(max = 200), inner(length(max = 100), regex(pattern = LINE)))]
    pub played_games: Vec<String>,
    /// Streamers one likes.
    pub favorites: Favorites,
}

/// Who one is.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Profile {
    /// What one is called: the account's name, in one piece.
    #[schemars(length(max = FullName::MAX), regex(pattern = LINE))]
    pub fullname: Option<String>,
    /// In one's own words.
    #[schemars(length(max = 50), regex(pattern = LINE))]
    pub gender: Option<String>,
    /// Where one lives.
    #[schemars(length(max = 100), regex(pattern = LINE))]
    pub city: Option<String>,
}

/// Accounts elsewhere; null is none.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Accounts {
    /// Gmail.
    pub gmail: Option<Linked>,
    /// YouTube.
    pub youtube: Option<Linked>,
    /// Facebook.
    pub facebook: Option<Linked>,
}

/// An account elsewhere.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Linked {
    /// Whether one is signed in there.
    pub is_login: bool,
}

/// The user's activities; null where they don't apply.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UserTypes {
    /// Set if the user is a streamer.
    pub streamer: Option<Streamer>,
    /// Set if the user is a seller.
    pub seller: Option<Streamer>,
}

/// A streamer, or a seller, who streams as well.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Streamer {
    /// The streamer's id.
    #[schemars(length(max = 100), regex(pattern = LINE))]
    pub streamer_id: Option<String>,
    /// The ids of streams.
    #[schemars(length(max = 500), inner(length(max = 100), regex(pattern = LINE)))]
    pub streaming_history: Vec<String>,
}

/// Streamers one likes.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Favorites {
    /// On Facebook.
    #[schemars(length(max = 200))]
    pub facebook: Vec<Favorite>,
    /// On YouTube.
    #[schemars(length(max = 200))]
    pub youtube: Vec<Favorite>,
}

/// A streamer one likes.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Favorite {
    /// The streamer's id there.
    #[schemars(length(max = 100), regex(pattern = LINE))]
    pub id: String,
    /// The streamer's name there.
    #[schemars(length(max = 100), regex(pattern = LINE))]
    pub name: String,
    /// The streamer's page.
    #[schemars(length(max = Link::MAX), url)]
    pub url: String,
    /// Since when one likes them.
    #[schemars(extend("format" = "date-time"))]
    pub favorited_at: String,
}

/// `PUT /api/user`: a JSON Merge Patch (RFC 7396) of the document. Objects are
/// merged at every depth, a list or a value replaces the one before, null takes
/// away, and what isn't sent stays as it is.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct ChangeDocument(Value);

/// Validated like the document, but kept as sent: a missing field and null differ.
impl JsonSchema for ChangeDocument {
    fn schema_name() -> Cow<'static, str> {
        "ChangeDocument".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Document>()
    }

    fn inline_schema() -> bool {
        true
    }
}

impl ChangeDocument {
    /// The patch of what is kept in the document, and the name, which is the account's.
    ///
    /// # Errors
    /// What is wrong with the name.
    pub(crate) fn take_apart(self) -> Result<(Value, Option<FullName>), FieldFault> {
        let Self(mut patch) = self;
        let fullname = patch
            .get_mut("profile")
            .and_then(Value::as_object_mut)
            .and_then(|profile| profile.remove("fullname"));
        let name = fullname.map(|name| full_name(&name)).transpose()?;
        tidy(&mut patch, str::to_owned);
        if let Some(games) = patch.get_mut("played_games") {
            tidy(games, str::to_uppercase);
        }
        Ok((patch, name))
    }
}

/// What is kept of an imported document, validated like one in a request.
///
/// # Errors
/// The first thing that is wrong with it.
pub(crate) fn judge(mut document: Value) -> Result<Value, FieldFault> {
    static SHAPE: LazyLock<Shape> = LazyLock::new(|| Shape::of(schema::<ChangeDocument>));
    let judged = SHAPE.check(&mut document, Source::Json);
    judged.map_err(|faults| {
        let mut faults = faults.into_iter();
        faults
            .next()
            .unwrap_or_else(|| FieldFault::body("document", Problem::Missing))
    })?;
    Ok(ChangeDocument(document).take_apart()?.0)
}

/// Null would take the name away, and an account has one.
fn full_name(value: &Value) -> Result<FullName, FieldFault> {
    let profile = [Step::Key("profile".to_owned())];
    FullName::parse(value.as_str().unwrap_or_default())
        .map_err(|problem| FieldFault::body("fullname", problem).under(&profile))
}

/// Trims every text, and rewrites it with `write`.
fn tidy(value: &mut Value, write: fn(&str) -> String) {
    match value {
        Value::String(text) => *text = write(text.trim()),
        Value::Array(list) => list.iter_mut().for_each(|value| tidy(value, write)),
        Value::Object(object) => object.values_mut().for_each(|value| tidy(value, write)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The whole document, as it is shown.
#[derive(Serialize, JsonSchema)]
pub(crate) struct User {
    /// `streamer` or `seller`, the first of them that one is; else `user`.
    #[schemars(extend("enum" = ["streamer", "seller", "user"]))]
    default_user_type: &'static str,
    /// When one last signed in (RFC 3339); empty if never.
    last_login: String,
    /// The name for signing in and for paths.
    username: String,
    /// The e-mail address.
    email: String,
    profile: Profile,
    accounts: Accounts,
    user_type: UserTypes,
    played_games: Vec<String>,
    favorites: Favorites,
    /// The account's number.
    id: i64,
    role: ByWord<Role>,
}

impl User {
    /// An account and its stored document in the published shape.
    ///
    /// # Errors
    /// [`Fault::Internal`] if the stored document has another shape.
    pub(crate) fn read(Described { account, document }: Described) -> Result<Self, Fault> {
        let document: Document = serde_json::from_value(document).map_err(|error| {
            tracing::error!(%error, "a stored document isn't what it was when it was written");
            Fault::Internal
        })?;
        Ok(Self {
            default_user_type: document.user_type.default_word(),
            last_login: account
                .last_login_at
                .map(Moment::rfc3339)
                .unwrap_or_default(),
            username: account.username.to_string(),
            email: account.email.to_string(),
            profile: Profile {
                // CultureConnect's sign-up asks for none.
                fullname: Some(account.name.joined()).filter(|name| !name.is_empty()),
                ..document.profile
            },
            accounts: document.accounts,
            user_type: document.user_type,
            played_games: document.played_games,
            favorites: document.favorites,
            id: account.id.0,
            role: ByWord(account.role),
        })
    }
}

impl UserTypes {
    fn default_word(&self) -> &'static str {
        match (&self.streamer, &self.seller) {
            (Some(_), _) => "streamer",
            (None, Some(_)) => "seller",
            (None, None) => "user",
        }
    }
}
