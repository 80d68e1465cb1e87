//! Rows of accounts: read, matched with existing accounts, written.

use std::path::Path;

use serde_json::{Map, Value};

use crate::auth::hasher::{ImportedPassword, UnusablePassword};
use crate::domain::account::{Account, AccountId};
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::field::Problem;
use crate::domain::name::{FullName, Name};
use crate::domain::persona::PersonaType;
use crate::domain::query::Which;
use crate::domain::username::Username;
use crate::store::accounts::ImportedAccount;
use crate::store::{self, Tx};
use crate::transfer::import::OnConflict;
use crate::transfer::import::fields::{ColumnNames, Fields, Rejection, integer};
use crate::transfer::import::ids::{IdMap, RowKey};
use crate::transfer::import::kind::TableKind;
use crate::transfer::import::meaning::{self, FRONT, FULL, LAST, PASSWORD};
use crate::transfer::import::outcome::{RowOutcome, WrittenRow};
use crate::transfer::import::rights::Rights;
use crate::transfer::import::usernames::GivenName;

pub(super) const ID: ColumnNames = &["id", "userid", "uid", "accountid"];
const EMAIL: ColumnNames = &["email", "emailaddress", "mail", "useremail"];
const MBTI: ColumnNames = &["mbti", "personality", "personalitytype"];
const RELIABLE: ColumnNames = &["mbtireliable"];
pub(super) const CREATED: ColumnNames = &[
    "createdat",
    "created",
    "datejoined",
    "registeredat",
    "createdon",
    "joinedat",
];
const LAST_LOGIN: ColumnNames = &["lastloginat", "lastlogin", "lastsignin"];
const PHOTO: ColumnNames = &["photoprofile", "photo", "profilepicture", "avatar"];
const COUNTER: ColumnNames = &["updatecounter", "photocount"];
/// The fields of Flask-API's document that aren't fields of an account.
const DOCUMENT: [(&str, &str); 5] = [
    ("profile", "profile"),
    ("accounts", "accounts"),
    ("usertype", "user_type"),
    ("playedgames", "played_games"),
    ("favorites", "favorites"),
];

/// All columns that are imported.
pub(super) const COLUMNS: &[ColumnNames] = &[
    ID,
    EMAIL,
    GivenName::COLUMNS,
    FRONT,
    LAST,
    FULL,
    PASSWORD,
    meaning::ROLE,
    meaning::ADMIN,
    meaning::STATUS,
    meaning::ACTIVE,
    meaning::VERIFIED,
    meaning::CLOSED,
    meaning::BANNED,
    MBTI,
    RELIABLE,
    CREATED,
    LAST_LOGIN,
    PHOTO,
    COUNTER,
    &[
        "profile",
        "accounts",
        "usertype",
        "playedgames",
        "favorites",
    ],
    &["gender", "city", "defaultusertype"],
];

/// An account as a row describes it.
pub(super) struct AccountRow {
    key: Option<RowKey>,
    /// The account to insert; its password hash is missing where `given` must be hashed first.
    pub account: ImportedAccount,
    /// What the row says they are called.
    named: Option<GivenName>,
    /// The value in the password's column.
    pub given: ImportedPassword,
    has_name: bool,
    /// Whether its type is reliable, where the row says so.
    reliable: Option<bool>,
    /// The flag that keeps them out, as the report tells it.
    pub closed_by: Option<String>,
    /// Their document.
    pub document: Option<Value>,
    /// The file name of their photo.
    pub photo: Option<String>,
}

impl AccountRow {
    /// Reads a row. With `plain` a value that isn't a known hash is a plain password.
    pub(super) fn read(fields: &mut Fields, plain: bool) -> Result<Self, Rejection> {
        fields.check_quotes(&[EMAIL, GivenName::COLUMNS, FRONT, LAST, FULL, PASSWORD])?;
        let email = fields.required(EMAIL, Email::parse)?;
        let (named, username) = GivenName::read(fields);
        let rights = Rights::read(fields)?;
        let given = password(fields, plain)?;
        let (name, has_name) = name(fields);
        let key = fields.optional(ID, |text| Ok(RowKey::of(text)));
        let photo = fields.optional(PHOTO, file_name);
        let count = fields.optional(COUNTER, integer).unwrap_or(0);
        let reliable = fields.flag(RELIABLE);
        let account = ImportedAccount {
            id: key.as_ref().and_then(RowKey::number),
            username,
            email,
            name,
            password_hash: ImportedPassword::NONE.to_owned(),
            role: rights.role,
            status: rights.status,
            mbti: fields.optional(MBTI, label),
            mbti_reliable: reliable.unwrap_or(true),
            photo_count: count.clamp(0, 1 << 40),
            created_at: fields.moment(CREATED),
            last_login_at: fields.moment(LAST_LOGIN),
        };
        Ok(Self {
            key,
            account,
            named,
            given,
            has_name,
            reliable,
            closed_by: rights.closed_by,
            document: document(fields),
            photo,
        })
    }

