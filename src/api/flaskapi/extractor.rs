//! flask-api's credentials: `Authorization: Bearer <access token>`, and for the
//! next pair of tokens the refresh token in the same place.

use crate::domain::fault::Fault;
use crate::http::bearer::AccessToken;
use crate::http::call::{Call, FromCall};
use crate::http::operation::Operation;

pub(crate) use crate::http::bearer::{AdminBearer, Bearer};

/// A token that is to be exchanged; the exchange itself judges it.
pub(crate) struct RefreshToken(pub String);

impl FromCall for RefreshToken {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        call.bearer().map(|token| Self(token.to_owned()))
    }

    fn describe(operation: &mut Operation) {
        Bearer::<AccessToken>::describe(operation);
    }
}
