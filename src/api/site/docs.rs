//! The documentation: the OpenAPI description, Swagger UI and ReDoc.

use std::sync::{Arc, OnceLock};
use std::thread;

use crate::app::App;
use crate::domain::fault::Fault;
use crate::http::assets::{Wants, page};
use crate::http::call::Path;
use crate::http::reply::{Reply, With, response};
use crate::http::route::{Route, get};

/// The description as JSON, made at the first request for it: most servers get
/// none, and it takes longer than the rest of a start.
#[derive(Clone)]
pub(crate) struct Description(Arc<Making>);

struct Making {
    made: OnceLock<Vec<u8>>,
    how: fn() -> Vec<u8>,
}

impl Description {
    /// A description that this function makes.
    #[must_use]
    pub(crate) fn new(how: fn() -> Vec<u8>) -> Self {
        let made = OnceLock::new();
        Self(Arc::new(Making { made, how }))
    }

    /// The JSON. A thread of its own makes it, whose stack is deep enough and whose
    /// memory goes back to the system when it ends: the schemas of a hundred routes
    /// take ten times the memory of all else.
    fn bytes(&self) -> &[u8] {
        let how = self.0.how;
        self.0.made.get_or_init(|| {
            let thread = thread::Builder::new().name("describe".into()).spawn(how);
            thread.map_or_else(
                |_| how(),
                |thread| thread.join().expect("no family's table panics"),
            )
        })
    }
}

/// Both descriptions.
pub(crate) struct Descriptions {
    /// Of the published APIs.
    pub(crate) published: Description,
    /// Of the page's own.
    pub(crate) page: Description,
}

/// Styles are written into the page by the documentation's own scripts, and
/// ReDoc searches in a worker it makes itself.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; \
     object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The routes.
pub(crate) fn routes(descriptions: &Descriptions) -> Vec<Route> {
    let published = descriptions.published.clone();
    let page_s_own = descriptions.page.clone();
    vec![
        get("/openapi.json", move |_: &App| openapi(&published))
            .about("The description of the published APIs")
            .gives("application/json"),
        get("/openapi/page.json", move |_: &App| openapi(&page_s_own))
            .about("The description of the page's own API")
            .gives("application/json"),
        get("/docs", |_: &App, wants: Wants| {
            page("docs.html", &wants, DOCS_POLICY)
        })
        .about("The documentation as Swagger UI")
        .gives("text/html"),
        get("/redoc", |_: &App, wants: Wants| {
            page("redoc.html", &wants, DOCS_POLICY)
        })
        .about("The documentation as ReDoc")
        .gives("text/html"),
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

fn openapi(description: &Description) -> Result<impl Reply + use<>, Fault> {
    let json = response(200, "application/json", description.bytes().to_vec());
    Ok(With(json, "Cache-Control", "no-cache".to_owned()))
}
