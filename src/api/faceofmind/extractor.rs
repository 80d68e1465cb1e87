//! How a caller proves who he is: `Authorization: Bearer <access token>`.

use crate::domain::caller::{Admin, Caller};
use crate::domain::fault::Fault;
use crate::http::call::{Call, FromCall};
use crate::http::operation::Operation;
use crate::services::sessions;

/// Somebody signed in. A handler that takes one can't be reached without.
pub(crate) struct SignedIn(pub Caller);

impl FromCall for SignedIn {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        sessions::authenticate_saying_why(call.app, call.bearer()?).map(Self)
    }

    fn describe(operation: &mut Operation) {
        operation.security = Some("bearer");
        operation.fails(Fault::NoCredentials);
        operation.fails(Fault::InvalidCredentials);
        operation.fails(Fault::AccountInactive);
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
        SignedIn::describe(operation);
        operation.fails(Fault::NotAllowed);
    }
}
