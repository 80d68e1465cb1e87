//! One-time codes sent by mail.

/// What a code is for; each account has at most one of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To show that the e-mail address is one's own.
    Verify,
    /// To set a new password without the old one.
    Reset,
}

impl Purpose {
    /// The word the store keeps.
    #[must_use]
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Reset => "reset",
        }
    }
}

/// A six-digit code from 64 random bits; the modulo bias is about 1 in 10^13.
#[must_use]
pub(crate) fn digits(random: u64) -> String {
    format!("{:06}", random % 1_000_000)
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
}
