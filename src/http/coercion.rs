//! What a value may be written as instead of its type: a form's texts are read as what the shape wants,
//! and JSON as pydantic's lax mode reads it, for the families whose originals do
//! (<https://docs.pydantic.dev/latest/concepts/conversion_table/>).

use serde_json::Value;

use crate::domain::moment::Moment;
use crate::http::shape::Shape;
use crate::http::text_format::TextFormat;

/// Where a value comes from, which decides what it may be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// JSON: nothing but its type.
    Json,
    /// JSON of a family whose original ran on pydantic.
    LaxJson,
    /// A form, all of whose values are text.
    Form,
}

/// Reads a value as what the shape wants. What can't be read stays as it is, and is found to be of the
/// wrong type.
pub(super) fn coerce(shape: &Shape, value: &mut Value, source: Source) {
    let read = match (shape, source) {
        (_, Source::Json) => None,
        (Shape::Nullable(shape), _) => return coerce(shape, value, source),
        (Shape::Flag, _) => read_flag(value),
        (Shape::Integer(..), _) => read_integer(value),
        (Shape::Number, _) => read_number(value),
        (
            Shape::Text {
                format: Some(TextFormat::Moment),
                ..
            },
            _,
        ) => read_moment(value),
        (Shape::List { .. }, Source::Form) => value.as_str().map(list),
        (Shape::Object { .. }, Source::Form) => json_of(value, Value::is_object),
        _ => None,
    };
    if let Some(read) = read {
        *value = read;
    }
}

/// True or false as clients write it: `True`, `1`, `yes`, `on` and their like.
#[must_use]
pub(crate) fn flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "1" | "yes" | "y" | "on" => Some(true),
        "false" | "f" | "0" | "no" | "n" | "off" => Some(false),
        _ => None,
    }
}

/// A whole number as text: `5`, `+5`, `5.0`, `1_000`.
#[must_use]
pub(crate) fn integer(text: &str) -> Option<i64> {
    let text = without_underscores(text.trim())?;
    let whole = match text.split_once('.') {
        None => &text,
        Some((whole, fraction)) => {
            let is_whole = !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0');
            is_whole.then_some(whole)?
        }
    };
    whole.parse().ok()
}

fn number(text: &str) -> Option<f64> {
    let text = without_underscores(text.trim())?;
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Python lets single underscores part digits.
fn without_underscores(text: &str) -> Option<String> {
    let sound = !text.starts_with('_') && !text.ends_with('_') && !text.contains("__");
    sound.then(|| text.replace('_', ""))
}

fn read_flag(value: &Value) -> Option<Value> {
    let read = match value {
        Value::String(text) => flag(text),
        Value::Number(number) => match number.as_f64() {
            Some(0.0) => Some(false),
            Some(1.0) => Some(true),
            _ => None,
        },
        _ => None,
    };
    read.map(Value::Bool)
}

/// A number with nothing but zeros behind its point is a whole one to the shape itself.
fn read_integer(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(flag) => Some(i64::from(*flag).into()),
        Value::String(text) => integer(text).map(Value::from),
        _ => None,
    }
}

fn read_number(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(flag) => Some(i64::from(*flag).into()),
        Value::String(text) => number(text).map(Value::from),
        _ => None,
    }
}

/// Times are passed on as RFC 3339: also a date alone, which is its midnight, and Unix time.
fn read_moment(value: &Value) -> Option<Value> {
    let moment = match value {
        Value::String(text) => Moment::parse(text).or_else(|problem| {
            let midnight = Moment::parse(&format!("{}T00:00Z", text.trim())).ok();
            let unix = || number(text).and_then(Moment::from_unix);
            midnight.or_else(unix).ok_or(problem)
        }),
        Value::Number(number) => return number.as_f64().and_then(Moment::from_unix).map(written),
        _ => return None,
    };
    moment.ok().map(written)
}

fn written(moment: Moment) -> Value {
    moment.rfc3339().into()
}

/// A list in one field: `[1, 2]`, `1,2`, or a list of one.
fn list(text: &str) -> Value {
    let whole: Option<Value> = serde_json::from_str(text).ok();
    let whole = whole.filter(Value::is_array);
    whole.unwrap_or_else(|| text.split(',').map(str::trim).collect())
}

