//! A route's description, which the OpenAPI document is made from.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use crate::domain::fault::Fault;

/// Makes a type's JSON Schema: the generator decides whether it is named and referred to, as in the
/// description, or written out, as a body's validation needs it.
pub(crate) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// The schema of a type.
pub(crate) fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

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
    pub(crate) schema: SchemaOf,
    /// The content type that clients are to send it in.
    pub content_type: &'static str,
}

/// A reply's body.
#[derive(Debug)]
pub struct ReplyDoc {
    /// Its status.
    pub status: u16,
    /// Its content type.
    pub content_type: &'static str,
    /// Its JSON Schema.
    pub(crate) schema: SchemaOf,
}

impl ReplyDoc {
    /// Says what a body made by hand is.
    pub(crate) fn give(&mut self, content_type: &'static str) {
        self.content_type = content_type;
        if content_type == "application/json" {
            self.schema = |_| json_schema!({"type": "object"});
        } else if content_type.starts_with("text/") {
            self.schema = schema::<String>;
        }
    }
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
