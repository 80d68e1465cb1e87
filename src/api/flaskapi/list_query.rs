//! How react-admin asks for a part of a list: `?range=[0,24]&sort=["id","ASC"]&filter={}` (ra-data-simple-rest), or
//! `?_start=0&_end=25&_sort=id&_order=ASC` (ra-data-json-server).

use serde_json::{Value, json};

use crate::api::flaskapi::user::MAX_USERS;
use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Kind, Problem};
use crate::domain::query::{Order, Page, Search, SortKey};
use crate::http::call::{Call, FromCall, whole_number};
use crate::http::operation::Operation;

/// The columns that a list can be sorted by.
const COLUMNS: [(&str, SortKey); 4] = [
    ("id", SortKey::Number),
    ("name", SortKey::Name),
    ("username", SortKey::Username),
    ("email", SortKey::Email),
];
const ORDERS: [(&str, bool); 2] = [("ASC", true), ("DESC", false)];

/// Which users, in which order, and which part of the list.
pub(crate) struct ListQuery {
    pub search: Search,
    pub page: Page,
}

impl FromCall for ListQuery {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let (text, ids) = filter(call)?;
        let search = Search {
            text,
            ids,
            order: order(call)?,
            ..Search::default()
        };
        Ok(Self {
            search,
            page: page(call)?,
        })
    }

    fn describe(operation: &mut Operation) {
        // What lies before the first row or after the last is brought within them.
        let whole = || json!({"type": "integer", "format": "int64"});
        let words = |words: Vec<&str>| json!({"type": "string", "enum": words});
        let text = || json!({"type": "string"});
        operation.query(
            "range",
            "The first and the last row, as JSON: `[0, 24]`.",
            text(),
        );
        operation.query(
            "sort",
            "The column and the order, as JSON: `[\"id\", \"ASC\"]`.",
            text(),
        );
        operation.query(
            "filter",
            "As JSON: `id`, a number or a list of them, and `q`, a part of a name or an address.",
            text(),
        );
        operation.query("_start", "The first row.", whole());
        operation.query("_end", "The row behind the last.", whole());
        operation.query(
            "_sort",
            // As an enum its word `name` would be a name that Kotlin's enums have already.
            "The column: `id`, `username`, `email` or `name`.",
            text(),
        );
        operation.query(
            "_order",
            "The order.",
            words(ORDERS.map(|(name, _)| name).to_vec()),
        );
        operation.fails(not_json("range").into());
    }
}

/// The whole list from its start, `MAX_USERS` at once, unless a part is asked for.
fn page(call: &Call) -> Result<Page, Fault> {
    let (first, end) = match parsed(call, "range")? {
        None => (whole_number(call, "_start")?, whole_number(call, "_end")?),
        Some(range) => {
            let row = |at: usize| range[at].as_i64().ok_or_else(|| not_json("range"));
            (Some(row(0)?), Some(row(1)?.saturating_add(1)))
        }
    };
    let skip = first.unwrap_or(0).max(0);
    let limit = end.map_or(MAX_USERS, |end| end.saturating_sub(skip));
    Ok(Page {
        skip,
        limit: limit.clamp(1, MAX_USERS),
    })
}

/// By number from the first on, unless it says otherwise.
fn order(call: &Call) -> Result<Order, Fault> {
    let (column, order) = match parsed(call, "sort")? {
        None => (
            call.request.get_param("_sort"),
            call.request.get_param("_order"),
        ),
        Some(sort) => {
            let word = |at: usize| sort[at].as_str().map(str::to_owned);
            let column = word(0).ok_or_else(|| not_json("sort"))?;
            (Some(column), word(1))
        }
    };
    Ok(Order {
        by: choice("sort", column, &COLUMNS)?,
        ascending: choice("order", order.map(|word| word.to_uppercase()), &ORDERS)?,
    })
}

/// What goes by this word; without one the first of them.
fn choice<T: Copy>(name: &str, word: Option<String>, known: &[(&str, T)]) -> Result<T, FieldFault> {
    let Some(word) = word else {
        return Ok(known[0].1);
    };
    let found = known.iter().find(|(known, _)| *known == word);
    let words = || known.iter().map(|(known, _)| (*known).to_owned()).collect();
    let chosen = found.map(|(_, value)| *value);
    chosen.ok_or_else(|| FieldFault::query(name, Problem::NotOneOf(words())))
}

/// A part of a name or an address, and the numbers that are asked for.
fn filter(call: &Call) -> Result<(String, Option<Vec<AccountId>>), Fault> {
    let (mut text, mut ids) = (String::new(), None);
    let filter = parsed(call, "filter")?.unwrap_or_else(|| json!({}));
    for (name, value) in filter.as_object().ok_or_else(|| not_json("filter"))? {
        match name.as_str() {
            "q" => value.as_str().unwrap_or_default().clone_into(&mut text),
            "id" => {
                let all = value
                    .as_array()
                    .map_or(std::slice::from_ref(value), Vec::as_slice);
                ids = Some(all.iter().map(number).collect::<Result<_, _>>()?);
            }
            other => return Err(FieldFault::query(other, Problem::Unknown).into()),
        }
    }
    Ok((text, ids))
}

/// A number, or the text of one: react-admin takes it from an address.
fn number(value: &Value) -> Result<AccountId, FieldFault> {
    let text = value.as_str().and_then(|text| text.parse().ok());
    let number = value.as_i64().or(text).map(AccountId);
    number.ok_or_else(|| FieldFault::query("id", Problem::WrongType(Kind::Integer)))
}

/// A parameter's JSON, if it is there.
fn parsed(call: &Call, name: &str) -> Result<Option<Value>, FieldFault> {
    let text = call.request.get_param(name).filter(|text| !text.is_empty());
    let value = text.map(|text| serde_json::from_str(&text).map_err(|_| not_json(name)));
    value.transpose()
}

fn not_json(name: &str) -> FieldFault {
    let kind = if name == "filter" {
        Kind::Object
    } else {
        Kind::List
    };
    FieldFault::query(name, Problem::WrongType(kind))
}
