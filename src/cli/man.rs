//! `firststep man`

use std::io::{self, Write as _};

use clap::Args;

use crate::domain::operator_error::OperatorError;

/// Print a manual page.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep man > /usr/local/share/man/man1/firststep.1\n  \
        firststep man user > /usr/local/share/man/man1/firststep-user.1")]
pub(crate) struct ManCommand {
    /// Print the page of this command, such as user [default: the program's own page].
    pub command: Option<String>,
}

impl ManCommand {
    pub(super) fn run(&self, mut grammar: clap::Command) -> Result<(), OperatorError> {
        grammar.build();
        let page = match &self.command {
            None => grammar,
            Some(name) => grammar.find_subcommand(name).cloned().ok_or_else(|| {
                OperatorError::new(
                    format!("There is no command {name}"),
                    "See them all with firststep --help.",
                )
            })?,
        };
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
