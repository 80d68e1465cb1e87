//! FirstStep's credentials: `Authorization: Bearer <token>`.

use crate::domain::fault::Fault;
use crate::http::bearer::{self, Scheme};

/// An expired token gets the same reply as a forged one, so it is described once.
pub(crate) struct FirstStepToken;

impl Scheme for FirstStepToken {
    const FAULTS: &'static [Fault] = &[Fault::NoCredentials, Fault::InvalidCredentials];
}

pub(crate) type Bearer = bearer::Bearer<FirstStepToken>;
