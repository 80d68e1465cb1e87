//! What is seen and heard in a session. It is kept while the session runs;
//! suggestions may follow when it has ended.

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::diary::{
    Detection, DetectionId, DiaryId, NewDetection, NewReading, NewSuggestion, Reading, ReadingId,
    Source, Subject, Suggestion,
};
use crate::domain::fault::{Fault, Resource};
use crate::domain::query::Page;
use crate::services::diary::sessions::{own, running};
use crate::store::{self, Tx};

/// Keeps a detection with its readings and suggestions.
///
/// # Errors
/// [`Fault::NotFound`], [`Fault::SessionEnded`].
pub(crate) fn detect(
    app: &App,
    caller: Caller,
    session: DiaryId,
    new: NewDetection,
) -> Result<Detection, Fault> {
    app.store.write(move |tx| {
        running(tx, caller, session)?;
        let id = store::detections::insert(tx, session)?;
        for face in &new.faces {
            store::readings::insert(tx, Source::Face, id, face)?;
        }
        for voice in &new.voices {
            store::readings::insert(tx, Source::Voice, id, voice)?;
        }
        for suggestion in &new.suggestions {
            store::suggestions::insert(tx, Subject::Detection(id), suggestion)?;
        }
        find(tx, caller, session, id)
    })
}

/// A session's detections, in their order.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn detections(
    app: &App,
    caller: Caller,
    session: DiaryId,
    page: Page,
) -> Result<Vec<Detection>, Fault> {
    app.store.read(|tx| {
        own(tx, caller, session)?;
        store::detections::list(tx, session, page)
    })
}

/// A detection of a session.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn detection(
    app: &App,
    caller: Caller,
    session: DiaryId,
    id: DetectionId,
) -> Result<Detection, Fault> {
    app.store.read(|tx| find(tx, caller, session, id))
}

/// Adds a reading to a detection.
///
/// # Errors
/// [`Fault::NotFound`], [`Fault::SessionEnded`].
pub(crate) fn add_reading(
    app: &App,
    caller: Caller,
    (session, detection): (DiaryId, DetectionId),
    source: Source,
    new: NewReading,
) -> Result<Reading, Fault> {
    app.store.write(move |tx| {
        find(tx, caller, session, detection)?;
        running(tx, caller, session)?;
        let id = store::readings::insert(tx, source, detection, &new)?;
        reading(find(tx, caller, session, detection)?, source, id)
    })
}

/// The readings of a detection from one source.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn readings(
    app: &App,
    caller: Caller,
    (session, detection): (DiaryId, DetectionId),
    source: Source,
) -> Result<Vec<Reading>, Fault> {
    app.store
        .read(|tx| Ok(of_source(find(tx, caller, session, detection)?, source)))
}

/// Adds a suggestion to a detection, or to a reading of it.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn add_suggestion(
    app: &App,
    caller: Caller,
    (session, detection): (DiaryId, DetectionId),
    subject: Subject,
    new: NewSuggestion,
) -> Result<Suggestion, Fault> {
    app.store.write(move |tx| {
        of_subject(find(tx, caller, session, detection)?, subject)?;
        let added = store::suggestions::insert(tx, subject, &new)?;
        Ok(Suggestion {
            id: added,
            text: new.text,
            url: new.url,
            created_at: tx.now,
        })
    })
}

/// The suggestions on a detection, or on a reading of it.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn suggestions(
    app: &App,
    caller: Caller,
    (session, detection): (DiaryId, DetectionId),
    subject: Subject,
) -> Result<Vec<Suggestion>, Fault> {
    app.store
        .read(|tx| of_subject(find(tx, caller, session, detection)?, subject))
}

fn find(tx: &Tx, caller: Caller, session: DiaryId, id: DetectionId) -> Result<Detection, Fault> {
    own(tx, caller, session)?;
    store::detections::get(tx, session, id)?.ok_or(Fault::NotFound(Resource::Detection))
}

fn of_source(detection: Detection, source: Source) -> Vec<Reading> {
    match source {
        Source::Face => detection.faces,
        Source::Voice => detection.voices,
    }
}

fn reading(detection: Detection, source: Source, id: ReadingId) -> Result<Reading, Fault> {
    let mut readings = of_source(detection, source).into_iter();
    readings
        .find(|reading| reading.id == id)
        .ok_or(Fault::NotFound(Resource::Reading))
}

fn of_subject(detection: Detection, subject: Subject) -> Result<Vec<Suggestion>, Fault> {
    match subject {
        Subject::Detection(_) => Ok(detection.suggestions),
        Subject::Reading(source, id) => Ok(reading(detection, source, id)?.suggestions),
    }
}
