//! Rows that belong to a post or a diary session: comments, feedback, detections, readings, suggestions.

use crate::domain::community::Comment;
use crate::domain::diary::{DetectionId, Feedback, NewSuggestion, ReadingId, Source, Subject};
use crate::domain::fault::Fault;
use crate::domain::field::Problem;
use crate::domain::link::{Link, Links};
use crate::store::Tx;
use crate::store::imported;
use crate::transfer::import::accounts::CREATED;
use crate::transfer::import::belongings::{CONTENT, ID, UPDATED, filled, foreign, key, owned};
use crate::transfer::import::fields::{ColumnNames, Fields, Rejection, integer, problem_text};
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
pub(super) const SUGGESTION_COLUMNS: &[ColumnNames] =
    &[ID, DETECTION, FACE, VOICE, SUGGESTION, URL, MOMENT];

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
            let kept = imported::feedback(tx, session, rating, comment.as_ref(), created)?;
            let another = || RowOutcome::Rejected("the session has other feedback".to_owned());
            Ok(kept.map_or_else(another, RowOutcome::made))
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

/// A suggestion under a face, under a voice, or on a detection as a whole.
pub(super) fn suggestion(fields: &mut Fields) -> Result<WriteRow, Rejection> {
    let key = key(fields)?;
    let named = |names| fields.read(names, |text| Ok(RowKey::of(text)));
    let (kind, parent) = match (named(FACE)?, named(VOICE)?) {
        (Some(face), _) => (TableKind::Faces, face),
        (None, Some(voice)) => (TableKind::Voices, voice),
        (None, None) => (TableKind::Detections, parent(fields, DETECTION)?),
    };
    let text = fields.required(SUGGESTION, filled(NewSuggestion::LONGEST))?;
    let url = links(fields);
    let created = fields.moment(MOMENT);
    Ok(with_parent((kind, parent), move |tx, ids, id| {
        let nth = ids.nth((kind, id, text.as_str(), created));
        let foreign = foreign(key.as_ref(), created, nth);
        let url = url.as_ref().map(Links::as_str);
        let subject = match kind {
            TableKind::Faces => Subject::Reading(Source::Face, ReadingId(id)),
            TableKind::Voices => Subject::Reading(Source::Voice, ReadingId(id)),
            _ => Subject::Detection(DetectionId(id)),
        };
        let kept = imported::suggestion(tx, foreign, subject, &text, url)?;
        Ok(RowOutcome::made(kept.is_new))
    }))
}

/// The links of a suggestion; what isn't one is left out, and so is a fourth.
fn links(fields: &mut Fields) -> Option<Links> {
    let (column, text) = fields.text(URL).ok().flatten()?;
    let mut links = Vec::new();
    for piece in Links::pieces(text) {
        match Link::parse(piece) {
            Ok(link) if links.len() < Links::MOST => links.push(link),
            Ok(_) => fields
                .left_out
                .push(format!("{column}: it has more than {} links", Links::MOST)),
            Err(problem) => fields
                .left_out
                .push(format!("{column}: {}", problem_text(&problem))),
        }
    }
    (!links.is_empty()).then(|| Links::of(&links))
}
