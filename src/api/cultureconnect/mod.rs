//! CultureConnect: `/auth/…` and `/users…`, JSON or forms in,
//! `{"status", "message", …}` in English out, an opaque session id as credential.

mod auth;
mod errors;
mod extractor;
mod status;
mod users;
mod wire;

use crate::domain::fault::{Fault, Resource};
use crate::domain::username::Username;
use crate::http::family::Family;
use crate::http::idempotency::newcomer;
use crate::http::operation::schema;
use crate::http::route::{Route, get, post};

/// The family.
pub(crate) fn family() -> Family {
    Family {
        name: auth::NAME,
        title: "CultureConnect",
        about: "Sign-up, sign-in and users. Sign in with `POST /auth/login`; the `session_id` is what the \
                other routes take: in the path, in the body, or as `Authorization: Bearer …`.",
        scopes: &["/auth", "/users", "/check"],
        any_origin: true,
        lax_json: true,
        routes: routes(),
        fault: errors::render,
        fault_schema: schema::<wire::Error>,
    }
}

fn routes() -> Vec<Route> {
    use Fault::{EmailTaken, Internal, NoAccount, NoAccounts, NotFound, UsernameTaken, WrongLogin};
    let name_taken = UsernameTaken(Username::stored("example".to_owned()));
    let busy = Fault::Busy { retry_after: 2 };
    let early = Fault::TooManyTries { retry_after: 3 };
    vec![
        get("/", status::home).about("Says that the server is reached; to a browser, the page"),
        get("/check", status::check)
            .about("Says whether the database answers, and its version")
            .fails(&[Internal]),
        post("/auth/register", auth::register)
            .about("Makes an account and opens a session")
            .fails(&[name_taken, EmailTaken, busy.clone()])
            .idempotent(newcomer),
        post("/auth/login", auth::login)
            .about("Opens a session, always a new one")
            .fails(&[WrongLogin, Fault::SecondFactorMissing, early, busy]),
        post("/auth/logout", auth::logout)
            .about("Ends a session")
            .fails(&[NotFound(Resource::Session)]),
        get("/users", users::list)
            .about("All users, for administrators; for everybody with `--open-user-list`")
            .fails(&[NoAccounts]),
        get("/users/{session_id}", users::own)
            .about("Whose session this is")
            .fails(&[NoAccount]),
    ]
}
