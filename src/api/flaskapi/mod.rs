//! flask-api: `/api/auth/…`, `/api/refresh`, `/api/user…`, `/api/users…`; English,
//! `{"status", "response", "message", "results"}`; an access token to act with, a refresh
//! token to get the next pair with.
//!
//! The original kept a list of revoked tokens in Redis. Here a token is valid while
//! its session's row in the table `sessions` is active: a sign-out ends the row, and
//! with it the access and the refresh token at once. An ended row stays until its
//! tokens would have expired anyway and is deleted by a later sign-in; a token
//! without a row is refused, so a deleted row revives nothing.

mod auth;
mod dashboard;
mod document;
mod errors;
mod extractor;
mod list_query;
mod user;
mod wire;

pub(crate) use document::judge as judge_document;

use crate::api::flaskapi::extractor::Bearer;
use crate::domain::fault::Fault;
use crate::domain::username::Username;
use crate::http::family::Family;
use crate::http::idempotency::newcomer;
use crate::http::operation::schema;
use crate::http::route::{Route, delete, get, post, put};

/// The family.
pub(crate) fn family() -> Family {
    Family {
        name: auth::NAME,
        title: "flask-api",
        about: "Users with a document of their own: profile, accounts elsewhere, games, favourites. Sign in \
                with `POST /api/auth/login` and send the `access_token` as `Authorization: Bearer …`; get the \
                next pair of tokens with the `refresh_token` at `GET /api/refresh`.",
        scopes: &["/api/auth", "/api/refresh", "/api/user"],
        any_origin: true,
        lax_json: false,
        routes: routes(),
        fault: errors::render,
        fault_schema: schema::<wire::Error>,
    }
}

fn routes() -> Vec<Route> {
    let mut routes = auth_routes();
    routes.extend(user_routes());
    routes.extend(dashboard_routes());
    routes
}

fn auth_routes() -> Vec<Route> {
    use Fault::{AccountInactive, AccountSuspended, Busy, TooManyTries, WrongLogin};
    let refused = [
        WrongLogin,
        AccountInactive,
        AccountSuspended,
        Fault::SecondFactorMissing,
        TooManyTries { retry_after: 3 },
        Busy { retry_after: 2 },
    ];
    vec![
        post("/api/auth/login", auth::login)
            .about("Opens a session and hands out its two tokens")
            .fails(&refused),
        get("/api/auth/login", auth::is_signed_in).about("Says whether one is signed in"),
        get("/api/auth/logout", auth::logout)
            .about("Ends the session and both its tokens")
            .that_changes(),
        get("/api/refresh", auth::refresh)
            .about("Exchanges the refresh token for the next pair of tokens")
            .that_changes(),
        get("/api/auth/refresh", auth::refresh)
            .about("Exchanges the refresh token for the next pair of tokens")
            .that_changes(),
    ]
}

fn user_routes() -> Vec<Route> {
    use Fault::{
        Busy, EmailTaken, LastAdministrator, NoAccount, NotAllowed, UsernameTaken, WeakPassword,
    };
    let taken = UsernameTaken(Username::stored("kucing".to_owned()));
    let not_reached = [NotAllowed, NoAccount];
    vec![
        post("/api/user", user::register)
            .about("Makes an account")
            .fails(&[taken, EmailTaken, WeakPassword, Busy { retry_after: 2 }])
            .idempotent(newcomer),
        put("/api/user", user::change_own).about("Changes one's own document"),
        get("/api/user/me", user::me).about("One's own document"),
        get("/api/user/all", user::all).about("Everybody's documents"),
        put("/api/user/all", user::all)
            .about("Everybody's documents, as the document asks for them"),
        get("/api/user/active", user::active)
            .about("The documents of who signed in within five hours, latest first"),
        put("/api/user/active", user::active).about(
            "The documents of who signed in within five hours, as the document asks for them",
        ),
        get("/api/user/{username}", user::show)
            .about("One's own document, or for administrators anybody's")
            .fails(&not_reached),
        put("/api/user/{username}", user::change)
            .about("Changes one's own document, or for administrators anybody's")
            .fails(&not_reached),
        delete("/api/user/{username}", user::delete)
            .about("Deletes an account and everything that belongs to it")
            .fails(&[NoAccount, LastAdministrator]),
    ]
}

fn dashboard_routes() -> Vec<Route> {
    use Fault::{Busy, EmailTaken, NoAccount, NotAllowed, UsernameTaken, WeakPassword};
    let taken = || UsernameTaken(Username::stored("kucing".to_owned()));
    vec![
        get("/api/users", dashboard::list).about("A part of the list of accounts"),
        post("/api/users", dashboard::create)
            .about("Makes an account for somebody")
            .fails(&[taken(), EmailTaken, WeakPassword, Busy { retry_after: 2 }])
            .idempotent(<Bearer>::owner),
        get("/api/users/{username}", dashboard::show)
            .about("An account, by its number or its name")
            .fails(&[NoAccount]),
        put("/api/users/{username}", dashboard::change)
            .about("Changes an account, by its number or its name")
            .fails(&[NoAccount, NotAllowed, taken(), EmailTaken])
            .fails(&[Fault::TooManyTries { retry_after: 60 }]),
    ]
}
