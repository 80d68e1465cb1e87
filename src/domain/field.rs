//! What is wrong with one field of a request, and where it is.

use std::fmt;

/// Most fields of a form, and most elements of a list: no client of ours needs more, and each costs a
/// hundred times the bytes that it comes in.
pub(crate) const MOST_ELEMENTS: usize = 10_000;

/// One step of the path to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A field of an object, by name.
    Key(String),
    /// An element of a list, counted from 0.
    Index(usize),
}

/// The part of a request that a field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The body.
    Body,
    /// The query string.
    Query,
    /// A path parameter.
    Path,
    /// A header.
    Header,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It isn't there.
    Missing,
    /// It is there, but empty.
    Empty,
    /// It has another type than it should.
    WrongType(Kind),
    /// It has fewer characters than it must.
    TooShort(u64),
    /// It has more characters than it may.
    TooLong(u64),
    /// It has more bytes than it may.
    TooManyBytes(u64),
    /// It is a number outside these bounds, both allowed.
    OutOfRange(i64, i64),
    /// A list must have this many elements.
    WrongCount(u64),
    /// A list may have this many elements at the most.
    TooMany(u64),
    /// It isn't one of these words.
    NotOneOf(Vec<String>),
    /// There is no field of this name.
    Unknown,
    /// It isn't an e-mail address.
    NotAnEmail,
    /// It has characters a username can't have, or has them where it can't.
    NotAUsername,
    /// It mixes letters of alphabets that look alike.
    MixedScripts,
    /// It is a word that a route has.
    Reserved,
    /// It has control characters.
    ControlCharacters,
    /// It has characters outside of printable ASCII.
    NotAscii,
    /// It must be the same as this other field.
    Differs(&'static str),
    /// It isn't a link to a web page (`http://…`, `https://…`).
    NotALink,
    /// It isn't an RFC 3339 time.
    NotAMoment,
    /// It is in the past.
    InThePast,
    /// It isn't base64.
    NotBase64,
    /// A form has it more than once, or in more than one way.
    Repeated,
}

/// The types a field can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Flag,
    /// A list.
    List,
    /// An object with fields.
    Object,
}

/// One wrong field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// The part of the request.
    pub part: Part,
    /// The path to it from there.
    pub steps: Vec<Step>,
    /// What is wrong.
    pub problem: Problem,
}

impl FieldFault {
    /// A fault of a field at the top of the body.
    #[must_use]
    pub(crate) fn body(name: &str, problem: Problem) -> Self {
        Self::at(Part::Body, name, problem)
    }

    /// More than [`MOST_ELEMENTS`] in this field, or in the body itself.
    #[must_use]
    pub(crate) fn too_many(field: Option<String>) -> Self {
        Self {
            part: Part::Body,
            steps: field.map(Step::Key).into_iter().collect(),
            problem: Problem::TooMany(MOST_ELEMENTS as u64),
        }
    }

    /// A fault of a query parameter.
    #[must_use]
    pub(crate) fn query(name: &str, problem: Problem) -> Self {
        Self::at(Part::Query, name, problem)
    }

    /// A fault of a path parameter.
    #[must_use]
    pub(crate) fn path(name: &str, problem: Problem) -> Self {
        Self::at(Part::Path, name, problem)
    }

    /// A fault of a header.
    #[must_use]
    pub(crate) fn header(name: &str, problem: Problem) -> Self {
        Self::at(Part::Header, name, problem)
    }

    /// The same fault, nested below these steps.
    #[must_use]
    pub(crate) fn under(mut self, steps: &[Step]) -> Self {
        self.steps.splice(0..0, steps.iter().cloned());
        self
    }

    fn at(part: Part, name: &str, problem: Problem) -> Self {
        let steps = vec![Step::Key(name.to_owned())];
        Self {
            part,
            steps,
            problem,
        }
    }

    /// The name of the outermost field; empty when the body itself is meant.
    #[must_use]
    pub(crate) fn field(&self) -> &str {
        match self.steps.first() {
            Some(Step::Key(name)) => name,
            _ => "",
        }
    }

    /// The position in a list, from 0, when that is what is wrong.
    #[must_use]
    pub(crate) fn index(&self) -> Option<usize> {
        match self.steps.last() {
            Some(Step::Index(index)) => Some(*index),
            _ => None,
        }
    }
}

/// A problem of this field of the body.
pub(crate) fn at(field: &'static str) -> impl Fn(Problem) -> FieldFault + Copy {
    move |problem| FieldFault::body(field, problem)
}

/// Reads a field of the body that may be left out.
///
/// # Errors
/// What `parse` finds wrong with it, as a fault of this field.
pub(crate) fn optional<T>(
    given: Option<String>,
    field: &'static str,
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Result<Option<T>, FieldFault> {
    given
        .map(|text| parse(&text).map_err(at(field)))
        .transpose()
}

/// The path to the field in the usual notation: `profile.city`, `input[12]`.
impl fmt::Display for FieldFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.steps.iter().enumerate() {
            match step {
                Step::Key(name) if at == 0 => out.write_str(name)?,
                Step::Key(name) => write!(out, ".{name}")?,
                Step::Index(index) => write!(out, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_the_usual_notation() {
        let fault = FieldFault {
            part: Part::Body,
            steps: vec![
                Step::Key("profile".into()),
                Step::Key("games".into()),
                Step::Index(2),
            ],
            problem: Problem::Missing,
        };
        assert_eq!(fault.to_string(), "profile.games[2]");
        assert_eq!(fault.field(), "profile");
        assert_eq!(fault.index(), Some(2));
    }
}
