//! The table `accounts`.

mod arrive;
mod change;
mod insert;
mod read;

use crate::domain::account::AccountId;

pub use arrive::{Arrival, arrive, known_emails, refresh};
pub use change::{
    count_photo, delete, note_login, replace_hash, set_email, set_hash, set_mbti, set_names,
    set_role, set_status, set_username,
};
pub use insert::{NewAccount, insert};
pub(super) use read::role;
pub use read::{
    Login, Search, any_ever, count, get, has_admin, hash_by_lot, id_of, list, login, search,
    signed_in_since,
};

/// Which account somebody means.
#[derive(Debug, Clone, Copy)]
pub enum Which<'text> {
    /// By its number.
    Id(AccountId),
    /// By its username.
    Username(&'text str),
    /// By its e-mail address.
    Email(&'text str),
    /// By either; where one account's name is another's address, the address
    /// wins: a name can be chosen by anybody, an address can't.
    Either(&'text str),
}

/// The same, to be taken to another thread.
#[derive(Debug, Clone)]
pub enum OwnedWhich {
    /// By its number.
    Id(AccountId),
    /// By its username.
    Username(String),
    /// By its e-mail address.
    Email(String),
    /// By either.
    Either(String),
}

impl Which<'_> {
    /// The same, to be taken to another thread.
    #[must_use]
    pub fn owned(self) -> OwnedWhich {
        match self {
            Self::Id(id) => OwnedWhich::Id(id),
            Self::Username(text) => OwnedWhich::Username(text.to_owned()),
            Self::Email(text) => OwnedWhich::Email(text.to_owned()),
            Self::Either(text) => OwnedWhich::Either(text.to_owned()),
        }
    }
}

impl OwnedWhich {
    /// The same, borrowed.
    #[must_use]
    pub fn as_ref(&self) -> Which<'_> {
        match self {
            Self::Id(id) => Which::Id(*id),
            Self::Username(text) => Which::Username(text),
            Self::Email(text) => Which::Email(text),
            Self::Either(text) => Which::Either(text),
        }
    }
}

/// A stretch of a list.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// How many to pass over.
    pub skip: i64,
    /// How many to give at the most.
    pub limit: i64,
}

impl Page {
    /// The whole list.
    pub const ALL: Self = Self {
        skip: 0,
        limit: i64::MAX,
    };
}
