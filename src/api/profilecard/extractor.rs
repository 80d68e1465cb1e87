//! How a caller proves who he is: `Authorization: <code>`, with or without `Bearer`.

use crate::domain::caller::Caller;
use crate::domain::fault::{Fault, Resource};
use crate::http::call::{Call, FromCall};
use crate::http::operation::Operation;
use crate::services::sessions;

/// Somebody signed in. A handler that takes one can't be reached without.
pub(crate) struct SignedIn(pub Caller);

impl FromCall for SignedIn {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let held = held(call.request.header("Authorization"))?;
        // Only a JWT has dots: the access token of somebody who signed in elsewhere here.
        let caller = if held.contains('.') {
            sessions::authenticate(call.app, held)
        } else {
            let address = call.request.remote_addr().ip().to_string();
            sessions::authenticate_handle(call.app, held, &address)
        };
        caller.map(Self)
    }

    fn describe(operation: &mut Operation) {
        operation.security = Some("bearer");
        for fault in [
            Fault::NoCredentials,
            Fault::InvalidCredentials,
            Fault::ExpiredCredentials,
            Fault::NotFound(Resource::Session),
            Fault::TooManyTries { retry_after: 5 },
        ] {
            operation.fails(fault);
        }
    }
}

fn held(header: Option<&str>) -> Result<&str, Fault> {
    let header = header.unwrap_or_default().trim();
    let held = match header.split_once(' ') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("bearer") => rest.trim_start(),
        _ => header,
    };
    if held.is_empty() {
        return Err(Fault::NoCredentials);
    }
    Ok(held)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_and_without_the_scheme() {
        for header in ["8PBV22S", " 8PBV22S ", "Bearer 8PBV22S", "bearer  8PBV22S"] {
            assert_eq!(held(Some(header)), Ok("8PBV22S"), "{header:?}");
        }
        for header in [None, Some(""), Some(" ")] {
            assert_eq!(held(header), Err(Fault::NoCredentials), "{header:?}");
        }
        assert_eq!(
            held(Some("Basic 8PBV22S")),
            Ok("Basic 8PBV22S"),
            "no code of ours"
        );
    }
}
