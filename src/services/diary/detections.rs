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
        let read = |source, new: Vec<NewReading>| {
            let new = new.into_iter();
            new.map(|new| store::readings::insert(tx, source, id, new))
                .collect::<Result<_, Fault>>()
        };
        let suggestions = new.suggestions.into_iter();
        let suggestions =
            suggestions.map(|new| store::suggestions::insert(tx, Subject::Detection(id), new));
        Ok(Detection {
            id,
            session,
            created_at: tx.now,
            faces: read(Source::Face, new.faces)?,
            voices: read(Source::Voice, new.voices)?,
            suggestions: suggestions.collect::<Result<_, Fault>>()?,
        })
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
/// [`Fault::NotFound`], [`Fault::SessionEnded`], [`Fault::BodyTooLarge`] if the detection became too large.
pub(crate) fn add_reading(
    app: &App,
    caller: Caller,
    (session, detection): (DiaryId, DetectionId),
    source: Source,
    new: NewReading,
) -> Result<Reading, Fault> {
    app.store.write(move |tx| {
        has(tx, caller, session, detection)?;
        running(tx, caller, session)?;
        let added = store::readings::insert(tx, source, detection, new)?;
        is_small(tx, detection)?;
        Ok(added)
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
/// [`Fault::NotFound`], [`Fault::BodyTooLarge`] if the detection became too large.
pub(crate) fn add_suggestion(
    app: &App,
    caller: Caller,
    (session, detection): (DiaryId, DetectionId),
    subject: Subject,
    new: NewSuggestion,
) -> Result<Suggestion, Fault> {
    app.store.write(move |tx| {
        has(tx, caller, session, detection)?;
        if let Subject::Reading(source, id) = subject
            && !store::readings::exists(tx, source, detection, id)?
        {
            return Err(Fault::NotFound(Resource::Reading));
        }
        let added = store::suggestions::insert(tx, subject, new)?;
        is_small(tx, detection)?;
        Ok(added)
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

/// That the caller's session has this detection. Reading it would hold up everybody's writes for as long as it is large.
fn has(tx: &Tx, caller: Caller, session: DiaryId, id: DetectionId) -> Result<(), Fault> {
    own(tx, caller, session)?;
    if store::detections::exists(tx, session, id)? {
        Ok(())
    } else {
        Err(Fault::NotFound(Resource::Detection))
    }
}

/// A detection is read whole: however often something is added, it stays as small as one request could make it.
fn is_small(tx: &Tx, id: DetectionId) -> Result<(), Fault> {
    let limit = Detection::MAX_BYTES;
    if store::detections::size(tx, id)? > limit {
        return Err(Fault::BodyTooLarge { limit });
    }
    Ok(())
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
