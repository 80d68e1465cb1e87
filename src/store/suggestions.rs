//! The table `suggestions`: each belongs to a face, to a voice or to a detection as a whole.

use rusqlite::params;

use crate::domain::diary::{
    DetectionId, DiaryId, NewSuggestion, ReadingId, Source, Subject, Suggestion,
};
use crate::domain::fault::Fault;
use crate::domain::link::Links;
use crate::store::Tx;
use crate::store::row::Row;

/// Adds a suggestion.
pub(crate) fn insert(tx: &Tx, subject: Subject, new: NewSuggestion) -> Result<Suggestion, Fault> {
    let (sql, id) = match subject {
        Subject::Detection(id) => (
            "insert into suggestions (detection_id, suggestion, url, created_at) values (?1, ?2, ?3, ?4)",
            id.0,
        ),
        Subject::Reading(Source::Face, id) => (
            "insert into suggestions (facial_id, suggestion, url, created_at) values (?1, ?2, ?3, ?4)",
            id.0,
        ),
        Subject::Reading(Source::Voice, id) => (
            "insert into suggestions (voice_id, suggestion, url, created_at) values (?1, ?2, ?3, ?4)",
            id.0,
        ),
    };
    let url = new.url.as_ref().map(Links::as_str);
    tx.execute(sql, params![id, new.text.as_str(), url, tx.now.micros()])?;
    Ok(Suggestion {
        id: tx.last_id(),
        text: new.text,
        url: new.url,
        created_at: tx.now,
    })
}

/// The suggestions on a range of a session's detections themselves, in their order.
pub(crate) fn of_detections(
    tx: &Tx,
    session: DiaryId,
    (first, last): (DetectionId, DetectionId),
) -> Result<Vec<(DetectionId, Suggestion)>, Fault> {
    let sql = "select s.detection_id, s.id, s.suggestion, s.url, s.created_at
               from suggestions s join detections d on d.id = s.detection_id
               where d.session_id = ?1 and d.id between ?2 and ?3 order by s.id";
    let rows = tx.all(sql, params![session.0, first.0, last.0], |row| {
        Ok((row.get("detection_id")?, suggestion(row)?))
    })?;
    Ok(rows)
}

/// The suggestions under the readings of a range of a session's detections, in
/// their order.
pub(crate) fn list(
    tx: &Tx,
    source: Source,
    session: DiaryId,
    (first, last): (DetectionId, DetectionId),
) -> Result<Vec<(ReadingId, Suggestion)>, Fault> {
    let sql = match source {
        Source::Face => {
            "select s.facial_id as reading, s.id, s.suggestion, s.url, s.created_at
             from suggestions s join facial_data r on r.id = s.facial_id join detections d on d.id = r.detection_id
             where d.session_id = ?1 and d.id between ?2 and ?3 order by s.id"
        }
        Source::Voice => {
            "select s.voice_id as reading, s.id, s.suggestion, s.url, s.created_at
             from suggestions s join voice_data r on r.id = s.voice_id join detections d on d.id = r.detection_id
             where d.session_id = ?1 and d.id between ?2 and ?3 order by s.id"
        }
    };
    let rows = tx.all(sql, params![session.0, first.0, last.0], |row| {
        Ok((row.get("reading")?, suggestion(row)?))
    })?;
    Ok(rows)
}

fn suggestion(row: &Row) -> rusqlite::Result<Suggestion> {
    Ok(Suggestion {
        id: row.get("id")?,
        text: row.get("suggestion")?,
        url: row.get("url")?,
        created_at: row.get("created_at")?,
    })
}
