//! Encrypts a backup's secret with a passphrase.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use scrypt::Params;
use serde::{Deserialize, Serialize};

use crate::domain::operator_error::OperatorError;
use crate::platform::random;

/// scrypt with N = 2^15, r = 8, p = 3: of the equally strong settings in OWASP's Password Storage Cheat
/// Sheet the one that takes 32 MiB, for small machines.
const LOG_N: u8 = 15;
const R: u32 = 8;
const P: u32 = 3;

/// Most work for an untrusted archive: 256 MiB of memory, eight times the work of ours.
const MOST_MEMORY: u64 = 256 << 20;
const MOST_P: u32 = 24;

/// Fewest characters of a passphrase.
const LEAST: usize = 8;

/// The associated data, so that the ciphertext is good for nothing else.
const PURPOSE: &[u8] = b"firststep backup secret 1";

/// A passphrase; `Debug` hides it.
#[derive(Clone)]
pub struct Passphrase(String);

impl fmt::Debug for Passphrase {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Passphrase(…)")
    }
}

impl Passphrase {
    /// Checks a passphrase.
    pub(crate) fn new(text: &str) -> Result<Self, OperatorError> {
        let count = text.chars().count();
        if count >= LEAST {
            return Ok(Self(text.to_owned()));
        }
        Err(OperatorError::new(
            format!("The passphrase has {count} characters; {LEAST} are needed"),
            "Take some words that nobody would guess in a row.",
        ))
    }
}

/// An encrypted secret in the archive: JSON with the parameters that decrypt it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    kdf: String,
    log_n: u8,
    r: u32,
    p: u32,
    salt: String,
    cipher: String,
    nonce: String,
    sealed: String,
}

/// Encrypts a secret.
pub(super) fn seal(secret: &[u8], passphrase: &Passphrase) -> Result<Vec<u8>, String> {
    let (salt, nonce) = (random::bytes::<16>(), random::bytes::<12>());
    let cipher = cipher(passphrase, &salt, LOG_N, R, P)?;
    let sealed = cipher
        .encrypt(&Nonce::from(nonce), payload(secret))
        .map_err(|_| "the secret can't be sealed".to_owned())?;
    let sealed = Sealed {
        kdf: "scrypt".to_owned(),
        log_n: LOG_N,
        r: R,
        p: P,
        salt: STANDARD.encode(salt),
        cipher: "chacha20poly1305".to_owned(),
        nonce: STANDARD.encode(nonce),
        sealed: STANDARD.encode(sealed),
    };
    serde_json::to_vec_pretty(&sealed).map_err(|error| error.to_string())
}

/// Decrypts what [`seal`] made.
///
/// # Errors
/// Why not, as the end of a sentence.
pub(super) fn unseal(sealed: &[u8], passphrase: &Passphrase) -> Result<Vec<u8>, String> {
    let sealed: Sealed = serde_json::from_slice(sealed).map_err(|_| garbled())?;
    let memory = 1_u64
        .checked_shl(sealed.log_n.into())
        .and_then(|n| n.checked_mul(128 * u64::from(sealed.r)));
    let affordable = memory.is_some_and(|memory| memory <= MOST_MEMORY) && sealed.p <= MOST_P;
    if sealed.kdf != "scrypt" || sealed.cipher != "chacha20poly1305" || !affordable {
        return Err("its secret is sealed in a way that this FirstStep doesn't know".to_owned());
    }
    let [salt, nonce, text] =
        [sealed.salt, sealed.nonce, sealed.sealed].map(|text| STANDARD.decode(text));
    let salt = salt.map_err(|_| garbled())?;
    let nonce: [u8; 12] = nonce
        .ok()
        .and_then(|nonce| nonce.try_into().ok())
        .ok_or_else(garbled)?;
    let text = text.map_err(|_| garbled())?;
    cipher(passphrase, &salt, sealed.log_n, sealed.r, sealed.p)?
        .decrypt(&Nonce::from(nonce), payload(&text))
        .map_err(|_| "the passphrase doesn't fit its secret".to_owned())
}

fn garbled() -> String {
    "its sealed secret is garbled".to_owned()
}

const fn payload(bytes: &[u8]) -> Payload<'_, '_> {
    Payload {
        msg: bytes,
        aad: PURPOSE,
    }
}

fn cipher(
    passphrase: &Passphrase,
    salt: &[u8],
    log_n: u8,
    r: u32,
    p: u32,
) -> Result<ChaCha20Poly1305, String> {
    let params = Params::new(log_n, r, p, 32).map_err(|_| garbled())?;
    let mut key = [0; 32];
    scrypt::scrypt(passphrase.0.as_bytes(), salt, &params, &mut key).map_err(|_| garbled())?;
    Ok(ChaCha20Poly1305::new(&Key::from(key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::new(text).unwrap()
    }

    #[test]
    fn only_the_passphrase_opens_it() {
        let words = passphrase("sixty statements on a shelf");
        let sealed = seal(b"the secret", &words).unwrap();
        assert_eq!(unseal(&sealed, &words).unwrap(), b"the secret");
        let text = String::from_utf8(sealed.clone()).unwrap();
        assert!(!text.contains("the secret"), "{text}");
        let wrong = unseal(&sealed, &passphrase("sixty statements on a table"));
        assert!(wrong.unwrap_err().contains("doesn't fit"));
        assert_ne!(seal(b"the secret", &words).unwrap(), sealed, "new salt");
    }

    #[test]
    fn a_changed_one_is_refused_and_no_archive_names_the_price() {
        let words = passphrase("sixty statements on a shelf");
        let text = String::from_utf8(seal(b"the secret", &words).unwrap()).unwrap();
        for (from, to) in [
            ("\"log_n\": 15", "\"log_n\": 40"),
            ("\"log_n\": 15", "\"log_n\": 255"),
            ("\"r\": 8", "\"r\": 4294967295"),
            ("\"r\": 8", "\"r\": 0"),
            ("\"p\": 3", "\"p\": 1000000"),
            ("\"log_n\": 15", "\"log_n\": 14"),
            ("scrypt", "none"),
            ("\"nonce\": \"", "\"nonce\": \"A"),
        ] {
            let changed = text.replace(from, to);
            assert_ne!(changed, text, "{from}");
            assert!(unseal(changed.as_bytes(), &words).is_err(), "{from} {to}");
        }
        assert!(unseal(b"", &words).is_err());
    }

    #[test]
    fn short_ones_are_refused_and_none_shows_itself() {
        assert!(Passphrase::new("short").is_err());
        let shown = format!("{:?}", passphrase("a long one of words"));
        assert!(!shown.contains("long"), "{shown}");
    }
}
