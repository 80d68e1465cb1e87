//! Password hashes as the database stores them: our own, and those of other programs.
//!
//! An imported hash stays as it is until its owner signs in: only then is the password known. Its
//! prefix (`scrypt:32768:8:1$salt$…`) has all that verifying it needs, and its cost is bounded here, for
//! the import and for every sign-in after it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use hmac::{Hmac, Mac as _};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use crate::domain::password::Password;
use crate::platform::digest::unhex;

/// A parsed hash that can be verified.
#[derive(Debug)]
pub(super) enum PasswordHash<'text> {
    /// bcrypt's, unparsed.
    Bcrypt(&'text str),
    /// The same of another program, which read no more than 72 bytes of the password: `imported:` and
    /// bcrypt's own.
    Imported(&'text str),
    /// Werkzeug's `pbkdf2:sha256:260000$salt$hex`.
    Pbkdf2 {
        digest: Digest,
        /// `None` where it is missing: one of Werkzeug's defaults.
        iterations: Option<u32>,
        salt: &'text str,
        hash: Vec<u8>,
    },
    /// Werkzeug's `scrypt:32768:8:1$salt$hex`.
    Scrypt {
        params: scrypt::Params,
        salt: &'text str,
        hash: Vec<u8>,
    },
    /// bcrypt over a fast hash, made at the import: `bcrypt+sha256$salt$` followed by bcrypt's own.
    Wrapped {
        digest: Digest,
        salt: &'text str,
        bcrypt: &'text str,
    },
}

/// The digests that Werkzeug's hashes name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digest {
    Sha1,
    Sha256,
    Sha512,
}

/// Why a hash can't be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HashFault {
    /// It is of no kind that we can verify.
    Unknown,
    /// Its cost is out of bounds: verifying it would delay every sign-in.
    TooCostly,
}

/// Highest cost of bcrypt: two seconds of a core.
const MAX_BCRYPT_COST: u32 = 15;
/// Most iterations of PBKDF2: about as long.
const MAX_ITERATIONS: u32 = 5_000_000;
/// Most memory of one scrypt, for N and for p together: twice that of Werkzeug's.
const MAX_SCRYPT_BYTES: u64 = 64 << 20;
/// Highest N·r·p of scrypt: four times that of Werkzeug's.
const MAX_SCRYPT_WORK: u64 = 1 << 20;
/// The N that the rest of a lane of scrypt (r·p) costs as much as: it is filled and read by PBKDF2.
const LANE: u64 = 16;

/// Werkzeug's defaults in 0.9, 0.12, 0.15, 2.0, 2.3 and 3.1 (`DEFAULT_PBKDF2_ITERATIONS` in
/// `werkzeug/security.py`). It always writes the number into the hash; hashes without one are from
/// other scripts.
const DEFAULT_ITERATIONS: [u32; 6] = [1_000, 50_000, 150_000, 260_000, 600_000, 1_000_000];

impl Digest {
    const ALL: [Self; 3] = [Self::Sha1, Self::Sha256, Self::Sha512];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|digest| digest.word() == word)
    }

    pub(super) const fn bytes(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    fn pbkdf2(self, password: &[u8], salt: &[u8], iterations: u32) -> Vec<u8> {
        let mut out = vec![0; self.bytes()];
        match self {
            Self::Sha1 => pbkdf2::pbkdf2_hmac::<Sha1>(password, salt, iterations, &mut out),
            Self::Sha256 => pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, iterations, &mut out),
            Self::Sha512 => pbkdf2::pbkdf2_hmac::<Sha512>(password, salt, iterations, &mut out),
        }
        out
    }

    /// Werkzeug's hash up to 2.2 when only a digest was named: one HMAC, keyed with the salt.
    fn hmac(self, salt: &str, password: &[u8]) -> Vec<u8> {
        /// Works for any digest; HMAC takes keys of any length.
        macro_rules! keyed {
            ($digest:ty) => {{
                let mac = Hmac::<$digest>::new_from_slice(salt.as_bytes());
                let mac = mac.map(|mac| mac.chain_update(password).finalize().into_bytes());
                mac.map(|bytes| bytes.to_vec()).unwrap_or_default()
            }};
        }
        match self {
            Self::Sha1 => keyed!(Sha1),
            Self::Sha256 => keyed!(Sha256),
            Self::Sha512 => keyed!(Sha512),
        }
    }
}

impl<'text> PasswordHash<'text> {
    /// Parses a hash.
    pub(super) fn parse(text: &'text str) -> Result<Self, HashFault> {
        if text.starts_with("$2") {
            return bcrypt_within_bounds(text).map(Self::Bcrypt);
        }
        if let Some(text) = text.strip_prefix(IMPORTED) {
            return bcrypt_within_bounds(text).map(Self::Imported);
        }
        let mut parts = text.splitn(3, '$');
        let (Some(method), Some(salt), Some(hash)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(HashFault::Unknown);
        };
        let mut words = method.split(':');
        match words.next() {
            Some("pbkdf2") => Self::pbkdf2(words, salt, hash),
            Some("scrypt") => Self::scrypt(words, salt, hash),
            Some(word) => Self::wrapped(word, salt, hash),
            None => Err(HashFault::Unknown),
        }
    }

