//! The TFLite model in tract, loaded once and shared by all threads.

use std::io::Cursor;
use std::sync::{Arc, OnceLock};
use std::thread;

use parking_lot::{Mutex, MutexGuard};
use tract_tflite::prelude::*;

use crate::domain::answers::{self, Answers};
use crate::domain::key::Key;
use crate::domain::operator_error::OperatorError;
use crate::domain::persona::{self, Prediction};
use crate::domain::reliability;
use crate::platform::digest::sha256;
use crate::platform::process_hooks::catch_silently;
use crate::platform::version;

/// The model that comes with the program.
pub const BUILT_IN: &[u8] = include_bytes!("../../model/personality.tflite");

const UNREADABLE: &str = "it isn't a TFLite model this program can read";

/// A model of 60 inputs and 16 outputs.
pub struct Classifier {
    plan: OnceLock<Arc<TypedRunnableModel>>,
    /// Scratch space of earlier runs, to be reused; at most as many as ran at once.
    states: Mutex<Vec<TypedSimpleState>>,
    hash: String,
}

impl Classifier {
    /// The built-in model. It is loaded at the first prediction, which takes 5 ms: a server without one
    /// needn't have the 5 MiB of loader code in memory.
    #[must_use]
    pub fn built_in() -> Self {
        Self {
            plan: OnceLock::new(),
            states: Mutex::default(),
            hash: version::MODEL_SHA256.to_owned(),
        }
    }

    /// Loads a TFLite model: float32, one input of 60 answers (`[1, 60]`), one output of 16
    /// probabilities in class order (`[1, 16]`). `name` is the file's, for error messages.
    pub(crate) fn load(bytes: &[u8], name: &str) -> Result<Self, OperatorError> {
        // Some models (those whose converter dropped biases of zero) make the loader panic.
        let plan = catch_silently(|| plan(bytes))
            .unwrap_or_else(|| Err(UNREADABLE.to_owned()))
            .map_err(|reason| {
                OperatorError::new(
                    format!("The model {name} can't be used: {reason}"),
                    "Name a float32 TFLite model with 60 inputs and 16 outputs with --model, or leave the flag out.",
                )
            })?;
        Ok(Self {
            plan: plan.into(),
            states: Mutex::default(),
            hash: sha256(bytes),
        })
    }

    /// The SHA-256 of the model's file, in hexadecimal.
    #[must_use]
    pub(crate) fn hash(&self) -> &str {
        &self.hash
    }

    fn run(&self, answers: &Answers) -> TractResult<[f32; persona::COUNT]> {
        let unused = self.states().pop();
        let mut state = match unused {
            Some(state) => state,
            None => self.plan.get_or_init(read_built_in).spawn()?,
        };
        let outputs = run(&mut state, answers.values())?;
        self.states().push(state);
        Ok(outputs)
    }

    fn states(&self) -> MutexGuard<'_, Vec<TypedSimpleState>> {
        self.states.lock()
    }

    /// Predicts a type from answers, and judges by the key whether they can be relied on; `None` if the model fails
    /// on them, or its output isn't sixteen probabilities.
    #[must_use]
    pub fn predict(&self, answers: &Answers, key: Option<&Key>) -> Option<Prediction> {
        let outputs = self.run(answers).ok()?;
        let sum: f32 = outputs.iter().sum();
        let valid =
            outputs.iter().all(|share| (0.0..=1.0).contains(share)) && (sum - 1.0).abs() < 1e-3;
        valid.then(|| Prediction::new(outputs, reliability::oddity(key, answers)))
    }
}

/// On a thread of its own: it needs more stack than those of connections have.
fn read_built_in() -> Arc<TypedRunnableModel> {
    let read = || plan(BUILT_IN).expect("a test reads it");
    let thread = thread::Builder::new().name("model".into()).spawn(read);
    thread.map_or_else(|_| read(), |thread| thread.join().expect("a test reads it"))
}

fn plan(bytes: &[u8]) -> Result<Arc<TypedRunnableModel>, String> {
    let unreadable = |_| UNREADABLE.to_owned();
    let model = tract_tflite::tflite()
        .model_for_read(&mut Cursor::new(bytes))
        .map_err(unreadable)?;
    let inputs = shapes(&model, model.input_outlets().map_err(unreadable)?);
    check_shape("input", &inputs, answers::COUNT)?;
    let outputs = shapes(&model, model.output_outlets().map_err(unreadable)?);
    check_shape("output", &outputs, persona::COUNT)?;
    let plan = model
        .into_optimized()
        .and_then(IntoRunnable::into_runnable)
        .map_err(unreadable)?;
    // A trial run: a model that loads may still fail to run, or not return probabilities.
    let mut state = plan.spawn().map_err(unreadable)?;
    let trial = run(&mut state, &[0; answers::COUNT]).map_err(unreadable)?;
    let sum: f32 = trial.iter().sum();
    if (sum - 1.0).abs() > 1e-3 {
        return Err(format!(
            "its 16 outputs should be chances that sum to 1, not {sum}"
        ));
    }
    Ok(plan)
}

/// The fixed shapes of these inputs or outputs; `None` for one that isn't fixed or isn't float32.
fn shapes(model: &TypedModel, outlets: &[OutletId]) -> Vec<Option<Vec<usize>>> {
    let facts = outlets.iter().map(|outlet| model.outlet_fact(*outlet).ok());
    facts
        .map(|fact| {
            let fact = fact.filter(|fact| fact.datum_type == f32::datum_type())?;
            fact.shape.as_concrete().map(<[usize]>::to_vec)
        })
        .collect()
}

fn check_shape(side: &str, shapes: &[Option<Vec<usize>>], wanted: usize) -> Result<(), String> {
    let fits = |shape: &Option<Vec<usize>>| shape.as_deref() == Some(&[1, wanted]);
    match shapes {
        [one] if fits(one) => Ok(()),
        [Some(shape)] => Err(format!(
            "its {side} has the shape {shape:?}, where [1, {wanted}] is needed"
        )),
        _ => Err(format!(
            "it needs one {side} of float32 and the shape [1, {wanted}]"
        )),
    }
}

fn run(
    state: &mut TypedSimpleState,
    answers: &[i8; answers::COUNT],
) -> TractResult<[f32; persona::COUNT]> {
    let values: Vec<f32> = answers.iter().map(|answer| f32::from(*answer)).collect();
    let input = Tensor::from_shape(&[1, answers::COUNT], &values)?;
    let outputs = state.run(tvec!(input.into()))?;
    let shares = outputs[0].to_plain_array_view::<f32>()?;
    let mut result = [0.0; persona::COUNT];
    for (place, share) in result.iter_mut().zip(shares.iter()) {
        *place = *share;
    }
    Ok(result)
}
