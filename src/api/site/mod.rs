//! What belongs to no published API: the page, the documentation, photos, health.

mod errors;
mod setup;

use crate::http::family::Family;
use crate::http::pages::Description;
use crate::http::{media, pages};

/// The family.
pub(crate) fn family(description: &Description) -> Family {
    let mut routes = pages::routes(description);
    routes.extend(media::routes());
    routes.extend(setup::routes());
    Family {
        name: "house",
        title: "Server",
        about: "The page, the documentation, photos and health.",
        scopes: &[
            "/static", "/photos", "/docs", "/redoc", "/sw.js", "/livez", "/readyz",
        ],
        routes,
        fault: errors::say,
        fault_schema: errors::schema,
    }
}
