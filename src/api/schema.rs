//! The schemas of error bodies.

use serde_json::{Map, Value, json};

/// An object of these fields, all of them there: name, type and description.
pub(crate) fn object(fields: &[(&str, &str, &str)]) -> Value {
    let property = |(name, kind, about): &(&str, &str, &str)| {
        (
            (*name).to_owned(),
            json!({"type": kind, "description": about}),
        )
    };
    json!({
        "type": "object",
        "properties": fields.iter().map(property).collect::<Map<_, _>>(),
        "required": fields.iter().map(|(name, ..)| name).collect::<Vec<_>>(),
    })
}
