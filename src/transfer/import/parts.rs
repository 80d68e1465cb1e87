//! What belongs to a post, to a session of the diary, or to something within one.

use crate::domain::community::Comment;
use crate::domain::diary::{Feedback, NewSuggestion, Source};
use crate::domain::fault::Fault;
use crate::domain::field::Problem;
use crate::domain::link::Link;
use crate::store::Tx;
use crate::store::imported::{self, Foreign};
use crate::transfer::import::accounts::CREATED;
use crate::transfer::import::belongings::{CONTENT, ID, UPDATED, filled, foreign, key, owned};
use crate::transfer::import::fields::{Fields, Names, Refused, integer};
use crate::transfer::import::ids::{Ids, Key, Owner};
use crate::transfer::import::kind::Kind;
use crate::transfer::import::pending::{Outcome, Settle};

const POST: Names = &["postid", "communitypostid", "post"];
const SESSION: Names = &["sessionid", "session", "diarysessionid"];
const DETECTION: Names = &["detectionid", "emotiondetectionid", "detection"];
const FACE: Names = &["facialid", "facialdataid", "faceid", "facial"];
const VOICE: Names = &["voiceid", "voicedataid", "voice"];
const RATING: Names = &["rating", "score", "stars"];
const COMMENT: Names = &["comment", "comments", "content", "text"];
const EMOTION: Names = &["emotion", "label"];
const SUGGESTION: Names = &["suggestion", "content", "text"];
const URL: Names = &["url", "link", "resourceurl"];
const MOMENT: Names = &["createdat", "detectedat", "timestamp", "created"];

/// The columns of each kind.
pub(super) const COMMENT_COLUMNS: &[Names] = &[ID, POST, CONTENT, CREATED, UPDATED];
pub(super) const FEEDBACK_COLUMNS: &[Names] = &[ID, SESSION, RATING, COMMENT, CREATED];
pub(super) const DETECTION_COLUMNS: &[Names] = &[ID, SESSION, MOMENT];
pub(super) const READING_COLUMNS: &[Names] = &[ID, DETECTION, EMOTION, CONTENT, MOMENT];
pub(super) const SUGGESTION_COLUMNS: &[Names] = &[ID, FACE, VOICE, SUGGESTION, URL, CREATED];

/// Does `work` for the row here that a row of the file hangs on.
fn hanging(
    (kind, parent): (Kind, Key),
    work: impl FnOnce(&Tx, &mut Ids, i64) -> Result<Outcome, Fault> + Send + 'static,
) -> Settle {
    Box::new(move |tx, ids, _| match ids.find(kind, &parent) {
        Ok(parent) => Ok(work(tx, ids, parent)?.into()),
        Err(why) => Ok(Outcome::Refused(why).into()),
    })
}

fn parent(fields: &Fields, names: Names) -> Result<Key, Refused> {
    fields.must(names, |text| Ok(Key::of(text)))
}

/// A comment on a post.
pub(super) fn comment(fields: &mut Fields) -> Result<Settle, Refused> {
    let (owner, key, post) = (Owner::read(fields)?, key(fields)?, parent(fields, POST)?);
    let content = fields.must(CONTENT, filled(Comment::LONGEST))?;
    let (created, updated) = (fields.moment(CREATED), fields.moment(UPDATED));
    Ok(owned(owner, move |tx, ids, account, _| {
        let post = match ids.find(Kind::Posts, &post) {
            Ok(post) => post,
            Err(why) => return Ok(Outcome::Refused(why)),
        };
        let nth = ids.nth((Kind::Comments, post, account, content.as_str(), created));
        let foreign = Foreign {
            nth,
            ..foreign(key.as_ref(), created)
        };
        let kept = imported::comment(tx, foreign, (post, account), &content, updated)?;
        Ok(Outcome::made(kept.is_new))
    }))
}

/// What was thought of a session.
pub(super) fn feedback(fields: &mut Fields) -> Result<Settle, Refused> {
    let session = parent(fields, SESSION)?;
    let rating = fields.must(RATING, |text| match integer(text)? {
        rating @ 1..=5 => Ok(rating),
        _ => Err(Problem::OutOfRange(1, 5)),
    })?;
    let comment = fields.extra(COMMENT, filled(Feedback::LONGEST));
    let created = fields.moment(CREATED);
    Ok(hanging(
        (Kind::DiarySessions, session),
        move |tx, _, session| {
            let is_new = imported::feedback(tx, session, rating, comment.as_ref(), created)?;
            Ok(Outcome::made(is_new))
        },
    ))
}

/// What was detected at one moment of a session.
pub(super) fn detection(fields: &mut Fields) -> Result<Settle, Refused> {
    let (session, key) = (parent(fields, SESSION)?, key(fields)?);
    let created = fields.moment(MOMENT);
    Ok(hanging(
        (Kind::DiarySessions, session),
        move |tx, ids, session| {
            let nth = ids.nth((Kind::Detections, session, created));
            let foreign = Foreign {
                nth,
                ..foreign(key.as_ref(), created)
            };
            let kept = imported::detection(tx, foreign, session)?;
            ids.note(Kind::Detections, key, kept.id);
            Ok(Outcome::made(kept.is_new))
        },
    ))
}

/// A face or a voice within a detection.
pub(super) fn reading(fields: &mut Fields, source: Source) -> Result<Settle, Refused> {
    let (detection, key) = (parent(fields, DETECTION)?, key(fields)?);
    let (kind, names) = match source {
        Source::Face => (Kind::Faces, EMOTION),
        Source::Voice => (Kind::Voices, CONTENT),
    };
    let text = fields.must(names, |text| source.parse(text))?;
    let created = fields.moment(MOMENT);
    Ok(hanging(
        (Kind::Detections, detection),
        move |tx, ids, detection| {
            let nth = ids.nth((kind, detection, text.as_str(), created));
            let foreign = Foreign {
                nth,
                ..foreign(key.as_ref(), created)
            };
            let kept = imported::reading(tx, foreign, source, detection, &text)?;
            ids.note(kind, key, kept.id);
            Ok(Outcome::made(kept.is_new))
        },
    ))
}

/// A suggestion under a face or a voice.
pub(super) fn suggestion(fields: &mut Fields) -> Result<Settle, Refused> {
    let key = key(fields)?;
    let face = fields.read(FACE, |text| Ok(Key::of(text)))?;
    let (source, kind, parent) = match face {
        Some(face) => (Source::Face, Kind::Faces, face),
        None => (Source::Voice, Kind::Voices, parent(fields, VOICE)?),
    };
    let text = fields.must(SUGGESTION, filled(NewSuggestion::LONGEST))?;
    let url = fields.extra(URL, Link::parse);
    let created = fields.moment(CREATED);
    Ok(hanging((kind, parent), move |tx, ids, reading| {
        let nth = ids.nth((kind, reading, text.as_str(), created));
        let foreign = Foreign {
            nth,
            ..foreign(key.as_ref(), created)
        };
        let url = url.as_ref().map(Link::as_str);
        let kept = imported::suggestion(tx, foreign, (source, reading), &text, url)?;
        Ok(Outcome::made(kept.is_new))
    }))
}
