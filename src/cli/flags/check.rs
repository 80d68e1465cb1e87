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

/// The first check comes an hour after the start at the latest. Not at once: the start itself checks the pages, or
/// those of a large database are checked right after it. Not after a day: a laptop is switched off before.
const FIRST: Duration = Duration::from_secs(60 * 60);

impl CheckArgs {
    /// Starts the checks.
    pub(crate) fn start(&self, server: &mut Server) -> Result<(), OperatorError> {
        let Every(every) = self.check_every;
        // Beside the start: it reads every table once.
        server.look_after("first look", Duration::ZERO, move |app, stop| {
            accounts::learn(app);
            if !app.store.checked_at_start() {
                doctor::check_running(app, stop);
            } else if every.is_some() {
                doctor::warn_of_clock(app);
                doctor::set_counts_right(app);
            }
            Duration::MAX
        })?;
        let Some(every) = every else {
            return Ok(());
        };
        server.look_after("check", every.min(FIRST), move |app, stop| {
            idempotency::sweep(app);
            accounts::sweep_what_is_over(app);
            rooms::sweep(app);
            doctor::check_running(app, stop);
            every
        })
    }
}
