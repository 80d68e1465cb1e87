//! `firststep statistics norms`

use clap::Subcommand;
use serde_json::json;

use crate::app::App;
use crate::cli::output::{CommandOutput, fault_error};
use crate::domain::caller::Admin;
use crate::domain::norms::Norms;
use crate::domain::operator_error::OperatorError;
use crate::domain::statistics::NormCounts;
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

pub(super) fn run(
    app: &App,
    admin: Admin,
    action: NormsAction,
) -> Result<CommandOutput, OperatorError> {
    match action {
        NormsAction::Show => {
            let norms = statistics::norms(app).map_err(fault_error)?;
            Ok(norms.map_or_else(none, |norms| told(&norms, "In force")))
        }
        NormsAction::Set => set(app, admin),
        NormsAction::Clear => {
            let cleared = statistics::clear_norms(app, admin).map_err(fault_error)?;
            Ok(if cleared {
                CommandOutput {
                    text: "The norms are cleared. Letters and kept results are what they were.\n"
                        .into(),
                    value: json!({"norms": null}),
                }
            } else {
                none()
            })
        }
    }
}

fn set(app: &App, admin: Admin) -> Result<CommandOutput, OperatorError> {
    match statistics::set_norms(app, admin).map_err(fault_error)? {
        NormsSet::Set(norms) => Ok(told(&norms, "Set")),
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

fn none() -> CommandOutput {
    CommandOutput {
        text: "There are no norms for the statements of now. Set some with firststep statistics norms set.\n".into(),
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
            "{what}: norms {version}, of {people} people, from {at}.\nResults say where somebody stands among them. \
             Letters and kept results are what they were.\n"
        ),
        value: json!({"norms": {"version": version, "people": people, "set_at": at, "questionnaire_sha256": norms.questionnaire_hash}}),
    }
}
