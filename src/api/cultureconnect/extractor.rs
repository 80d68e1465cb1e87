//! How a caller proves who he is: a session id in the path or in the body, or
//! `Authorization: Bearer <session id>`.

use uuid::Uuid;

use crate::api::cultureconnect::wire;
use crate::app::App;
use crate::domain::caller::{Admin, Caller};
use crate::domain::fault::{Fault, Resource};
use crate::domain::field::{FieldFault, Problem};
use crate::http::body::Body;
use crate::http::call::{Call, FromCall, Path};
use crate::http::operation::Operation;
use crate::services::sessions;

/// A session id that was never given before: 122 random bits.
pub(crate) fn new_session_id() -> String {
    Uuid::new_v4().to_string()
}

/// Whoever the path's session id belongs to.
pub(crate) struct OfPath(pub Caller);

impl FromCall for OfPath {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let Path(id) = Path::<String>::from_call(call)?;
        holder(call.app, &id, Fault::NoAccount).map(Self)
    }

    // The pattern describes the parameter, and the route what it fails with.
    fn describe(_operation: &mut Operation) {}
}

/// Whoever's session is to end: the one that the body names, or else the
/// bearer's own.
pub(crate) struct Leaving(pub Caller);

impl FromCall for Leaving {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let Body(body) = Body::<wire::Logout>::from_call(call)?;
        let caller = match body.session_id {
            Some(id) => holder(call.app, &id, Fault::NotFound(Resource::Session)),
            None => bearer(call).map_err(|fault| match fault {
                Fault::NoCredentials => FieldFault::body("session-id", Problem::Missing).into(),
                other => other,
            }),
        };
        caller.map(Self)
    }

    fn describe(operation: &mut Operation) {
        Body::<wire::Logout>::describe(operation);
        operation.fails(FieldFault::body("session-id", Problem::Missing).into());
        operation.fails(Fault::InvalidCredentials);
    }
}

/// Who may look at the list of users.
pub(crate) enum Onlooker {
    /// An administrator.
    Admin(Admin),
    /// Anybody, where whoever runs the server opened the list.
    Anybody,
}

impl FromCall for Onlooker {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        if call.app.policy.open_user_list {
            return Ok(Self::Anybody);
        }
        Ok(Self::Admin(bearer(call)?.admin()?))
    }

    fn describe(operation: &mut Operation) {
        operation.security = Some("bearer");
        operation.fails(Fault::NoCredentials);
        operation.fails(Fault::InvalidCredentials);
        operation.fails(Fault::NotAllowed);
    }
}

/// Who speaks with the bearer's session id, or with another family's access token.
fn bearer(call: &Call) -> Result<Caller, Fault> {
    let text = call.bearer()?;
    match Uuid::try_parse(text) {
        Ok(_) => holder(call.app, text, Fault::InvalidCredentials),
        Err(_) => sessions::authenticate(call.app, text),
    }
}

/// Who holds this session id; `nobody` is the fault if none does, or no longer.
///
/// What is no UUID isn't looked up: other families' handles are shorter, with
/// waits against guessing that this would be a way around.
fn holder(app: &App, text: &str, nobody: Fault) -> Result<Caller, Fault> {
    let Ok(id) = Uuid::try_parse(text) else {
        return Err(nobody);
    };
    sessions::authenticate_long_handle(app, &id.to_string()).map_err(|fault| match fault {
        Fault::NotFound(_) | Fault::ExpiredCredentials => nobody,
        other => other,
    })
}
