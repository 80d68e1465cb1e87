//! Of which other questionnaire, for commands that look at what was answered.

use clap::Args;

use crate::app::App;
use crate::cli::output::fault_error;
use crate::domain::fault::{Fault, Resource};
use crate::domain::operator_error::OperatorError;
use crate::model::instruments::Instrument;
use crate::services::instruments;

/// Of which.
#[derive(Debug, Clone, Args)]
pub(crate) struct AskedInstrumentArgs {
    /// Of another questionnaire than the sixty statements: its id, as it was answered last, or the first 12 digits or more of a version's hash.
    // Its name in the grammar is another than that of the server's flag, whose folders a file of settings has.
    #[arg(id = "asked_instrument", long = "instrument", value_name = "ID")]
    pub instrument: Option<String>,
}

impl AskedInstrumentArgs {
    /// The questionnaire, if one is named.
    ///
    /// # Errors
    /// If nobody answered one of this name.
    pub(crate) fn find(&self, app: &App) -> Result<Option<Instrument>, OperatorError> {
        let Some(name) = &self.instrument else {
            return Ok(None);
        };
        match instruments::known(app, name) {
            Ok(found) => Ok(Some(found)),
            Err(Fault::NotFound(Resource::Instrument)) => Err(unknown(app, name)?),
            Err(other) => Err(fault_error(other)),
        }
    }
}

fn unknown(app: &App, name: &str) -> Result<OperatorError, OperatorError> {
    let answered = instruments::answered(app).map_err(fault_error)?;
    let there = if answered.is_empty() {
        "Nobody has a result of another questionnaire than the sixty statements here.".to_owned()
    } else {
        format!("There are results of {}.", answered.join(", "))
    };
    Ok(OperatorError::new(
        format!("Nobody has a result of a questionnaire called {name}"),
        format!("{there} It is named by the id in its instrument.json."),
    ))
}
