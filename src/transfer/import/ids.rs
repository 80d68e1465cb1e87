//! Which row of the files became which row of the database.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};

use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::domain::query::Which;
use crate::store::{self, Tx};
use crate::transfer::import::fields::{Fields, Rejection};
use crate::transfer::import::kind::TableKind;

/// A row's number or other key in the file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum RowKey {
    /// A number.
    Number(i64),
    /// A text, such as a UUID.
    Text(Box<str>),
}

impl RowKey {
    /// A key as it is written.
    #[must_use]
    pub(crate) fn of(text: &str) -> Self {
        text.trim()
            .parse()
            .map_or_else(|_| Self::Text(text.trim().into()), Self::Number)
    }

    /// The number, if it is one.
    #[must_use]
    pub(crate) const fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(_) => None,
        }
    }
}

/// The ids of the files' rows in the database; about forty bytes each, and as much for a name.
#[derive(Debug, Default)]
pub(crate) struct IdMap {
    known: HashMap<TableKind, HashMap<RowKey, Option<i64>>>,
    /// Accounts by the hash of the username that the files give them; here they may have another.
    names: HashMap<u64, Option<i64>>,
    alike: HashMap<u64, u32>,
    seed: RandomState,
}

/// The account that a row names as its owner.
#[derive(Debug, Clone)]
pub(crate) enum Owner {
    /// By their number in the same files.
    Key(RowKey),
    /// By their e-mail address.
    Email(String),
    /// By their username.
    Username(String),
}

/// Columns that name the account a row belongs to.
const OWNER: &[&str] = &[
    "userid",
    "accountid",
    "authorid",
    "ownerid",
    "user",
    "account",
    "author",
    "owner",
];

impl Owner {
    /// The owner that a row names.
    pub(crate) fn read(fields: &Fields) -> Result<Self, Rejection> {
        if let Some((_, text)) = fields.text(OWNER)? {
            let is_email = text.contains('@');
            return Ok(if is_email {
                Self::Email(text.to_owned())
            } else {
                Self::Key(RowKey::of(text))
            });
        }
        if let Some((_, text)) = fields.text(&["email", "useremail"])? {
            return Ok(Self::Email(text.trim().to_owned()));
        }
        let name = fields
            .text(&["username"])?
            .map(|(_, text)| Self::Username(text.trim().to_owned()));
        name.ok_or_else(|| "user_id: it is missing".to_owned())
    }

    /// The columns that may name one.
    #[must_use]
    pub(crate) const fn columns() -> [&'static [&'static str]; 2] {
        [OWNER, &["email", "useremail", "username"]]
    }
}

impl IdMap {
    /// Records the id of a row. A key that two rows have leads to neither.
    pub(crate) fn insert(&mut self, kind: TableKind, key: Option<RowKey>, id: i64) {
        if let Some(key) = key {
            insert_once(self.known.entry(kind).or_default(), key, id);
        }
    }

    /// Records what the files call an account.
    pub(crate) fn insert_name(&mut self, name: &str, AccountId(id): AccountId) {
        insert_once(&mut self.names, self.seed.hash_one(name), id);
    }

    /// The id of a row of the files.
    ///
    /// # Errors
    /// Why there is none, for the row that refers to it.
    pub(crate) fn find(&self, kind: TableKind, key: &RowKey) -> Result<i64, Rejection> {
        let named = match key {
            RowKey::Number(number) => number.to_string(),
            RowKey::Text(text) => text.chars().take(40).collect(),
        };
        match self.known.get(&kind).and_then(|known| known.get(key)) {
            Some(Some(id)) => Ok(*id),
            Some(None) => Err(format!(
                "{named} is the number of two {} in these files",
                kind.word()
            )),
            None => Err(format!(
                "none of the {} taken from these files has the number {named}",
                kind.word()
            )),
        }
    }

    /// The account a row belongs to.
    ///
    /// # Errors
    /// The outer error is the database's; the inner one says why there is no account.
    pub(crate) fn owner(
        &self,
        tx: &Tx,
        owner: &Owner,
    ) -> Result<Result<AccountId, Rejection>, Fault> {
        let (which, text) = match owner {
            Owner::Key(key) => return Ok(self.find(TableKind::Accounts, key).map(AccountId)),
            Owner::Email(text) => (Which::Email(text), text),
            Owner::Username(text) => {
                if let Some(known) = self.names.get(&self.seed.hash_one(text.as_str())) {
                    let why = || format!("{text:.40} is the name of two accounts in these files");
                    return Ok(known.map(AccountId).ok_or_else(why));
                }
                (Which::Username(text), text)
            }
        };
        let found = store::accounts::id_of(tx, which)?;
        Ok(found.ok_or_else(|| format!("there is no account {text:.100}")))
    }

    /// How many equal rows came before this one.
    pub(crate) fn nth(&mut self, says: impl std::hash::Hash) -> u32 {
        let count = self.alike.entry(self.seed.hash_one(says)).or_insert(0);
        *count += 1;
        *count - 1
    }

    /// Forgets the counts of equal rows, and ids that no later stage refers to.
    pub(crate) fn next_stage(&mut self, needed: &[TableKind]) {
        self.alike = HashMap::new();
        self.known.retain(|kind, _| needed.contains(kind));
    }
}

/// A key that two rows have leads to neither.
fn insert_once<Key: std::hash::Hash + Eq>(
    known: &mut HashMap<Key, Option<i64>>,
    key: Key,
    id: i64,
) {
    let known = known.entry(key).or_insert(Some(id));
    if *known != Some(id) {
        *known = None;
    }
}
