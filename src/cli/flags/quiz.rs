//! Which model and statements a server has, for every command that needs them.

use std::path::PathBuf;

use clap::Args;

use crate::app::Settings;

/// Which model and statements the server has.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Quiz")]
pub(crate) struct QuizArgs {
    /// Another TFLite model instead of the built-in one: float32, 60 inputs, 16 outputs.
    #[arg(long, env = "FIRSTSTEP_MODEL", value_name = "FILE")]
    pub model: Option<PathBuf>,

    /// Other statements instead of the built-in ones: a JSON list of 60 texts, or a file like seed/questions.json.
    #[arg(long, env = "FIRSTSTEP_QUESTIONS", value_name = "FILE")]
    pub questions: Option<PathBuf>,
}

impl QuizArgs {
    /// These settings with this model and these statements.
    pub(crate) fn in_settings(&self, settings: Settings) -> Settings {
        Settings {
            model: self.model.clone(),
            questions: self.questions.clone(),
            ..settings
        }
    }
}
