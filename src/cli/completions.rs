//! `firststep completions`

use std::io::{self, Write as _};

use clap::Args;
use clap_complete::Shell;

/// Print shell completions.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep completions bash > /etc/bash_completion.d/firststep\n  \
        firststep completions zsh > ~/.zfunc/_firststep\n  \
        firststep completions fish > ~/.config/fish/completions/firststep.fish")]
pub(crate) struct CompletionsCommand {
    /// The shell to complete for.
    #[arg(value_enum)]
    pub shell: Shell,
}

impl CompletionsCommand {
    pub(super) fn run(&self, mut grammar: clap::Command) {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut grammar, "firststep", &mut text);
        // A reader that closed the pipe is no error.
        let _ = io::stdout().write_all(&text);
    }
}
