//! FirstStep, the main family: `/api/…`, JSON or forms in, `{"error", "msg", …}`
//! in Indonesian out, a bearer token as credential.

mod account;
mod errors;
mod extractor;
mod photo;
mod profile;
mod quiz;
mod wire;

use crate::api::firststep::extractor::Bearer;
use crate::domain::fault::Fault;
use crate::http::family::Family;
use crate::http::idempotency::newcomer;
use crate::http::operation::schema;
use crate::http::route::{Route, delete, get, post};
use crate::http::upload::PHOTO_FORM_LIMIT;

/// The family.
pub(crate) fn family() -> Family {
    Family {
        name: account::NAME,
        title: "FirstStep",
        about: "Sign-up, profiles, photos and the personality quiz. Sign in with `POST /api/login` and send \
                the `token` as `Authorization: Bearer …`.",
        scopes: &["/", "/api"],
        any_origin: true,
        lax_json: false,
        routes: routes(),
        fault: errors::render,
        fault_schema: schema::<wire::Error>,
    }
}

fn routes() -> Vec<Route> {
    use Fault::{
        EmailTaken, LastAdministrator, NoPersona, NoPhoto, NoPrediction, NotAllowed, PhotoBroken,
        SecondFactorMissing, WrongCurrentPassword, WrongLogin,
    };
    let too_many_pixels = Fault::PhotoTooManyPixels {
        limit: crate::photos::MAX_PIXELS,
    };
    let busy = Fault::Busy { retry_after: 2 };
    vec![
        post("/api/register", account::register)
            .about("Makes an account")
            .fails(&[EmailTaken, busy.clone()])
            .idempotent(newcomer),
        post("/api/login", account::login)
            .about("Opens a session and hands out its token")
            .fails(&[WrongLogin, SecondFactorMissing, busy.clone()])
            .errors(errors::at_login),
        post("/api/changepassword", account::change_password)
            .about("Changes the password and ends every other session")
            .fails(&[WrongCurrentPassword, busy.clone()]),
        delete("/api/deleteuser/{username}", account::delete)
            .about("Deletes one's own account and everything that belongs to it")
            .fails(&[NotAllowed, LastAdministrator]),
        delete("/api/users/{username}", account::delete)
            .about("Deletes one's own account and everything that belongs to it")
            .fails(&[NotAllowed, LastAdministrator]),
        get("/api/dashboard", profile::dashboard).about("Name and photo"),
        get("/api/profile", profile::profile).about("Name, photo, type, role and username"),
        get("/api/questions", quiz::questions).about("The sixty statements, in order"),
        post("/api/predict", quiz::predict)
            .about("Predicts the type from sixty answers and keeps it")
            .idempotent(Bearer::owner),
        get("/api/personality", quiz::personality)
            .about("The text of one's type")
            .fails(&[NoPrediction, NoPersona]),
        post("/api/uploadphoto", photo::upload)
            .about("Sets the photo, in place of the one before")
            .fails(&[PhotoBroken, too_many_pixels, busy])
            .limit(PHOTO_FORM_LIMIT),
        delete("/api/deletephoto", photo::remove)
            .about("Takes the photo away")
            .fails(&[NoPhoto]),
    ]
}
