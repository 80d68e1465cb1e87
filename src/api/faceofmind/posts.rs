//! Posts of the community.

use crate::api::faceofmind::extractor::Bearer;
use crate::api::faceofmind::wire::{self, Paging};
use crate::app::App;
use crate::domain::community::{Post, PostId};
use crate::domain::fault::Fault;
use crate::domain::field::{Problem, at};
use crate::domain::text::Text;
use crate::http::body::Body;
use crate::http::paging::Bounded;
use crate::http::path_numbers::Numbers;
use crate::http::reply::Json;
use crate::services::community;

pub(crate) fn create(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::NewPost>,
) -> Result<Json<wire::Post>, Fault> {
    let title = title(&body.title.unwrap_or_default()).map_err(at("title"))?;
    let content = content(&body.content).map_err(at("content"))?;
    Ok(Json(
        community::add_post(app, caller, title.filled().ok(), content)?.into(),
    ))
}

pub(crate) fn list(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Bounded(page): Paging,
) -> Result<Json<Vec<wire::Post>>, Fault> {
    let posts = community::posts(app, caller, page)?;
    Ok(Json(posts.into_iter().map(wire::Post::from).collect()))
}

pub(crate) fn get(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Post>, Fault> {
    Ok(Json(community::post(app, caller, PostId(id))?.into()))
}

pub(crate) fn change(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
    Body(body): Body<wire::ChangePost>,
) -> Result<Json<wire::Post>, Fault> {
    let title = body.title.as_deref().map(title).transpose();
    let content = body.content.as_deref().map(content).transpose();
    let (title, content) = (title.map_err(at("title"))?, content.map_err(at("content"))?);
    let post = community::change_post(app, caller, PostId(id), title, content)?;
    Ok(Json(post.into()))
}

pub(crate) fn delete(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Done>, Fault> {
    community::delete_post(app, caller, PostId(id))?;
    Ok(Json(wire::Done::new("Post deleted successfully")))
}

fn title(text: &str) -> Result<Text, Problem> {
    Text::line(text, Post::LONGEST_TITLE)
}

fn content(text: &str) -> Result<Text, Problem> {
    Text::lines(text, Post::LONGEST)?.filled()
}
