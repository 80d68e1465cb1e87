//! The page's credentials: its cookie with a CSRF token, or a bearer's token.

use crate::domain::account::AccountId;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::http::call::{Call, FromCall};
use crate::http::cookie;
use crate::http::operation::Operation;
use crate::services::sessions;

pub(crate) use crate::http::bearer::{AdminBearer, Bearer};

/// The caller's token, from which their CSRF token is derived.
pub(crate) struct BearerToken(pub String);

impl FromCall for BearerToken {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        Ok(Self(call.bearer()?.to_owned()))
    }

    fn describe(_operation: &mut Operation) {}
}

/// The caller of the cookie, if its session is active, with the cookie's token. To be shown
/// who is signed in needs no CSRF token: another site can't read the reply.
pub(crate) struct Visitor(pub Option<(Caller, String)>);

impl FromCall for Visitor {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let Some(token) = cookie::token(call.request) else {
            return Ok(Self(None));
        };
        match sessions::authenticate(call.app, token) {
            Ok(caller) => Ok(Self(Some((caller, token.to_owned())))),
            Err(Fault::InvalidCredentials | Fault::ExpiredCredentials) => Ok(Self(None)),
            Err(fault) => Err(fault),
        }
    }

    fn describe(_operation: &mut Operation) {}
}

/// Proof that the request is same-origin. Before a sign-in there is no CSRF token to check,
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
        let header = |name| call.request.header(name);
        let site = header("Sec-Fetch-Site").unwrap_or("none");
        let host = |address: &str| address.split("//").nth(1).map(str::to_ascii_lowercase);
        let origin = header("Origin").is_none_or(|origin| host(origin) == host(&call.base()));
        if origin && ["same-origin", "none"].contains(&site) {
            let secure = call.base().starts_with("https://");
            Ok(Self { secure })
        } else {
            Err(Fault::NotAllowed)
        }
    }

    fn describe(operation: &mut Operation) {
        operation.fails(Fault::NotAllowed);
    }
}
