//! Faults of fields in pydantic's form: `{"loc": […], "msg": …, "type": …}`.
//! The value sent is never echoed: it may be a password.

use schemars::JsonSchema;
use serde::Serialize;

use crate::api::faults;
use crate::domain::field::{FieldFault, Kind, Part, Problem, Step};

/// All of them.
pub(crate) fn fields(faults: &[FieldFault]) -> Vec<FieldError> {
    faults.iter().map(field).collect()
}

/// A body that is no JSON.
pub(crate) fn unreadable() -> FieldError {
    FieldError {
        loc: vec![Place::Key("body".to_owned())],
        msg: "JSON decode error".to_owned(),
        kind: "json_invalid",
    }
}

/// A field at fault.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FieldError {
    /// The way to the field.
    loc: Vec<Place>,
    /// What is wrong with it.
    msg: String,
    /// The same for programs.
    #[serde(rename = "type")]
    kind: &'static str,
}

/// A step on the way to a field: a name, or a place in a list.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum Place {
    Key(String),
    Index(usize),
}

fn field(fault: &FieldFault) -> FieldError {
    let part = match fault.part {
        Part::Body => "body",
        Part::Query => "query",
        Part::Path => "path",
        Part::Header => "header",
    };
    let steps = fault.steps.iter().map(|step| match step {
        Step::Key(name) => Place::Key(name.clone()),
        Step::Index(index) => Place::Index(*index),
    });
    let (msg, kind) = message(fault);
    FieldError {
        loc: std::iter::once(Place::Key(part.to_owned()))
            .chain(steps)
            .collect(),
        msg,
        kind,
    }
}

fn message(fault: &FieldFault) -> (String, &'static str) {
    match &fault.problem {
        Problem::Missing => fixed("Field required", "missing"),
        Problem::Empty => short(1),
        Problem::TooShort(least) => short(*least),
        Problem::TooLong(most) => {
            let message = format!("String should have at most {}", characters(*most));
            (message, "string_too_long")
        }
        Problem::WrongType(kind) => wrong_type(*kind, fault.part),
        Problem::OutOfRange(least, most) => out_of_range(*least, *most),
        Problem::TooMany(most) => {
            let message = format!("List should have at most {most} items after validation");
            (message, "too_long")
        }
        Problem::NotOneOf(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
            (format!("Input should be {}", either(&words)), "enum")
        }
        Problem::Unknown => fixed("Extra inputs are not permitted", "extra_forbidden"),
        Problem::NotALink => fixed(
            "Input should be a valid URL, with scheme http or https",
            "url_parsing",
        ),
        Problem::NotAMoment => fixed(
            "Input should be a valid datetime with timezone",
            "datetime_parsing",
        ),
        Problem::InThePast => fixed("Input should be in the future", "datetime_future"),
        Problem::NotAnEmail => fixed("value is not a valid email address", "value_error"),
        Problem::TooManyBytes(most) => value_error(&format!("should have at most {most} bytes")),
        Problem::WrongCount(count) => value_error(&format!("should have {count} items")),
        Problem::ControlCharacters => value_error("control characters are not allowed"),
        problem => value_error(&faults::problem("Input", problem).1),
    }
}

fn fixed(message: &str, kind: &'static str) -> (String, &'static str) {
    (message.to_owned(), kind)
}

/// Pydantic's form for rules that aren't its own.
fn value_error(what: &str) -> (String, &'static str) {
    (format!("Value error, {what}"), "value_error")
}

fn short(least: u64) -> (String, &'static str) {
    let message = format!("String should have at least {}", characters(least));
    (message, "string_too_short")
}

fn characters(count: u64) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} character{plural}")
}

fn wrong_type(kind: Kind, part: Part) -> (String, &'static str) {
    // Outside of bodies everything is text, of which a number is to be read.
    if kind == Kind::Integer && part != Part::Body {
        let message = "Input should be a valid integer, unable to parse string as an integer";
        return fixed(message, "int_parsing");
    }
    match kind {
        Kind::Text => fixed("Input should be a valid string", "string_type"),
        Kind::Integer => fixed("Input should be a valid integer", "int_type"),
        Kind::Number => fixed("Input should be a valid number", "float_type"),
        Kind::Flag => fixed("Input should be a valid boolean", "bool_type"),
        Kind::List => fixed("Input should be a valid list", "list_type"),
        Kind::Object => {
            let message = "Input should be a valid dictionary or object to extract fields from";
            fixed(message, "model_attributes_type")
        }
    }
}

/// Most numbers that are listed one by one.
const FEW: i64 = 10;

fn out_of_range(least: i64, most: i64) -> (String, &'static str) {
    if most == i64::MAX {
        let message = format!("Input should be greater than or equal to {least}");
        return (message, "greater_than_equal");
    }
    if least == i64::MIN {
        let message = format!("Input should be less than or equal to {most}");
        return (message, "less_than_equal");
    }
    if most - least < FEW {
        let numbers: Vec<String> = (least..=most).map(|number| number.to_string()).collect();
        return (
            format!("Input should be {}", either(&numbers)),
            "literal_error",
        );
    }
    value_error(&format!("should be between {least} and {most}"))
}

/// `a, b or c`
fn either(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn messages_are_pydantics() {
        let one = |problem| json!(field(&FieldFault::body("x", problem)));
        let words = vec!["a".to_owned(), "b".to_owned(), "c".to_owned()];
        for (problem, message, kind) in [
            (
                Problem::TooShort(8),
                "String should have at least 8 characters",
                "string_too_short",
            ),
            (
                Problem::Empty,
                "String should have at least 1 character",
                "string_too_short",
            ),
            (
                Problem::NotOneOf(words),
                "Input should be 'a', 'b' or 'c'",
                "enum",
            ),
            (
                Problem::OutOfRange(1, 5),
                "Input should be 1, 2, 3, 4 or 5",
                "literal_error",
            ),
            (
                Problem::OutOfRange(-3, 70),
                "Value error, should be between -3 and 70",
                "value_error",
            ),
            (
                Problem::OutOfRange(0, i64::MAX),
                "Input should be greater than or equal to 0",
                "greater_than_equal",
            ),
        ] {
            let expected = json!({"loc": ["body", "x"], "msg": message, "type": kind});
            assert_eq!(one(problem), expected);
        }
    }

    #[test]
    fn places_in_lists_are_numbers() {
        let steps = [Step::Key("rows".into()), Step::Index(2)];
        let fault = FieldFault::body("x", Problem::Missing).under(&steps);
        assert_eq!(json!(field(&fault))["loc"], json!(["body", "rows", 2, "x"]));
    }
}
