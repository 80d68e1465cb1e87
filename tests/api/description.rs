//! The description: what it says is what the server does, and its pages need nothing from outside.

mod components;
mod document;
mod examples;
mod pages;
mod schema;

use serde_json::Value;

use crate::common::TestServer;

/// The description as the server hands it out.
fn published(server: &TestServer) -> Value {
    server.get("/openapi.json").send().expect(200).json()
}

/// The description with each reference replaced by what it leads to.
fn described(server: &TestServer) -> Value {
    let document = published(server);
    let mut whole = document.clone();
    resolve(&mut whole, &document);
    whole
}

fn resolve(value: &mut Value, document: &Value) {
    if let Some(to) = value.get("$ref").and_then(Value::as_str) {
        let path = to
            .strip_prefix('#')
            .expect("a reference within the document");
        let found = document.pointer(path);
        let mut found = found
            .unwrap_or_else(|| panic!("{to} leads nowhere"))
            .clone();
        // What stands beside a reference is said of this place alone.
        for (name, more) in value.as_object().into_iter().flatten() {
            if name != "$ref" {
                found[name] = more.clone();
            }
        }
        *value = found;
    }
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|one| resolve(one, document)),
        Value::Array(list) => list.iter_mut().for_each(|one| resolve(one, document)),
        _ => {}
    }
}

/// An operation of it.
#[track_caller]
fn operation<'document>(document: &'document Value, method: &str, path: &str) -> &'document Value {
    let operation = &document["paths"][path][method.to_lowercase()];
    assert!(operation.is_object(), "{method} {path} is not described");
    operation
}
