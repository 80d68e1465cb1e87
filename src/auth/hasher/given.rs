//! What stands in another program's password column.

use crate::auth::hasher::stored::{Digest, Stored, Unfit, unhex};
use crate::domain::password::Password;

/// A password's record as an import finds it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Given {
    /// A hash that is kept as it stands until its owner signs in.
    Hash {
        /// The hash.
        text: String,
        /// What made it: `bcrypt`, `pbkdf2`, `scrypt`.
        kind: &'static str,
    },
    /// A fast hash (`sha256$salt$hex`): kept under bcrypt.
    Fast(Fast),
    /// The password itself: to be hashed before anything is kept.
    Plain(Password),
    /// There is none: the account waits for a new password.
    Nothing,
}

/// A hash that is quick to guess: one HMAC over the password, with its salt.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Fast {
    pub(super) digest: Digest,
    pub(super) salt: String,
    pub(super) hash: Vec<u8>,
}

/// Why it can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// A hash whose check would hold up every sign-in.
    TooCostly,
    /// Something that looks like a hash of a kind we can't check.
    UnknownHash,
    /// A plain password that bcrypt can't read whole: over 72 bytes, or with a NUL.
    TooLong,
}

impl Given {
    /// Reads a password's record. What has the look of a hash is never taken for a password: with
    /// `plain`, everything that isn't a hash we know is.
    ///
    /// # Errors
    /// [`Unusable`], saying why.
    pub(crate) fn read(text: &str, plain: bool) -> Result<Self, Unusable> {
        if text.is_empty() || text == Self::NONE {
            return Ok(Self::Nothing);
        }
        // Werkzeug's own word for no hash at all.
        if let Some(password) = text.strip_prefix("plain$$") {
            return itself(password);
        }
        match Stored::parse(text) {
            Ok(stored) => Ok(Self::Hash {
                text: text.to_owned(),
                kind: kind(&stored),
            }),
            Err(Unfit::TooCostly) => Err(Unusable::TooCostly),
            Err(Unfit::Unknown) => match fast(text) {
                Some(fast) => Ok(Self::Fast(fast)),
                None if !plain && looks_hashed(text) => Err(Unusable::UnknownHash),
                None => itself(text),
            },
        }
    }

    /// What an account keeps that has no password; it is no hash of anything.
    pub(crate) const NONE: &str = "!";
}

fn itself(text: &str) -> Result<Given, Unusable> {
    let password = Password::known(text).ok_or(Unusable::TooLong)?;
    Ok(Given::Plain(password))
}

const fn kind(stored: &Stored) -> &'static str {
    match stored {
        Stored::Bcrypt(_) => "bcrypt",
        Stored::Pbkdf2 { .. } => "pbkdf2",
        Stored::Scrypt { .. } => "scrypt",
        Stored::Wrapped { .. } => "bcrypt over a fast hash",
    }
}

/// Werkzeug's `sha256$salt$hex`. Without a salt it was no HMAC; nobody's default was that.
fn fast(text: &str) -> Option<Fast> {
    let mut parts = text.splitn(3, '$');
    let digest = Digest::from_word(parts.next()?)?;
    let (salt, hash) = (parts.next()?, unhex(parts.next()?)?);
    let whole = hash.len() == digest.bytes() && !salt.is_empty();
    whole.then(|| Fast {
        digest,
        salt: salt.to_owned(),
        hash,
    })
}

/// Hexadecimal digits that MD5, MySQL, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512 make.
const HEX_LENGTHS: [usize; 7] = [32, 41, 40, 56, 64, 96, 128];

/// Whether a text has the look of some hash: `$6$…`, `{SSHA}…`, `argon2$…`, or as many
/// hexadecimal digits as a digest has.
fn looks_hashed(text: &str) -> bool {
    let digits = text.strip_prefix('*').unwrap_or(text);
    let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = ["pbkdf2", "scrypt", "bcrypt", "argon2", "md5$", "sha"];
    let fields = text.matches('$').count() >= 2;
    let marks = ["$", "{SSHA", "{SHA", "{CRYPT}", "{MD5}", "bcrypt_sha256"];
    (hex && HEX_LENGTHS.contains(&text.len()))
        || marks.iter().any(|mark| text.starts_with(mark))
        || (fields && words.iter().any(|word| text.starts_with(word)))
}

/// Neither `Debug` nor anything else prints what it holds.
impl std::fmt::Debug for Given {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Hash { kind, .. } => kind,
            Self::Fast(_) => "Fast(…)",
            Self::Plain(_) => "Plain(…)",
            Self::Nothing => "Nothing",
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hashes_are_told_from_passwords() {
        for (text, expected) in [
            ("", Ok(Given::Nothing)),
            (
                "5f4dcc3b5aa765d61d8327deb882cf99",
                Err(Unusable::UnknownHash),
            ),
            (
                "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19",
                Err(Unusable::UnknownHash),
            ),
            (
                "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
                Err(Unusable::UnknownHash),
            ),
            ("$6$salt$hash", Err(Unusable::UnknownHash)),
            ("{SSHA}c2FsdA==", Err(Unusable::UnknownHash)),
            (
                "pbkdf2_sha256$260000$salt$aGFzaA==",
                Err(Unusable::UnknownHash),
            ),
            ("scrypt:1048576:8:1$salt$00", Err(Unusable::TooCostly)),
            (
                "$2b$16$WKq8etef5/iQJMfG9evGFOC/SydDjmSbv4Eg/oZ1l255PazKBLkVK",
                Err(Unusable::TooCostly),
            ),
        ] {
            assert_eq!(Given::read(text, false), expected, "{text}");
        }
        for text in ["bismillah", "rahasia$$$", "short", "12345678"] {
            let plain = Given::Plain(Password::known(text).expect("it fits"));
            assert_eq!(Given::read(text, false), Ok(plain.clone()), "{text}");
            assert_eq!(Given::read(&format!("plain$${text}"), false), Ok(plain));
        }
        let hex = "5f4dcc3b5aa765d61d8327deb882cf99";
        let told = Given::read(hex, true).expect("said to be a password");
        assert_eq!(told, Given::Plain(Password::known(hex).expect("it fits")));
        assert_eq!(Given::read(&"x".repeat(73), false), Err(Unusable::TooLong));
    }

    #[test]
    fn nothing_is_printed() {
        let told = format!("{:?}", Given::read("swordfish!", false));
        assert!(!told.contains("swordfish"), "{told}");
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC{0,80}") {
            let _ = Given::read(&text, false);
            let _ = Given::read(&format!("pbkdf2:{text}"), true);
            let _ = Given::read(&format!("scrypt:{text}"), true);
            let _ = Given::read(&format!("$2b$10${text}"), true);
        }
    }
}
