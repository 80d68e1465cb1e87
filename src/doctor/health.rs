//! Readiness: whether the database takes a write and the model answers.

use std::time::Duration;

use crate::app::App;
use crate::domain::answers::Answers;
use crate::domain::fault::Fault;
use crate::services::personality;
use crate::store;

/// How long an answer is reused, so that endless requests cause one write a second at most.
const FRESH: Duration = Duration::from_secs(1);

/// Whether the database takes a write and brings it to the disk, and the model
/// answers.
pub(crate) fn ready(app: &App) -> Result<(), Fault> {
    app.ready.get(app.clock.now(), FRESH, || {
        app.store.write(store::identity::touch)?;
        let neutral = Answers::neutral();
        personality::try_out(app, &neutral).map(drop)
    })
}
