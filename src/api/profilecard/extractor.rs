//! The profile card's credentials: `Authorization: <code>`, with or without `Bearer`.

use crate::domain::caller::Caller;
use crate::domain::fault::{Fault, Resource};
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
        let held = held(call.request.header("Authorization"))?;
        // Only a JWT has dots.
        if held.contains('.') {
            return sessions::authenticate(call.app, held);
        }
        let address = call.request.remote_addr().ip().to_string();
        sessions::authenticate_handle(call.app, held, &address)
    }
}

pub(crate) type Bearer = bearer::Bearer<ProfileCardCode>;

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
