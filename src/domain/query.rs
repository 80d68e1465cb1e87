//! Parameters and results of the store's queries: selector of an account, page, search, active session,
//! sign-in, known damage.

use crate::domain::account::{AccountId, Role, Status};
use crate::domain::email::Email;
use crate::domain::moment::Moment;
use crate::domain::name::FullName;
use crate::domain::persona::{self, LABELS, PersonaType};
use crate::domain::session::{Device, SessionId};

/// Which account is meant.
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
pub(crate) enum OwnedWhich {
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
    pub(crate) fn owned(self) -> OwnedWhich {
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
    pub(crate) fn as_ref(&self) -> Which<'_> {
        match self {
            Self::Id(id) => Which::Id(*id),
            Self::Username(text) => Which::Username(text),
            Self::Email(text) => Which::Email(text),
            Self::Either(text) => Which::Either(text),
        }
    }
}

/// A part of a list.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// How many to skip.
    pub skip: i64,
    /// How many to return at the most.
    pub limit: i64,
}

impl Page {
    /// The whole list.
    pub(crate) const ALL: Self = Self {
        skip: 0,
        limit: i64::MAX,
    };
}

/// What an administrator looks for among accounts; `None` and an empty text take all.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// A part of the username, the name, or an address, also one from until lately.
    pub text: String,
    /// Their role.
    pub role: Option<Role>,
    /// Their status.
    pub status: Option<Status>,
    /// The type of their latest result.
    pub kind: Option<KindOfResult>,
    /// Their numbers; `None` takes all.
    pub ids: Option<Vec<AccountId>>,
    /// Their order.
    pub order: Order,
}

/// What an account's latest result says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindOfResult {
    /// This type.
    Type(PersonaType),
    /// A type that deserves no trust.
    Undetermined,
    /// There is none.
    None,
}

impl KindOfResult {
    /// How many there are.
    pub(crate) const COUNT: usize = persona::COUNT + 2;

    /// What the latest result of an account says.
    #[must_use]
    pub(crate) fn of(mbti: Option<PersonaType>, is_reliable: bool) -> Self {
        match mbti {
            Some(mbti) if is_reliable => Self::Type(mbti),
            Some(_) => Self::Undetermined,
            None => Self::None,
        }
    }

    /// All of them in the order of a list: types by their letters, then the others.
    pub(crate) fn all() -> impl DoubleEndedIterator<Item = Self> {
        let mut labels = LABELS;
        labels.sort_unstable();
        let types = labels.into_iter().filter_map(PersonaType::from_label);
        let types: Vec<Self> = types.map(Self::Type).collect();
        types.into_iter().chain([Self::Undetermined, Self::None])
    }

    /// Its number, less than [`Self::COUNT`].
    #[must_use]
    pub(crate) const fn index(self) -> usize {
        match self {
            Self::Type(mbti) => mbti.class(),
            Self::Undetermined => persona::COUNT,
            Self::None => persona::COUNT + 1,
        }
    }

    /// Its word: a type's letters, `undetermined` or `none`.
    #[must_use]
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Type(mbti) => mbti.label(),
            Self::Undetermined => "undetermined",
            Self::None => "none",
        }
    }

    /// The one with this word.
    #[must_use]
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::all().find(|kind| kind.word() == word)
    }
}

/// The order of accounts in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// What they are sorted by.
    pub by: SortKey,
    /// Whether the least comes first.
    pub ascending: bool,
}

/// What accounts are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortKey {
    /// Their number, in which they signed up.
    Number,
    /// Their username.
    Username,
    /// Their e-mail address.
    Email,
    /// First, then last name.
    Name,
    /// What they may do, users first.
    Role,
    /// Whether they may sign in, in the order of [`Status::ALL`].
    Status,
    /// The type of their latest result, in the order of [`KindOfResult::all`].
    Kind,
    /// When they signed in last; who never did comes before all others.
    SignIn,
}

impl Default for Order {
    /// The newest first.
    fn default() -> Self {
        Self {
            by: SortKey::Number,
            ascending: false,
        }
    }
}

/// A session as its owner sees it.
#[derive(Debug, Clone)]
pub struct ActiveSession {
    /// Its number.
    pub id: SessionId,
    /// The API family it was opened through.
    pub family: String,
    /// What it was opened from.
    pub device: Device,
    /// When it was opened.
    pub created_at: Moment,
    /// When it expires.
    pub expires_at: Moment,
}

/// An address that an account had until lately, and that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FormerAddress {
    /// The address.
    pub email: Email,
    /// Until when.
    pub expires_at: Moment,
}

impl FormerAddress {
    /// The last moment at which one of these other than `mine` takes an account back, if there is one.
    pub(crate) fn last_but(all: &[Self], mine: &Email) -> Option<Moment> {
        let others = all.iter().filter(|one| one.email != *mine);
        others.map(|one| one.expires_at).max()
    }
}

/// Somebody who signed in.
#[derive(Debug, Clone)]
pub(crate) struct PastSignIn {
    /// Their username.
    pub username: String,
    /// Their first and last name.
    pub name: FullName,
    /// Their address.
    pub email: Email,
    /// The API family they signed in through.
    pub family: String,
    /// The device they signed in from.
    pub device: Device,
    /// When.
    pub at: Moment,
}

/// The damage that was found first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Since when nothing is written any more.
    pub since: Moment,
    /// What the check found, in SQLite's words; `None` if a request met it.
    pub seen: Option<String>,
}
