//! The part of JSON Schema that our replies use, to judge them by what is described.

use serde_json::Value;

/// What of a value is not as the schema has it; empty if all is well.
pub fn faults(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut wrong = |what: &str| found.push(format!("{at}: {what}: {value}"));
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        Value::String(kind) => vec![kind.as_str()],
        _ => Vec::new(),
    };
    if !kinds.is_empty() && !kinds.iter().any(|kind| is(kind, value)) {
        wrong("the type");
    }
    if schema.get("const").is_some_and(|only| only != value) {
        wrong("not the constant");
    }
    let words = schema["enum"].as_array();
    if words.is_some_and(|words| !words.contains(value)) {
        wrong("not one of the words");
    }
    if let Some(kinds) = schema["anyOf"].as_array()
        && !kinds.iter().any(|kind| faults(kind, value, at).is_empty())
    {
        wrong("none of the kinds");
    }
    let number = value.as_f64();
    let beyond = |name: &str, beyond: fn(&f64, &f64) -> bool| {
        let bound = schema[name].as_f64();
        bound
            .zip(number)
            .is_some_and(|(bound, number)| beyond(&number, &bound))
    };
    if beyond("minimum", f64::lt) || beyond("maximum", f64::gt) {
        wrong("out of bounds");
    }
    found.extend(within(schema, value, at));
    found
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    }
}

/// The faults of what a list or an object holds. A field that isn't described is one.
fn within(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    for element in value.as_array().into_iter().flatten() {
        found.extend(faults(&schema["items"], element, &format!("{at}[]")));
    }
    let Some(object) = value.as_object() else {
        return found;
    };
    for name in schema["required"].as_array().into_iter().flatten() {
        let name = name.as_str().expect("a name");
        if !object.contains_key(name) {
            found.push(format!("{at}: {name} is missing"));
        }
    }
    for (name, field) in object {
        let known = schema["properties"].get(name);
        match known.or_else(|| schema.get("additionalProperties")) {
            Some(schema) => found.extend(faults(schema, field, &format!("{at}.{name}"))),
            None => found.push(format!("{at}.{name} is not described")),
        }
    }
    found
}

#[test]
fn a_wrong_value_is_found() {
    use serde_json::json;
    let schema = json!({
        "type": "object", "required": ["a"],
        "properties": {
            "a": {"type": "integer", "minimum": 0, "maximum": 5},
            "b": {"type": ["string", "null"]},
            "c": {"type": "array", "items": {"enum": ["x"]}},
            "d": {"const": true},
        },
    });
    let good = json!({"a": 5, "b": null, "c": ["x", "x"], "d": true});
    assert_eq!(faults(&schema, &good, ""), [""; 0]);
    for bad in [
        json!([]),
        json!({}),
        json!({"a": 6}),
        json!({"a": -1}),
        json!({"a": 1.5}),
        json!({"a": 1, "b": 2}),
        json!({"a": 1, "c": ["y"]}),
        json!({"a": 1, "d": false}),
        json!({"a": 1, "e": 0}),
    ] {
        assert_eq!(faults(&schema, &bad, "").len(), 1, "{bad}");
    }
}
