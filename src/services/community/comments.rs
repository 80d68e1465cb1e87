//! Comments on posts.

use crate::app::App;
use crate::domain::admin_log::Deed;
use crate::domain::caller::Caller;
use crate::domain::community::{Comment, CommentId, PostId};
use crate::domain::fault::{Fault, Resource};
use crate::domain::query::Page;
use crate::domain::text::Text;
use crate::services::community::{may_change, note, posts};
use crate::store::{self, Tx};

/// Writes a comment on a post.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn add_comment(
    app: &App,
    caller: Caller,
    post: PostId,
    content: Text,
) -> Result<Comment, Fault> {
    app.store.write(move |tx| {
        posts::find(tx, post)?;
        let id = store::comments::insert(tx, post, caller.account, &content)?;
        find(tx, post, id)
    })
}

/// The comments on a post, newest first.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn comments(
    app: &App,
    _: Caller,
    post: PostId,
    page: Page,
) -> Result<Vec<Comment>, Fault> {
    app.store.read(|tx| {
        posts::find(tx, post)?;
        store::comments::list(tx, post, page)
    })
}

/// A comment on a post.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn comment(app: &App, _: Caller, post: PostId, id: CommentId) -> Result<Comment, Fault> {
    app.store.read(|tx| find(tx, post, id))
}

/// Changes a comment.
///
/// # Errors
/// [`Fault::NotFound`], [`Fault::NotAllowed`].
pub(crate) fn change_comment(
    app: &App,
    caller: Caller,
    post: PostId,
    id: CommentId,
    content: Text,
) -> Result<Comment, Fault> {
    app.store.write(move |tx| {
        let writer = find(tx, post, id)?.account;
        may_change(caller, writer)?;
        store::comments::update(tx, id, &content)?;
        note(tx, caller, writer, Deed::CommentChanged)?;
        find(tx, post, id)
    })
}

/// Deletes a comment.
///
/// # Errors
/// [`Fault::NotFound`], [`Fault::NotAllowed`].
pub(crate) fn delete_comment(
    app: &App,
    caller: Caller,
    post: PostId,
    id: CommentId,
) -> Result<(), Fault> {
    app.store.write(move |tx| {
        let writer = find(tx, post, id)?.account;
        may_change(caller, writer)?;
        note(tx, caller, writer, Deed::CommentDeleted)?;
        store::comments::delete(tx, id)
    })
}

fn find(tx: &Tx, post: PostId, id: CommentId) -> Result<Comment, Fault> {
    posts::find(tx, post)?;
    store::comments::get(tx, post, id)?.ok_or(Fault::NotFound(Resource::Comment))
}
