//! Parse, open, run, exit code.

use std::process::ExitCode;

use firststep::cli::{Cli, run};

// musl's own is made to be small, and has one lock for all threads.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run(Cli::read()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("firststep: {trouble}");
            ExitCode::FAILURE
        }
    }
}
