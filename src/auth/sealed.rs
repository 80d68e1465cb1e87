//! Values that are kept encrypted, with ChaCha20-Poly1305 under keys made of the server's secret.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};

use crate::platform::random;

const NONCE: usize = 12;

/// Encrypts a value, and binds it to another that is no secret. A key seals few values, so random nonces don't meet.
///
/// # Panics
/// Never: a value is far below the cipher's 256 GiB.
#[must_use]
pub(crate) fn seal(key: [u8; 32], value: &[u8], bound_to: &[u8]) -> Vec<u8> {
    let nonce = random::bytes::<NONCE>();
    let payload = Payload {
        msg: value,
        aad: bound_to,
    };
    let sealed = cipher(key).encrypt(&Nonce::from(nonce), payload);
    [&nonce[..], &sealed.expect("a value is short")].concat()
}

/// Decrypts what [`seal`] made; `None` if it isn't that.
#[must_use]
pub(crate) fn unseal(key: [u8; 32], sealed: &[u8], bound_to: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    let payload = Payload {
        msg: sealed,
        aad: bound_to,
    };
    cipher(key).decrypt(&Nonce::from(*nonce), payload).ok()
}

fn cipher(key: [u8; 32]) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(&Key::from(key))
}
