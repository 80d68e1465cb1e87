//! How a caller proves who he is: `Authorization: Bearer <access token>`.

use crate::domain::fault::Fault;
use crate::http::call::{Call, FromCall};
use crate::http::operation::Operation;
use crate::sessions;

/// Somebody signed in, whoever he is: a prediction that isn't kept is nobody's.
pub struct SignedIn;

impl FromCall for SignedIn {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        sessions::authenticate(call.app, call.bearer()?).map(|_| Self)
    }

    fn describe(operation: &mut Operation) {
        operation.security = Some("bearer");
        operation.fails(Fault::NoCredentials);
        operation.fails(Fault::InvalidCredentials);
        operation.fails(Fault::ExpiredCredentials);
    }
}
