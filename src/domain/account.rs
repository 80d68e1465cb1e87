//! Accounts.

use crate::domain::email::Email;
use crate::domain::moment::Moment;
use crate::domain::name::FullName;
use crate::domain::persona::PersonaType;
use crate::domain::photo::PhotoLink;
use crate::domain::username::Username;

/// An account's number: counts up from 1 and is never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(pub i64);

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Use the product.
    User,
    /// Act on all accounts.
    Admin,
}

impl Role {
    /// All of them.
    pub(crate) const ALL: [Self; 2] = [Self::User, Self::Admin];

    /// Its word: in the database, in documents, on the command line.
    #[must_use]
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Admin => "admin",
        }
    }

    /// The role with this word.
    #[must_use]
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// Whether an account may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Signed up, e-mail address not yet confirmed. Nobody is set to it: a code would let them in again.
    Inactive,
    /// In use.
    Active,
    /// Closed by an administrator, for now.
    Deactivated,
    /// Banned by an administrator.
    Suspended,
}

impl Status {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [
        Self::Inactive,
        Self::Active,
        Self::Deactivated,
        Self::Suspended,
    ];

    /// Its word: in the database, in documents, on the command line.
    #[must_use]
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::Active => "active",
            Self::Deactivated => "deactivated",
            Self::Suspended => "suspended",
        }
    }

    /// The status with this word.
    #[must_use]
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }
}

/// An account as its owner sees it; the password's hash is never part of it.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// Its name for signing in and for paths.
    pub username: Username,
    /// Its e-mail address.
    pub email: Email,
    /// What the person is called; either half may be empty.
    pub name: FullName,
    /// What it may do.
    pub role: Role,
    /// Whether it may sign in.
    pub status: Status,
    /// The type last predicted.
    pub mbti: Option<PersonaType>,
    /// Whether the answers behind it deserve trust.
    pub mbti_reliable: bool,
    /// Its photo.
    pub photo: Option<PhotoLink>,
    /// When it signed up.
    pub created_at: Moment,
    /// When it last signed in, if ever.
    pub last_login_at: Option<Moment>,
}

impl Account {
    /// Whether its type deserves trust, if it has one.
    #[must_use]
    pub(crate) fn reliable(&self) -> Option<bool> {
        self.mbti.map(|_| self.mbti_reliable)
    }
}
