//! The table `comments`.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::community::{Comment, CommentId, PostId};
use crate::domain::fault::Fault;
use crate::domain::query::Page;
use crate::domain::text::Text;
use crate::store::row::Row;
use crate::store::{Tx, accounts};

/// Adds a comment to a post that exists.
pub(crate) fn insert(
    tx: &Tx,
    post: PostId,
    account: AccountId,
    content: &Text,
) -> Result<CommentId, Fault> {
    accounts::check_exists(tx, account)?;
    tx.execute(
        "insert into comments (post_id, account_id, content, created_at, updated_at) values (?1, ?2, ?3, ?4, ?4)",
        params![post.0, account.0, content.as_str(), tx.now.micros()],
    )?;
    Ok(CommentId(tx.last_id()))
}

/// The columns that readers and exports share.
macro_rules! columns {
    () => {
        "c.content, c.created_at, c.updated_at"
    };
}
pub(super) use columns;

macro_rules! select {
    () => {
        sql!("select c.id, c.post_id, c.account_id, " self
            ", coalesce(nullif(trim(a.front_name || ' ' || a.last_name), ''), a.username) as author
             from comments c join accounts a on a.id = c.account_id")
    };
}

/// This post's comment of this number.
pub(crate) fn get(tx: &Tx, post: PostId, id: CommentId) -> Result<Option<Comment>, Fault> {
    let found = tx.first(
        concat!(select!(), " where c.id = ?1 and c.post_id = ?2"),
        params![id.0, post.0],
        comment,
    )?;
    Ok(found)
}

/// This post's comments, newest first.
pub(crate) fn list(tx: &Tx, post: PostId, page: Page) -> Result<Vec<Comment>, Fault> {
    let found = tx.all(
        concat!(
            select!(),
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
        id: row.get("id")?,
        post: row.get("post_id")?,
        account: row.get("account_id")?,
        content: row.get("content")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        author: row.get("author")?,
    })
}
