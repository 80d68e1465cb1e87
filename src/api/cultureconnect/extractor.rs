//! CultureConnect's credentials: a session id in the path or in the body, or
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

/// A new session id: a UUID of 122 random bits.
pub(crate) fn new_session_id() -> String {
    Uuid::new_v4().to_string()
}

/// The caller whose session id is in the path.
pub(crate) struct PathSession(pub Caller);

impl FromCall for PathSession {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let Path(id) = Path::<String>::from_call(call)?;
        holder(call.app, &id, Fault::NoAccount).map(Self)
    }

    // The pattern describes the parameter, and the route what it fails with.
    fn describe(_operation: &mut Operation) {}
}

/// The caller whose session a sign-out ends: of the id in the body, or else of
/// the bearer token.
pub(crate) struct EndingSession(pub Caller);

impl FromCall for EndingSession {
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
pub(crate) enum ListReader {
    /// An administrator.
    Admin(Admin),
    /// Anybody, with `--open-user-list`.
    Anybody,
}

impl FromCall for ListReader {
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

/// The caller by bearer token: a session id, or another family's access token.
fn bearer(call: &Call) -> Result<Caller, Fault> {
    let text = call.bearer()?;
    match Uuid::try_parse(text) {
        Ok(_) => holder(call.app, text, Fault::InvalidCredentials),
        Err(_) => sessions::authenticate(call.app, text),
    }
}

/// The caller with this session id; `nobody` is the fault if there is none, or no longer.
///
/// Only UUIDs are looked up: other families' handles are shorter and protected by
/// a limit on guesses, which this route would bypass.
fn holder(app: &App, text: &str, nobody: Fault) -> Result<Caller, Fault> {
    let Ok(id) = Uuid::try_parse(text) else {
        return Err(nobody);
    };
    sessions::authenticate_long_handle(app, &id.to_string()).map_err(|fault| match fault {
        Fault::NotFound(_) | Fault::ExpiredCredentials => nobody,
        other => other,
    })
}
