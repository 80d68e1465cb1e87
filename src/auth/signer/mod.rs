//! Signs and verifies JSON Web Tokens.

mod hs256;

use hmac::{Hmac, Mac as _};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::domain::moment::Moment;
use crate::domain::session::{SessionId, Token, TokenUse};
use crate::platform::digest::hex;
use crate::platform::process_hooks;

/// Signs and checks tokens with one secret, HS256 alone.
pub struct Signer {
    sign: EncodingKey,
    check: DecodingKey,
    rules: Validation,
    header: Header,
    secret: Vec<u8>,
}

/// HMAC-SHA-256 under a key made of the secret, for where the signer itself isn't at hand.
#[derive(Clone)]
pub(crate) struct Fingerprints([u8; 32]);

impl Fingerprints {
    /// The fingerprint of a text.
    #[must_use]
    pub(crate) fn of(&self, text: &str) -> String {
        hmac(&self.0, text)
    }
}

fn hmac(key: &[u8], text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length will do");
    mac.update(text.as_bytes());
    hex(&mac.finalize().into_bytes())
}

/// Why a token is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenFault {
    /// We didn't sign it.
    Invalid,
    /// We signed it, and it has expired.
    Expired,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    #[serde(rename = "use")]
    token_use: UseWord,
    sub: String,
    sid: i64,
    jti: String,
    iat: i64,
    exp: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum UseWord {
    Access,
    Refresh,
}

impl Signer {
    /// A signer with this secret.
    #[must_use]
    pub(crate) fn new(secret: &[u8]) -> Self {
        process_hooks::install_token_algorithms(&hs256::HS256_ONLY);
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_required_spec_claims(&["exp", "sub"]);
        rules.leeway = 0;
        // Checked below against our own clock, which tests can set.
        rules.validate_exp = false;
        Self {
            sign: EncodingKey::from_secret(secret),
            check: DecodingKey::from_secret(secret),
            rules,
            header: Header::new(Algorithm::HS256),
            secret: secret.to_vec(),
        }
    }

    /// The token as text; the same token gives the same text.
    #[must_use]
    pub(crate) fn sign(&self, token: &Token) -> String {
        let claims = Claims {
            token_use: match token.token_use {
                TokenUse::Access => UseWord::Access,
                TokenUse::Refresh => UseWord::Refresh,
            },
            sub: token.account.to_string(),
            sid: token.session.0,
            jti: token.id.clone(),
            iat: token.issued_at.seconds(),
            exp: token.expires_at.seconds(),
        };
        encode(&self.header, &claims, &self.sign).expect("the claims are plain values")
    }

    /// HMAC-SHA-256 of a text under the secret, in hexadecimal: a short code's plain hash could be
    /// brute-forced.
    #[must_use]
    pub(crate) fn fingerprint(&self, text: &str) -> String {
        hmac(&self.secret, text)
    }

    /// What makes fingerprints for one purpose, without the secret itself.
    #[must_use]
    pub(crate) fn fingerprints(&self, purpose: &str) -> Fingerprints {
        Fingerprints(self.derive(purpose, &[]))
    }

