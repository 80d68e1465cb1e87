//! Randomness from the operating system.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// `N` random bytes.
///
/// # Panics
/// If the operating system gives none: nothing secret could be made then.
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system's random source works");
    bytes
}

/// 128 random bits as 22 letters that are safe in URLs and file names.
#[must_use]
pub fn name() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<16>())
}
