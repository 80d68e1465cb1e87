//! FaceofMind: `/api/v1/…`, JSON or forms in, `{"detail": …}` out where something
//! is wrong, a short access token with a refresh token for who signs in, codes by mail.

mod auth;
mod comments;
mod detections;
mod errors;
mod extractor;
mod feedback;
mod history;
mod posts;
mod pydantic;
mod readings;
mod reminders;
mod routes;
mod sessions;
mod users;
mod wire;

use crate::http::family::Family;
use crate::http::operation::schema;

/// The family.
pub(crate) fn family() -> Family {
    Family {
        name: auth::NAME,
        title: "FaceofMind",
        about: "Users, sessions with what was seen and heard in them, a community and reminders. Register, \
                confirm the code that comes by mail, sign in with `POST /api/v1/auth/login`, and send the \
                `access_token` as `Authorization: Bearer …`.",
        scopes: &["/api/v1"],
        any_origin: true,
        lax_json: true,
        routes: routes::all(),
        fault: errors::render,
        fault_schema: schema::<errors::Error>,
    }
}