    /// A key for one purpose, made of the secret and these parts.
    #[must_use]
    pub(crate) fn derive(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("any length will do");
        for part in [purpose.as_bytes()].iter().chain(parts) {
            // Each behind its length, so that no two lists of parts are the same text.
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// Reads a token that we signed and that has exactly our claims.
    pub(crate) fn read(&self, text: &str, now: Moment) -> Result<Token, TokenFault> {
        let decoded = decode::<Claims>(text, &self.check, &self.rules);
        let claims = decoded.map_err(|_| TokenFault::Invalid)?.claims;
        let expired = claims.exp <= now.seconds();
        let token = token_of(claims).ok_or(TokenFault::Invalid)?;
        if expired {
            Err(TokenFault::Expired)
        } else {
            Ok(token)
        }
    }
}

fn token_of(claims: Claims) -> Option<Token> {
    Some(Token {
        token_use: match claims.token_use {
            UseWord::Access => TokenUse::Access,
            UseWord::Refresh => TokenUse::Refresh,
        },
        account: claims.sub.parse().ok()?,
        session: SessionId(claims.sid),
        id: claims.jti,
        issued_at: Moment::from_micros(claims.iat.checked_mul(1_000_000)?),
        expires_at: Moment::from_micros(claims.exp.checked_mul(1_000_000)?),
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    use super::*;

    const NOW: Moment = Moment::from_micros(1_686_736_800_000_000);

    fn token() -> Token {
        Token {
            token_use: TokenUse::Access,
            account: 18,
            session: SessionId(7),
            id: "abc".into(),
            issued_at: NOW,
            expires_at: NOW.after(Duration::from_secs(60)),
        }
    }

    #[test]
    fn fingerprints_and_keys_are_of_their_secret_and_of_their_text() {
        let (one, other) = (Signer::new(&[1; 32]), Signer::new(&[2; 32]));
        assert_eq!(
            one.fingerprint("123456"),
            Signer::new(&[1; 32]).fingerprint("123456")
        );
        assert_ne!(one.fingerprint("123456"), other.fingerprint("123456"));
        assert_ne!(one.fingerprint("123456"), one.fingerprint("123457"));
        assert_eq!(one.fingerprint("123456").len(), 64, "all of it is kept");
        let key = |signer: &Signer, purpose, parts: &[&[u8]]| signer.derive(purpose, parts);
        let first = key(&one, "reply", &[b"ab", b"c"]);
        for another in [
            key(&other, "reply", &[b"ab", b"c"]),
            key(&one, "other", &[b"ab", b"c"]),
            key(&one, "reply", &[b"a", b"bc"]),
            key(&one, "reply", &[b"abc"]),
        ] {
            assert_ne!(first, another);
        }
    }

    /// A token with this header and these claims, signed with this secret.
    fn forged(header: &str, claims: &str, secret: &[u8]) -> String {
        let message = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(claims)
        );
        let key = EncodingKey::from_secret(secret);
        let signature =
            jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256).expect("signs");
        format!("{message}.{signature}")
    }

    #[test]
    fn a_signed_token_is_read_back() {
        let signer = Signer::new(b"secret");
        for token_use in [TokenUse::Access, TokenUse::Refresh] {
            let token = Token {
                token_use,
                ..token()
            };
            assert_eq!(signer.read(&signer.sign(&token), NOW), Ok(token));
        }
    }

    #[test]
    fn it_ends_when_it_says() {
        let signer = Signer::new(b"secret");
        let text = signer.sign(&token());
        assert!(
            signer
                .read(&text, NOW.after(Duration::from_secs(59)))
                .is_ok()
        );
        assert!(
            signer
                .read(&text, NOW.after(Duration::from_secs(60)))
                .is_err()
        );
    }

    #[test]
    fn forgeries_are_refused() {
        let signer = Signer::new(b"secret");
        let exp = NOW.seconds() + 60;
        let good =
            format!(r#"{{"use":"access","sub":"18","sid":7,"jti":"abc","iat":1,"exp":{exp}}}"#);
        let hs256 = r#"{"alg":"HS256","typ":"JWT"}"#;
        assert!(
            signer.read(&forged(hs256, &good, b"secret"), NOW).is_ok(),
            "a good token passes"
        );
        assert!(signer.read(&forged(hs256, &good, b"another"), NOW).is_err());
        assert!(
            signer
                .read(&forged(r#"{"alg":"HS512"}"#, &good, b"secret"), NOW)
                .is_err()
        );
        assert!(
            signer
                .read(&forged(r#"{"alg":"none"}"#, &good, b"secret"), NOW)
                .is_err()
        );
        let unsigned = format!(
            "{}.{}.",
            URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#),
            URL_SAFE_NO_PAD.encode(&good)
        );
        assert!(signer.read(&unsigned, NOW).is_err());
        for claims in [
            r#"{"use":"access","sub":"18","sid":7,"jti":"abc","iat":1}"#.to_owned(),
            format!(r#"{{"use":"access","sid":7,"jti":"abc","iat":1,"exp":{exp}}}"#),
            format!(r#"{{"use":"access","sub":"x","sid":7,"jti":"abc","iat":1,"exp":{exp}}}"#),
            format!(
                r#"{{"use":"access","sub":"18","sid":7,"jti":"abc","iat":1,"exp":{exp},"role":"admin"}}"#
            ),
            // What the original servers put in: an address, no end.
            r#"{"email":"frnspry14@gmail.com"}"#.to_owned(),
        ] {
            assert!(
                signer
                    .read(&forged(hs256, &claims, b"secret"), NOW)
                    .is_err(),
                "{claims}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "[A-Za-z0-9_.=-]{0,300}|\\PC{0,80}") {
            prop_assert_eq!(Signer::new(b"secret").read(&text, NOW), Err(TokenFault::Invalid));
        }
    }
}
