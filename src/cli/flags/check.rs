//! How often the server looks over its own data, for `firststep serve`.

use std::time::Duration;

use clap::Args;

use crate::cli::flags::values::{Every, every};
use crate::doctor;
use crate::domain::operator_error::OperatorError;
use crate::server::Server;

/// How often the server looks over its own data.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Running")]
pub struct CheckArgs {
    /// How often the database and the photos are checked while serving, such as 24h; never switches it off. A damaged database is only read from then on.
    #[arg(long, env = "FIRSTSTEP_CHECK_EVERY", value_name = "SPAN", default_value = "24h", value_parser = every)]
    pub check_every: Every,
}

/// The first check comes this long after the start at the latest. Not at once:
/// the start has looked at the pages already, and whoever started it wants to
/// use it now. Not after a whole day either: a laptop is switched off before.
const FIRST: Duration = Duration::from_secs(60 * 60);

impl CheckArgs {
    /// Has the server look over its data from now on.
    ///
    /// # Errors
    /// A sentence if the system starts no further thread.
    pub(crate) fn start(&self, server: &mut Server) -> Result<(), OperatorError> {
        let Every(Some(every)) = self.check_every else {
            return Ok(());
        };
        server.look_after("check", every.min(FIRST), move |app, stop| {
            doctor::check(app, stop);
            every
        })
    }
}
