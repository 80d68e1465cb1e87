//! `firststep statistics norms`

use clap::Subcommand;
use serde_json::json;

use crate::app::App;
use crate::cli::demo::MADE_UP;
use crate::cli::output::{CommandOutput, fault_error, printable};
use crate::domain::caller::Admin;
use crate::domain::norms::Norms;
use crate::domain::operator_error::OperatorError;
use crate::domain::statistics::NormCounts;
use crate::model::instruments::{Content, Instrument};
use crate::services::statistics::{self, NormsSet};

/// What to do with norms.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum NormsAction {
    /// Show which are in force.
    Show,
    /// Set them, of all whose result deserves trust: results then say where somebody stands among these people.
    Set,
    /// Clear them: results stop saying so.
    Clear,
}

/// What they never change.
const UNTOUCHED: &str = "Letters, scores and kept results are what they were.";

pub(super) fn run(
    app: &App,
    admin: Admin,
    action: NormsAction,
    instrument: Option<&Instrument>,
) -> Result<CommandOutput, OperatorError> {
    match action {
        NormsAction::Show => {
            let norms = statistics::norms(app, instrument).map_err(fault_error)?;
            Ok(norms.map_or_else(|| none(instrument), |norms| told(&norms, "In force")))
        }
        NormsAction::Set => set(app, admin, instrument),
        NormsAction::Clear => {
            let cleared = statistics::clear_norms(app, admin, instrument).map_err(fault_error)?;
            Ok(if cleared {
                CommandOutput {
                    text: format!("The norms are cleared. {UNTOUCHED}\n"),
                    value: json!({"norms": null}),
                }
            } else {
                none(instrument)
            })
        }
    }
}

fn set(
    app: &App,
    admin: Admin,
    instrument: Option<&Instrument>,
) -> Result<CommandOutput, OperatorError> {
    match statistics::set_norms(app, admin, instrument).map_err(fault_error)? {
        NormsSet::Set(norms) => {
            if app.policy.demo {
                eprintln!("firststep: {MADE_UP}");
            }
            Ok(told(&norms, "Set"))
        }
        NormsSet::TooFew(people) => Err(OperatorError::new(
            format!(
                "Norms need {} people whose result deserves trust; there are {people}",
                NormCounts::LEAST
            ),
            "Wait for more who let their answers be kept. See them with firststep statistics --reliable-only.",
        )),
        NormsSet::TooNear(version) => Err(OperatorError::new(
            format!(
                "These would differ from norms {version} by fewer than {} people, and so tell what those answered",
                NormCounts::APART
            ),
            "Wait for more who let their answers be kept. What is in force stays.",
        )),
        NormsSet::NoKey => Err(OperatorError::new(
            "The statements have no key, so there are no scales",
            "Use statements with a key, as in seed/questions.json.",
        )),
    }
}

fn none(instrument: Option<&Instrument>) -> CommandOutput {
    let (of, flag) = instrument.map_or_else(
        || ("the statements of now".to_owned(), String::new()),
        |one| {
            let Content { id, version, .. } = one.content();
            let of = format!("{id}, version {}", printable(version));
            (of, format!(" --instrument {id}"))
        },
    );
    CommandOutput {
        text: format!(
            "There are no norms for {of}. Set some with firststep statistics norms set{flag}.\n"
        ),
        value: json!({"norms": null}),
    }
}

fn told(norms: &Norms, what: &str) -> CommandOutput {
    let Norms {
        version,
        people,
        created_at,
        ..
    } = norms;
    let at = created_at.rfc3339();
    CommandOutput {
        text: format!(
            "{what}: norms {version}, of {people} people, from {at}.\nResults say where somebody stands among them. {UNTOUCHED}\n"
        ),
        value: json!({"norms": {"version": version, "people": people, "set_at": at, "questionnaire_sha256": norms.questionnaire_hash}}),
    }
}
