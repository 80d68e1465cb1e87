//! What a request with an `Idempotency-Key` is known by, and what its kept reply is sealed with.

use crate::auth::sealed;
use crate::auth::signer::Signer;
use crate::platform::digest::hex;

/// Three values that nobody makes without the server's secret, the client's key and, of a sign-up, its body.
pub(crate) struct ReplyKeys {
    /// What the key is known by in the database.
    pub name: String,
    /// What the request is known by: another one under the same key has another.
    pub request: String,
    seal: [u8; 32],
}

impl ReplyKeys {
    /// The keys of a request: `scope` is whose it is with its `Idempotency-Key`, `request` all that tells
    /// it from another.
    #[must_use]
    pub(crate) fn new(signer: &Signer, scope: &[&[u8]], request: &[&[u8]]) -> Self {
        Self {
            name: hex(&signer.derive("idempotency name", scope)),
            request: hex(&signer.derive("idempotency request", request)),
            seal: signer.derive("idempotency seal", scope),
        }
    }

    /// Encrypts a reply, bound to the request, so that no row's reply can be moved to another row.
    #[must_use]
    pub(crate) fn seal(&self, reply: &[u8]) -> Vec<u8> {
        sealed::seal(self.seal, reply, self.request.as_bytes())
    }

    /// Decrypts what [`Self::seal`] made; `None` if it isn't that.
    pub(crate) fn unseal(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        sealed::unseal(self.seal, sealed, self.request.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(secret: &[u8], scope: &[&[u8]], request: &[&[u8]]) -> ReplyKeys {
        ReplyKeys::new(&Signer::new(secret), scope, request)
    }

    #[test]
    fn only_the_same_secret_scope_and_request_open_a_reply() {
        let (scope, request) = ([&b"1"[..], b"key"], [&b"POST"[..], b"body"]);
        let mine = keys(b"secret", &scope, &request);
        let sealed = mine.seal(b"a token");
        assert!(!sealed.windows(5).any(|five| five == b"token"));
        assert_eq!(mine.unseal(&sealed).as_deref(), Some(&b"a token"[..]));
        for other in [
            keys(b"another", &scope, &request),
            keys(b"secret", &[b"2", b"key"], &request),
            keys(b"secret", &[b"1", b"kez"], &request),
            keys(b"secret", &[b"1k", b"ey"], &request),
            keys(b"secret", &scope, &[b"POST", b"bodz"]),
        ] {
            assert_eq!(other.unseal(&sealed), None);
        }
        for damaged in [&sealed[..11], &sealed[..sealed.len() - 1], b""] {
            assert_eq!(mine.unseal(damaged), None);
        }
        assert_ne!(mine.seal(b"a token"), sealed, "another nonce");
    }

    #[test]
    fn no_value_tells_another() {
        let (scope, request) = ([&b"1"[..], b"key"], [&b"1"[..], b"key"]);
        let mine = keys(b"secret", &scope, &request);
        assert_ne!(mine.name, mine.request);
        assert_ne!(mine.name, hex(&mine.seal));
    }
}
