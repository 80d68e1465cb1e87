//! The log of what administrators did.

use std::time::Duration;

use serde_json::json;

use crate::api::app::extractor::AdminBearer;
use crate::api::app::wire;
use crate::app::App;
use crate::domain::account::AccountId;
use crate::domain::admin_log::{Deed, LogFilter};
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Problem};
use crate::domain::moment::Moment;
use crate::http::call::{Call, FromCall, whole_number};
use crate::http::operation::Operation;
use crate::http::paging::Clamped;
use crate::http::reply::Json;
use crate::services::admin_log;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(crate) fn list(
    app: &App,
    AdminBearer { admin, .. }: AdminBearer,
    Clamped(page): Clamped<100>,
    Filters(filter): Filters,
) -> Result<Json<wire::AdminLog>, Fault> {
    let (found, total) = admin_log::admin_log(app, admin, &filter, page)?;
    Ok(Json(wire::AdminLog::of(found, total)))
}

/// `?actor=`, `?account=`, `?deed=`, `?from=`, `?until=`.
pub(crate) struct Filters(LogFilter);

impl FromCall for Filters {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let given = |name| call.request.get_param(name);
        let number = |name| whole_number(call, name).map(|found| found.map(AccountId));
        let day = |name| {
            given(name)
                .map(|day| Moment::of_day(&day).map_err(|problem| FieldFault::query(name, problem)))
        };
        let deed = given("deed").map(|word| Deed::from_word(&word).ok_or_else(no_deed));
        Ok(Self(LogFilter {
            actor: number("actor")?,
            account: number("account")?,
            deed: deed.transpose()?,
            from: day("from").transpose()?,
            until: day("until").transpose()?.map(|day| day.after(DAY)),
        }))
    }

    fn describe(operation: &mut Operation) {
        let number = || json!({"type": "integer", "format": "int64"});
        let day = || json!({"type": "string", "format": "date"});
        operation.query(
            "actor",
            "The number of the account that did it; 0 for the operator.",
            number(),
        );
        operation.query(
            "account",
            "The number of the account to which it was done.",
            number(),
        );
        let words = Deed::words();
        operation.query(
            "deed",
            "What was done.",
            json!({"type": "string", "enum": words}),
        );
        operation.query("from", "The first day (UTC), such as 2026-11-21.", day());
        operation.query("until", "The last day.", day());
        operation.fails(no_deed().into());
    }
}

fn no_deed() -> FieldFault {
    let words = Deed::words().into_iter().map(str::to_owned);
    FieldFault::query("deed", Problem::NotOneOf(words.collect()))
}
