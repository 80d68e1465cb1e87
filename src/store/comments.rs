//! The table `comments`.

use rusqlite::{Row, params};

use crate::domain::account::AccountId;
use crate::domain::community::{Comment, CommentId, PostId};
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::query::Page;
use crate::domain::text::Text;
use crate::store::Tx;

/// Adds a comment to a post that is there.
pub(crate) fn insert(
    tx: &Tx,
    post: PostId,
    account: AccountId,
    content: &Text,
) -> Result<CommentId, Fault> {
    tx.execute(
        "insert into comments (post_id, account_id, content, created_at, updated_at) values (?1, ?2, ?3, ?4, ?4)",
        params![post.0, account.0, content.as_str(), tx.now.micros()],
    )?;
    Ok(CommentId(tx.last_id()))
}

/// What every comment is read with; a macro, since `concat!` takes no constant.
macro_rules! comment_columns {
    () => {
        "select c.id, c.post_id, c.account_id, c.content, c.created_at, c.updated_at,
                coalesce(nullif(trim(a.front_name || ' ' || a.last_name), ''), a.username)
         from comments c join accounts a on a.id = c.account_id"
    };
}

/// This post's comment of this number.
pub(crate) fn get(tx: &Tx, post: PostId, id: CommentId) -> Result<Option<Comment>, Fault> {
    let found = tx.first(
        concat!(comment_columns!(), " where c.id = ?1 and c.post_id = ?2"),
        params![id.0, post.0],
        comment,
    )?;
    Ok(found)
}

/// This post's comments, newest first.
pub(crate) fn list(tx: &Tx, post: PostId, page: Page) -> Result<Vec<Comment>, Fault> {
    let found = tx.all(
        concat!(
            comment_columns!(),
            " where c.post_id = ?1 order by c.id desc limit ?2 offset ?3"
        ),
        params![post.0, page.limit, page.skip],
        comment,
    )?;
    Ok(found)
}

/// Changes what a comment says.
pub(crate) fn update(tx: &Tx, id: CommentId, content: &Text) -> Result<(), Fault> {
    tx.execute(
        "update comments set content = ?2, updated_at = ?3 where id = ?1",
        params![id.0, content.as_str(), tx.now.micros()],
    )?;
    Ok(())
}

/// Deletes a comment.
pub(crate) fn delete(tx: &Tx, id: CommentId) -> Result<(), Fault> {
    tx.execute("delete from comments where id = ?1", [id.0])?;
    Ok(())
}

fn comment(row: &Row) -> rusqlite::Result<Comment> {
    Ok(Comment {
        id: CommentId(row.get(0)?),
        post: PostId(row.get(1)?),
        account: AccountId(row.get(2)?),
        content: Text::stored(row.get(3)?),
        created_at: Moment::from_micros(row.get(4)?),
        updated_at: Moment::from_micros(row.get(5)?),
        author: row.get(6)?,
    })
}
