//! `firststep completions` and `firststep man`

use std::io::{self, Write as _};

use clap::Args;
use clap_complete::Shell;

use crate::cli::Cli;
use crate::domain::operator_error::OperatorError;

/// Print completions for a shell.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep completions bash > /etc/bash_completion.d/firststep\n  \
        firststep completions zsh > ~/.zfunc/_firststep\n  \
        firststep completions fish > ~/.config/fish/completions/firststep.fish")]
pub struct Completions {
    /// The shell.
    #[arg(value_enum)]
    pub shell: Shell,
}

impl Completions {
    pub(super) fn run(&self) {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::grammar(), "firststep", &mut text);
        // A reader that closed early has what it wanted.
        let _ = io::stdout().write_all(&text);
    }
}

/// Print the manual page.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  firststep man > /usr/local/share/man/man1/firststep.1")]
pub struct Man {
    /// The page of this command, such as user; the program's own without one.
    pub command: Option<String>,
}

impl Man {
    pub(super) fn run(&self) -> Result<(), OperatorError> {
        let mut grammar = Cli::grammar();
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
