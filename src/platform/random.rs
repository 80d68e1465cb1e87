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

/// Letters of this ASCII alphabet, each as likely as any other.
///
/// # Panics
/// If the alphabet is empty.
#[must_use]
pub(crate) fn letters(alphabet: &str, length: usize) -> String {
    let alphabet = alphabet.as_bytes();
    // Bytes from here on are skipped: they would make the alphabet's first letters likelier (modulo bias).
    let fair = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let fresh = bytes::<32>().into_iter().map(usize::from);
        let fresh = fresh.filter(|byte| *byte < fair);
        let letters = fresh.map(|byte| char::from(alphabet[byte % alphabet.len()]));
        text.extend(letters.take(length - text.len()));
    }
    text
}

/// 128 random bits as 22 letters that are safe in URLs and file names.
#[must_use]
pub(crate) fn name() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<16>())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    #[test]
    fn letters_have_their_length_and_alphabet() {
        for length in [0, 1, 7, 32, 33, 100] {
            let text = letters(ALPHABET, length);
            assert_eq!(text.len(), length);
            assert!(text.chars().all(|letter| ALPHABET.contains(letter)));
        }
    }

    #[test]
    fn no_letter_is_likelier_than_another() {
        // 256 is no multiple of 36: taking bytes modulo 36 makes four letters a seventh likelier.
        let text = letters(ALPHABET, 360_000);
        for letter in ALPHABET.chars() {
            let count = text.matches(letter).count();
            // 10,000 are expected; the bounds are seven standard deviations away.
            assert!((9_300..=10_700).contains(&count), "{letter}: {count}");
        }
    }
}
