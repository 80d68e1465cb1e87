//! The table `suggestions`: each belongs to a face or to a voice.

use rusqlite::params;

use crate::domain::diary::{DetectionId, DiaryId, NewSuggestion, ReadingId, Source, Suggestion};
use crate::domain::fault::Fault;
use crate::domain::link::Link;
use crate::store::Tx;

/// Adds a suggestion to a reading.
pub(crate) fn insert(
    tx: &Tx,
    source: Source,
    reading: ReadingId,
    new: &NewSuggestion,
) -> Result<i64, Fault> {
    let sql = match source {
        Source::Face => {
            "insert into suggestions (facial_id, suggestion, url, created_at) values (?1, ?2, ?3, ?4)"
        }
        Source::Voice => {
            "insert into suggestions (voice_id, suggestion, url, created_at) values (?1, ?2, ?3, ?4)"
        }
    };
    let url = new.url.as_ref().map(Link::as_str);
    tx.execute(
        sql,
        params![reading.0, new.text.as_str(), url, tx.now.micros()],
    )?;
    Ok(tx.last_id())
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
            "select s.id, s.facial_id as reading, s.suggestion, s.url, s.created_at
             from suggestions s join facial_data r on r.id = s.facial_id join detections d on d.id = r.detection_id
             where d.session_id = ?1 and d.id between ?2 and ?3 order by s.id"
        }
        Source::Voice => {
            "select s.id, s.voice_id as reading, s.suggestion, s.url, s.created_at
             from suggestions s join voice_data r on r.id = s.voice_id join detections d on d.id = r.detection_id
             where d.session_id = ?1 and d.id between ?2 and ?3 order by s.id"
        }
    };
    let rows = tx.all(sql, params![session.0, first.0, last.0], |row| {
        let suggestion = Suggestion {
            id: row.get("id")?,
            text: row.get("suggestion")?,
            url: row.get("url")?,
            created_at: row.get("created_at")?,
        };
        Ok((row.get("reading")?, suggestion))
    })?;
    Ok(rows)
}
