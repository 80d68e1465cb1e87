//! Parse, open, run, exit code.

use std::process::ExitCode;

use firststep::cli::{Cli, run, sentence, wait_for_reader};

/// musl's own has one lock for all threads.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match Cli::read().and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("firststep: {}", sentence(&error));
            wait_for_reader();
            ExitCode::FAILURE
        }
    }
}