    fn pbkdf2<'word>(
        mut words: impl Iterator<Item = &'word str>,
        salt: &'text str,
        hash: &str,
    ) -> Result<Self, HashFault> {
        let digest =
            Digest::from_word(words.next().unwrap_or("sha256")).ok_or(HashFault::Unknown)?;
        let iterations = words.next().map(str::parse::<u32>).transpose();
        let iterations = iterations.map_err(|_| HashFault::Unknown)?;
        if iterations.is_some_and(|count| count > MAX_ITERATIONS) {
            return Err(HashFault::TooCostly);
        }
        let hash = unhex(hash).filter(|hash| hash.len() == digest.bytes());
        if words.next().is_some() || iterations == Some(0) || salt.is_empty() {
            return Err(HashFault::Unknown);
        }
        Ok(Self::Pbkdf2 {
            digest,
            iterations,
            salt,
            hash: hash.ok_or(HashFault::Unknown)?,
        })
    }

    fn scrypt<'word>(
        words: impl Iterator<Item = &'word str>,
        salt: &'text str,
        hash: &str,
    ) -> Result<Self, HashFault> {
        let numbers: Option<Vec<u32>> = words.map(|word| word.parse().ok()).collect();
        let [n, r, p] = match numbers.ok_or(HashFault::Unknown)?[..] {
            [] => [1 << 15, 8, 1],
            [n, r, p] => [n, r, p],
            _ => return Err(HashFault::Unknown),
        };
        let [wide, r64, lanes] = [n, r, p].map(u64::from);
        let space = (wide + lanes).saturating_mul(r64).saturating_mul(128);
        let work = wide.max(LANE).saturating_mul(r64).saturating_mul(lanes);
        if space > MAX_SCRYPT_BYTES || work > MAX_SCRYPT_WORK {
            return Err(HashFault::TooCostly);
        }
        let log_n = u8::try_from(n.trailing_zeros()).unwrap_or_default();
        if !n.is_power_of_two() {
            return Err(HashFault::Unknown);
        }
        let hash = unhex(hash).filter(|hash| hash.len() == 64);
        let params = scrypt::Params::new(log_n, r, p, 64).map_err(|_| HashFault::Unknown)?;
        Ok(Self::Scrypt {
            params,
            salt,
            hash: hash.ok_or(HashFault::Unknown)?,
        })
    }

    fn wrapped(word: &str, salt: &'text str, bcrypt: &'text str) -> Result<Self, HashFault> {
        let digest = word.strip_prefix(WRAPPED).and_then(Digest::from_word);
        Ok(Self::Wrapped {
            digest: digest.ok_or(HashFault::Unknown)?,
            salt,
            bcrypt: bcrypt_within_bounds(bcrypt)?,
        })
    }

    /// Whether this is the hash of the password.
    pub(super) fn matches(&self, password: &str) -> bool {
        let bytes = password.as_bytes();
        match self {
            Self::Bcrypt(text) => {
                let whole = password.len() as u64 <= Password::MAX_BYTES;
                matches_bcrypt(password, text) && whole
            }
            Self::Imported(text) => matches_bcrypt(password, text),
            Self::Pbkdf2 {
                digest,
                iterations,
                salt,
                hash,
            } => {
                let fits =
                    |count: &u32| is_same(&digest.pbkdf2(bytes, salt.as_bytes(), *count), hash);
                match iterations {
                    Some(count) => fits(count),
                    None => DEFAULT_ITERATIONS.iter().any(fits),
                }
            }
            Self::Scrypt { params, salt, hash } => {
                let mut out = [0; 64];
                let made = scrypt::scrypt(bytes, salt.as_bytes(), params, &mut out);
                made.is_ok() && is_same(&out, hash)
            }
            Self::Wrapped {
                digest,
                salt,
                bcrypt,
            } => ::bcrypt::verify(inner(&digest.hmac(salt, bytes)), bcrypt).unwrap_or(false),
        }
    }
}

/// The prefix of a wrapped hash; the digest follows.
const WRAPPED: &str = "bcrypt+";
/// The prefix of another program's bcrypt. One of ours doesn't have it: a password that it took whole
/// doesn't match with more behind it.
pub(super) const IMPORTED: &str = "imported:";

/// bcrypt of this cost over a password's HMAC, of which bcrypt reads everything: for passwords of more than
/// its 72 bytes.
pub(super) fn wrap_long(password: &str, salt: &str, cost: u32) -> String {
    let digest = Digest::Sha256;
    wrap(digest, salt, &digest.hmac(salt, password.as_bytes()), cost)
}

/// bcrypt of this cost over a fast hash (`sha256$salt$hex`), so that the database stores nothing that is
/// quick to brute-force.
pub(super) fn wrap(digest: Digest, salt: &str, hash: &[u8], cost: u32) -> String {
    let bcrypt = ::bcrypt::hash(inner(hash), cost).expect("the cost is within bcrypt's bounds");
    format!("{WRAPPED}{}${salt}${bcrypt}", digest.word())
}

/// A fast hash as bcrypt's input, of which bcrypt reads 72 bytes. SHA-512's 64 bytes are 128 hexadecimal
/// digits, and 86 letters of base64, so they are cut to 48 bytes first.
fn inner(hash: &[u8]) -> String {
    STANDARD_NO_PAD.encode(&hash[..hash.len().min(48)])
}

fn bcrypt_within_bounds(text: &str) -> Result<&str, HashFault> {
    let parts = text.parse::<bcrypt::HashParts>();
    match parts.map_err(|_| HashFault::Unknown)?.get_cost() {
        4..=MAX_BCRYPT_COST => Ok(text),
        0..4 => Err(HashFault::Unknown),
        _ => Err(HashFault::TooCostly),
    }
}

/// bcrypt ignores what follows 72 bytes, so a longer password may match without being the right one.
/// `$2x$` marks hashes of a program that misread letters beyond ASCII; for ASCII it is the same.
fn matches_bcrypt(password: &str, hash: &str) -> bool {
    let misread = hash.starts_with("$2x$") && !password.is_ascii();
    bcrypt::verify(password, hash).unwrap_or(false) && !misread
}

/// Compares in constant time.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let differences = one.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b));
    one.len() == other.len() && differences == 0
}
