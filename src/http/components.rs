//! What a family's part of the description says once and refers to: types, parameters, refusals.
//! A type is named by its family and its name in Rust, so that a further one costs its derive alone; a generic
//! one has its parameter in `#[schemars(rename = "{T}_Reply")]`.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::http::operation::SchemaOf;
use crate::http::text_format::{LINE, LINE_OR_NONE};

/// Where references lead until all that the family has is known.
const TYPES: &str = "#/types/";
const RESPONSES: &str = "#/responses/";

/// What tells two types of one name apart, of them and of their fields.
const SHAPE: [&str; 5] = ["type", "enum", "anyOf", "items", "$ref"];

/// The parts of `components`, by their names.
pub(super) type Sections = [(&'static str, Map<String, Value>); 3];

/// One family's, as they are collected.
pub(super) struct Components {
    prefix: String,
    /// A field with a default may be left out of a request, but never is of a reply.
    requests: SchemaGenerator,
    replies: SchemaGenerator,
    parameters: Map<String, Value>,
    responses: Vec<Response>,
}

/// What an operation may answer.
struct Response {
    name: String,
    body: Value,
    uses: usize,
}

impl Components {
    /// None yet, of the family of this title.
    pub(super) fn new(title: &str) -> Self {
        let settings =
            || SchemaSettings::draft2020_12().with(|to| to.definitions_path = "/types".into());
        Self {
            prefix: type_name(title),
            requests: settings().for_deserialize().into_generator(),
            replies: settings().for_serialize().into_generator(),
            parameters: Map::new(),
            responses: Vec::new(),
        }
    }

    /// The schema of a request's body, and whether there must be one: a body whose every field may
    /// be left out may be left out itself.
    pub(super) fn request(&mut self, schema: SchemaOf) -> (Value, bool) {
        let schema = schema(&mut self.requests).to_value();
        let name = schema["$ref"].as_str().and_then(|to| to.rsplit('/').next());
        let whole = name.and_then(|name| self.requests.definitions().get(name));
        let required = whole.unwrap_or(&schema)["required"].as_array();
        let required = required.is_some_and(|fields| !fields.is_empty());
        (schema, required)
    }

    /// The schema of a reply's body.
    pub(super) fn reply(&mut self, schema: SchemaOf) -> Value {
        schema(&mut self.replies).to_value()
    }

    /// A parameter, referred to unless another one has its name.
    pub(super) fn parameter(&mut self, parameter: Value) -> Value {
        let name = type_name(parameter["name"].as_str().unwrap_or_default());
        let name = self.prefix.clone() + &name;
        let known = self.parameters.entry(name.clone());
        if *known.or_insert_with(|| parameter.clone()) == parameter {
            json!({"$ref": format!("#/components/parameters/{name}")})
        } else {
            parameter
        }
    }

    /// The reference to a response, which stands where it is used if that is one place.
    pub(super) fn response(&mut self, name: &str, body: Value) -> Value {
        let mut known = self.responses.iter();
        let at = known.position(|known| known.name == name && known.body == body);
        let at = at.unwrap_or_else(|| {
            let name = name.to_owned();
            self.responses.push(Response {
                name,
                body,
                uses: 0,
            });
            self.responses.len() - 1
        });
        self.responses[at].uses += 1;
        json!({"$ref": format!("{RESPONSES}{at}")})
    }

    /// Gives everything its name, in these operations too.
    ///
    /// # Panics
    /// If two types have one name. A test names all there are.
    pub(super) fn settle(mut self, operations: &mut [Value]) -> Sections {
        let mut schemas = Map::new();
        let requests = self.requests.take_definitions(true);
        for (name, schema) in requests
            .into_iter()
            .chain(self.replies.take_definitions(true))
        {
            insert(&mut schemas, self.type_named(&name), schema);
        }
        let mut responses = Map::new();
        let settled = self.responses.iter().map(|response| {
            if response.uses == 1 {
                return response.body.clone();
            }
            let name = free_name(&responses, format!("{}{}", self.prefix, response.name));
            let reference = json!({"$ref": format!("#/components/responses/{name}")});
            responses.insert(name, response.body.clone());
            reference
        });
        let settled: Vec<Value> = settled.collect();
        let own = schemas.values_mut().chain(responses.values_mut());
        for value in own.chain(operations) {
            self.rename(value, &settled);
        }
        [
            ("schemas", schemas),
            ("parameters", self.parameters),
            ("responses", responses),
        ]
    }

    /// A type's final name, by the one that its generator has for it.
    fn type_named(&self, name: &str) -> String {
        // schemars numbers the second of two types of one name, which are then found by `insert`.
        let name = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        format!("{}{}", self.prefix, type_name(name))
    }

    /// Rewrites every reference that isn't final, and what can be said shorter.
    fn rename(&self, value: &mut Value, responses: &[Value]) {
        if let Some(to) = value.get("$ref").and_then(Value::as_str) {
            if let Some(at) = to.strip_prefix(RESPONSES) {
                *value = at
                    .parse()
                    .map_or(Value::Null, |at: usize| responses[at].clone());
            } else if let Some(name) = to.strip_prefix(TYPES) {
                value["$ref"] = format!("#/components/schemas/{}", self.type_named(name)).into();
            }
        }
        if value.get("pattern").is_some_and(|pattern| pattern == LINE) {
            value["pattern"] = LINE_OR_NONE.into();
            value["not"] = json!({"type": "string", "pattern": r"^\s*$"});
        }
        match value {
            Value::Object(fields) => fields
                .values_mut()
                .for_each(|field| self.rename(field, responses)),
            Value::Array(list) => list
                .iter_mut()
                .for_each(|element| self.rename(element, responses)),
            _ => {}
        }
    }
}

/// Adds a type. One that is both asked for and given stays as it is asked for: what may be left out
/// of a request is merely always there in a reply.
///
/// # Panics
/// If another type has its name.
pub(super) fn insert(schemas: &mut Map<String, Value>, name: String, schema: Value) {
    let Some(known) = schemas.get(&name) else {
        schemas.insert(name, schema);
        return;
    };
    let shape = |schema: &Value| SHAPE.map(|word| schema.get(word).cloned());
    let fields = |schema: &Value| {
        let all = schema["properties"].as_object()?.iter();
        Some(
            all.map(|(name, field)| (name.clone(), shape(field)))
                .collect::<Vec<_>>(),
        )
    };
    assert!(
        shape(known) == shape(&schema) && fields(known) == fields(&schema),
        "two types are called {name} in the description: give one of them another name, in Rust or \
         by #[schemars(rename = \"…\")]"
    );
}

/// The name, or where it is taken the name with a letter.
fn free_name(section: &Map<String, Value>, name: String) -> String {
    let further = ('B'..='Z').map(|letter| format!("{name}{letter}"));
    let mut names = std::iter::once(name.clone()).chain(further);
    names
        .find(|name| !section.contains_key(name))
        .unwrap_or(name)
}

/// `flask-api`, `session_id` and `Array_of_User` as types are named: `FlaskApi`, `SessionId`,
/// `ArrayOfUser`.
fn type_name(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let capital = |word: &str| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_uppercase() + rest
    };
    words.map(capital).collect()
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    use super::*;
    use crate::http::operation::schema;

    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Outer {
        inner: Inner,
    }

    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Inner {
        #[serde(default)]
        name: String,
    }

    mod elsewhere {
        #[derive(serde::Serialize, schemars::JsonSchema)]
        pub(super) struct Inner {
            other: bool,
        }
    }

    mod alike {
        #[derive(serde::Serialize, schemars::JsonSchema)]
        pub(super) struct Inner {
            name: Vec<String>,
        }
    }

    #[test]
    fn a_type_is_named_once() {
        let mut components = Components::new("flask-api");
        let (request, required) = components.request(schema::<Outer>);
        assert!(required);
        assert!(!components.request(schema::<Inner>).1);
        let mut operations = [request, components.reply(schema::<Outer>)];
        let [(_, schemas), ..] = components.settle(&mut operations);
        let mut names: Vec<&String> = schemas.keys().collect();
        names.sort();
        assert_eq!(names, ["FlaskApiInner", "FlaskApiOuter"]);
        let to = |name: &str| json!({"$ref": format!("#/components/schemas/FlaskApi{name}")});
        assert_eq!(operations, [to("Outer"), to("Outer")]);
        assert_eq!(schemas["FlaskApiOuter"]["properties"]["inner"], to("Inner"));
        assert_eq!(schemas["FlaskApiInner"].get("required"), None);
    }

    #[test]
    #[should_panic(expected = "two types are called FlaskApiInner")]
    fn two_types_of_one_name_are_refused() {
        let mut components = Components::new("flask-api");
        components.reply(schema::<Inner>);
        components.reply(schema::<elsewhere::Inner>);
        let _ = components.settle(&mut []);
    }

    #[test]
    #[should_panic(expected = "two types are called FlaskApiInner")]
    fn their_fields_may_have_the_same_names() {
        let mut components = Components::new("flask-api");
        components.reply(schema::<Inner>);
        components.reply(schema::<alike::Inner>);
        let _ = components.settle(&mut []);
    }

    #[test]
    fn what_is_used_twice_stands_once() {
        let mut components = Components::new("Page");
        let bodies = [
            json!({"a": 1}),
            json!({"a": 2}),
            json!({"a": 3}),
            json!({"a": 1}),
            json!({"a": 2}),
        ];
        let mut operations = bodies.map(|body| components.response("401", body));
        let [.., (_, responses)] = components.settle(&mut operations);
        let to = |name: &str| json!({"$ref": format!("#/components/responses/{name}")});
        let (first, second) = (to("Page401"), to("Page401B"));
        let expected = [
            first.clone(),
            second.clone(),
            json!({"a": 3}),
            first,
            second,
        ];
        assert_eq!(operations, expected);
        assert_eq!(
            Value::from(responses),
            json!({"Page401": {"a": 1}, "Page401B": {"a": 2}})
        );
    }

    #[test]
    fn a_parameter_of_another_kind_stands_where_it_is_used() {
        let mut components = Components::new("Page");
        let (one, other) = (
            json!({"name": "skip", "in": "query"}),
            json!({"name": "skip"}),
        );
        let reference = json!({"$ref": "#/components/parameters/PageSkip"});
        for (parameter, expected) in [(&one, &reference), (&other, &other), (&one, &reference)] {
            assert_eq!(components.parameter(parameter.clone()), *expected);
        }
    }
}
