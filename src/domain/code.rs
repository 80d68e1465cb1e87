//! One-time codes sent by mail.

/// What a code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To show that the e-mail address is one's own.
    Verify,
    /// To set a new password without the old one.
    Reset,
    /// To show that an account's new address is its owner's.
    Change,
}

impl Purpose {
    /// The word the store keeps.
    #[must_use]
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Reset => "reset",
            Self::Change => "change",
        }
    }
}

/// What codes cost an account on one day. A stranger is a client network that neither signed in to the account nor
/// signed up with it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    /// Wrong digits from strangers.
    pub wrong: u32,
    /// Mails with codes.
    pub mails: u32,
    /// Of them, those that strangers asked for.
    pub strangers_mails: u32,
    /// Mails that told the owner of it.
    pub told: u32,
}

impl Totals {
    /// How often strangers may be wrong a day: in a year of such days, they guess one account's code with a
    /// probability of 2 %.
    pub(crate) const MAX_WRONG: u32 = 50;
    /// Most mails with codes a day: with the one that tells the owner there are twenty.
    pub(crate) const MAX_MAILS: u32 = 19;
    /// How many of them strangers may ask for: as many are left for the owner's own networks.
    pub(crate) const MAX_STRANGERS_MAILS: u32 = 10;

    /// Whether somebody may ask for so many more mails.
    #[must_use]
    pub(crate) const fn leave_mails(&self, more: u32, is_known: bool) -> bool {
        self.mails + more <= Self::MAX_MAILS
            && (is_known || self.strangers_mails + more <= Self::MAX_STRANGERS_MAILS)
    }

    /// Whether a mail may go to a new address: whoever has the session and the password leaves mails for a reset.
    #[must_use]
    pub(crate) const fn leave_a_change(&self) -> bool {
        self.mails < Self::MAX_STRANGERS_MAILS
    }

    /// Whether somebody may guess digits once more.
    #[must_use]
    pub(crate) const fn leave_a_guess(&self, is_known: bool) -> bool {
        is_known || self.wrong < Self::MAX_WRONG
    }
}

/// What went to one address on one day, whichever accounts it was about: an account's address moves, and several
/// accounts may name one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RecipientTotals {
    /// Mails with codes for an account that has the address, or had it until lately.
    pub mails: u32,
    /// Mails that accounts asked for which haven't the address.
    pub asked: u32,
    /// Mails that tell of what was done.
    pub notices: u32,
}

impl RecipientTotals {
    /// Most codes of its own: as many as an account's.
    pub(crate) const MAX_MAILS: u32 = Totals::MAX_MAILS;
    /// Most that others ask for. Apart from the address's own, so that they use up none of those, and tell nobody how
    /// many of those there were.
    pub(crate) const MAX_ASKED: u32 = 5;
    /// Most that tell of something: apart as well, so that no codes keep a warning from coming.
    pub(crate) const MAX_NOTICES: u32 = 10;
}

/// A six-digit code from 64 random bits; the modulo bias is about 1 in 10^13.
#[must_use]
pub(crate) fn digits(random: u64) -> String {
    format!("{:06}", random % 1_000_000)
}

/// What a code's letters are made of: none is mistaken for another, or for a digit.
pub(crate) const LETTERS: &str = "ABCDEFGHJKLMNPQRSTUVWXYZ";
/// How many there are: 73 bits, beyond guessing.
pub(crate) const LETTER_COUNT: usize = 16;

/// A code as it is compared: without the signs that group its letters, and in capitals.
#[must_use]
pub(crate) fn normal(typed: &str) -> String {
    let bare = typed.chars().filter(|sign| !matches!(sign, '-' | ' '));
    bare.collect::<String>().trim().to_ascii_uppercase()
}

/// Letters in groups of four, as a mail shows them.
#[must_use]
pub(crate) fn grouped(letters: &str) -> String {
    let mut text = String::with_capacity(letters.len() * 5 / 4);
    for (at, letter) in letters.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            text.push('-');
        }
        text.push(letter);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_always() {
        assert_eq!(digits(0), "000000");
        assert_eq!(digits(1_000_042), "000042");
        assert_eq!(digits(u64::MAX).len(), 6);
    }

    #[test]
    fn letters_are_grouped_to_be_read_and_compared_without() {
        let shown = grouped("ABCDEFGHJKLMNPQR");
        assert_eq!(shown, "ABCD-EFGH-JKLM-NPQR");
        assert_eq!(
            normal(&format!(" {} ", shown.to_lowercase())),
            "ABCDEFGHJKLMNPQR"
        );
        assert_eq!(normal("123456"), "123456");
    }

    #[test]
    fn strangers_leave_the_owner_mails_and_guesses() {
        let noise = Totals {
            wrong: Totals::MAX_WRONG,
            mails: Totals::MAX_STRANGERS_MAILS,
            strangers_mails: Totals::MAX_STRANGERS_MAILS,
            told: 1,
        };
        assert!(noise.leave_mails(9, true) && noise.leave_a_guess(true));
        assert!(!noise.leave_mails(10, true) && !noise.leave_a_change());
        assert!(!noise.leave_mails(1, false) && !noise.leave_a_guess(false));
    }
}
