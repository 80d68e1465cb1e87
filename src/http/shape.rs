//! What a body must look like, compiled from its JSON Schema: the schema that documents a body is
//! the one that validates it, so that neither can drift from the other.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::http::keywords;
use crate::http::operation::SchemaOf;
use crate::http::text_format::TextFormat;
pub(crate) use crate::http::text_format::{LINE, LINE_OR_NONE, LINES, LINES_OR_NONE, LINKS};

/// The part of JSON Schema that our bodies use.
#[derive(Debug)]
pub enum Shape {
    /// An object.
    Object {
        /// Its fields: name, whether it must be there, shape.
        fields: Vec<(String, bool, Shape)>,
        /// Whether other fields are refused.
        closed: bool,
    },
    /// A list.
    List {
        /// The shape of each element.
        element: Box<Shape>,
        /// Fewest elements.
        least: u64,
        /// Most elements.
        most: u64,
    },
    /// Text.
    Text {
        /// Fewest characters.
        least: u64,
        /// Most characters.
        most: u64,
        /// What it must be besides.
        format: Option<TextFormat>,
    },
    /// One of these texts.
    Choice(Vec<String>),
    /// A whole number within bounds.
    Integer(i64, i64),
    /// A number.
    Number,
    /// True or false.
    Flag,
    /// The same, or null.
    Nullable(Box<Shape>),
    /// Anything.
    Any,
}

impl Shape {
    /// Compiles the schema of a body, written out without references.
    ///
    /// # Panics
    /// As [`Shape::compile`].
    #[must_use]
    pub(crate) fn of(body: SchemaOf) -> Self {
        let settings = SchemaSettings::draft2020_12().with(|to| to.inline_subschemas = true);
        Self::compile(&body(&mut settings.into_generator()).to_value())
    }

    /// Compiles a schema without references.
    ///
    /// # Panics
    /// If the schema has a keyword that wouldn't be enforced. A test compiles every route's.
    #[must_use]
    pub(super) fn compile(schema: &Value) -> Self {
        match &schema["type"] {
            Value::Array(types) => match types.as_slice() {
                [Value::String(kind), Value::String(null)] if null == "null" => {
                    Self::Nullable(Box::new(Self::of_kind(schema, kind)))
                }
                _ => panic!("no body takes values of several types: {schema}"),
            },
            Value::String(kind) => Self::of_kind(schema, kind),
            _ => {
                keywords::check_untyped(schema);
                Self::Any
            }
        }
    }

    fn of_kind(schema: &Value, kind: &str) -> Self {
        keywords::check(schema, kind);
        let bound = |name: &str| schema[name].as_u64();
        match kind {
            "object" => Self::object(schema),
            "array" => Self::List {
                element: Box::new(Self::compile(&schema["items"])),
                least: bound("minItems").unwrap_or(0),
                most: bound("maxItems").unwrap_or(u64::MAX),
            },
            "string" => Self::text(schema),
            "integer" => Self::Integer(
                schema["minimum"].as_i64().unwrap_or(i64::MIN),
                schema["maximum"].as_i64().unwrap_or(i64::MAX),
            ),
            "number" => Self::Number,
            "boolean" => Self::Flag,
            _ => panic!("no body takes values of this type: {schema}"),
        }
    }

    fn object(schema: &Value) -> Self {
        let required = schema["required"].as_array();
        let must =
            |name: &str| required.is_some_and(|names| names.iter().any(|known| known == name));
        let fields = schema["properties"].as_object().into_iter().flatten();
        Self::Object {
            fields: fields
                .map(|(name, field)| (name.clone(), must(name), Self::compile(field)))
                .collect(),
            closed: schema["additionalProperties"] == Value::Bool(false),
        }
    }

    fn text(schema: &Value) -> Self {
        if let Some(words) = schema["enum"].as_array() {
            let words = words.iter().filter_map(Value::as_str);
            return Self::Choice(words.map(str::to_owned).collect());
        }
        Self::Text {
            least: schema["minLength"].as_u64().unwrap_or(0),
            most: schema["maxLength"].as_u64().unwrap_or(u64::MAX),
            format: TextFormat::of(schema),
        }
    }
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde_json::json;

    use super::*;
    use crate::domain::field::{Kind, Problem};
    use crate::http::coercion::Source;
    use crate::http::operation::schema;

