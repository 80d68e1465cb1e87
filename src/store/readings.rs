//! The tables `facial_data` and `voice_data`, alike but for their text's name,
//! with the `suggestions` under each row.

use std::collections::HashMap;

use rusqlite::params;

use crate::domain::diary::{
    DetectionId, DiaryId, NewReading, Reading, ReadingId, Source, Subject, Suggestion,
};
use crate::domain::fault::Fault;
use crate::store::{Tx, suggestions};

/// Adds a reading to a detection, with its suggestions.
pub(crate) fn insert(
    tx: &Tx,
    source: Source,
    detection: DetectionId,
    new: NewReading,
) -> Result<Reading, Fault> {
    let sql = match source {
        Source::Face => {
            "insert into facial_data (detection_id, emotion, created_at) values (?1, ?2, ?3)"
        }
        Source::Voice => {
            "insert into voice_data (detection_id, content, created_at) values (?1, ?2, ?3)"
        }
    };
    tx.execute(
        sql,
        params![detection.0, new.text.as_str(), tx.now.micros()],
    )?;
    let id = ReadingId(tx.last_id());
    let suggested = new.suggestions.into_iter();
    let suggested = suggested.map(|one| suggestions::insert(tx, Subject::Reading(source, id), one));
    Ok(Reading {
        id,
        text: new.text,
        created_at: tx.now,
        suggestions: suggested.collect::<Result<_, _>>()?,
    })
}

/// Whether a detection has this reading.
pub(crate) fn exists(
    tx: &Tx,
    source: Source,
    detection: DetectionId,
    ReadingId(id): ReadingId,
) -> Result<bool, Fault> {
    let sql = match source {
        Source::Face => "select 1 from facial_data where id = ?1 and detection_id = ?2",
        Source::Voice => "select 1 from voice_data where id = ?1 and detection_id = ?2",
    };
    Ok(tx
        .first(sql, params![id, detection.0], |_| Ok(()))?
        .is_some())
}

/// The readings of a range of a session's detections, in their order,
/// with their suggestions.
pub(crate) fn list(
    tx: &Tx,
    source: Source,
    session: DiaryId,
    (first, last): (DetectionId, DetectionId),
) -> Result<Vec<(DetectionId, Reading)>, Fault> {
    let sql = match source {
        Source::Face => {
            "select r.id, r.detection_id, r.emotion as text, r.created_at
             from facial_data r join detections d on d.id = r.detection_id
             where d.session_id = ?1 and d.id between ?2 and ?3 order by r.id"
        }
        Source::Voice => {
            "select r.id, r.detection_id, r.content as text, r.created_at
             from voice_data r join detections d on d.id = r.detection_id
             where d.session_id = ?1 and d.id between ?2 and ?3 order by r.id"
        }
    };
    let mut rows = tx.all(sql, params![session.0, first.0, last.0], |row| {
        let reading = Reading {
            id: row.get("id")?,
            text: row.get("text")?,
            created_at: row.get("created_at")?,
            suggestions: Vec::new(),
        };
        Ok((row.get("detection_id")?, reading))
    })?;
    let mut known = by_reading(suggestions::list(tx, source, session, (first, last))?);
    for (_, reading) in &mut rows {
        reading.suggestions = known.remove(&reading.id).unwrap_or_default();
    }
    Ok(rows)
}

fn by_reading(rows: Vec<(ReadingId, Suggestion)>) -> HashMap<ReadingId, Vec<Suggestion>> {
    let mut sorted: HashMap<_, Vec<Suggestion>> = HashMap::new();
    for (reading, suggestion) in rows {
        sorted.entry(reading).or_default().push(suggestion);
    }
    sorted
}
