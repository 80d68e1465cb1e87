//! HMAC-SHA-256, the one algorithm that tokens are signed with.
//!
//! `jsonwebtoken` bundles it with RSA, whose private key leaks through timing (RUSTSEC-2023-0071, not
//! fixed). We enable none of its bundles and install HMAC alone: the program contains no other
//! algorithm, whatever a token's header says.

use hmac::{Hmac, Mac as _};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind, new_error};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use sha2::Sha256;
use signature::{Signer, Verifier};

/// What [`process_hooks`](crate::platform::process_hooks) installs.
pub(super) static HS256_ONLY: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key: &EncodingKey| Ok(Box::new(keyed(*algorithm, key.as_bytes())?)),
    verifier_factory: |algorithm, key: &DecodingKey| {
        Ok(Box::new(keyed(*algorithm, key.try_get_as_bytes()?)?))
    },
    // For public keys, of which we have none.
    key_utils: KeyUtils::new_unimplemented(),
};

/// HMAC-SHA-256 (RFC 7518, section 3.2) under a key.
struct Keyed(Hmac<Sha256>);

fn keyed(algorithm: Algorithm, key: &[u8]) -> Result<Keyed, Error> {
    if algorithm != Algorithm::HS256 {
        return Err(new_error(ErrorKind::InvalidAlgorithm));
    }
    let mac = Hmac::new_from_slice(key);
    mac.map(Keyed)
        .map_err(|_| new_error(ErrorKind::InvalidKeyFormat))
}

impl Keyed {
    fn over(&self, message: &[u8]) -> Hmac<Sha256> {
        self.0.clone().chain_update(message)
    }
}

impl Signer<Vec<u8>> for Keyed {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(self.over(message).finalize().into_bytes().to_vec())
    }
}

impl Verifier<Vec<u8>> for Keyed {
    /// In constant time.
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let compared = self.over(message).verify_slice(signature);
        compared.map_err(|_| signature::Error::new())
    }
}

impl JwtSigner for Keyed {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Keyed {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use jsonwebtoken::crypto::{sign, verify};

    use super::*;
    use crate::platform::process_hooks::install_token_algorithms;

    /// RFC 7515, appendix A.1.
    const KEY: &str =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    const MESSAGE: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
        eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    const SIGNATURE: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    fn keys() -> (EncodingKey, DecodingKey) {
        install_token_algorithms(&HS256_ONLY);
        let key = URL_SAFE_NO_PAD.decode(KEY).expect("base64");
        (
            EncodingKey::from_secret(&key),
            DecodingKey::from_secret(&key),
        )
    }

    fn accepts(signature: &str, message: &str) -> bool {
        let (_, key) = keys();
        verify(signature, message.as_bytes(), &key, Algorithm::HS256).unwrap_or(false)
    }

    #[test]
    fn the_example_of_the_rfc_is_reproduced() {
        let (key, _) = keys();
        let signature = sign(MESSAGE.as_bytes(), &key, Algorithm::HS256).expect("signs");
        assert_eq!(signature, SIGNATURE);
        assert!(accepts(SIGNATURE, MESSAGE));
    }

    #[test]
    fn a_signature_is_valid_whole_and_for_its_message_only() {
        assert!(!accepts(SIGNATURE, &MESSAGE[1..]));
        for cut in 0..SIGNATURE.len() {
            assert!(!accepts(&SIGNATURE[..cut], MESSAGE), "{cut} letters");
        }
        let longer = format!("{SIGNATURE}AAAA");
        let other = SIGNATURE.replace('d', "e");
        assert!(!accepts(&longer, MESSAGE) && !accepts(&other, MESSAGE));
    }

    #[test]
    fn there_is_no_other_algorithm() {
        use Algorithm::{
            ES256, ES384, EdDSA, HS384, HS512, PS256, PS384, PS512, RS256, RS384, RS512,
        };
        let (ours, theirs) = keys();
        for algorithm in [
            HS384, HS512, ES256, ES384, RS256, RS384, RS512, PS256, PS384, PS512, EdDSA,
        ] {
            let refused = sign(b"", &ours, algorithm).expect_err("not signed");
            assert_eq!(refused.kind(), &ErrorKind::InvalidAlgorithm);
            let refused = verify("", b"", &theirs, algorithm).expect_err("not looked at");
            assert_eq!(refused.kind(), &ErrorKind::InvalidAlgorithm);
        }
        let lock = include_str!("../../../Cargo.lock");
        for absent in ["rsa", "p256", "p384", "ed25519-dalek"] {
            let line = format!("name = \"{absent}\"\n");
            assert!(!lock.contains(&line), "{absent} is in the program");
        }
    }
}
