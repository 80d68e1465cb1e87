//! The web page's files.

use crate::app::App;
use crate::domain::fault::Fault;
use crate::http::assets::{PAGE_POLICY, Wants, page};
use crate::http::call::Path;
use crate::http::reply::Reply;
use crate::http::route::{Route, get};

/// The routes.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        get("/favicon.ico", |_: &App, wants: Wants| {
            page("icon.svg", &wants, PAGE_POLICY)
        })
        .about("The icon")
        .gives("image/svg+xml"),
        get("/r/{code}", room)
            .about("The page with which people join a room")
            .gives("text/html"),
        // QR codes have it in capitals, which make them smaller.
        get("/R/{room_code}", room)
            .about("The same")
            .gives("text/html"),
        get("/r", |_: &App, wants: Wants| {
            page("room.html", &wants, PAGE_POLICY)
        })
        .about("The same, for those who type the code")
        .gives("text/html"),
        get(
            "/static/{file}",
            |_: &App, Path(file): Path<String>, wants: Wants| {
                // `docs%2F…` is one segment too, but has a path of its own.
                let file = Some(file).filter(|file| !file.contains('/'));
                page(&file.ok_or(Fault::NoSuchPath)?, &wants, PAGE_POLICY)
            },
        )
        .about("A file of the page")
        .fails(&[Fault::NoSuchPath]),
        get("/sw.js", |_: &App, wants: Wants| {
            page("sw.js", &wants, PAGE_POLICY)
        })
        .about("The page's service worker")
        .gives("text/javascript"),
        get(
            "/static/app/{file}",
            |_: &App, Path(file): Path<String>, wants: Wants| {
                page(&format!("app/{file}"), &wants, PAGE_POLICY)
            },
        )
        .about("A module or a style of the page")
        .fails(&[Fault::NoSuchPath]),
    ]
}

fn room(_: &App, Path(_): Path<String>, wants: Wants) -> Result<impl Reply + use<>, Fault> {
    page("room.html", &wants, PAGE_POLICY)
}
