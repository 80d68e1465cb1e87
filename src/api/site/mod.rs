//! What belongs to no published API: the page, the documentation, photos, health.

mod docs;
mod errors;
mod health;
mod pages;
mod setup;
mod shared;

pub(crate) use docs::{Description, Descriptions};

use crate::http::family::Family;
use crate::http::media;
use crate::http::operation::schema;

/// The family.
pub(crate) fn family(descriptions: &Descriptions) -> Family {
    let mut routes = health::routes();
    routes.extend(docs::routes(descriptions));
    routes.extend(pages::routes());
    routes.extend(media::routes());
    routes.extend(setup::routes());
    routes.extend(shared::routes());
    Family {
        name: "site",
        title: "Site",
        about: "The page, the documentation, photos and health.",
        scopes: &[
            "/static", "/photos", "/setup", "/docs", "/redoc", "/openapi", "/sw.js", "/livez",
            "/readyz", "/shared", "/r", "/R",
        ],
        any_origin: false,
        lax_json: false,
        routes,
        fault: errors::render,
        fault_schema: schema::<errors::Error>,
    }
}
