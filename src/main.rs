//! Parse, open, run, exit code.

use std::process::ExitCode;

use firststep::cli::{Cli, run};

fn main() -> ExitCode {
    match run(Cli::read()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("firststep: {trouble}");
            ExitCode::FAILURE
        }
    }
}
