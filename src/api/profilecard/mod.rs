//! The profile card: `/creare-cont`, `/login`, `/getProfile`, …; `{"message"}` or
//! `{"error"}` in English out, a short code as credential.
//!
//! The document keeps a JWT behind each code. Here the session's row holds what that
//! JWT would say (account, expiry) and can be revoked; a JWT that never leaves the
//! server would be a second copy to keep consistent.
//!
//! Seven letters and digits are 78 billion codes: few enough to guess without a
//! limit. So unknown codes are rate-limited per address, a code expires after a
//! day, and the operator can make codes longer.

mod account;
mod card;
mod errors;
mod extractor;
mod wire;

use crate::domain::fault::Fault;
use crate::domain::username::Username;
use crate::http::family::Family;
use crate::http::idempotency::newcomer;
use crate::http::operation::schema;
use crate::http::route::{Route, delete, get, post};
use crate::http::upload::PHOTO_TEXT_LIMIT;

/// The family.
pub(crate) fn family() -> Family {
    Family {
        name: account::NAME,
        title: "Profile card",
        about: "Accounts with a card: contact, links, picture. Sign in with `POST /login` and send the \
                `message`, a short code, as `Authorization: <code>` or `Authorization: Bearer <code>`.",
        scopes: &[
            "/creare-cont",
            "/intra-in-cont",
            "/login",
            "/checkUserAndEmailForAvailability",
            "/getProfile",
            "/get",
            "/setContactDetail",
            "/setSocialLink",
            "/changePassword",
            "/changeEmail",
            "/changeUsername",
            "/deleteAccount",
        ],
        any_origin: true,
        lax_json: false,
        routes: routes(),
        fault: errors::render,
        fault_schema: schema::<wire::Error>,
    }
}

fn routes() -> Vec<Route> {
    let mut routes = accounts();
    routes.extend(cards());
    routes
}

fn accounts() -> Vec<Route> {
    use Fault::{
        AccountInactive, AccountSuspended, EmailTaken, LastAdministrator, TooManyTries,
        UsernameTaken, WeakPassword, WrongCurrentPassword, WrongLogin,
    };
    let busy = || Fault::Busy { retry_after: 2 };
    let wait = TooManyTries { retry_after: 5 };
    let closed = [
        AccountInactive,
        AccountSuspended,
        Fault::SecondFactorMissing,
    ];
    let sign_in = [&[WrongLogin, wait.clone(), busy()][..], &closed[..]].concat();
    let username_taken = UsernameTaken(Username::stored("anapop".to_owned()));
    let sign_up = [EmailTaken, username_taken.clone(), WeakPassword, busy()];
    vec![
        post("/creare-cont", account::sign_up)
            .about("Makes an account")
            .fails(&sign_up)
            .errors(errors::at_sign_up)
            .idempotent(newcomer),
        post("/intra-in-cont", account::enter)
            .about("Signs in; with a username, makes an account instead")
            .fails(&sign_in)
            .fails(&sign_up)
            .errors(errors::at_sign_up)
            .idempotent(newcomer),
        post("/login", account::login)
            .about("Opens a session and hands out its code as `message`")
            .fails(&sign_in),
        post("/checkUserAndEmailForAvailability", account::availability)
            .about("Says `true` if the e-mail address or the username is taken, else `false`")
            .fails(&[account::neither()])
            .errors(errors::at_availability),
        post("/changePassword", account::change_password)
            .about("Changes the password and ends every other session")
            .fails(&[WrongCurrentPassword, WeakPassword, busy()]),
        post("/changeEmail", account::change_email)
            .about("Changes the e-mail address")
            .fails(&[EmailTaken, wait]),
        post("/changeUsername", account::change_username)
            .about("Changes the username")
            .fails(&[username_taken]),
        delete("/deleteAccount", account::delete)
            .about("Deletes the account and everything that belongs to it")
            .fails(&[LastAdministrator]),
    ]
}

fn cards() -> Vec<Route> {
    use Fault::{PhotoBroken, PhotoNotAnImage};
    let too_many_pixels = Fault::PhotoTooManyPixels {
        limit: crate::photos::MAX_PIXELS,
    };
    let busy = Fault::Busy { retry_after: 2 };
    vec![
        get("/getProfile", card::profile).about("The card, with the picture in base64"),
        get("/get", card::profile).about("The same"),
        post("/setContactDetail", card::set_contact)
            .about("Changes what is given of the contact, and the account's photo")
            .fails(&[PhotoNotAnImage, PhotoBroken, too_many_pixels, busy])
            .limit(PHOTO_TEXT_LIMIT),
        post("/setSocialLink", card::set_links).about("Changes what is given of the links"),
    ]
}
