//! What a body must look like, compiled from its JSON Schema.
//!
//! The schema that documents a body is the one that judges it: its bounds
//! stand in the description and can't drift from what is checked.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::domain::email::Email;
use crate::domain::field::Problem;
use crate::domain::link::Link;
use crate::domain::moment::Moment;
use crate::domain::text::Text;

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
        format: Option<Format>,
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

/// Control characters and marks that turn the direction of what stands around
/// them, as a class of a pattern has them; a macro, since `concat!` takes no constant.
macro_rules! harmful {
    () => {
        r"\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069"
    };
}

/// The same without tabs and line ends, which are fine between lines.
macro_rules! harmful_in_lines {
    () => {
        r"\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069"
    };
}

/// What a text of several lines is made of: a line may end as Windows ends it.
macro_rules! lines {
    () => {
        concat!(r"([^", harmful_in_lines!(), r"]|\r\n)*")
    };
}

/// The pattern of a text of one line that isn't blank and harms nothing around it.
#[rustfmt::skip]
pub(crate) const LINE: &str = concat!("^[^", harmful!(), "]*[^\\s", harmful!(), "][^", harmful!(), "]*$");
/// The same, or blank.
pub(crate) const LINE_OR_NONE: &str = concat!("^[^", harmful!(), "]*$");
/// The pattern of a text that may have several lines and isn't blank.
#[rustfmt::skip]
pub(crate) const LINES: &str = concat!("^", lines!(), "[^\\s", harmful_in_lines!(), "]", lines!(), "$");
/// The same, or blank.
pub(crate) const LINES_OR_NONE: &str = concat!("^", lines!(), "$");

/// What a text can have to be, by JSON Schema's names.
#[derive(Debug, Clone, Copy)]
pub enum Format {
    /// `email`
    Email,
    /// `uri`: a link to a web page.
    Link,
    /// `date-time`
    Moment,
    /// The pattern [`LINE`].
    Line,
    /// The pattern [`LINE_OR_NONE`].
    LineOrNone,
    /// The pattern [`LINES`].
    Lines,
    /// The pattern [`LINES_OR_NONE`].
    LinesOrNone,
}

impl Format {
    fn of(schema: &Value) -> Option<Self> {
        let patterns = [
            (LINE, Self::Line),
            (LINE_OR_NONE, Self::LineOrNone),
            (LINES, Self::Lines),
            (LINES_OR_NONE, Self::LinesOrNone),
        ];
        let known = patterns
            .into_iter()
            .find(|(known, _)| schema["pattern"] == *known);
        if let Some((_, format)) = known {
            return Some(format);
        }
        match schema["format"].as_str()? {
            "email" => Some(Self::Email),
            "uri" => Some(Self::Link),
            "date-time" => Some(Self::Moment),
            _ => None,
        }
    }

    /// Judges a text.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn judge(self, text: &str) -> Result<(), Problem> {
        match self {
            Self::Email => Email::parse(text).map(drop),
            Self::Link => Link::parse(text).map(drop),
            Self::Moment => Moment::parse(text).map(drop),
            Self::Line => Text::line(text, u64::MAX).and_then(Text::filled).map(drop),
            Self::LineOrNone => Text::line(text, u64::MAX).map(drop),
            Self::Lines => Text::lines(text, u64::MAX).and_then(Text::filled).map(drop),
            Self::LinesOrNone => Text::lines(text, u64::MAX).map(drop),
        }
    }
}

/// The JSON Schema of a type (draft 2020-12, as OpenAPI 3.1 has it), without references.
#[must_use]
pub(crate) fn schema_of<T: JsonSchema>() -> Value {
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
    pub(crate) fn compile(schema: &Value) -> Self {
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
            format: Format::of(schema),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::field::Kind;

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
        let shape = Shape::compile(&schema_of::<Outer>());
        let faults = shape.check(&mut body, false).err().unwrap_or_default();
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
