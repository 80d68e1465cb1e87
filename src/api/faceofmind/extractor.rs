//! FaceofMind's credentials: `Authorization: Bearer <access token>`.

use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::http::bearer::{self, Scheme};
use crate::http::call::Call;
use crate::services::sessions;

/// A valid token of an account that isn't active has a fault of its own.
pub(crate) struct FaceOfMindToken;

impl Scheme for FaceOfMindToken {
    const FAULTS: &'static [Fault] = &[
        Fault::NoCredentials,
        Fault::InvalidCredentials,
        Fault::AccountInactive,
    ];

    fn authenticate(call: &Call) -> Result<Caller, Fault> {
        sessions::authenticate_saying_why(call.app, call.bearer()?)
    }
}

pub(crate) type Bearer = bearer::Bearer<FaceOfMindToken>;
pub(crate) type AdminBearer = bearer::AdminBearer<FaceOfMindToken>;
