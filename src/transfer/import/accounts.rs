//! Accounts: what a row says of somebody, and whether he is here already.

use std::path::Path;

use serde_json::{Map, Value};

use crate::auth::hasher::{ImportedPassword, UnusablePassword};
use crate::domain::account::{AccountId, Role, Status};
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::field::Problem;
use crate::domain::name::{FullName, Name};
use crate::domain::persona::PersonaType;
use crate::domain::query::Which;
use crate::domain::username::Username;
use crate::store::accounts::ImportedAccount;
use crate::store::{self, Tx};
use crate::transfer::import::Conflict;
use crate::transfer::import::fields::{Fields, Names, Refused, integer};
use crate::transfer::import::ids::{Ids, Key};
use crate::transfer::import::kind::Kind;
use crate::transfer::import::pending::{Outcome, Settled};

pub(super) const ID: Names = &["id", "userid", "uid", "accountid"];
const EMAIL: Names = &["email", "emailaddress", "mail", "useremail"];
const USERNAME: Names = &["username", "login", "userlogin", "nickname"];
const FRONT: Names = &["frontname", "firstname", "givenname", "first", "fname"];
const LAST: Names = &["lastname", "surname", "familyname", "last", "lname"];
const FULL: Names = &["name", "fullname", "displayname"];
const PASSWORD: Names = &[
    "passwordhash",
    "hashedpassword",
    "password",
    "passwd",
    "pass",
    "pwd",
    "hash",
];
const ROLE: Names = &["role", "userrole"];
const ADMIN: Names = &["isadmin", "isstaff", "issuperuser", "admin"];
const STATUS: Names = &["status", "accountstatus", "state"];
const ACTIVE: Names = &["isactive", "active", "enabled"];
const MBTI: Names = &["mbti", "personality", "personalitytype"];
pub(super) const CREATED: Names = &[
    "createdat",
    "created",
    "datejoined",
    "registeredat",
    "createdon",
    "joinedat",
];
const LAST_LOGIN: Names = &["lastloginat", "lastlogin", "lastsignin"];
const PHOTO: Names = &["photoprofile", "photo", "profilepicture", "avatar"];
const COUNTER: Names = &["updatecounter", "photocount"];
/// What Flask-API's document holds beside what an account has anyway.
const DOCUMENT: [(&str, &str); 5] = [
    ("profile", "profile"),
    ("accounts", "accounts"),
    ("usertype", "user_type"),
    ("playedgames", "played_games"),
    ("favorites", "favorites"),
];

