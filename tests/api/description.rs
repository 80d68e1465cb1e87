//! The description: what it says is what the server does, and its pages need nothing from outside.

mod components;
mod document;
mod examples;
mod pages;
mod schema;

use serde_json::Value;

use crate::common::TestServer;

/// Where the descriptions lie.
const PATHS: [&str; 2] = ["/openapi.json", "/openapi/page.json"];

/// Both descriptions as the server hands them out, joined.
fn published(server: &TestServer) -> Value {
    let [mut all, page] = PATHS.map(|path| server.get(path).send().expect(200).json());
    for section in ["/paths", "/components/schemas", "/components/parameters"] {
        let more = page.pointer(section).and_then(Value::as_object);
        let all = all.pointer_mut(section).and_then(Value::as_object_mut);
        let (all, more) = (all.expect(section), more.expect(section));
        for (name, value) in more {
            assert!(all.insert(name.clone(), value.clone()).is_none(), "{name}");
        }
    }
    let responses = page["components"]["responses"]
        .as_object()
        .into_iter()
        .flatten();
    for (name, value) in responses {
        all["components"]["responses"][name] = value.clone();
    }
    let tags = page["tags"].as_array().expect("tags");
    all["tags"]
        .as_array_mut()
        .expect("tags")
        .extend(tags.iter().cloned());
    all
}

/// Them with each reference replaced by what it leads to.
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