fn json_of(value: &Value, fits: fn(&Value) -> bool) -> Option<Value> {
    serde_json::from_str(value.as_str()?).ok().filter(fits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn coerced(schema: &Value, mut value: Value, source: Source) -> Value {
        coerce(&Shape::compile(schema), &mut value, source);
        value
    }

    fn lax(kind: &str, value: Value) -> Value {
        coerced(&json!({"type": kind}), value, Source::LaxJson)
    }

    fn time(value: impl Into<Value>) -> Value {
        let schema = json!({"type": "string", "format": "date-time"});
        coerced(&schema, value.into(), Source::LaxJson)
    }

    /// Each row of pydantic's table for these types, from JSON.
    #[test]
    fn json_is_read_as_pydantics_table_has_it() {
        for word in [
            "true", "True", "TRUE", "t", "T", "1", "yes", "Y", "on", "ON",
        ] {
            assert_eq!(lax("boolean", json!(word)), json!(true), "{word}");
        }
        for word in ["false", "False", "f", "0", "no", "N", "off"] {
            assert_eq!(lax("boolean", json!(word)), json!(false), "{word}");
        }
        assert_eq!(lax("boolean", json!(1)), json!(true));
        assert_eq!(lax("boolean", json!(0.0)), json!(false));
        for (value, whole) in [
            (json!("5"), 5),
            (json!(" -5.00 "), -5),
            (json!("+1_000"), 1000),
            (json!("007"), 7),
            (json!(true), 1),
        ] {
            assert_eq!(lax("integer", value.clone()), json!(whole), "{value}");
        }
        assert_eq!(lax("number", json!("1.5")), json!(1.5));
        assert_eq!(lax("number", json!("1e3")), json!(1000.0));
        assert_eq!(lax("number", json!(false)), json!(0));
    }

    #[test]
    fn what_pydantic_refuses_stays_as_it_is() {
        for (kind, values) in [
            (
                "boolean",
                vec![
                    json!(2),
                    json!(0.5),
                    json!("x"),
                    json!(""),
                    json!(null),
                    json!([]),
                ],
            ),
            (
                "integer",
                vec![
                    json!("1.5"),
                    json!("5."),
                    json!("1e1"),
                    json!("x"),
                    json!(""),
                    json!("__1"),
                    json!(null),
                ],
            ),
            (
                "number",
                vec![json!("nan"), json!("inf"), json!("x"), json!(null)],
            ),
            ("string", vec![json!(5), json!(true), json!("x")]),
        ] {
            for value in values {
                assert_eq!(lax(kind, value.clone()), value, "{kind}");
            }
        }
        let list = json!({"type": "array", "items": {"type": "integer"}});
        assert_eq!(coerced(&list, json!("1,2"), Source::LaxJson), json!("1,2"));
    }

    #[test]
    fn times_are_read_as_pydantics_table_has_them() {
        for value in [
            json!("2026-12-01T10:00:00Z"),
            json!("2026-12-01T10:00:00"),
            json!("2026-12-01 10:00"),
            json!("2026-12-01T17:00:00+0700"),
            json!("2026-12-01T10:00:00.000"),
            json!(1_796_119_200),
            json!(1_796_119_200_000_u64),
            json!(1_796_119_200.0),
            json!("1796119200"),
        ] {
            assert_eq!(
                time(value.clone()),
                json!("2026-12-01T10:00:00.000000Z"),
                "{value}"
            );
        }
        assert_eq!(time("2026-11-27"), json!("2026-11-27T00:00:00.000000Z"));
        assert_eq!(time(-1.5), json!("1969-12-31T23:59:58.500000Z"));
        for value in [
            json!("noon"),
            json!(""),
            json!("2026-13-01"),
            json!(1e300),
            json!(true),
            json!(null),
        ] {
            assert_eq!(time(value.clone()), value);
        }
    }

    #[test]
    fn strict_json_is_left_alone() {
        for (kind, value) in [("boolean", json!("true")), ("integer", json!("5"))] {
            let schema = json!({"type": [kind, "null"]});
            assert_eq!(coerced(&schema, value.clone(), Source::Json), value);
        }
    }

    #[test]
    fn a_forms_texts_are_read_as_the_shape_wants() {
        let of =
            |kind: &str, text: &str| coerced(&json!({"type": kind}), json!(text), Source::Form);
        assert_eq!(of("boolean", "yes"), json!(true));
        assert_eq!(of("integer", "-3"), json!(-3));
        assert_eq!(of("string", "1"), json!("1"));
        assert_eq!(of("object", "{\"a\":1}"), json!({"a": 1}));
        let list = json!({"type": "array", "items": {"type": "string"}});
        for (text, read) in [
            ("[1, 2]", json!([1, 2])),
            ("1,-2, 3", json!(["1", "-2", "3"])),
            ("a", json!(["a"])),
            ("", json!([""])),
        ] {
            assert_eq!(coerced(&list, json!(text), Source::Form), read, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whole_numbers_are_what_python_reads(whole in any::<i64>(), zeros in 0_usize..4) {
            let text = format!(" {whole}.0{}", "0".repeat(zeros));
            prop_assert_eq!(integer(&text), Some(whole));
            prop_assert_eq!(integer(&whole.to_string()), Some(whole));
            prop_assert_eq!(integer(&format!("{whole}.5")), None);
        }

        #[test]
        fn numbers_come_back(one in -1e300..1e300) {
            prop_assert_eq!(number(&format!("{one:e}")), Some(one));
            prop_assert_eq!(lax("number", json!(one.to_string())), json!(one));
        }

        #[test]
        fn seconds_and_milliseconds_are_one_time(seconds in 20_000_001_i64..20_000_000_000) {
            let written = Value::from(Moment::from_micros(seconds * 1_000_000).rfc3339());
            prop_assert_eq!(time(seconds), written.clone());
            prop_assert_eq!(time(seconds * 1000), written.clone());
            prop_assert_eq!(time(seconds.to_string()), written);
        }

        #[test]
        fn any_value_is_answered(text in "\\PC{0,20}|[0-9._+eE:TZ -]{0,20}", real in any::<f64>()) {
            for kind in ["boolean", "integer", "number", "string", "object"] {
                for source in [Source::LaxJson, Source::Form] {
                    let _ = coerced(&json!({"type": kind}), json!(text), source);
                    let _ = coerced(&json!({"type": kind}), json!(real), source);
                }
            }
            let _ = (time(text), time(real));
        }
    }
}
