//! The table `posts`.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::community::{Post, PostId};
use crate::domain::fault::Fault;
use crate::domain::query::Page;
use crate::domain::text::Text;
use crate::store::Tx;
use crate::store::row::Row;

/// Adds a post.
pub(crate) fn insert(
    tx: &Tx,
    account: AccountId,
    title: Option<&Text>,
    content: &Text,
) -> Result<PostId, Fault> {
    tx.execute(
        "insert into posts (account_id, title, content, created_at, updated_at) values (?1, ?2, ?3, ?4, ?4)",
        params![
            account.0,
            title.map(Text::as_str),
            content.as_str(),
            tx.now.micros()
        ],
    )?;
    Ok(PostId(tx.last_id()))
}

/// The columns that readers and exports share.
macro_rules! columns {
    () => {
        "p.title, p.content, p.created_at, p.updated_at"
    };
}
pub(super) use columns;

macro_rules! select {
    () => {
        sql!("select p.id, p.account_id, " self
            ", coalesce(nullif(trim(a.front_name || ' ' || a.last_name), ''), a.username) as author,
             (select count(*) from comments c where c.post_id = p.id) as comment_count
             from posts p join accounts a on a.id = p.account_id")
    };
}

/// The post of this number.
pub(crate) fn get(tx: &Tx, id: PostId) -> Result<Option<Post>, Fault> {
    let found = tx.first(concat!(select!(), " where p.id = ?1"), [id.0], post)?;
    Ok(found)
}

/// Posts, newest first.
pub(crate) fn list(tx: &Tx, page: Page) -> Result<Vec<Post>, Fault> {
    let found = tx.all(
        concat!(select!(), " order by p.id desc limit ?1 offset ?2"),
        params![page.limit, page.skip],
        post,
    )?;
    Ok(found)
}

/// Changes a post; `None` stays as it is, an empty title goes.
pub(crate) fn update(
    tx: &Tx,
    id: PostId,
    title: Option<&Text>,
    content: Option<&Text>,
) -> Result<(), Fault> {
    tx.execute(
        "update posts set title = nullif(coalesce(?2, title), ''), content = coalesce(?3, content), updated_at = ?4
         where id = ?1",
        params![
            id.0,
            title.map(Text::as_str),
            content.map(Text::as_str),
            tx.now.micros()
        ],
    )?;
    Ok(())
}

/// Deletes a post and, by the schema's cascades, its comments.
pub(crate) fn delete(tx: &Tx, id: PostId) -> Result<(), Fault> {
    tx.execute("delete from posts where id = ?1", [id.0])?;
    Ok(())
}

fn post(row: &Row) -> rusqlite::Result<Post> {
    Ok(Post {
        id: row.get("id")?,
        account: row.get("account_id")?,
        title: row.get("title")?,
        content: row.get("content")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        author: row.get("author")?,
        comment_count: row.get("comment_count")?,
    })
}
