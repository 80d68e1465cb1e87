//! `firststep man`

use std::io::{self, Write as _};

use clap::Args;

use crate::domain::operator_error::OperatorError;

/// Print a manual page.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep man > /usr/local/share/man/man1/firststep.1\n  \
        firststep man user > /usr/local/share/man/man1/firststep-user.1\n  \
        firststep man user create > /usr/local/share/man/man1/firststep-user-create.1")]
pub(crate) struct ManCommand {
    /// Print the page of this command, such as user, or user create [default: the program's own page].
    pub command: Vec<String>,
}

impl ManCommand {
    pub(super) fn run(&self, grammar: clap::Command) -> Result<(), OperatorError> {
        let mut grammar = without_help(grammar);
        grammar.build();
        let below = |page: clap::Command, name: &String| page.find_subcommand(name).cloned();
        let page = self.command.iter().try_fold(grammar, below);
        let page = page.ok_or_else(|| {
            OperatorError::new(
                format!("There is no command {}", self.command.join(" ")),
                "See them all with firststep --help.",
            )
        })?;
        let mut text = Vec::new();
        let made = clap_mangen::Man::new(page).render(&mut text);
        made.map_err(|error| {
            OperatorError::new(
                format!("The page can't be made ({error})"),
                "See firststep --help instead.",
            )
        })?;
        let _ = io::stdout().write_all(&text);
        Ok(())
    }
}

/// Without the commands named help, which have no page: the pages would refer to them.
fn without_help(command: clap::Command) -> clap::Command {
    let command = command.disable_help_subcommand(true);
    if command.has_subcommands() {
        command.mut_subcommands(without_help)
    } else {
        command
    }
}
