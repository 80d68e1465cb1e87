//! `firststep model`

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::flags::QuizArgs;
use crate::cli::output::{CommandOutput, pretty, print};
use crate::domain::operator_error::OperatorError;
use crate::model::classifier::Classifier;
use crate::model::load;
use crate::model::manifest::Manifest;
use crate::model::pair::PairFit;
use crate::model::texts::QuestionSet;

/// Say whether a model and statements fit together, and write down which they are.
#[derive(Debug, Clone, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Examples:\n  \
        firststep model check\n  \
        firststep model check --model own.tflite --questions own.json\n  \
        firststep model manifest --model own.tflite --questions own.json > own.manifest.json\n  \
        firststep model check --model own.tflite --questions own.json --manifest own.manifest.json\n\n\
        A pair fits if answers that are all for a type, by the statements' key, get that type, for each of the sixteen. \
        A manifest holds the hashes of both files, the statements' order, keys, scale and languages. \
        The exit code is 1 if they don't fit, or aren't what the manifest says."
)]
pub(crate) struct ModelCommand {
    #[command(subcommand)]
    pub action: ModelAction,
    /// Print JSON, for programs.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub quiz: QuizArgs,
}

/// What to do.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum ModelAction {
    /// Try whether the model and the statements fit together.
    Check(ModelCheck),
    /// Print the manifest of the model and the statements.
    Manifest,
}

/// `firststep model check`
#[derive(Debug, Clone, Args)]
pub(crate) struct ModelCheck {
    /// The manifest that the model and the statements are to be compared with.
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
}

impl ModelCommand {
    pub(super) fn run(self) -> Result<(), OperatorError> {
        let model = load::classifier(self.quiz.model.as_deref())?;
        let path = self.quiz.questions.as_deref();
        let questions = load::questions(path, self.quiz.model.is_some())?;
        match &self.action {
            ModelAction::Manifest => {
                print(&pretty(&json!(Manifest::of(&model, &questions))));
                Ok(())
            }
            ModelAction::Check(check) => self.check(&model, &questions, check.manifest.as_deref()),
        }
    }

    fn check(
        &self,
        model: &Classifier,
        questions: &QuestionSet,
        manifest: Option<&Path>,
    ) -> Result<(), OperatorError> {
        let there = Manifest::of(model, questions);
        let differences = manifest.map(|path| read(path).map(|said| said.differences(&there)));
        let differences = differences.transpose()?.unwrap_or_default();
        let fit = PairFit::of(model, questions);
        let fits = matches!(fit, PairFit::Fits | PairFit::Unkeyed);
        let mut text = format!("{}: {fit}.\n", if fits { "ok" } else { "error" });
        for difference in &differences {
            text.push_str(difference);
            text.push('\n');
        }
        let told = CommandOutput {
            text,
            value: json!({
                "fits": match fit { PairFit::Unkeyed => None, _ => Some(fits) },
                "says": fit.to_string(),
                "differences": differences,
                "manifest": there,
            }),
        };
        told.print(self.json);
        if !fits {
            return Err(load::unfit(&fit));
        }
        if differences.is_empty() {
            return Ok(());
        }
        Err(OperatorError::new(
            "The model and the statements aren't those of the manifest",
            "Take those that it was written for, or write another with firststep model manifest.",
        ))
    }
}

fn read(path: &Path) -> Result<Manifest, OperatorError> {
    let text =
        fs::read_to_string(path).map_err(|error| load::unreadable("manifest", path, &error))?;
    Manifest::parse(&text, &path.display().to_string())
}
