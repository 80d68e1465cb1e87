//! Callers with an access token: one extractor, by the scheme of a family.

use std::marker::PhantomData;

use crate::domain::account::AccountId;
use crate::domain::caller::{Admin, Caller};
use crate::domain::fault::Fault;
use crate::http::call::{Call, FromCall};
use crate::http::operation::Operation;
use crate::services::sessions;

/// How a family reads the credentials of a request, and what it says is wrong with them.
pub(crate) trait Scheme {
    /// What can be wrong.
    const FAULTS: &'static [Fault] = &[
        Fault::NoCredentials,
        Fault::InvalidCredentials,
        Fault::ExpiredCredentials,
    ];

    /// Whose they are.
    fn authenticate(call: &Call) -> Result<Caller, Fault> {
        sessions::authenticate(call.app, call.bearer()?)
    }
}

/// `Authorization: Bearer <access token>`.
pub(crate) struct AccessToken;

impl Scheme for AccessToken {}

/// Somebody signed in. A handler that takes one can't be reached without.
pub(crate) struct Bearer<S = AccessToken> {
    pub caller: Caller,
    scheme: PhantomData<S>,
}

impl<S: Scheme> Bearer<S> {
    /// Whose the `Idempotency-Key` of a request is.
    pub(crate) fn owner(call: &Call) -> Result<Option<AccountId>, Fault> {
        Ok(Some(S::authenticate(call)?.account))
    }
}

impl<S: Scheme> FromCall for Bearer<S> {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let caller = S::authenticate(call)?;
        let scheme = PhantomData;
        Ok(Self { caller, scheme })
    }

    fn describe(operation: &mut Operation) {
        operation.security = Some("bearer");
        for fault in S::FAULTS {
            operation.fails(fault.clone());
        }
    }
}

/// An administrator signed in.
pub(crate) struct AdminBearer<S = AccessToken> {
    pub admin: Admin,
    scheme: PhantomData<S>,
}

impl<S: Scheme> FromCall for AdminBearer<S> {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let admin = S::authenticate(call)?.admin()?;
        let scheme = PhantomData;
        Ok(Self { admin, scheme })
    }

    fn describe(operation: &mut Operation) {
        Bearer::<S>::describe(operation);
        operation.fails(Fault::NotAllowed);
    }
}
