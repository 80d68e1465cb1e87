//! The description of every route, made from the table that serves them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::http::components::{Components, insert};
use crate::http::cookie::SEAT;
use crate::http::family::Family;
use crate::http::operation::{BodyDoc, Operation};
use crate::http::path::names;
use crate::http::route::{FIELDS_LIMIT, Route};

/// The time in the examples of faults, 2024-12-06 12:40:56.789123 UTC: the same in every
/// description, so that two of one version are identical.
const EXAMPLE: Moment = Moment::from_micros(1_733_488_856_789_123);

/// What holds of every body.
const FORMS: &str = "A body of fields is taken as JSON, and with the same fields as a form \
    (`application/x-www-form-urlencoded` or `multipart/form-data`).";

/// So many routes of a family that share a fault have it told once.
const COMMON: usize = 2;

/// What every route with a body of fields can refuse, and any route by misfortune.
const ANYWHERE: [Fault; 4] = [
    Fault::UnreadableBody,
    Fault::WrongContentType,
    Fault::BodyTooLarge {
        limit: FIELDS_LIMIT,
    },
    Fault::Internal,
];

/// What a description says of itself.
pub(crate) struct About {
    /// The name of what it describes.
    pub(crate) title: &'static str,
    /// What it is of, in Markdown.
    pub(crate) description: &'static str,
}

/// The description of some families, as OpenAPI 3.1 in JSON.
///
/// # Panics
/// If two types have one name. A test makes it.
#[must_use]
pub(crate) fn document(about: &About, families: &[Family]) -> Vec<u8> {
    let mut paths = Map::new();
    let mut components = json!({"securitySchemes": {
        "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        "seat": {"type": "apiKey", "in": "cookie", "name": SEAT},
    }});
    for family in families {
        let mut own = Components::new(family.title);
        let common = common(family);
        let operations = family.routes.iter();
        let operations = operations.map(|route| operation(family, route, &common, &mut own));
        let mut operations: Vec<Value> = operations.collect();
        for (kind, section) in own.settle(&mut operations) {
            if components.get(kind).is_none() {
                components[kind] = json!({});
            }
            let all = components[kind].as_object_mut().expect("an object");
            for (name, component) in section {
                insert(all, name, component);
            }
        }
        for (route, operation) in family.routes.iter().zip(operations) {
            let path = paths.entry(route.pattern).or_insert_with(|| json!({}));
            path[route.method.name().to_lowercase()] = operation;
        }
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": about.title,
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Sign-up, profiles, photos and a personality quiz, in one binary.",
            "description": format!("{} {FORMS}", about.description),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": families.iter().map(tag).collect::<Vec<_>>(),
        "paths": paths,
        "components": components,
    });
    serde_json::to_vec(&document).expect("plain values")
}

fn tag(family: &Family) -> Value {
    json!({"name": family.title, "description": family.about})
}

