//! What an import finds in another program's password column.

use crate::auth::hasher::password_hash::{Digest, HashFault, IMPORTED, PasswordHash};
use crate::domain::password::Password;
use crate::platform::digest::unhex;

/// A parsed password column.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum ImportedPassword {
    /// A hash that is stored until its owner signs in.
    Hash {
        /// The hash as it is stored: unchanged, but that bcrypt's is marked as another program's.
        text: String,
        /// What made it: `bcrypt`, `pbkdf2`, `scrypt`.
        kind: &'static str,
    },
    /// A fast hash (`sha256$salt$hex`): stored under bcrypt.
    Fast(Fast),
    /// The password itself: hashed before it is stored.
    Plain(Password),
    /// None: the account needs a new password.
    Nothing,
}

/// A hash that is quick to brute-force: one HMAC over the password, with its salt.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Fast {
    pub(super) digest: Digest,
    pub(super) salt: String,
    pub(super) hash: Vec<u8>,
}

/// Why it can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnusablePassword {
    /// A hash that would delay every sign-in.
    TooCostly,
    /// Something that looks like a hash of a kind we can't verify.
    UnknownHash,
    /// A plain password that bcrypt would cut: over 72 bytes, or with a NUL.
    TooLong,
}

impl ImportedPassword {
    /// Parses a password column. What looks like a hash is never taken for a password, but with `plain`
    /// everything that isn't a known hash is.
    pub(crate) fn read(text: &str, plain: bool) -> Result<Self, UnusablePassword> {
        if text.is_empty() || text == Self::NONE {
            return Ok(Self::Nothing);
        }
        // Werkzeug's prefix for an unhashed password.
        if let Some(password) = text.strip_prefix("plain$$") {
            return plain_password(password);
        }
        match PasswordHash::parse(text) {
            Ok(stored) => Ok(Self::Hash {
                text: match stored {
                    PasswordHash::Bcrypt(text) => format!("{IMPORTED}{text}"),
                    _ => text.to_owned(),
                },
                kind: kind(&stored),
            }),
            Err(HashFault::TooCostly) => Err(UnusablePassword::TooCostly),
            Err(HashFault::Unknown) => match fast(text) {
                Some(fast) => Ok(Self::Fast(fast)),
                None if !plain && looks_hashed(text) => Err(UnusablePassword::UnknownHash),
                None => plain_password(text),
            },
        }
    }

    /// The stored hash of an account without a password; no password matches it.
    pub(crate) const NONE: &str = "!";
}

fn plain_password(text: &str) -> Result<ImportedPassword, UnusablePassword> {
    let password = Password::known(text).ok_or(UnusablePassword::TooLong)?;
    Ok(ImportedPassword::Plain(password))
}

const fn kind(stored: &PasswordHash) -> &'static str {
    match stored {
        PasswordHash::Bcrypt(_) | PasswordHash::Imported(_) => "bcrypt",
        PasswordHash::Pbkdf2 { .. } => "pbkdf2",
        PasswordHash::Scrypt { .. } => "scrypt",
        PasswordHash::Wrapped { .. } => "bcrypt over a fast hash",
    }
}

/// Werkzeug's `sha256$salt$hex`. Without a salt it was no HMAC, and never a default.
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

/// Lengths in hexadecimal of MD5, MySQL, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512.
const HEX_LENGTHS: [usize; 7] = [32, 41, 40, 56, 64, 96, 128];

/// Whether a text looks like some hash: `$6$…`, `{SSHA}…`, `argon2$…`, or as many hexadecimal digits
/// as a digest has.
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

/// Debug output shows no hash and no password.
impl std::fmt::Debug for ImportedPassword {
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

    fn read(text: &str) -> Result<ImportedPassword, UnusablePassword> {
        ImportedPassword::read(text, false)
    }

    fn plain(text: &str) -> ImportedPassword {
        ImportedPassword::Plain(Password::known(text).expect("it fits"))
    }

    #[test]
    fn unusable_hashes_are_recognised() {
        for unknown in [
            "5f4dcc3b5aa765d61d8327deb882cf99",
            "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19",
            "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
            "$6$salt$hash",
            "{SSHA}c2FsdA==",
            "pbkdf2_sha256$260000$salt$aGFzaA==",
        ] {
            assert_eq!(read(unknown), Err(UnusablePassword::UnknownHash));
        }
        for costly in [
            "scrypt:1048576:8:1$salt$00",
            "scrypt:2:1:524288$salt$00",
            "scrypt:2:262144:2$salt$00",
            "scrypt:32768:8:5$salt$00",
            "$2b$16$WKq8etef5/iQJMfG9evGFOC/SydDjmSbv4Eg/oZ1l255PazKBLkVK",
        ] {
            assert_eq!(read(costly), Err(UnusablePassword::TooCostly));
        }
    }

    /// N·r·p and the memory for N and for p together, each at its bound and one step beyond it.
    #[test]
    fn scrypt_is_bounded_by_each_of_its_numbers() {
        let hash = "00".repeat(64);
        let read = |n: u32, r: u32, p: u32| {
            ImportedPassword::read(&format!("scrypt:{n}:{r}:{p}$salt${hash}"), false)
        };
        for (n, r, p) in [
            (32768, 8, 4),
            (65536, 4, 4),
            (32768, 15, 1),
            (2, 1, 65536),
            (16, 8, 8192),
        ] {
            assert!(
                matches!(read(n, r, p), Ok(ImportedPassword::Hash { .. })),
                "{n}:{r}:{p}"
            );
        }
        for (n, r, p) in [
            (65536, 8, 1),
            (32768, 8, 5),
            (32768, 33, 1),
            (262_144, 2, 2),
            (2, 1, 65537),
            (2, 8, 8193),
            (2, 65537, 1),
            (1024, 1, 1025),
            (2, u32::MAX, u32::MAX),
        ] {
            assert_eq!(
                read(n, r, p),
                Err(UnusablePassword::TooCostly),
                "{n}:{r}:{p}"
            );
        }
    }

    #[test]
    fn hashes_are_told_from_passwords() {
        assert_eq!(read(""), Ok(ImportedPassword::Nothing));
        for text in ["bismillah", "rahasia$$$", "short", "12345678"] {
            assert_eq!(read(text), Ok(plain(text)));
            assert_eq!(read(&format!("plain$${text}")), Ok(plain(text)));
        }
        let hex = "5f4dcc3b5aa765d61d8327deb882cf99";
        assert_eq!(ImportedPassword::read(hex, true), Ok(plain(hex)));
        assert_eq!(read(&"x".repeat(73)), Err(UnusablePassword::TooLong));
    }

    #[test]
    fn nothing_is_printed() {
        let printed = format!("{:?}", ImportedPassword::read("swordfish!", false));
        assert!(!printed.contains("swordfish"), "{printed}");
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC{0,80}") {
            let _ = ImportedPassword::read(&text, false);
            let _ = ImportedPassword::read(&format!("pbkdf2:{text}"), true);
            let _ = ImportedPassword::read(&format!("scrypt:{text}"), true);
            let _ = ImportedPassword::read(&format!("$2b$10${text}"), true);
        }
    }
}
