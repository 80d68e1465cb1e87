//! The page's credentials: its cookie with a CSRF token, or a bearer's token.

use crate::app::App;
use crate::domain::account::AccountId;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::http::call::{Call, FromCall};
use crate::http::cookie;
use crate::http::operation::Operation;
use crate::http::origin::Origin;
use crate::services::sessions;

use crate::http::bearer::Scheme;
pub(crate) use crate::http::bearer::{AdminBearer, Bearer};

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