fn operation(
    family: &Family,
    route: &Route,
    common: &[Fault],
    components: &mut Components,
) -> Value {
    let known = &route.operation();
    let security = known.security.map(|scheme| json!({scheme: []}));
    let mut operation = json!({
        "tags": [family.title],
        "summary": known.summary,
        "operationId": operation_id(family, route),
        // An empty list says that it is open: generators take none as not said.
        "security": security.into_iter().collect::<Vec<_>>(),
    });
    let parameters = path_parameters(route, known);
    let parameters = parameters.chain(known.parameters.iter().cloned());
    let parameters: Vec<Value> = parameters.map(|one| components.parameter(one)).collect();
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    if let Some(body) = &known.body {
        operation["requestBody"] = request_body(body, components);
    }
    operation["responses"] = responses(family, route, (known, common), components);
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

fn path_parameters(route: &Route, operation: &Operation) -> impl Iterator<Item = Value> {
    let any = || json!({"type": "string", "minLength": 1});
    let schema = operation.parameter.clone().unwrap_or_else(any);
    names(route.pattern)
        .map(move |name| json!({"name": name, "in": "path", "required": true, "schema": schema}))
}

/// One kind, whatever else is taken: openapi-python-client makes a client that can't be imported of
/// a body of several kinds, and others take the first.
fn request_body(body: &BodyDoc, components: &mut Components) -> Value {
    let (schema, required) = components.request(body.schema);
    json!({"required": required, "content": {body.content_type: {"schema": schema}}})
}

/// The success, each fault with its actual body as the example, and what can go wrong anywhere.
fn responses(
    family: &Family,
    route: &Route,
    (operation, common): (&Operation, &[Fault]),
    components: &mut Components,
) -> Value {
    let mut responses = Map::new();
    for reply in &operation.replies {
        let entry = responses
            .entry(reply.status.to_string())
            .or_insert_with(|| json!({"description": reason(reply.status), "content": {}}));
        entry["content"][reply.content_type] = json!({"schema": components.reply(reply.schema)});
    }
    let schema = components.reply(family.fault_schema);
    let mut refusal = |name: &str, description: &str, examples: Map<_, _>| {
        let content = json!({"application/json": {"schema": schema, "examples": examples}});
        components.response(
            name,
            json!({"description": description, "content": content}),
        )
    };
    for (status, examples) in refusals(family, route, operation, common) {
        let name = status.to_string();
        let response = refusal(&name, reason(status), examples);
        responses.insert(name, response);
    }
    let anywhere = refusal(
        "Error",
        "All else that can go wrong.",
        anywhere(family, common),
    );
    responses.insert("default".into(), anywhere);
    Value::Object(responses)
}

/// What the route itself can refuse with: by status, the bodies by their faults.
fn refusals(
    family: &Family,
    route: &Route,
    operation: &Operation,
    common: &[Fault],
) -> BTreeMap<u16, Map<String, Value>> {
    let mut refusals = BTreeMap::<_, Map<_, _>>::new();
    for fault in &operation.faults {
        let (status, body) = family.render(Some(route), fault, EXAMPLE);
        // Some routes report a fault in another way than their family.
        if common.contains(fault) && family.render(None, fault, EXAMPLE) == (status, body.clone()) {
            continue;
        }
        let examples = refusals.entry(status).or_default();
        examples.insert(name_of(fault), json!({"value": body}));
    }
    refusals
}

/// What can go wrong at every route of a family, or at several, such as a token that isn't valid.
fn common(family: &Family) -> Vec<Fault> {
    let operations = family.routes.iter().map(Route::operation);
    let faults: Vec<Fault> = operations.flat_map(|operation| operation.faults).collect();
    let shared = faults.iter().filter(|fault| {
        let same = faults.iter().filter(|other| other == fault);
        same.count() >= COMMON
    });
    let mut common = ANYWHERE.to_vec();
    for fault in shared {
        if !common.contains(fault) {
            common.push(fault.clone());
        }
    }
    common
}

/// The same, told once a family.
fn anywhere(family: &Family, common: &[Fault]) -> Map<String, Value> {
    let examples = common.iter().map(|fault| {
        let (status, body) = family.render(None, fault, EXAMPLE);
        let example = json!({"summary": status.to_string(), "value": body});
        (name_of(fault), example)
    });
    examples.collect()
}

/// `NotFound`
fn name_of(fault: &Fault) -> String {
    let text = format!("{fault:?}");
    let name = text.split([' ', '(']).next();
    name.unwrap_or_default().to_owned()
}

fn reason(status: u16) -> &'static str {
    match status {
        ..400 => "Done.",
        400 => "Something in the request is wrong.",
        401 => "Nobody is signed in.",
        403 => "Not allowed.",
        404 => "There is no such thing.",
        409 => "It conflicts with what is there.",
        421 => "The name in the address isn't known to be this server's.",
        413 => "Too large.",
        415 => "A content type this route doesn't take.",
        422 => "A field is missing or wrong.",
        429 => "Too many at once.",
        503 => "Not now.",
        _ => "Refused.",
    }
}
