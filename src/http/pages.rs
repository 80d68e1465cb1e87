//! The house's own routes: the page's files, the documentation, health.

use std::sync::{Arc, OnceLock};
use std::thread;

use rouille::Response;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::App;
use crate::domain::fault::Fault;
use crate::http::assets::{self, Wants};
use crate::http::call::Path;
use crate::http::reply::{Json, response};
use crate::http::route::{Route, get};

/// The description as JSON, made when somebody first asks for it: most never
/// do, and it takes longer than the rest of a start.
#[derive(Clone)]
pub(crate) struct Description(Arc<Making>);

struct Making {
    made: OnceLock<Vec<u8>>,
    how: fn() -> Vec<u8>,
}

impl Description {
    /// One that is made so.
    #[must_use]
    pub(crate) fn new(how: fn() -> Vec<u8>) -> Self {
        let made = OnceLock::new();
        Self(Arc::new(Making { made, how }))
    }

    /// It itself. A thread of its own makes it, whose stack is deep enough and
    /// whose memory goes back to the system when it ends: the schemas of a
    /// hundred routes take ten times what all else does.
    fn bytes(&self) -> &[u8] {
        let how = self.0.how;
        self.0.made.get_or_init(|| {
            let thread = thread::Builder::new().name("describe".into()).spawn(how);
            thread.map_or_else(
                |_| how(),
                |thread| thread.join().expect("the families are sound"),
            )
        })
    }
}

/// Styles are written into the page by the documentation's own scripts, and
/// ReDoc searches in a worker it makes itself.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page loads what is ours, and runs no script written into it.
pub(crate) const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'";

/// The routes.
#[must_use]
pub(crate) fn routes(description: &Description) -> Vec<Route> {
    let description = description.clone();
    let mut routes = vec![
        get("/health", health).about("Says that the server runs"),
        get("/livez", live).about("Says that the server runs"),
        get("/readyz", ready)
            .about("Says that the database takes writes and the model answers")
            .fails(&[
                Fault::StorageFull,
                Fault::StorageFailing,
                Fault::StorageDamaged,
            ]),
        get("/openapi.json", move |_: &App| Ok(openapi(&description))).about("This description"),
        get("/docs", |_: &App, wants: Wants| {
            page("docs.html", &wants, DOCS_POLICY)
        })
        .about("The documentation as Swagger UI"),
        get("/redoc", |_: &App, wants: Wants| {
            page("redoc.html", &wants, DOCS_POLICY)
        })
        .about("The documentation as ReDoc"),
    ];
    routes.extend(files());
    routes
}

/// The files of the page and of the documentation.
fn files() -> Vec<Route> {
    vec![
        get("/favicon.ico", |_: &App, wants: Wants| {
            page("icon.svg", &wants, PAGE_POLICY)
        })
        .about("The icon"),
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
        .about("The page's service worker"),
        get(
            "/static/app/{file}",
            |_: &App, Path(file): Path<String>, wants: Wants| {
                page(&format!("app/{file}"), &wants, PAGE_POLICY)
            },
        )
        .about("A module or a style of the page")
        .fails(&[Fault::NoSuchPath]),
        get(
            "/static/docs/{file}",
            |_: &App, Path(file): Path<String>, wants: Wants| {
                page(&format!("docs/{file}"), &wants, DOCS_POLICY)
            },
        )
        .about("A file of the documentation")
        .fails(&[Fault::NoSuchPath]),
    ]
}

/// A page or one of its files, with the policy of what it may load.
///
/// # Errors
/// [`Fault::NoSuchPath`] if there is no such file.
pub(crate) fn page(name: &str, wants: &Wants, policy: &'static str) -> Result<Response, Fault> {
    let asset = assets::find(name).ok_or(Fault::NoSuchPath)?;
    Ok(asset
        .send(wants)
        .with_additional_header("Content-Security-Policy", policy))
}

fn openapi(description: &Description) -> Response {
    response(200, "application/json", description.bytes().to_vec())
        .with_additional_header("Cache-Control", "no-cache")
}

/// That the server runs.
#[derive(Serialize, JsonSchema)]
struct Health {
    #[schemars(extend("const" = "healthy"))]
    status: &'static str,
    #[schemars(extend("const" = "API is running"))]
    message: &'static str,
}

/// That all is well.
#[derive(Serialize, JsonSchema)]
struct State {
    status: &'static str,
}

fn live(_app: &App) -> Result<Json<State>, Fault> {
    Ok(Json(State { status: "alive" }))
}

fn ready(app: &App) -> Result<Json<State>, Fault> {
    crate::doctor::health::ready(app)?;
    Ok(Json(State { status: "ready" }))
}

fn health(_app: &App) -> Result<Json<Health>, Fault> {
    Ok(Json(Health {
        status: "healthy",
        message: "API is running",
    }))
}
