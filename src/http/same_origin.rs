//! Proof that a request was sent by a page of ours.

use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::http::call::{Call, FromCall};
use crate::http::operation::Operation;
use crate::http::origin::Origin;

/// Whether a page is one of ours: reached at the public address, or at the one that the request itself was
/// sent to, which a browser writes into `Host` (the machine's own in the local network, say). Before a proxy
/// that speaks TLS, that one's scheme is the page's; where TLS is certain, a page without it isn't believed.
fn is_ours(call: &Call, page: &Origin) -> bool {
    if call.public == Some(page) {
        return true;
    }
    let by_tls = call.request.is_secure()
        || call
            .public
            .is_some_and(|public| public.is_secure() && public.shares_host(page));
    let host = call.request.header("Host");
    let sent_to = host.and_then(|host| page.of_host(host));
    sent_to.as_ref() == Some(page) && (page.is_secure() || !by_tls)
}

/// Proof that our own page sends the request. Before a sign-in there is no CSRF token to check,
/// but browsers send `Sec-Fetch-Site` and `Origin`.
pub(crate) struct SameOrigin {
    /// Whether the page is reached by TLS, so that cookies are to be `Secure`.
    pub secure: bool,
}

impl SameOrigin {
    /// Whose the `Idempotency-Key` of a sign-up is: nobody's yet, but our own page must send it.
    pub(crate) fn owner(call: &Call) -> Result<Option<AccountId>, Fault> {
        Self::from_call(call).map(|_| None)
    }
}

impl FromCall for SameOrigin {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        call.at_known_host()?;
        let header = |name| call.request.header(name);
        let site = header("Sec-Fetch-Site").unwrap_or("none");
        if !["same-origin", "none"].contains(&site) {
            return Err(Fault::NotAllowed);
        }
        let Some(origin) = header("Origin") else {
            let secure = call.base().starts_with("https://");
            return Ok(Self { secure });
        };
        let page = Origin::parse(origin).map_err(|_| Fault::NotAllowed)?;
        let secure = page.is_secure();
        is_ours(call, &page)
            .then_some(Self { secure })
            .ok_or(Fault::NotAllowed)
    }

    fn describe(operation: &mut Operation) {
        operation.fails(Fault::NotAllowed);
        operation.fails(Fault::UnknownHost);
    }
}
