//! The profile card's credentials: `Authorization: <code>`, with or without `Bearer`.

use crate::domain::caller::Caller;
use crate::domain::fault::{Fault, Resource};
use crate::http::authorization;
use crate::http::bearer::{self, Scheme};
use crate::http::call::Call;
use crate::services::sessions;

/// A short code, or the access token of somebody who signed in through another family.
pub(crate) struct ProfileCardCode;

impl Scheme for ProfileCardCode {
    const FAULTS: &'static [Fault] = &[
        Fault::NoCredentials,
        Fault::InvalidCredentials,
        Fault::ExpiredCredentials,
        Fault::NotFound(Resource::Session),
        Fault::TooManyTries { retry_after: 5 },
    ];

    fn authenticate(call: &Call) -> Result<Caller, Fault> {
        let held = authorization::bearer_or_bare(call.request)?;
        // Only a JWT has dots.
        if held.contains('.') {
            return sessions::authenticate(call.app, held);
        }
        let address = call.client_address();
        sessions::authenticate_handle(call.app, held, &address)
    }
}

pub(crate) type Bearer = bearer::Bearer<ProfileCardCode>;