/// All of them.
pub(super) const COLUMNS: &[Names] = &[
    ID,
    EMAIL,
    USERNAME,
    FRONT,
    LAST,
    FULL,
    PASSWORD,
    ROLE,
    ADMIN,
    STATUS,
    ACTIVE,
    MBTI,
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

/// Somebody in the file.
pub(super) struct Newcomer {
    key: Option<Key>,
    /// The account to be; its hash is still to come where `given` needs work.
    pub arrival: ImportedAccount,
    /// What stood in the password's column.
    pub given: ImportedPassword,
    has_name: bool,
    /// What he says of himself.
    pub document: Option<Value>,
    /// The name of his photo's file.
    pub photo: Option<String>,
}

impl Newcomer {
    /// Reads somebody. `plain` takes every password that is no hash we know for the password itself.
    pub(super) fn read(fields: &mut Fields, plain: bool) -> Result<Self, Refused> {
        let email = fields.must(EMAIL, Email::parse)?;
        let username = fields.read(USERNAME, Username::parse)?;
        let (name, has_name) = name(fields)?;
        let (role, status) = standing(fields)?;
        let given = password(fields, plain)?;
        let key = fields.text(ID)?.map(|(_, text)| Key::of(text));
        let photo = fields.extra(PHOTO, file_name);
        let count = fields.extra(COUNTER, integer).unwrap_or(0);
        let arrival = ImportedAccount {
            id: key.as_ref().and_then(Key::number),
            username,
            email,
            name,
            password_hash: ImportedPassword::NONE.to_owned(),
            role,
            status,
            mbti: fields.extra(MBTI, label),
            photo_count: count.clamp(0, 1 << 40),
            created_at: fields.moment(CREATED),
            last_login_at: fields.moment(LAST_LOGIN),
        };
        Ok(Self {
            key,
            arrival,
            given,
            has_name,
            document: document(fields),
            photo,
        })
    }

    /// Makes the account, or compares it with the one that has its address.
    pub(super) fn settle(
        self,
        tx: &Tx,
        ids: &mut Ids,
        conflict: Conflict,
    ) -> Result<Settled, Fault> {
        let found = store::accounts::id_of(tx, Which::Email(self.arrival.email.as_str()))?;
        let (id, outcome) = match found {
            None => match store::accounts::insert_imported(tx, &self.arrival) {
                Ok(id) => (id, Outcome::Made),
                Err(Fault::UsernameTaken(name)) => {
                    let why = format!("username: another account has the name {name} already");
                    return Ok(Outcome::Refused(why).into());
                }
                Err(fault) => return Err(fault),
            },
            Some(id) => (id, self.meet(tx, id, conflict)?),
        };
        if let (Some(document), true) = (&self.document, outcome.writes()) {
            store::documents::merge(tx, id, document)?;
        }
        ids.note(Kind::Accounts, self.key, id.0);
        Ok(Settled {
            outcome,
            account: Some(id),
        })
    }

    /// Compares with the account that has this address here.
    fn meet(&self, tx: &Tx, id: AccountId, conflict: Conflict) -> Result<Outcome, Fault> {
        let here = store::accounts::get(tx, id)?.ok_or(Fault::Internal)?;
        let mut differs = Vec::new();
        let username = self.arrival.username.as_ref();
        if username.is_some_and(|name| !name.as_str().eq_ignore_ascii_case(here.username.as_str()))
        {
            differs.push("username");
        }
        if self.has_name && self.arrival.name.joined() != here.name.joined() {
            differs.push("name");
        }
        if self.arrival.mbti.is_some() && self.arrival.mbti != here.mbti {
            differs.push("mbti");
        }
        if differs.is_empty() {
            return Ok(Outcome::Same);
        }
        let differs = differs.join(", ");
        match conflict {
            Conflict::Skip => Ok(Outcome::Kept(differs)),
            Conflict::Fail => Ok(Outcome::Stop(differs)),
            Conflict::Update => {
                let name = self.has_name.then_some(&self.arrival.name);
                match store::accounts::refresh(tx, id, username, name, self.arrival.mbti) {
                    Ok(()) => Ok(Outcome::Changed),
                    Err(Fault::UsernameTaken(name)) => Ok(Outcome::Refused(format!(
                        "username: another account has the name {name} already"
                    ))),
                    Err(fault) => Err(fault),
                }
            }
        }
    }
}

fn name(fields: &Fields) -> Result<(FullName, bool), Refused> {
    let (front, last) = (
        fields.read(FRONT, Name::parse)?,
        fields.read(LAST, Name::parse)?,
    );
    if front.is_some() || last.is_some() {
        let name = FullName {
            front: front.unwrap_or_default(),
            last: last.unwrap_or_default(),
        };
        return Ok((name, true));
    }
    let full = match fields.read(FULL, FullName::parse)? {
        // Flask-API's document has it in its profile.
        None => fields.within("profile", "fullname", FullName::parse)?,
        told => told,
    };
    Ok((full.clone().unwrap_or_default(), full.is_some()))
}

/// Role and status. FirstStep's `status` is the role's name; who is of no role we know is a user:
/// the least right is the safe reading.
fn standing(fields: &mut Fields) -> Result<(Role, Status), Refused> {
    let word = |text: &str| Ok(text.trim().to_lowercase());
    let mut role = None;
    if let Some(told) = fields.read(ROLE, word)? {
        role = Some(role_of(&told).unwrap_or_else(|| {
            fields
                .left_out
                .push(format!("role: {told:.40} is no role here; taken as a user"));
            Role::User
        }));
    }
    if role.is_none() && fields.flag(ADMIN) == Some(true) {
        role = Some(Role::Admin);
    }
    let status = match fields.read(STATUS, word)? {
        None => None,
        Some(told) if role.is_none() && role_of(&told).is_some() => {
            role = role_of(&told);
            None
        }
        Some(told) => Some(status_of(&told).ok_or_else(|| {
            format!("status: {told:.40} is none of active, inactive, deactivated, suspended")
        })?),
    };
    let active = fields.flag(ACTIVE);
    let status = status.unwrap_or(match active {
        Some(false) => Status::Deactivated,
        _ => Status::Active,
    });
    Ok((role.unwrap_or(Role::User), status))
}

fn role_of(word: &str) -> Option<Role> {
    match word {
        "user" | "member" => Some(Role::User),
        "admin" | "administrator" => Some(Role::Admin),
        _ => None,
    }
}

fn status_of(word: &str) -> Option<Status> {
    match word {
        "1" | "enabled" => Some(Status::Active),
        "0" | "disabled" => Some(Status::Deactivated),
        "pending" | "unverified" => Some(Status::Inactive),
        "banned" | "blocked" => Some(Status::Suspended),
        word => Status::from_word(word),
    }
}

fn password(fields: &Fields, plain: bool) -> Result<ImportedPassword, Refused> {
    let Some((column, text)) = fields.text(PASSWORD)? else {
        return Ok(ImportedPassword::Nothing);
    };
    // PostgreSQL writes bytes so, and bcrypt for Python makes bytes.
    let unpacked = text
        .strip_prefix("\\x")
        .and_then(crate::platform::digest::unhex_text);
    ImportedPassword::read(unpacked.as_deref().unwrap_or(text), plain).map_err(|why| {
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

/// The last part of a path or an address: what leads anywhere else is cut off.
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
        let text = fields.extra(&[name], |text| Ok(text.to_owned()));
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
