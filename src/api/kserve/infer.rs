//! Inference: rows of answers in, chances and labels out.

use serde_json::Value;

use crate::api::kserve::binary::{InferBody, JSON_LENGTH, encode};
use crate::api::kserve::datatype::{Datatype, whole};
use crate::api::kserve::model::{AnnouncedVersion, version};
use crate::api::kserve::wire::{self, CHANCES, COUNT, Data, INPUT, LABEL, NAME, Output};
use crate::app::App;
use crate::domain::answers::{self, Answers};
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Part, Problem, Step};
use crate::domain::persona::{self, Prediction};
use crate::http::bearer::Bearer;
use crate::http::reply::WithBytes;
use crate::services::personality;

/// Most rows of one request.
const MAX_ROWS: usize = 64;

pub(crate) fn infer(
    app: &App,
    _: Bearer,
    _: AnnouncedVersion,
    body: InferBody,
) -> Result<WithBytes<wire::Inferred>, Fault> {
    let InferBody { fields, tensors } = body;
    let [input] = <[wire::Input; 1]>::try_from(fields.inputs)
        .map_err(|_| fault(&["inputs"], Problem::WrongCount(1)))?;
    let rows = rows(&input, tensors.into_iter().next().flatten().as_deref())?;
    let predictions: Vec<Prediction> = rows
        .iter()
        .map(|row| personality::try_out(app, row))
        .collect::<Result<_, _>>()?;
    let as_bytes = fields.parameters.and_then(|it| it.binary_data_output);
    let wanted = fields.outputs.unwrap_or_else(wire::RequestedOutput::all);
    let mut tensors = Vec::new();
    let outputs = wanted.into_iter().map(|wanted| {
        let mut output = output(&wanted.name, &predictions)?;
        if wanted.as_bytes().or(as_bytes) == Some(true) {
            output.move_to(&mut tensors);
        }
        Ok(output)
    });
    let value = wire::Inferred {
        model_name: NAME,
        model_version: version(app),
        id: fields.id,
        outputs: outputs.collect::<Result<_, Fault>>()?,
    };
    Ok(WithBytes {
        value,
        bytes: tensors,
        header: JSON_LENGTH,
    })
}

impl Output {
    /// Moves the elements out of the JSON, to the end of these bytes.
    fn move_to(&mut self, tensors: &mut Vec<u8>) {
        if let Some(data) = self.data.take() {
            let bytes = encode(&data);
            self.parameters = Some(wire::BinarySize {
                binary_data_size: bytes.len(),
            });
            tensors.extend_from_slice(&bytes);
        }
    }
}

/// The answers of a tensor, row by row.
fn rows(input: &wire::Input, bytes: Option<&[u8]>) -> Result<Vec<Answers>, Fault> {
    if input.name != INPUT {
        let known = vec![INPUT.to_owned()];
        return Err(fault(&["inputs", "name"], Problem::NotOneOf(known)));
    }
    let datatype = Datatype::named(&input.datatype).ok_or_else(|| {
        fault(
            &["inputs", "datatype"],
            Problem::NotOneOf(Datatype::names()),
        )
    })?;
    let numbers = match (bytes, &input.data) {
        (None, Some(data)) => flat(data),
        (Some(bytes), None) => datatype.numbers(bytes),
        (None, None) => return Err(fault(&["inputs", "data"], Problem::Missing)),
        // One of them would have to be believed.
        (Some(_), Some(_)) => return Err(fault(&["inputs", "data"], Problem::Unknown)),
    };
    let off_scale = Problem::OutOfRange(answers::MIN, answers::MAX);
    let numbers = numbers.ok_or_else(|| fault(&["inputs", "data"], off_scale))?;
    let rows: Vec<&[i64]> = numbers.chunks(answers::COUNT).collect();
    if rows.len() > MAX_ROWS {
        let most = (MAX_ROWS * answers::COUNT) as u64;
        return Err(fault(&["inputs", "data"], Problem::TooMany(most)));
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

/// The whole numbers of a list, or of a list of lists; `None` if there is anything else.
fn flat(data: &[Value]) -> Option<Vec<i64>> {
    let rows = data.iter().map(|element| match element {
        Value::Array(row) => row.as_slice(),
        single => std::slice::from_ref(single),
    });
    rows.flatten().map(|value| whole(value.as_f64()?)).collect()
}

fn output(name: &str, predictions: &[Prediction]) -> Result<Output, Fault> {
    let rows = predictions.len();
    let chances = || predictions.iter().flat_map(|one| one.probabilities);
    let labels = || predictions.iter().map(|one| one.persona.label());
    let (name, datatype, shape, data) = match name {
        CHANCES => (
            CHANCES,
            "FP32",
            vec![rows, persona::COUNT],
            Data::Chances(chances().collect()),
        ),
        LABEL => (LABEL, "BYTES", vec![rows], Data::Labels(labels().collect())),
        _ => {
            let known = vec![CHANCES.to_owned(), LABEL.to_owned()];
            return Err(fault(&["outputs", "name"], Problem::NotOneOf(known)));
        }
    };
    Ok(Output {
        name,
        shape,
        datatype,
        parameters: None,
        data: Some(data),
    })
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
