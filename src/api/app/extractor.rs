//! The page's credentials: its cookie with a CSRF token, or a bearer's token.

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::http::call::{Call, FromCall};
use crate::http::cookie;
use crate::http::operation::Operation;
use crate::services::sessions;

use crate::http::bearer::Scheme;
pub(crate) use crate::http::bearer::{AdminBearer, Bearer};
pub(crate) use crate::http::same_origin::SameOrigin;

/// The caller's token, from which their CSRF token is derived.
pub(crate) struct BearerToken(pub String);

impl FromCall for BearerToken {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        Ok(Self(call.bearer()?.to_owned()))
    }

    fn describe(_operation: &mut Operation) {}
}

/// Whoever has yet to set up a second factor, too: for the routes with which they do.
pub(crate) struct EvenWithoutSecondFactor;

impl Scheme for EvenWithoutSecondFactor {
    fn authenticate(call: &Call) -> Result<Caller, Fault> {
        let (caller, _) = sessions::authenticate_to_set_up(call.app, call.bearer()?)?;
        Ok(caller)
    }
}

/// Somebody signed in to the page.
pub(crate) struct SignedIn {
    pub caller: Caller,
    /// Their token.
    pub token: String,
    /// Whether they set up a second factor before they do anything else.
    pub lacks_second_factor: bool,
}

impl SignedIn {
    /// The holder of this token.
    ///
    /// # Errors
    /// As [`sessions::authenticate_to_set_up`].
    pub(crate) fn of(app: &App, token: &str) -> Result<Self, Fault> {
        let (caller, lacks_second_factor) = sessions::authenticate_to_set_up(app, token)?;
        Ok(Self {
            caller,
            token: token.to_owned(),
            lacks_second_factor,
        })
    }
}

/// The caller of the cookie, if its session is active. To be shown
/// who is signed in needs no CSRF token: another site can't read the reply.
pub(crate) struct Visitor(pub Option<SignedIn>);

impl FromCall for Visitor {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        call.at_known_host()?;
        let Some(token) = cookie::token(call.request, call.is_by_tls()) else {
            return Ok(Self(None));
        };
        match SignedIn::of(call.app, token) {
            Ok(visitor) => Ok(Self(Some(visitor))),
            Err(Fault::InvalidCredentials | Fault::ExpiredCredentials) => Ok(Self(None)),
            Err(fault) => Err(fault),
        }
    }

    fn describe(operation: &mut Operation) {
        operation.fails(Fault::UnknownHost);
    }
}
