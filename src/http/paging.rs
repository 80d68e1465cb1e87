//! Paging: `?skip=` and `?limit=`.

use serde_json::json;

use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Kind, Problem};
use crate::domain::query::Page;
use crate::http::call::{Call, FromCall, whole_number};
use crate::http::coercion::integer;
use crate::http::operation::Operation;

/// `?skip=` and `?limit=`, where a value out of bounds is clamped. Without them the list is given from its start, `MOST` at once.
pub(crate) struct Clamped<const MOST: i64>(pub Page);

impl<const MOST: i64> FromCall for Clamped<MOST> {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let skip = whole_number(call, "skip")?.unwrap_or(0);
        let limit = whole_number(call, "limit")?.unwrap_or(MOST);
        Ok(Self(Page {
            skip: skip.max(0),
            limit: limit.clamp(1, MOST),
        }))
    }

    fn describe(operation: &mut Operation) {
        let whole =
            |default: i64| json!({"type": "integer", "format": "int64", "default": default});
        operation.query("skip", "How many to pass over.", whole(0));
        operation.query("limit", "How many to give at the most.", whole(MOST));
        operation.fails(FieldFault::query("skip", Problem::WrongType(Kind::Integer)).into());
    }
}

/// The same, where a value out of bounds is a fault that names the bound.
/// Without them the list is given from its start, `USUAL` at once.
pub(crate) struct Bounded<const USUAL: i64, const MOST: i64>(pub Page);

impl<const USUAL: i64, const MOST: i64> FromCall for Bounded<USUAL, MOST> {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let skip = bounded(call, "skip", 0, i64::MAX);
        let limit = bounded(call, "limit", USUAL, MOST);
        match (skip, limit) {
            (Ok(skip), Ok(limit)) => Ok(Self(Page { skip, limit })),
            (skip, limit) => {
                let faults = [skip.err(), limit.err()].into_iter().flatten();
                Err(Fault::Fields(faults.collect()))
            }
        }
    }

    fn describe(operation: &mut Operation) {
        let skip = json!({"type": "integer", "format": "int64", "minimum": 0, "default": 0});
        operation.query("skip", "How many to pass over.", skip);
        let limit = json!({"type": "integer", "minimum": 0, "maximum": MOST, "default": USUAL});
        operation.query("limit", "How many to give at the most.", limit);
        operation.fails(FieldFault::query("skip", above(0)).into());
    }
}

/// A number of the query from 0 to `most`.
fn bounded(call: &Call, name: &str, usual: i64, most: i64) -> Result<i64, FieldFault> {
    let Some(text) = call.request.get_param(name) else {
        return Ok(usual);
    };
    let problem = match integer(&text) {
        None => Problem::WrongType(Kind::Integer),
        Some(number) if number < 0 => above(0),
        Some(number) if number > most => Problem::OutOfRange(i64::MIN, most),
        Some(number) => return Ok(number),
    };
    Err(FieldFault::query(name, problem))
}

const fn above(least: i64) -> Problem {
    Problem::OutOfRange(least, i64::MAX)
}
