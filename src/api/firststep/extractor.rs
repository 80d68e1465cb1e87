//! How a caller proves who he is: `Authorization: Bearer <token>`.

use crate::domain::caller::Caller;
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
        operation.security = Some("bearer");
        operation.fails(Fault::NoCredentials);
        operation.fails(Fault::InvalidCredentials);
    }
}