    #[derive(Default, serde::Serialize, JsonSchema)]
    #[serde(default, deny_unknown_fields)]
    struct Outer {
        inner: Option<Inner>,
        group: Group,
    }

    #[derive(serde::Serialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        is_on: bool,
    }

    #[derive(Default, serde::Serialize, JsonSchema)]
    #[serde(default, deny_unknown_fields)]
    struct Group {
        #[schemars(length(max = 5), regex(pattern = LINE))]
        name: Option<String>,
        #[schemars(inner(regex(pattern = LINE)))]
        lines: Vec<String>,
    }

    fn faults(mut body: Value) -> Vec<(String, Problem)> {
        let shape = Shape::of(schema::<Outer>);
        let faults = shape
            .check(&mut body, Source::Json)
            .err()
            .unwrap_or_default();
        let pairs = faults
            .into_iter()
            .map(|fault| (fault.to_string(), fault.problem));
        pairs.collect()
    }

    #[test]
    fn what_nests_may_be_missing_or_null_and_is_judged_when_it_is_there() {
        for body in [
            json!({}),
            json!({"inner": null, "group": {}}),
            json!({"inner": {"is_on": true}, "group": {"name": null, "lines": []}}),
            json!({"group": {"name": " a ", "lines": ["ä b", "😀"]}}),
        ] {
            assert_eq!(faults(body.clone()), [], "{body}");
        }
        let one = |body, place: &str, problem| {
            assert_eq!(faults(body), [(place.to_owned(), problem)]);
        };
        one(json!({"other": 1}), "other", Problem::Unknown);
        one(
            json!({"group": null}),
            "group",
            Problem::WrongType(Kind::Object),
        );
        one(json!({"inner": {}}), "inner.is_on", Problem::Missing);
        one(
            json!({"inner": {"is_on": true, "x": 1}}),
            "inner.x",
            Problem::Unknown,
        );
        one(
            json!({"inner": {"is_on": 1}}),
            "inner.is_on",
            Problem::WrongType(Kind::Flag),
        );
        one(json!({"group": {"x": 1}}), "group.x", Problem::Unknown);
    }

    #[test]
    fn what_would_not_be_enforced_is_refused() {
        for schema in [
            json!({"anyOf": [{"type": "string"}]}),
            json!({"const": "x"}),
            json!({"type": ["string", "integer"]}),
            json!({"type": "null"}),
            json!({"type": "string", "const": "x"}),
            json!({"type": "string", "pattern": "^x$"}),
            json!({"type": "string", "format": "uuid"}),
            json!({"type": "string", "enum": ["x", 1]}),
            json!({"type": "integer", "multipleOf": 2}),
            json!({"type": "integer", "format": "uint32", "minimum": 0}),
            json!({"type": "integer", "maximum": 1.5}),
            json!({"type": "number", "minimum": 0}),
            json!({"type": "array", "uniqueItems": true}),
            json!({"type": "array", "items": {"type": "string", "not": {}}}),
            json!({"type": "object", "minProperties": 1}),
            json!({"type": "object", "additionalProperties": {"type": "string"}}),
            json!({"type": "object", "properties": {"x": {"$ref": "#"}}}),
        ] {
            let compiled = std::panic::catch_unwind(|| Shape::compile(&schema));
            assert!(compiled.is_err(), "{schema}");
        }
        for schema in [
            json!(true),
            json!({"title": "x", "description": "x", "default": 1, "examples": [1]}),
            json!({"type": ["string", "null"], "enum": ["x", null]}),
            json!({"type": "integer", "format": "uint8", "minimum": 0, "maximum": 255}),
        ] {
            let _ = Shape::compile(&schema);
        }
    }

    #[test]
    fn a_line_is_filled_and_harmless() {
        for (text, problem) in [
            ("", Problem::Empty),
            (" \u{3000} ", Problem::Empty),
            ("a\nb", Problem::ControlCharacters),
            ("a\u{7f}", Problem::ControlCharacters),
            ("\u{202e}", Problem::ControlCharacters),
            ("aaaaaa", Problem::TooLong(5)),
        ] {
            let found = faults(json!({"group": {"name": text}}));
            assert_eq!(found, [("group.name".to_owned(), problem)], "{text:?}");
        }
        let found = faults(json!({"group": {"lines": ["a", "b\0"]}}));
        assert_eq!(
            found,
            [("group.lines[1]".to_owned(), Problem::ControlCharacters)]
        );
    }
}
