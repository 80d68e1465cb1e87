//! The page's sign-in: an access token in a cookie that no script can read, and
//! a token against forged requests that another site can't know.
//!
//! A request speaks for the cookie's session only if it also carries
//! `X-CSRF-Token` with the fingerprint of that cookie: a form or a picture on
//! another site sends the cookie along (were it not for `SameSite=Strict`), but
//! can set no header and read no reply. This is OWASP's signed double-submit
//! pattern; the signature is the token's own.

use std::time::Duration;

use rouille::Request;
use rouille::input::cookies;

use crate::platform::digest::sha256;

/// The cookie's name over plain HTTP.
pub(crate) const NAME: &str = "firststep_session";
/// Its name under TLS: browsers take a cookie of this prefix from this very host by TLS alone, so no neighbour
/// under the same domain can plant one.
pub(crate) const SECURE_NAME: &str = "__Host-firststep_session";
/// The header that proves that our own page asks.
pub(crate) const PROOF: &str = "X-CSRF-Token";

/// The cookie of a seat in a room: one a room, sent to that room's paths alone.
pub(crate) const SEAT: &str = "firststep_seat";
const SECURE_SEAT: &str = "__Secure-firststep_seat";
/// Longer than a room is kept: whoever comes back to it has their seat.
const SEAT_LIFETIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The token of the seat in the cookie.
#[must_use]
pub(crate) fn seat(request: &Request, by_tls: bool) -> Option<&str> {
    let name = if by_tls { SECURE_SEAT } else { SEAT };
    let mut found = cookies(request).filter(|(sent, value)| *sent == name && !value.is_empty());
    found.next().map(|(_, value)| value)
}

/// A `Set-Cookie` that keeps the token of a seat in the room with this code.
#[must_use]
pub(crate) fn set_seat(code: &str, token: &str, secure: bool) -> String {
    let (name, secure) = if secure {
        (SECURE_SEAT, "; Secure")
    } else {
        (SEAT, "")
    };
    let seconds = if token.is_empty() {
        0
    } else {
        SEAT_LIFETIME.as_secs()
    };
    format!(
        "{name}={token}; Path=/rooms/{code}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
    )
}

/// The access token in the cookie, whichever page sent the request. Where the page is certainly reached by
/// TLS, the cookie that others could have planted isn't looked at.
#[must_use]
pub(crate) fn token(request: &Request, by_tls: bool) -> Option<&str> {
    let names: &[&str] = if by_tls {
        &[SECURE_NAME]
    } else {
        &[SECURE_NAME, NAME]
    };
    let value = |wanted: &&str| {
        let found = cookies(request).find(|(name, value)| name == wanted && !value.is_empty());
        found.map(|(_, value)| value)
    };
    names.iter().find_map(value)
}

/// The access token in the cookie, if our own page sends it.
#[must_use]
pub(crate) fn proven_token(request: &Request, by_tls: bool) -> Option<&str> {
    let token = token(request, by_tls)?;
    let proof = request.header(PROOF)?;
    (proof == csrf(token)).then_some(token)
}

/// The CSRF token that our page must send with this cookie.
#[must_use]
pub fn csrf(token: &str) -> String {
    sha256(format!("csrf:{token}").as_bytes())[..32].to_owned()
}

/// A `Set-Cookie` that keeps a token for so long; `secure` only where the page is reached by TLS:
/// over plain HTTP browsers would drop the cookie.
#[must_use]
pub(crate) fn set(token: &str, lifetime: Duration, secure: bool) -> String {
    let (name, secure) = if secure {
        (SECURE_NAME, "; Secure")
    } else {
        (NAME, "")
    };
    let seconds = lifetime.as_secs();
    format!("{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
}

/// A `Set-Cookie` that takes it away.
#[must_use]
pub(crate) fn clear(secure: bool) -> String {
    set("", Duration::ZERO, secure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::room::Room;

    fn asking(headers: &[(&str, &str)]) -> Request {
        let headers = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Request::fake_http("GET", "/", headers.collect(), Vec::new())
    }

    #[test]
    fn a_cookie_alone_proves_nothing() {
        let (proof, empty) = (csrf("a.b.c"), csrf(""));
        let cookie = ("Cookie", "other=1; firststep_session=a.b.c");
        let cases = [
            (vec![cookie, (PROOF, proof.as_str())], Some("a.b.c")),
            (vec![cookie], None),
            (vec![cookie, (PROOF, "")], None),
            (vec![cookie, (PROOF, "a.b.c")], None),
            (vec![(PROOF, proof.as_str())], None),
            (
                vec![("Cookie", "firststep_session="), (PROOF, &empty)],
                None,
            ),
        ];
        for (headers, expected) in cases {
            assert_eq!(
                proven_token(&asking(&headers), false),
                expected,
                "{headers:?}"
            );
        }
    }

    #[test]
    fn a_part_of_the_proof_is_none_and_neither_is_more() {
        let proof = csrf("a.b.c");
        assert_eq!(proof.len(), 32);
        let cookie = ("Cookie", "firststep_session=a.b.c");
        let proven = |sent: &str| proven_token(&asking(&[cookie, (PROOF, sent)]), false).is_some();
        assert!(proven(&proof));
        for length in 0..proof.len() {
            assert!(!proven(&proof[..length]), "the first {length} characters");
            assert!(!proven(&proof[length + 1..]), "without the first {length}");
        }
        for other in [format!("{proof}0"), proof.to_uppercase(), csrf("a.b.d")] {
            assert!(!proven(&other), "{other}");
        }
    }

    #[test]
    fn under_tls_a_planted_one_is_not_looked_at() {
        let both = "firststep_session=planted; __Host-firststep_session=own";
        let planted = "firststep_session=planted";
        for (sent, by_tls, expected) in [
            (both, true, Some("own")),
            (both, false, Some("own")),
            (planted, true, None),
            (planted, false, Some("planted")),
        ] {
            assert_eq!(
                token(&asking(&[("Cookie", sent)]), by_tls),
                expected,
                "{sent} {by_tls}"
            );
        }
    }

    #[test]
    fn no_script_reads_it_and_no_other_site_sends_it() {
        let cookie = set("a.b.c", Duration::from_secs(60), true);
        assert_eq!(
            cookie,
            "__Host-firststep_session=a.b.c; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure"
        );
        assert!(!set("a", Duration::ZERO, false).contains("Secure"));
        assert!(clear(false).contains("Max-Age=0"));
    }

    /// Also one that was opened for as long as can be.
    #[test]
    fn a_seat_is_held_for_longer_than_its_room_is_kept() {
        let cookie = set_seat("ABC234", "a", true);
        let (_, rest) = cookie.split_once("Max-Age=").expect("a lifetime");
        let seconds = rest.split(';').next().and_then(|text| text.parse().ok());
        let held = Duration::from_secs(seconds.expect("a number"));
        assert!(
            held > Room::lifetime(Room::MAX_HOURS) + Room::KEPT,
            "{cookie}"
        );
    }
}
