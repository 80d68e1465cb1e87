//! Two people who show each other a result.

use crate::domain::account::AccountId;
use crate::domain::moment::Moment;
use crate::domain::result::ResultId;

/// The number of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ComparisonId(pub i64);

/// One of the two, and the result that they show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Side {
    /// Whose result it is.
    pub account: AccountId,
    /// The result.
    pub result: ResultId,
}

/// A comparison: one asked for it by a link, and the other agreed or hasn't yet.
#[derive(Debug, Clone)]
pub(crate) struct Comparison {
    /// Its number.
    pub id: ComparisonId,
    /// Who asked.
    pub asked: Side,
    /// Who agreed, if anybody has.
    pub agreed: Option<Side>,
    /// Since when it is asked for.
    pub created_at: Moment,
    /// Until when it is asked for, or shown.
    pub expires_at: Moment,
}

impl Comparison {
    /// Most days that it lasts.
    pub(crate) const MAX_DAYS: i64 = 90;
    /// Most that an account has at once, asked for and agreed to: they are listed whole.
    pub(crate) const MOST: i64 = 100;

    /// What this one of the two shows and, if there is one, the other; nothing if they are none of the two.
    #[must_use]
    pub(crate) fn of(&self, account: AccountId) -> Option<(Side, Option<Side>)> {
        match self.agreed {
            _ if self.asked.account == account => Some((self.asked, self.agreed)),
            Some(agreed) if agreed.account == account => Some((agreed, Some(self.asked))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sees_themselves_first_and_nobody_else_sees_anything() {
        let side = |number: i64| Side {
            account: AccountId(number),
            result: ResultId(10 * number),
        };
        let mut found = Comparison {
            id: ComparisonId(1),
            asked: side(1),
            agreed: None,
            created_at: Moment::from_micros(0),
            expires_at: Moment::from_micros(1),
        };
        assert_eq!(found.of(AccountId(1)), Some((side(1), None)));
        assert_eq!(found.of(AccountId(2)), None);
        found.agreed = Some(side(2));
        assert_eq!(found.of(AccountId(1)), Some((side(1), Some(side(2)))));
        assert_eq!(found.of(AccountId(2)), Some((side(2), Some(side(1)))));
        assert_eq!(found.of(AccountId(3)), None);
    }
}
