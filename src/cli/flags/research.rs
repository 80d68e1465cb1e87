//! What is collected for research, and how the quiz is given for it, for `firststep serve`.

use clap::{Args, ValueEnum};

use crate::app::policy::Policy;

/// What is collected for research, and how the quiz is given for it.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Rules")]
pub(crate) struct ResearchArgs {
    /// Whether people are asked if their answers may be kept for research. Off, nobody is asked and nothing more is kept; what was kept before stays until its giver deletes it.
    #[arg(long, env = "FIRSTSTEP_RESEARCH", value_name = "SWITCH", value_enum, default_value_t = SwitchChoice::On)]
    pub research: SwitchChoice,

    /// Show the statements in a random order, another one for each who answers on the page. The answers keep the questionnaire's order.
    #[arg(long, env = "FIRSTSTEP_SHUFFLE_STATEMENTS")]
    pub shuffle_statements: bool,

    /// Show those who let their answers be kept for research a statement more that asks for one certain answer. It is never scored.
    #[arg(long, env = "FIRSTSTEP_ATTENTION_CHECK")]
    pub attention_check: bool,
}

/// The values of `--research`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SwitchChoice {
    /// Whoever consents contributes.
    On,
    /// Nothing is collected.
    Off,
}

impl ResearchArgs {
    /// The decisions as values, with all others as they are.
    pub(crate) fn policy(&self, others: Policy) -> Policy {
        Policy {
            research: self.research == SwitchChoice::On,
            shuffled: self.shuffle_statements,
            attention_check: self.attention_check,
            ..others
        }
    }
}
