//! Readiness: whether the disks take a write and the model answers as its statements are keyed.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::domain::answers::Answers;
use crate::domain::fault::Fault;
use crate::model::classifier::Classifier;
use crate::model::pair::PairFit;
use crate::model::texts::QuestionSet;
use crate::platform::folder;
use crate::services::personality;
use crate::store;

/// How long an answer is reused, so that endless requests cause a few writes a second at most.
const FRESH: Duration = Duration::from_secs(1);
/// How long a disk may take. A network's that is gone may never answer: with [`FRESH`], it is told within 2 s.
const PATIENCE: Duration = Duration::from_millis(900);

/// Starts the thread that checks.
pub(crate) fn watch(app: &Arc<App>) -> io::Result<()> {
    let watched = Arc::downgrade(app);
    app.ready.start("readiness", move || {
        let app = watched.upgrade()?;
        let result = check(&app);
        Some((app.clock.uptime(), result))
    })
}

/// Whether the server was ready when it was last checked, a second ago at most.
///
/// # Errors
/// What is wrong; [`Fault::StorageFailing`], too, when the disk doesn't answer.
pub(crate) fn ready(app: &App) -> Result<(), Fault> {
    let known = app.ready.ask(app.clock.uptime(), FRESH, PATIENCE);
    known.unwrap_or(Err(Fault::StorageFailing))
}

/// Whether the database and the photos are where they were opened, their disks take a write, and the
/// model answers as its statements are keyed.
fn check(app: &App) -> Result<(), Fault> {
    app.store.in_place()?;
    photos_in_place(app)?;
    // The write-ahead log may have room on a full disk, where it was longer once.
    for folder in [&app.folder, app.photos.root()] {
        takes_a_file(folder)?;
    }
    app.store.write(store::identity::touch)?;
    let neutral = Answers::neutral();
    personality::try_out(app, &neutral)?;
    belong_together(&app.classifier, &app.questions)
}

/// A server doesn't start otherwise; memory that fails afterwards is seen here.
fn belong_together(model: &Classifier, statements: &QuestionSet) -> Result<(), Fault> {
    match PairFit::of(model, statements) {
        PairFit::Fits | PairFit::Unkeyed => Ok(()),
        fit => {
            tracing::error!("the statements don't fit the model: {fit}");
            Err(Fault::Internal)
        }
    }
}

/// Where the disk of the photos is gone, there is an empty folder or none.
fn photos_in_place(app: &App) -> Result<(), Fault> {
    match app.photos.owner() {
        Ok(Some(_)) => Ok(()),
        Ok(None) => {
            tracing::error!("the photos' folder isn't the one that was opened");
            Err(Fault::StorageFailing)
        }
        Err(error) => Err(refused(app.photos.root(), &error)),
    }
}

fn takes_a_file(folder: &Path) -> Result<(), Fault> {
    folder::probe(folder).map_err(|error| refused(folder, &error))
}

fn refused(folder: &Path, error: &std::io::Error) -> Fault {
    let shown = folder.display();
    tracing::error!(%error, folder = %shown, "the disk refused");
    folder::disk_fault(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_that_do_not_fit_the_model_are_not_ready() {
        let ours = include_str!("../../seed/questions.json");
        let ready = |text: &str| {
            let statements = QuestionSet::parse(text, "some.json").expect("statements");
            belong_together(&Classifier::built_in(), &statements)
        };
        assert_eq!(ready(ours), Ok(()));
        let turned = ours.replace("\"key\": 1", "\"key\": -1");
        assert_eq!(ready(&turned), Err(Fault::Internal));
    }
}
