//! Callers with an access token, for families that tell no more of a bad one
//! than that it is bad.

use crate::domain::caller::{Admin, Caller};
use crate::domain::fault::Fault;
use crate::http::call::{Call, FromCall};
use crate::http::operation::Operation;
use crate::services::sessions;

/// Somebody signed in. A handler that takes one can't be reached without.
pub(crate) struct SignedIn(pub Caller);

impl FromCall for SignedIn {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        sessions::authenticate(call.app, call.bearer()?).map(Self)
    }

    fn describe(operation: &mut Operation) {
        wants_a_token(operation);
    }
}

/// An administrator signed in.
pub(crate) struct AsAdmin(pub Admin);

impl FromCall for AsAdmin {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let SignedIn(caller) = SignedIn::from_call(call)?;
        caller.admin().map(Self)
    }

    fn describe(operation: &mut Operation) {
        wants_a_token(operation);
        operation.fails(Fault::NotAllowed);
    }
}

/// Describes a route that takes a token.
pub(crate) fn wants_a_token(operation: &mut Operation) {
    operation.security = Some("bearer");
    operation.fails(Fault::NoCredentials);
    operation.fails(Fault::InvalidCredentials);
    operation.fails(Fault::ExpiredCredentials);
}