    /// Inserts the account, or compares it with the existing one of this address.
    pub(super) fn write(
        mut self,
        tx: &Tx,
        ids: &mut IdMap,
        conflict: OnConflict,
    ) -> Result<WrittenRow, Fault> {
        let found = store::accounts::id_of(tx, Which::Email(self.account.email.as_str()))?;
        let (id, outcome) = match found {
            None => match self.insert(tx) {
                Ok(id) => (id, RowOutcome::Made),
                Err(Fault::EmailTaken) => {
                    let why =
                        "email: it is another account's username, or was its address until lately";
                    return Ok(RowOutcome::Rejected(why.to_owned()).into());
                }
                Err(fault) => return Err(fault),
            },
            Some(id) => (id, self.compare(tx, id, conflict)?),
        };
        let renamed = self.note_name(tx, ids, id, &outcome)?;
        if let (Some(document), true) = (&self.document, outcome.writes()) {
            store::documents::merge(tx, id, document)?;
        }
        ids.insert(TableKind::Accounts, self.key, id.0);
        Ok(WrittenRow {
            outcome,
            account: Some(id),
            renamed,
        })
    }

    /// Inserts the account, under a generated name if its own is another's.
    fn insert(&mut self, tx: &Tx) -> Result<AccountId, Fault> {
        match store::accounts::insert_imported(tx, &self.account) {
            Err(Fault::UsernameTaken(_)) => {
                self.account.username = None;
                if let Some(named) = &mut self.named {
                    named.why_not = Some("another account has this name already".to_owned());
                }
                store::accounts::insert_imported(tx, &self.account)
            }
            result => result,
        }
    }

    /// Lets other rows find the account by the name in its row, and says what a new one is called instead.
    fn note_name(
        &self,
        tx: &Tx,
        ids: &mut IdMap,
        id: AccountId,
        outcome: &RowOutcome,
    ) -> Result<Option<String>, Fault> {
        let Some(named) = &self.named else {
            return Ok(None);
        };
        ids.insert_name(named.text(), id);
        if *outcome != RowOutcome::Made || named.why_not.is_none() {
            return Ok(None);
        }
        let made = store::accounts::get(tx, id)?.ok_or(Fault::Internal)?;
        Ok(named.told(&made.username))
    }

    /// The row's username, if the account doesn't have it and nobody else does.
    fn new_name(&self, tx: &Tx, here: &Account) -> Result<Option<&Username>, Fault> {
        let Some(name) = &self.account.username else {
            return Ok(None);
        };
        let owner = store::accounts::id_of(tx, Which::Username(name.as_str()))?;
        Ok(owner
            .is_none()
            .then_some(name)
            .filter(|_| name.key() != here.username.key()))
    }

    /// The row's type and how reliable it is, if the account hasn't both. Of a row that doesn't say how reliable it
    /// is, the same type is as reliable as it is here.
    fn new_mbti(&self, here: &Account) -> Option<(PersonaType, bool)> {
        let mbti = self.account.mbti?;
        let same = here.mbti == Some(mbti);
        let reliable = self.reliable.unwrap_or(!same || here.mbti_reliable);
        (!same || reliable != here.mbti_reliable).then_some((mbti, reliable))
    }

