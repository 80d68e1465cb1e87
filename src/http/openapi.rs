//! The description of every route, made from the table that serves them.

use serde_json::{Map, Value, json};

use crate::domain::moment::Moment;
use crate::http::family::Family;
use crate::http::operation::Operation;
use crate::http::path::names;
use crate::http::route::Route;

/// The time in the examples of faults, 2024-12-06 12:40:56.789123 UTC: the same in every
/// description, so that two of one version are identical.
const EXAMPLE: Moment = Moment::from_micros(1_733_488_856_789_123);

/// The whole description, as OpenAPI 3.1 in JSON.
///
/// # Panics
/// Never: it is made of plain values.
#[must_use]
pub(crate) fn document(families: &[Family]) -> Vec<u8> {
    let mut paths = Map::new();
    for family in families {
        for route in &family.routes {
            let path = paths.entry(route.pattern).or_insert_with(|| json!({}));
            path[route.method.name().to_lowercase()] = operation(family, route);
        }
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "FirstStep",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Sign-up, profiles, photos and a personality quiz, in one binary.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": families.iter().map(tag).collect::<Vec<_>>(),
        "paths": paths,
        "components": {"securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        }},
    });
    serde_json::to_vec(&document).expect("plain values")
}

fn tag(family: &Family) -> Value {
    json!({"name": family.title, "description": family.about})
}

fn operation(family: &Family, route: &Route) -> Value {
    let known = &route.operation();
    let mut parameters = path_parameters(route, known);
    parameters.extend(known.parameters.iter().cloned());
    let mut operation = json!({
        "tags": [family.title],
        "summary": known.summary,
        "operationId": operation_id(family, route),
        "responses": responses(family, route, known),
    });
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    if let Some(body) = &known.body {
        let content = body
            .types
            .iter()
            .map(|kind| ((*kind).to_owned(), json!({"schema": body.schema})));
        operation["requestBody"] = json!({
            "required": body.required,
            "content": content.collect::<Map<_, _>>(),
        });
    }
    if let Some(scheme) = known.security {
        operation["security"] = json!([{scheme: []}]);
    }
    operation
}

/// `firststep_post_api_login`
fn operation_id(family: &Family, route: &Route) -> String {
    let path = route
        .pattern
        .replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
    let words = path.split('_').filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    format!(
        "{}_{}_{}",
        family.name,
        route.method.name().to_lowercase(),
        words.join("_")
    )
}

fn path_parameters(route: &Route, operation: &Operation) -> Vec<Value> {
    let any = || json!({"type": "string", "minLength": 1});
    let schema = operation.parameter.clone().unwrap_or_else(any);
    names(route.pattern)
        .map(|name| json!({"name": name, "in": "path", "required": true, "schema": schema}))
        .collect()
}

/// The success, each fault with its actual body as the example, and a line for all the rest.
fn responses(family: &Family, route: &Route, operation: &Operation) -> Value {
    let mut responses = Map::new();
    for reply in &operation.replies {
        let entry = responses
            .entry(reply.status.to_string())
            .or_insert_with(|| json!({"description": "Done.", "content": {}}));
        entry["content"][reply.content_type] = json!({"schema": reply.schema});
    }
    let schema = (family.fault_schema)();
    for fault in &operation.faults {
        let (status, body) = family.render(Some(route), fault, EXAMPLE);
        let name = format!("{fault:?}");
        let name = name.split([' ', '(']).next().unwrap_or_default().to_owned();
        let entry = responses.entry(status.to_string()).or_insert_with(|| {
            json!({
                "description": reason(status),
                "content": {"application/json": {"schema": schema, "examples": {}}},
            })
        });
        entry["content"]["application/json"]["examples"][name] = json!({"value": body});
    }
    responses.insert(
        "default".into(),
        json!({"description": "Anything else that can go wrong.", "content": {"application/json": {"schema": schema}}}),
    );
    Value::Object(responses)
}

fn reason(status: u16) -> &'static str {
    match status {
        400 => "Something in the request is wrong.",
        401 => "Nobody is signed in.",
        403 => "Not allowed.",
        404 => "There is no such thing.",
        409 => "It conflicts with what is there.",
        413 => "Too large.",
        415 => "A content type this route doesn't take.",
        422 => "A field is missing or wrong.",
        429 => "Too many at once.",
        503 => "Not now.",
        _ => "Refused.",
    }
}
