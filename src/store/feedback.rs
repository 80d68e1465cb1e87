//! The table `feedback`: at most one row a session of the diary.

use rusqlite::params;

use crate::domain::diary::{DiaryId, Feedback};
use crate::domain::fault::Fault;
use crate::domain::text::Text;
use crate::store::Tx;

/// Adds the feedback on a session.
///
/// # Errors
/// [`Fault::FeedbackGiven`] if there is some.
pub(crate) fn insert(
    tx: &Tx,
    session: DiaryId,
    rating: i64,
    comment: Option<&Text>,
) -> Result<(), Fault> {
    tx.change(
        "insert into feedback (session_id, rating, comment, created_at) values (?1, ?2, ?3, ?4)
         on conflict do nothing",
        params![
            session.0,
            rating,
            comment.map(Text::as_str),
            tx.now.micros()
        ],
        Fault::FeedbackGiven,
    )
}

/// The columns that readers and exports share.
macro_rules! columns {
    () => {
        "rating, comment, created_at"
    };
}
pub(super) use columns;

/// The feedback on a session, if there is some.
pub(crate) fn get(tx: &Tx, session: DiaryId) -> Result<Option<Feedback>, Fault> {
    let found = tx.first(
        sql!("select " self " from feedback where session_id = ?1"),
        [session.0],
        |row| {
            Ok(Feedback {
                session,
                rating: row.get("rating")?,
                comment: row.get("comment")?,
                created_at: row.get("created_at")?,
            })
        },
    )?;
    Ok(found)
}
