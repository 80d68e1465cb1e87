//! The description: what it says is what the server does, and its pages need nothing from outside.

mod document;
mod examples;
mod pages;
mod schema;

use serde_json::Value;

use crate::common::TestServer;

/// The description as the server hands it out.
fn described(server: &TestServer) -> Value {
    server.get("/openapi.json").send().expect(200).json()
}

/// An operation of it.
#[track_caller]
fn operation<'document>(document: &'document Value, method: &str, path: &str) -> &'document Value {
    let operation = &document["paths"][path][method.to_lowercase()];
    assert!(operation.is_object(), "{method} {path} is not described");
    operation
}
