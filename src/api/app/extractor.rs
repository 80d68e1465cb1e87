//! How a caller proves who he is: the page's cookie with its proof, or a bearer's token.

use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::http::call::{Call, FromCall};
use crate::http::cookie;
use crate::http::operation::Operation;
use crate::services::sessions;

pub(crate) use crate::http::bearer::{AsAdmin, SignedIn};

/// The token somebody speaks with, from which what must prove the next request is made.
pub(crate) struct Token(pub String);

impl FromCall for Token {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        Ok(Self(call.bearer()?.to_owned()))
    }

    fn describe(_operation: &mut Operation) {}
}

/// The cookie's token, if its session stands. It only tells its own browser who
/// is signed in there, so it needs no proof: another site can't read the reply.
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

/// That the request isn't another site's: where nobody is signed in yet there is
/// no proof to ask for, but browsers say who asks. Carries whether cookies are to
/// be `Secure`.
pub(crate) struct Ours {
    /// Whether the page is reached by TLS.
    pub secure: bool,
}

impl FromCall for Ours {
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
