//! Parse, open, run, exit code.

use std::process::ExitCode;

use firststep::cli::{Cli, run};

fn main() -> ExitCode {
    match Cli::read().and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("firststep: {trouble}");
            ExitCode::FAILURE
        }
    }
}
