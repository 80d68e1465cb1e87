//! The keywords of JSON Schema that a body's shape enforces. Any other panics
//! when a shape is compiled: the description would state a rule that is never enforced.

use serde_json::Value;

use crate::http::text_format::TextFormat;

/// Keywords that say nothing about which values are valid.
const ANNOTATIONS: [&str; 6] = [
    "title",
    "description",
    "default",
    "examples",
    "$schema",
    "deprecated",
];

/// Checks a schema without a type, which takes any value.
pub(super) fn check_untyped(schema: &Value) {
    refuse_others(schema, &[]);
}

/// Checks a schema of this type.
///
/// # Panics
/// If it has a keyword, or a value of one, that [`crate::http::shape::Shape`] doesn't enforce.
pub(super) fn check(schema: &Value, kind: &str) {
    let enforced: &[&str] = match kind {
        "object" => &["type", "properties", "required", "additionalProperties"],
        "array" => &["type", "items", "minItems", "maxItems"],
        "string" => &[
            "type",
            "enum",
            "minLength",
            "maxLength",
            "pattern",
            "format",
        ],
        "integer" => &["type", "minimum", "maximum", "format"],
        "number" => &["type", "format"],
        _ => &["type"],
    };
    refuse_others(schema, enforced);
    let has = |keyword: &str| schema.get(keyword).is_some();
    let sound = match kind {
        "object" => schema
            .get("additionalProperties")
            .is_none_or(Value::is_boolean),
        "string" => {
            let words = schema["enum"].as_array().into_iter().flatten();
            let of_form = has("pattern") || has("format");
            words.into_iter().all(|word| word.is_string() || word.is_null())
                // A file's content, which no shape is asked about.
                && (!of_form || TextFormat::of(schema).is_some() || schema["format"] == "binary")
        }
        "integer" => {
            let is_bound = |keyword| schema.get(keyword).is_none_or(Value::is_i64);
            // The bounds of a narrower type must be in the schema.
            let is_narrow = has("format") && schema["format"] != "int64";
            is_bound("minimum")
                && is_bound("maximum")
                && (!is_narrow || has("minimum") && has("maximum"))
        }
        _ => true,
    };
    assert!(sound, "a keyword's value isn't enforced: {schema}");
}

fn refuse_others(schema: &Value, enforced: &[&str]) {
    let mut keywords = schema
        .as_object()
        .into_iter()
        .flat_map(|schema| schema.keys());
    let known = |keyword: &&String| {
        let keyword = keyword.as_str();
        enforced.contains(&keyword) || ANNOTATIONS.contains(&keyword)
    };
    let other = keywords.find(|keyword| !known(keyword));
    assert!(other.is_none(), "{other:?} isn't enforced: {schema}");
}
