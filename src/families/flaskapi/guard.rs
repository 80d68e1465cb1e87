//! How a caller proves who he is: `Authorization: Bearer <access token>`, and
//! for the next pair of tokens the refresh token in the same place.

use crate::domain::caller::{Admin, Caller};
use crate::domain::fault::Fault;
use crate::http::call::{Call, FromCall};
use crate::http::operation::Operation;
use crate::sessions;

/// Somebody signed in. A handler that takes one can't be reached without.
pub struct SignedIn(pub Caller);

impl FromCall for SignedIn {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        sessions::authenticate(call.app, call.bearer()?).map(Self)
    }

    fn describe(operation: &mut Operation) {
        wants_a_token(operation);
    }
}

/// An administrator signed in.
pub struct AsAdmin(pub Admin);

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

/// A token that is to be exchanged; the exchange itself judges it.
pub struct RefreshToken(pub String);

impl FromCall for RefreshToken {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        call.bearer().map(|token| Self(token.to_owned()))
    }

    fn describe(operation: &mut Operation) {
        wants_a_token(operation);
    }
}

fn wants_a_token(operation: &mut Operation) {
    operation.security = Some("bearer");
    operation.fails(Fault::NoCredentials);
    operation.fails(Fault::InvalidCredentials);
    operation.fails(Fault::ExpiredCredentials);
}
