//! The second factor of an account: who must have one, how often its codes may be guessed, and what stands in for
//! them.

use crate::domain::account::Role;
use crate::domain::moment::Moment;

/// Who must have a second factor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RequiredOf {
    /// Whoever wants one.
    #[default]
    Nobody,
    /// Administrators.
    Admins,
    /// Everybody.
    All,
}

impl RequiredOf {
    /// Whether an account of this role must have one.
    #[must_use]
    pub(crate) fn covers(self, role: Role) -> bool {
        match self {
            Self::Nobody => false,
            Self::Admins => role == Role::Admin,
            Self::All => true,
        }
    }
}

/// How many recovery codes there are at a time.
pub(crate) const RECOVERY_CODES: usize = 10;

/// Wrong codes behind the right password in one day: from networks where the account is known, and from all others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct WrongCodes {
    /// From known networks.
    pub known: u32,
    /// From all others.
    pub strangers: u32,
}

impl WrongCodes {
    /// Most of either a day. Three codes are good at a time: in a year of such days, somebody who has the password
    /// guesses one with a probability of 2 %.
    pub(crate) const MAX: u32 = 20;

    /// Those from such networks.
    #[must_use]
    pub(crate) const fn of(self, is_known: bool) -> u32 {
        if is_known { self.known } else { self.strangers }
    }
}

/// The second factor as its owner sees it.
#[derive(Debug, Clone)]
pub(crate) struct SecondFactor {
    /// Since when it is on.
    pub created_at: Moment,
    /// How many recovery codes are left.
    pub recovery_codes: usize,
    /// Its account's app passwords, oldest first.
    pub app_passwords: Vec<AppPassword>,
}

/// An app password's number: counts up from 1 and is never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AppPasswordId(pub i64);

/// What an account with a second factor signs in with where no code can be asked for. It is shown once, when it is
/// made.
#[derive(Debug, Clone)]
pub(crate) struct AppPassword {
    /// Its number.
    pub id: AppPasswordId,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Moment,
    /// When it or a session that it opened was used last, to about a day.
    pub last_used_at: Option<Moment>,
}

impl AppPassword {
    /// Most of an account.
    pub(crate) const MAX: usize = 20;
    /// How many letters one has, of [`LETTERS`](crate::domain::code::LETTERS): 110 bits.
    pub(crate) const LETTER_COUNT: usize = 24;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_must_have_one() {
        let covered = |required: RequiredOf| Role::ALL.map(|role| required.covers(role));
        assert_eq!(covered(RequiredOf::Nobody), [false, false]);
        assert_eq!(covered(RequiredOf::Admins), [false, true]);
        assert_eq!(covered(RequiredOf::All), [true, true]);
    }
}
