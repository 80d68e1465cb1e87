//! The log of what administrators did, and the operator at the machine.

use crate::domain::account::AccountId;
use crate::domain::moment::Moment;

/// Something that is done by an administrator's right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// The first administrator was made, by the link of the start.
    SetUp,
    /// An account was made, and its owner invited by mail.
    Invited,
    /// An account was made with a password.
    Created,
    /// Accounts and their data were imported.
    Imported,
    /// Name, username or address were changed.
    Changed,
    /// The role was changed.
    Role,
    /// The status was changed.
    Status,
    /// The password was ended or replaced.
    Password,
    /// The mail that an account waits for was sent once more.
    Mail,
    /// An address from until lately was given back.
    Address,
    /// The second factor was switched off.
    SecondFactor,
    /// Sessions were ended.
    Sessions,
    /// The photo was removed.
    Photo,
    /// The account was deleted.
    Deleted,
    /// Somebody else's post was changed.
    PostChanged,
    /// Somebody else's post was deleted.
    PostDeleted,
    /// Somebody else's comment was changed.
    CommentChanged,
    /// Somebody else's comment was deleted.
    CommentDeleted,
    /// A list of accounts was downloaded.
    Listed,
    /// A backup was downloaded.
    BackedUp,
    /// The data is that of a backup, or of a copy elsewhere.
    Restored,
    /// Norms were set.
    NormsSet,
    /// Norms were cleared.
    NormsCleared,
}

impl Deed {
    /// All of them in their order, each with its word in the database and in replies.
    const ALL: [(Self, &'static str); 23] = [
        (Self::SetUp, "set_up"),
        (Self::Invited, "invited"),
        (Self::Created, "created"),
        (Self::Imported, "imported"),
        (Self::Changed, "changed"),
        (Self::Role, "role"),
        (Self::Status, "status"),
        (Self::Password, "password"),
        (Self::Mail, "mail"),
        (Self::Address, "address"),
        (Self::SecondFactor, "second_factor"),
        (Self::Sessions, "sessions"),
        (Self::Photo, "photo"),
        (Self::Deleted, "deleted"),
        (Self::PostChanged, "post_changed"),
        (Self::PostDeleted, "post_deleted"),
        (Self::CommentChanged, "comment_changed"),
        (Self::CommentDeleted, "comment_deleted"),
        (Self::Listed, "listed"),
        (Self::BackedUp, "backed_up"),
        (Self::Restored, "restored"),
        (Self::NormsSet, "norms_set"),
        (Self::NormsCleared, "norms_cleared"),
    ];

    /// The words of all of them.
    pub(crate) fn words() -> Vec<&'static str> {
        Self::ALL.iter().map(|(_, word)| *word).collect()
    }

    /// Its word.
    #[must_use]
    pub(crate) const fn word(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The deed with this word.
    #[must_use]
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, known)| *known == word);
        found.map(|(deed, _)| *deed)
    }
}

/// A row of the log.
#[derive(Debug, Clone)]
pub(crate) struct LogEntry {
    /// Its number.
    pub id: i64,
    /// When it was done.
    pub at: Moment,
    /// Who did it; `None` for the operator.
    pub actor: Option<Named>,
    /// The address from which their session was opened.
    pub address: Option<String>,
    /// What was done, by its word.
    pub deed: String,
    /// The account to which it was done.
    pub account: Option<Named>,
    /// What it was before.
    pub was: Option<String>,
    /// What it became.
    pub became: Option<String>,
}

/// An account that the log names by its number.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    /// Its number.
    pub id: AccountId,
    /// What its owner is called now; `None` if the account is gone.
    pub name: Option<String>,
}

/// Which rows of the log are wanted; `None` takes all.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LogFilter {
    /// Who did it; 0 for the operator.
    pub actor: Option<AccountId>,
    /// To which account.
    pub account: Option<AccountId>,
    /// What.
    pub deed: Option<Deed>,
    /// From this moment on.
    pub from: Option<Moment>,
    /// Before this one.
    pub until: Option<Moment>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_deed_is_known_by_a_word_of_its_own() {
        for (deed, word) in Deed::ALL {
            assert_eq!(deed.word(), word);
            assert_eq!(Deed::from_word(word), Some(deed));
        }
        assert_eq!(Deed::from_word("Role"), None);
    }
}
