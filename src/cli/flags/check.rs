//! How often a running server checks its data.

use std::time::Duration;

use clap::Args;

use crate::cli::flags::values::{Every, every};
use crate::doctor;
use crate::domain::operator_error::OperatorError;
use crate::server::Server;
use crate::services::{accounts, idempotency, rooms};

/// How often a running server checks its data.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Running")]
pub(crate) struct CheckArgs {
    /// How often the server checks the database and the photos, such as 24h; the word `never` disables it. A damaged database becomes read-only.
    #[arg(long, env = "FIRSTSTEP_CHECK_EVERY", value_name = "SPAN", default_value = "24h", value_parser = every)]
    pub check_every: Every,
}

/// The first check comes an hour after the start at the latest. Not at once: the start itself
/// checks the pages. Not after a day: a laptop is switched off before.
const FIRST: Duration = Duration::from_secs(60 * 60);

impl CheckArgs {
    /// Starts the checks.
    pub(crate) fn start(&self, server: &mut Server) -> Result<(), OperatorError> {
        let Every(Some(every)) = self.check_every else {
            return Ok(());
        };
        // Beside the start: it reads every table once.
        server.look_after("clock", Duration::ZERO, |app, _| {
            doctor::warn_of_clock(app);
            Duration::MAX
        })?;
        server.look_after("check", every.min(FIRST), move |app, stop| {
            idempotency::sweep(app);
            accounts::sweep_former_addresses(app);
            rooms::sweep(app);
            doctor::check_running(app, stop);
            every
        })
    }
}
