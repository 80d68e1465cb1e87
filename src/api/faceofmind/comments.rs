//! Comments on posts.

use crate::api::faceofmind::extractor::Bearer;
use crate::api::faceofmind::wire::{self, Paging};
use crate::app::App;
use crate::domain::community::{Comment, CommentId, PostId};
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, at};
use crate::domain::text::Text;
use crate::http::body::Body;
use crate::http::paging::Bounded;
use crate::http::path_numbers::Numbers;
use crate::http::reply::Json;
use crate::services::community;

pub(crate) fn create(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([post]): Numbers<1>,
    Body(body): Body<wire::NewComment>,
) -> Result<Json<wire::Comment>, Fault> {
    let content = content(&body.content)?;
    let comment = community::add_comment(app, caller, PostId(post), content)?;
    Ok(Json(comment.into()))
}

pub(crate) fn list(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([post]): Numbers<1>,
    Bounded(page): Paging,
) -> Result<Json<Vec<wire::Comment>>, Fault> {
    let comments = community::comments(app, caller, PostId(post), page)?;
    Ok(Json(
        comments.into_iter().map(wire::Comment::from).collect(),
    ))
}

pub(crate) fn get(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([post, id]): Numbers<2>,
) -> Result<Json<wire::Comment>, Fault> {
    let comment = community::comment(app, caller, PostId(post), CommentId(id))?;
    Ok(Json(comment.into()))
}

pub(crate) fn change(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([post, id]): Numbers<2>,
    Body(body): Body<wire::NewComment>,
) -> Result<Json<wire::Comment>, Fault> {
    let content = content(&body.content)?;
    let comment = community::change_comment(app, caller, PostId(post), CommentId(id), content)?;
    Ok(Json(comment.into()))
}

pub(crate) fn delete(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([post, id]): Numbers<2>,
) -> Result<Json<wire::Done>, Fault> {
    community::delete_comment(app, caller, PostId(post), CommentId(id))?;
    Ok(Json(wire::Done::new("Comment deleted successfully")))
}

fn content(text: &str) -> Result<Text, FieldFault> {
    let text = Text::lines(text, Comment::LONGEST).and_then(Text::filled);
    text.map_err(at("content"))
}
