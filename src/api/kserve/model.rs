//! The model, as the protocol sees it.

use serde_json::Value;

use crate::api::kserve::wire::{self, Data, Output, Tensor};
use crate::app::App;
use crate::doctor::health;
use crate::domain::answers::{self, Answers};
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Part, Problem, Step};
use crate::domain::persona::{self, Prediction};
use crate::http::bearer::Bearer;
use crate::http::body::Body;
use crate::http::reply::Json;
use crate::services::personality;

const NAME: &str = "personality";
const INPUT: &str = "answers";
const CHANCES: &str = "probabilities";
const LABEL: &str = "label";
const DATATYPES: [&str; 6] = ["INT8", "INT16", "INT32", "INT64", "FP32", "FP64"];

/// Most rows of one request.
const MAX_ROWS: usize = 64;
const COUNT: i64 = 60;

pub(crate) fn server(_: &App) -> Result<Json<wire::ServerMetadata>, Fault> {
    Ok(Json(wire::ServerMetadata {
        name: "firststep",
        version: env!("CARGO_PKG_VERSION"),
        extensions: [],
    }))
}

pub(crate) fn live(_: &App) -> Result<Json<wire::Live>, Fault> {
    Ok(Json(wire::Live { live: true }))
}

pub(crate) fn ready(app: &App) -> Result<Json<wire::Ready>, Fault> {
    health::ready(app)?;
    Ok(Json(wire::Ready { ready: true }))
}

pub(crate) fn model_ready(app: &App) -> Result<Json<wire::ModelReady>, Fault> {
    health::ready(app)?;
    Ok(Json(wire::ModelReady {
        name: NAME,
        ready: true,
    }))
}

pub(crate) fn metadata(app: &App) -> Result<Json<wire::ModelMetadata>, Fault> {
    let tensor = |name, datatype, shape: &[i64]| Tensor {
        name,
        datatype,
        shape: shape.to_vec(),
    };
    Ok(Json(wire::ModelMetadata {
        name: NAME,
        versions: vec![version(app)],
        platform: "tensorflow_tflite",
        inputs: vec![tensor(INPUT, "INT8", &[-1, COUNT])],
        outputs: vec![
            tensor(CHANCES, "FP32", &[-1, 16]),
            tensor(LABEL, "BYTES", &[-1]),
        ],
    }))
}

/// The model's file, by the beginning of its SHA-256.
fn version(app: &App) -> String {
    app.classifier.hash().chars().take(12).collect()
}

pub(crate) fn infer(
    app: &App,
    _: Bearer,
    Body(body): Body<wire::Infer>,
) -> Result<Json<wire::Inferred>, Fault> {
    let [input] = <[wire::Input; 1]>::try_from(body.inputs)
        .map_err(|_| fault(&["inputs"], Problem::WrongCount(1)))?;
    let rows = rows(&input)?;
    let predictions: Vec<Prediction> = rows
        .iter()
        .map(|row| personality::try_out(app, row))
        .collect::<Result<_, _>>()?;
    Ok(Json(wire::Inferred {
        model_name: NAME,
        model_version: version(app),
        id: body.id,
        outputs: outputs(&predictions, body.outputs.as_deref())?,
    }))
}

/// The answers of a tensor, row by row.
fn rows(input: &wire::Input) -> Result<Vec<Answers>, Fault> {
    let one_of =
        |words: &[&str]| Problem::NotOneOf(words.iter().map(ToString::to_string).collect());
    if input.name != INPUT {
        return Err(fault(&["inputs", "name"], one_of(&[INPUT])));
    }
    if !DATATYPES.contains(&input.datatype.as_str()) {
        return Err(fault(&["inputs", "datatype"], one_of(&DATATYPES)));
    }
    let numbers = flat(&input.data)?;
    let rows: Vec<&[i64]> = numbers.chunks(answers::COUNT).collect();
    if rows.len() > MAX_ROWS {
        return Err(fault(
            &["inputs", "data"],
            Problem::TooMany((MAX_ROWS * answers::COUNT) as u64),
        ));
    }
    let declared = usize::try_from(input.shape[0]).unwrap_or_default();
    if input.shape[1] != COUNT || declared != rows.len() || rows.is_empty() {
        let elements = declared.saturating_mul(answers::COUNT).max(answers::COUNT);
        return Err(fault(
            &["inputs", "data"],
            Problem::WrongCount(elements as u64),
        ));
    }
    let parse = |row: &&[i64]| Answers::parse("data", row).map_err(Fault::Fields);
    rows.iter().map(parse).collect()
}

/// The whole numbers of a list, or of a list of lists.
fn flat(data: &[Value]) -> Result<Vec<i64>, Fault> {
    let mut numbers = Vec::new();
    for element in data {
        let inner = element
            .as_array()
            .map_or(std::slice::from_ref(element), Vec::as_slice);
        for value in inner {
            numbers.push(whole(value).ok_or_else(|| {
                fault(
                    &["inputs", "data"],
                    Problem::OutOfRange(answers::MIN, answers::MAX),
                )
            })?);
        }
    }
    Ok(numbers)
}

/// A whole number, also one that is written as 2.0.
fn whole(value: &Value) -> Option<i64> {
    let real = value.as_f64()?;
    // Beyond the scale it is out of range, whatever it is.
    #[expect(clippy::cast_possible_truncation, reason = "within -128 to 127")]
    let number = (real.fract() == 0.0 && real.abs() <= 127.0).then_some(real as i64);
    number
}

/// The outputs that are wanted, in the order they are wanted in.
fn outputs(
    predictions: &[Prediction],
    wanted: Option<&[wire::RequestedOutput]>,
) -> Result<Vec<Output>, Fault> {
    let names: Vec<&str> = match wanted {
        Some(wanted) => wanted.iter().map(|one| one.name.as_str()).collect(),
        None => vec![CHANCES, LABEL],
    };
    names
        .into_iter()
        .map(|name| output(name, predictions))
        .collect()
}

fn output(name: &str, predictions: &[Prediction]) -> Result<Output, Fault> {
    let rows = predictions.len();
    match name {
        CHANCES => Ok(Output {
            name: CHANCES,
            shape: vec![rows, persona::COUNT],
            datatype: "FP32",
            data: Data::Chances(
                predictions
                    .iter()
                    .flat_map(|one| one.probabilities)
                    .collect(),
            ),
        }),
        LABEL => Ok(Output {
            name: LABEL,
            shape: vec![rows],
            datatype: "BYTES",
            data: Data::Labels(predictions.iter().map(|one| one.persona.label()).collect()),
        }),
        _ => {
            let known = vec![CHANCES.to_owned(), LABEL.to_owned()];
            Err(fault(&["outputs", "name"], Problem::NotOneOf(known)))
        }
    }
}

/// A fault of a field, by the keys on the way to it.
fn fault(keys: &[&str], problem: Problem) -> Fault {
    FieldFault {
        part: Part::Body,
        steps: keys
            .iter()
            .map(|key| Step::Key((*key).to_owned()))
            .collect(),
        problem,
    }
    .into()
}
