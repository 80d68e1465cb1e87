//! The table `detections`, with the readings and the suggestions of its rows.

use std::collections::HashMap;

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::diary::{Detection, DetectionId, DiaryId, Source};
use crate::domain::emotion::EmotionCount;
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::query::Page;
use crate::store::row::Row;
use crate::store::{Tx, readings, suggestions};

/// Adds a detection, as yet without readings.
pub(crate) fn insert(tx: &Tx, session: DiaryId) -> Result<DetectionId, Fault> {
    tx.execute(
        "insert into detections (session_id, created_at) values (?1, ?2)",
        params![session.0, tx.now.micros()],
    )?;
    Ok(DetectionId(tx.last_id()))
}

/// Whether a session has this detection.
pub(crate) fn exists(tx: &Tx, session: DiaryId, id: DetectionId) -> Result<bool, Fault> {
    let sql = "select 1 from detections where id = ?1 and session_id = ?2";
    Ok(tx
        .first(sql, params![id.0, session.0], |_| Ok(()))?
        .is_some())
}

/// How many bytes a detection has: its texts, and for each as many as a request has around one at the least.
pub(crate) fn size(tx: &Tx, id: DetectionId) -> Result<u64, Fault> {
    let sql = "with readings (id, kind, text) as (
                 select id, 'face', emotion from facial_data where detection_id = ?1
                 union all select id, 'voice', content from voice_data where detection_id = ?1),
               texts (text) as (
                 select text from readings
                 union all select suggestion || coalesce(url, '') from suggestions where detection_id = ?1
                 union all select suggestion || coalesce(url, '') from suggestions
                   where facial_id in (select id from readings where kind = 'face')
                 union all select suggestion || coalesce(url, '') from suggestions
                   where voice_id in (select id from readings where kind = 'voice'))
               select coalesce(sum(octet_length(text) + 15), 0) from texts";
    let size: i64 = tx.value(sql, [id.0])?.unwrap_or_default();
    Ok(size.unsigned_abs())
}

/// This session's detection of this number, with its readings.
pub(crate) fn get(tx: &Tx, session: DiaryId, id: DetectionId) -> Result<Option<Detection>, Fault> {
    let found = tx.first(
        "select id, session_id, created_at from detections where id = ?1 and session_id = ?2",
        params![id.0, session.0],
        bare,
    )?;
    let filled = fill(tx, found.into_iter().collect())?;
    Ok(filled.into_iter().next())
}

/// This session's detections in their order, with their readings.
pub(crate) fn list(tx: &Tx, session: DiaryId, page: Page) -> Result<Vec<Detection>, Fault> {
    let found = tx.all(
        "select id, session_id, created_at from detections
         where session_id = ?1 order by id limit ?2 offset ?3",
        params![session.0, page.limit, page.skip],
        bare,
    )?;
    fill(tx, found)
}

/// Most of the latest detections, and sessions, that charts look at: a thousand a day in the longest of them.
const CHARTED: i64 = 31_000;

/// How often each emotion was seen on each day of UTC since this moment, in the order in which they were seen first; of
/// each detection its first face counts, and of very many the latest detections.
pub(crate) fn emotions(
    tx: &Tx,
    account: AccountId,
    since: Moment,
) -> Result<Vec<EmotionCount>, Fault> {
    let sql = "select d.created_at - d.created_at % 86400000000 as day, lower(f.emotion) as emotion, count(*) as times
               from (select d.id, d.created_at
                     from (select id from diary_sessions where account_id = ?1 order by id desc limit ?3) s
                     join detections d on d.session_id = s.id order by s.id desc, d.id desc limit ?3) d
               join facial_data f on f.detection_id = d.id
               where d.created_at >= ?2 and f.id = (select min(id) from facial_data where detection_id = d.id)
               group by 1, 2 order by 1, min(d.id)";
    let found = tx.all(sql, params![account.0, since.micros(), CHARTED], |row| {
        Ok(EmotionCount {
            day: row.get("day")?,
            emotion: row.get("emotion")?,
            count: row.get("times")?,
        })
    })?;
    Ok(found)
}

fn bare(row: &Row) -> rusqlite::Result<Detection> {
    Ok(Detection {
        id: row.get("id")?,
        session: row.get("session_id")?,
        created_at: row.get("created_at")?,
        faces: Vec::new(),
        voices: Vec::new(),
        suggestions: Vec::new(),
    })
}

/// Gives each its readings and suggestions: a few queries for all, not a few for each.
fn fill(tx: &Tx, mut detections: Vec<Detection>) -> Result<Vec<Detection>, Fault> {
    let (Some(first), Some(last)) = (detections.first(), detections.last()) else {
        return Ok(detections);
    };
    let (session, range) = (first.session, (first.id, last.id));
    let mut faces = by_detection(readings::list(tx, Source::Face, session, range)?);
    let mut voices = by_detection(readings::list(tx, Source::Voice, session, range)?);
    let mut known = by_detection(suggestions::of_detections(tx, session, range)?);
    for detection in &mut detections {
        detection.faces = faces.remove(&detection.id).unwrap_or_default();
        detection.voices = voices.remove(&detection.id).unwrap_or_default();
        detection.suggestions = known.remove(&detection.id).unwrap_or_default();
    }
    Ok(detections)
}

fn by_detection<T>(rows: Vec<(DetectionId, T)>) -> HashMap<DetectionId, Vec<T>> {
    let mut sorted: HashMap<_, Vec<T>> = HashMap::new();
    for (detection, row) in rows {
        sorted.entry(detection).or_default().push(row);
    }
    sorted
}
