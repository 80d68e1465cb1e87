//! An error's body.

use serde_json::{Value, json};

/// The schema of an error's body.
pub(crate) fn error_schema() -> Value {
    json!({
        "type": "object",
        "properties": {"error": {
            "type": "object",
            "properties": {
                "code": {"type": "string", "description": "The fault's name."},
                "fields": {
                    "type": "array",
                    "description": "The fields at fault.",
                    "items": {
                        "type": "object",
                        "properties": {"field": {"type": "string"}, "problem": {"type": "string"}},
                        "required": ["field", "problem"],
                    },
                },
                "retry_after": {"type": "integer", "description": "Seconds after which to try again."},
                "limit": {"type": "integer", "description": "The bound that was passed."},
            },
            "required": ["code"],
        }},
        "required": ["error"],
    })
}
