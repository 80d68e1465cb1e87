//! What a body must look like, compiled from its JSON Schema.
//!
//! The schema that documents a body is the one that judges it: its bounds
//! stand in the description and can't drift from what is checked.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

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
    },
    /// One of a few words.
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

/// The JSON Schema of a type (draft 2020-12, as OpenAPI 3.1 has it), without references.
#[must_use]
pub fn schema_of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    settings
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

impl Shape {
    /// Compiles a schema made by [`schema_of`].
    #[must_use]
    pub fn compile(schema: &Value) -> Self {
        match &schema["type"] {
            Value::Array(types) => Self::nullable(schema, types),
            Value::String(kind) => Self::of_kind(schema, kind),
            _ => Self::Any,
        }
    }

    fn nullable(schema: &Value, types: &[Value]) -> Self {
        let kind = types
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null");
        kind.map_or(Self::Any, |kind| {
            Self::Nullable(Box::new(Self::of_kind(schema, kind)))
        })
    }

    fn of_kind(schema: &Value, kind: &str) -> Self {
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
            _ => Self::Any,
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
        }
    }
}
