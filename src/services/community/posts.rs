//! Posts.

use crate::app::App;
use crate::domain::admin_log::Deed;
use crate::domain::caller::Caller;
use crate::domain::community::{Post, PostId};
use crate::domain::fault::{Fault, Resource};
use crate::domain::query::Page;
use crate::domain::text::Text;
use crate::services::community::{may_change, note};
use crate::services::pieces::in_pieces;
use crate::store::{self, Tx};

/// Writes a post.
pub(crate) fn add_post(
    app: &App,
    caller: Caller,
    title: Option<Text>,
    content: Text,
) -> Result<Post, Fault> {
    app.store.write(move |tx| {
        let id = store::posts::insert(tx, caller.account, title.as_ref(), &content)?;
        find(tx, id)
    })
}

/// Posts, newest first.
pub(crate) fn posts(app: &App, _: Caller, page: Page) -> Result<Vec<Post>, Fault> {
    app.store.read(|tx| store::posts::list(tx, page))
}

/// A post.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn post(app: &App, _: Caller, id: PostId) -> Result<Post, Fault> {
    app.store.read(|tx| find(tx, id))
}

/// Changes a post; `None` stays as it is, an empty title goes.
///
/// # Errors
/// [`Fault::NotFound`], [`Fault::NotAllowed`].
pub(crate) fn change_post(
    app: &App,
    caller: Caller,
    id: PostId,
    title: Option<Text>,
    content: Option<Text>,
) -> Result<Post, Fault> {
    app.store.write(move |tx| {
        let writer = find(tx, id)?.account;
        may_change(caller, writer)?;
        store::posts::update(tx, id, title.as_ref(), content.as_ref())?;
        note(tx, caller, writer, Deed::PostChanged)?;
        find(tx, id)
    })
}

/// Deletes a post and its comments, of many some at a time.
///
/// # Errors
/// [`Fault::NotFound`], [`Fault::NotAllowed`].
pub(crate) fn delete_post(app: &App, caller: Caller, id: PostId) -> Result<(), Fault> {
    in_pieces(app, move |tx| {
        let writer = find(tx, id)?.account;
        may_change(caller, writer)?;
        if !store::pieces::of_post(tx, id)? {
            return Ok(None);
        }
        note(tx, caller, writer, Deed::PostDeleted)?;
        store::posts::delete(tx, id).map(Some)
    })
}

pub(super) fn find(tx: &Tx, id: PostId) -> Result<Post, Fault> {
    store::posts::get(tx, id)?.ok_or(Fault::NotFound(Resource::Post))
}
