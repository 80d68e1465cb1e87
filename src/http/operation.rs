//! A route's description, which the OpenAPI document is made from.

use serde_json::{Value, json};

use crate::domain::fault::Fault;

/// A route's description, made from its handler's signature and its table entry.
#[derive(Debug, Default)]
pub struct Operation {
    /// One line.
    pub summary: &'static str,
    /// The body, if it takes one.
    pub body: Option<BodyDoc>,
    /// Query parameters, as OpenAPI has them.
    pub parameters: Vec<Value>,
    /// The schema of the path's parameters, where they aren't just any text.
    pub parameter: Option<Value>,
    /// The security scheme it requires.
    pub security: Option<&'static str>,
    /// The replies of success: one, but for routes that do one of two things.
    pub replies: Vec<ReplyDoc>,
    /// What can go wrong, besides what can go wrong anywhere.
    pub faults: Vec<Fault>,
}

/// A request's body.
#[derive(Debug)]
pub struct BodyDoc {
    /// Its JSON Schema.
    pub schema: Value,
    /// The content types it is taken in.
    pub types: &'static [&'static str],
    /// Whether the request may come without it.
    pub required: bool,
}

/// A reply's body.
#[derive(Debug)]
pub struct ReplyDoc {
    /// Its status.
    pub status: u16,
    /// Its content type.
    pub content_type: &'static str,
    /// Its JSON Schema.
    pub schema: Value,
}

impl Operation {
    /// Adds a query parameter that may be left out.
    pub(crate) fn query(&mut self, name: &str, about: &str, schema: Value) {
        self.parameter("query", name, about, &schema);
    }

    /// Adds a header that may be left out.
    pub(crate) fn header(&mut self, name: &str, about: &str, schema: Value) {
        self.parameter("header", name, about, &schema);
    }

    fn parameter(&mut self, place: &str, name: &str, about: &str, schema: &Value) {
        self.parameters.push(json!({
            "name": name,
            "in": place,
            "required": false,
            "description": about,
            "schema": schema,
        }));
    }

    /// Adds something that can go wrong.
    pub(crate) fn fails(&mut self, fault: Fault) {
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }
}
