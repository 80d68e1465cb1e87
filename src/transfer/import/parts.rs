//! Rows that belong to a post or a diary session: comments, feedback, detections, readings, suggestions.

use crate::domain::community::Comment;
use crate::domain::diary::{Feedback, NewSuggestion, Source};
use crate::domain::fault::Fault;
use crate::domain::field::Problem;
use crate::domain::link::Link;
use crate::store::Tx;
use crate::store::imported;
use crate::transfer::import::accounts::CREATED;
use crate::transfer::import::belongings::{CONTENT, ID, UPDATED, filled, foreign, key, owned};
use crate::transfer::import::fields::{ColumnNames, Fields, Rejection, integer};
use crate::transfer::import::ids::{IdMap, Owner, RowKey};
use crate::transfer::import::kind::TableKind;
use crate::transfer::import::outcome::RowOutcome;
use crate::transfer::import::pending::WriteRow;

const POST: ColumnNames = &["postid", "communitypostid", "post"];
const SESSION: ColumnNames = &["sessionid", "session", "diarysessionid"];
const DETECTION: ColumnNames = &["detectionid", "emotiondetectionid", "detection"];
const FACE: ColumnNames = &["facialid", "facialdataid", "faceid", "facial"];
const VOICE: ColumnNames = &["voiceid", "voicedataid", "voice"];
const RATING: ColumnNames = &["rating", "score", "stars"];
const COMMENT: ColumnNames = &["comment", "comments", "content", "text"];
const EMOTION: ColumnNames = &["emotion", "label"];
const SUGGESTION: ColumnNames = &["suggestion", "content", "text"];
const URL: ColumnNames = &["url", "link", "resourceurl"];
const MOMENT: ColumnNames = &["createdat", "detectedat", "timestamp", "created"];

/// The columns of each kind.
pub(super) const COMMENT_COLUMNS: &[ColumnNames] = &[ID, POST, CONTENT, CREATED, UPDATED];
pub(super) const FEEDBACK_COLUMNS: &[ColumnNames] = &[ID, SESSION, RATING, COMMENT, CREATED];
pub(super) const DETECTION_COLUMNS: &[ColumnNames] = &[ID, SESSION, MOMENT];
pub(super) const READING_COLUMNS: &[ColumnNames] = &[ID, DETECTION, EMOTION, CONTENT, MOMENT];
pub(super) const SUGGESTION_COLUMNS: &[ColumnNames] = &[ID, FACE, VOICE, SUGGESTION, URL, CREATED];

/// Does `work` with the id of the row's parent.
fn with_parent(
    (kind, parent): (TableKind, RowKey),
    work: impl FnOnce(&Tx, &mut IdMap, i64) -> Result<RowOutcome, Fault> + Send + 'static,
) -> WriteRow {
    Box::new(move |tx, ids, _| match ids.find(kind, &parent) {
        Ok(parent) => Ok(work(tx, ids, parent)?.into()),
        Err(why) => Ok(RowOutcome::Rejected(why).into()),
    })
}

fn parent(fields: &Fields, names: ColumnNames) -> Result<RowKey, Rejection> {
    fields.required(names, |text| Ok(RowKey::of(text)))
}

/// A comment on a post.
pub(super) fn comment(fields: &mut Fields) -> Result<WriteRow, Rejection> {
    let (owner, key, post) = (Owner::read(fields)?, key(fields)?, parent(fields, POST)?);
    let content = fields.required(CONTENT, filled(Comment::LONGEST))?;
    let (created, updated) = (fields.moment(CREATED), fields.moment(UPDATED));
    Ok(owned(owner, move |tx, ids, account, _| {
        let post = match ids.find(TableKind::Posts, &post) {
            Ok(post) => post,
            Err(why) => return Ok(RowOutcome::Rejected(why)),
        };
        let nth = ids.nth((
            TableKind::Comments,
            post,
            account,
            content.as_str(),
            created,
        ));
        let foreign = foreign(key.as_ref(), created, nth);
        let kept = imported::comment(tx, foreign, (post, account), &content, updated)?;
        Ok(RowOutcome::made(kept.is_new))
    }))
}

/// What was thought of a session.
pub(super) fn feedback(fields: &mut Fields) -> Result<WriteRow, Rejection> {
    let session = parent(fields, SESSION)?;
    let rating = fields.required(RATING, |text| match integer(text)? {
        rating @ 1..=5 => Ok(rating),
        _ => Err(Problem::OutOfRange(1, 5)),
    })?;
    let comment = fields.optional(COMMENT, filled(Feedback::LONGEST));
    let created = fields.moment(CREATED);
    Ok(with_parent(
        (TableKind::DiarySessions, session),
        move |tx, _, session| {
            let is_new = imported::feedback(tx, session, rating, comment.as_ref(), created)?;
            Ok(RowOutcome::made(is_new))
        },
    ))
}

/// What was detected at one moment of a session.
pub(super) fn detection(fields: &mut Fields) -> Result<WriteRow, Rejection> {
    let (session, key) = (parent(fields, SESSION)?, key(fields)?);
    let created = fields.moment(MOMENT);
    Ok(with_parent(
        (TableKind::DiarySessions, session),
        move |tx, ids, session| {
            let nth = ids.nth((TableKind::Detections, session, created));
            let foreign = foreign(key.as_ref(), created, nth);
            let kept = imported::detection(tx, foreign, session)?;
            ids.insert(TableKind::Detections, key, kept.id);
            Ok(RowOutcome::made(kept.is_new))
        },
    ))
}

/// A face or a voice within a detection.
pub(super) fn reading(fields: &mut Fields, source: Source) -> Result<WriteRow, Rejection> {
    let (detection, key) = (parent(fields, DETECTION)?, key(fields)?);
    let (kind, names) = match source {
        Source::Face => (TableKind::Faces, EMOTION),
        Source::Voice => (TableKind::Voices, CONTENT),
    };
    let text = fields.required(names, |text| source.parse(text))?;
    let created = fields.moment(MOMENT);
    Ok(with_parent(
        (TableKind::Detections, detection),
        move |tx, ids, detection| {
            let nth = ids.nth((kind, detection, text.as_str(), created));
            let foreign = foreign(key.as_ref(), created, nth);
            let kept = imported::reading(tx, foreign, source, detection, &text)?;
            ids.insert(kind, key, kept.id);
            Ok(RowOutcome::made(kept.is_new))
        },
    ))
}

/// A suggestion under a face or a voice.
pub(super) fn suggestion(fields: &mut Fields) -> Result<WriteRow, Rejection> {
    let key = key(fields)?;
    let face = fields.read(FACE, |text| Ok(RowKey::of(text)))?;
    let (source, kind, parent) = match face {
        Some(face) => (Source::Face, TableKind::Faces, face),
        None => (Source::Voice, TableKind::Voices, parent(fields, VOICE)?),
    };
    let text = fields.required(SUGGESTION, filled(NewSuggestion::LONGEST))?;
    let url = fields.optional(URL, Link::parse);
    let created = fields.moment(CREATED);
    Ok(with_parent((kind, parent), move |tx, ids, reading| {
        let nth = ids.nth((kind, reading, text.as_str(), created));
        let foreign = foreign(key.as_ref(), created, nth);
        let url = url.as_ref().map(Link::as_str);
        let kept = imported::suggestion(tx, foreign, (source, reading), &text, url)?;
        Ok(RowOutcome::made(kept.is_new))
    }))
}
