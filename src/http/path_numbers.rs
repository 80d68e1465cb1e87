//! Path parameters that are whole numbers.

use serde_json::json;

use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Kind, Problem};
use crate::http::call::{Call, FromCall};
use crate::http::operation::Operation;
use crate::http::path::names;

/// All parameters of the path, for routes whose parameters are numbers, in their order.
pub(crate) struct Numbers<const COUNT: usize>(pub [i64; COUNT]);

impl<const COUNT: usize> FromCall for Numbers<COUNT> {
    /// Every one that is no whole number is a fault of its own, by its name.
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let mut numbers = Vec::new();
        let mut faults = Vec::new();
        for (name, text) in names(call.pattern).zip(&call.parameters) {
            match text.parse() {
                Ok(number) => numbers.push(number),
                Err(_) => faults.push(FieldFault::path(name, Problem::WrongType(Kind::Integer))),
            }
        }
        if !faults.is_empty() {
            return Err(Fault::Fields(faults));
        }
        // A route and its handler are written side by side; they agree, or the path isn't there.
        numbers.try_into().map(Self).map_err(|_| Fault::NoSuchPath)
    }

    fn describe(operation: &mut Operation) {
        operation.parameter = Some(json!({"type": "integer", "format": "int64"}));
        let wrong = FieldFault::path("id", Problem::WrongType(Kind::Integer));
        operation.fails(wrong.into());
    }
}