    /// Compares with the existing account of this address.
    fn compare(&self, tx: &Tx, id: AccountId, conflict: OnConflict) -> Result<RowOutcome, Fault> {
        let here = store::accounts::get(tx, id)?.ok_or(Fault::Internal)?;
        let mut differs = Vec::new();
        let username = self.new_name(tx, &here)?;
        if username.is_some() {
            differs.push("username");
        }
        if self.has_name && self.account.name.joined() != here.name.joined() {
            differs.push("name");
        }
        let mbti = self.new_mbti(&here);
        if mbti.is_some() {
            differs.push("mbti");
        }
        if differs.is_empty() {
            return Ok(RowOutcome::Same);
        }
        let differs = differs.join(", ");
        match conflict {
            OnConflict::Skip => Ok(RowOutcome::Kept(differs)),
            OnConflict::Fail => Ok(RowOutcome::Stop(differs)),
            OnConflict::Update => {
                let name = self.has_name.then_some(&self.account.name);
                store::accounts::refresh(tx, id, username, name, mbti)?;
                Ok(RowOutcome::Changed)
            }
        }
    }
}

/// Names, and whether the row has any; one that can't be taken is left out.
fn name(fields: &mut Fields) -> (FullName, bool) {
    let (front, last) = (
        fields.optional(FRONT, Name::parse),
        fields.optional(LAST, Name::parse),
    );
    if front.is_some() || last.is_some() {
        let name = FullName {
            front: front.unwrap_or_default(),
            last: last.unwrap_or_default(),
        };
        return (name, true);
    }
    let full = fields.optional(FULL, FullName::parse).or_else(|| {
        // Flask-API's document has it in its profile.
        let nested = fields.nested("profile", "fullname", FullName::parse);
        nested.unwrap_or_else(|why| {
            fields.left_out.push(why);
            None
        })
    });
    (full.clone().unwrap_or_default(), full.is_some())
}

fn password(fields: &Fields, plain: bool) -> Result<ImportedPassword, Rejection> {
    let Some((column, text)) = fields.text(PASSWORD)? else {
        return Ok(ImportedPassword::Nothing);
    };
    // PostgreSQL writes bytes this way, and bcrypt for Python returns bytes.
    let unpacked = text
        .trim()
        .strip_prefix("\\x")
        .and_then(crate::platform::digest::unhex_text);
    let text = unpacked.as_deref().unwrap_or(text);
    // Columns of a fixed width pad a hash with blanks; in a password they may be meant.
    let read = match ImportedPassword::read(text.trim(), plain) {
        Ok(ImportedPassword::Plain(_)) => {
            ImportedPassword::read(text.trim_end_matches(['\r', '\n']), plain)
        }
        read => read,
    };
    read.map_err(|why| {
        let why = match why {
            UnusablePassword::TooCostly => "its hash takes longer to check than sign-ins may",
            UnusablePassword::UnknownHash => {
                "it looks like a hash of a kind that can't be checked; if it is the password itself, say --plain-passwords"
            }
            UnusablePassword::TooLong => "a plain password may have 72 bytes and no NUL",
        };
        format!("{column}: {why}")
    })
}

fn label(text: &str) -> Result<PersonaType, Problem> {
    PersonaType::from_label(&text.trim().to_uppercase())
        .ok_or_else(|| Problem::NotOneOf(vec!["the sixteen types".to_owned()]))
}

/// The last part of a path or a URL, so that a name can't lead to another folder.
fn file_name(text: &str) -> Result<String, Problem> {
    let path = text.trim().split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    match Path::new(name).file_name() {
        Some(name) if name.len() <= 255 => Ok(name.to_string_lossy().into_owned()),
        _ => Err(Problem::TooLong(255)),
    }
}

/// Flask-API's document; the name in its profile is the account's.
fn document(fields: &mut Fields) -> Option<Value> {
    let mut whole = Map::new();
    for (column, name) in DOCUMENT {
        if let Some(value) = fields.json(&[column]) {
            whole.insert(name.to_owned(), value);
        }
    }
    if let Some(profile) = whole.get_mut("profile").and_then(Value::as_object_mut) {
        profile.remove("fullname");
    }
    for name in ["gender", "city"] {
        let text = fields.optional(&[name], |text| Ok(text.to_owned()));
        let profile = whole
            .entry("profile")
            .or_insert_with(|| Value::Object(Map::new()));
        if let (Some(text), Some(profile)) = (text, profile.as_object_mut()) {
            profile.insert(name.to_owned(), text.into());
        }
    }
    if whole
        .get("profile")
        .and_then(Value::as_object)
        .is_some_and(Map::is_empty)
    {
        whole.remove("profile");
    }
    (!whole.is_empty()).then_some(Value::Object(whole))
}
