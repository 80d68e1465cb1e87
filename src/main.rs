//! Parse, open, run, exit code.

use std::process::ExitCode;

use clap::Parser as _;
use firststep::cli::{Cli, run};

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("firststep: {trouble}");
            ExitCode::FAILURE
        }
    }
}
