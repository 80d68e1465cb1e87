//! The web page's own API: what the page needs and no published family has. Errors are
//! codes that the page translates; a sign-in sets a cookie.

mod account;
mod address;
mod admin;
mod admin_log;
mod admin_user;
mod card;
mod comparisons;
mod extractor;
mod instruments;
mod quiz;
mod second_factor;
mod sessions;
mod shares;
mod statistics;
mod wire;

pub(crate) use wire::Statistics;

use crate::api::app::extractor::{Bearer, SameOrigin};
use crate::api::coded;
use crate::domain::fault::{Fault, Resource};
use crate::domain::session::PAGE;
use crate::domain::username::Username;
use crate::http::family::Family;
use crate::http::operation::schema;
use crate::http::route::{Route, delete, get, patch, post, put};

/// The family.
pub(crate) fn family() -> Family {
    let mut routes = accounts();
    routes.extend(addresses());
    routes.extend(second_factor());
    routes.extend(quiz());
    routes.extend(other_instruments());
    routes.extend(comparing());
    routes.extend(administration());
    Family {
        name: PAGE,
        title: "Page",
        about: "What this server's web page uses beside the published APIs. `POST /app/sign-in` sets a cookie; requests \
                that it authorises also carry the `csrf` of `GET /app/me` as `X-CSRF-Token`. A bearer token needs neither.",
        scopes: &["/app"],
        any_origin: false,
        lax_json: false,
        routes,
        fault: coded::render,
        fault_schema: schema::<coded::Error>,
    }
}

fn accounts() -> Vec<Route> {
    use Fault::{
        AccountInactive, AccountSuspended, EmailTaken, LastAdministrator, NotAllowed, NotFound,
        WeakPassword, WrongCurrentPassword, WrongLogin,
    };
    let taken = Fault::UsernameTaken(Username::stored("example".to_owned()));
    let busy = Fault::Busy { retry_after: 2 };
    let early = Fault::TooManyTries { retry_after: 3 };
    vec![
        get("/app/me", account::me).about("Who is signed in, and how this server is set up"),
        post("/app/sign-up", account::sign_up)
            .about("Makes an account and signs in")
            .fails(&[EmailTaken, WeakPassword, NotAllowed, busy.clone()])
            .idempotent(SameOrigin::owner),
        post("/app/sign-in", account::sign_in)
            .about("Signs in")
            .fails(&[WrongLogin, AccountInactive, AccountSuspended, NotAllowed])
            .fails(&[Fault::SecondFactorNeeded, Fault::WrongCode])
            .fails(&[early.clone(), busy.clone()]),
        post("/app/sign-out", account::sign_out)
            .about("Signs out")
            .fails(&[NotAllowed]),
        post("/app/strength", account::strength)
            .about("How hard a password is to guess")
            .fails(&[NotAllowed]),
        put("/app/account", account::change)
            .about("Changes name or username")
            .fails(&[taken]),
        delete("/app/account", account::leave)
            .about("Deletes the account and everything that belongs to it")
            .fails(&[WrongCurrentPassword, LastAdministrator])
            .fails(&[early.clone(), busy.clone()]),
        post("/app/password", account::change_password)
            .about("Sets a new password and ends all other sessions")
            .fails(&[WrongCurrentPassword, WeakPassword, early, busy]),
        get("/app/export", account::export)
            .about("All that is kept of the caller, as a zip")
            .fails(&[Fault::Busy { retry_after: 2 }])
            .fails(&[Fault::StorageFull, Fault::StorageFailing]),
        get("/app/sessions", sessions::list).about("The caller's sessions, newest first"),
        delete("/app/sessions/{session_id}", sessions::end)
            .about("Ends one of them")
            .fails(&[NotFound(Resource::Session)]),
        delete("/app/sessions", sessions::end_others).about("Ends all but this one"),
        get("/app/card", card::show).about("The caller's card"),
        put("/app/card", card::change).about("Changes it; what is left out stays as it is"),
    ]
}

fn addresses() -> Vec<Route> {
    use Fault::{EmailTaken, NotAllowed, WeakPassword, WrongCode, WrongCurrentPassword};
    let busy = Fault::Busy { retry_after: 2 };
    let early = Fault::TooManyTries { retry_after: 3 };
    vec![
        post("/app/address", address::request)
            .about("Sends a code to the address that the account is to have")
            .fails(&[WrongCurrentPassword, early.clone(), busy.clone()]),
        put("/app/address", address::confirm)
            .about("Gives the account that address, with the code")
            .fails(&[WrongCode, EmailTaken, early.clone()]),
        post("/app/undo-address", address::undo)
            .about("Gives an account its old address back, by the code that was sent there")
            .fails(&[WrongCode, WeakPassword, NotAllowed, early, busy]),
    ]
}

fn second_factor() -> Vec<Route> {
    use Fault::{NotAllowed, NotFound, TooManyAppPasswords, WrongCode, WrongCurrentPassword};
    let guessing = [
        WrongCurrentPassword,
        Fault::TooManyTries { retry_after: 3 },
        Fault::Busy { retry_after: 2 },
    ];
    vec![
        get("/app/second-factor", second_factor::show)
            .about("The caller's second factor, with the names of their app passwords"),
        post("/app/second-factor/offer", second_factor::offer)
            .about("Offers a secret for an authenticator app, which its first code confirms")
            .fails(&guessing)
            .fails(&[NotAllowed]),
        post("/app/second-factor", second_factor::switch_on)
            .about("Switches the second factor on, with recovery codes, and ends other sessions")
            .fails(&[WrongCode, NotAllowed]),
        delete("/app/second-factor", second_factor::switch_off)
            .about("Switches it off, with all app passwords, and ends all other sessions")
            .fails(&guessing)
            .fails(&[WrongCode, NotAllowed]),
        post(
            "/app/second-factor/recovery-codes",
            second_factor::renew_recovery_codes,
        )
        .about("Tells new recovery codes once; those before them end")
        .fails(&guessing)
        .fails(&[WrongCode]),
        post("/app/app-passwords", second_factor::make_app_password)
            .about("Makes a password for a program that can't ask for codes; a mail tells of it")
            .fails(&guessing)
            .fails(&[WrongCode, NotAllowed, TooManyAppPasswords]),
        delete(
            "/app/app-passwords/{app_password_id}",
            second_factor::revoke_app_password,
        )
        .about("Takes one back and ends the sessions that it opened")
        .fails(&[NotAllowed, NotFound(Resource::AppPassword)]),
    ]
}

fn quiz() -> Vec<Route> {
    use Fault::{NoPrediction, NotFound, TooManyShares};
    vec![
        get("/app/questions", quiz::questions)
            .about("The statements and the scale, in both languages"),
        get("/app/quiz-code", quiz::code).about("This page's address, and as a QR code"),
        get("/app/answers", quiz::answers).about("The answers given so far"),
        patch("/app/answers", quiz::change_answers)
            .about("Gives, changes or takes back some of them"),
        delete("/app/answers", quiz::forget_answers).about("Forgets them"),
        post("/app/results", quiz::finish)
            .about("Finishes the quiz")
            .idempotent(<Bearer>::owner),
        post("/app/guest-result", quiz::guest_result)
            .about("What a whole quiz says, for somebody without an account; nothing is kept")
            .fails(&[Fault::Busy { retry_after: 1 }]),
        get("/app/responses", quiz::responses)
            .about("How many times the caller's answers are kept for research, by their consent"),
        delete("/app/responses", quiz::withdraw)
            .about("Takes them all back: the caller's results stay, with their answers"),
        get("/app/results", quiz::results)
            .about("The caller's latest thousand results, oldest first"),
        get("/app/results/{result_id}", quiz::result)
            .about("One of them with its answers and their influence; `latest` is the latest")
            .fails(&[NotFound(Resource::QuizResult), NoPrediction]),
        post("/app/shares", shares::share)
            .about("Makes a link that shows a result to whoever has it")
            .fails(&[NotFound(Resource::QuizResult), TooManyShares])
            .idempotent(<Bearer>::owner),
        get("/app/shares", shares::list).about("The caller's links, oldest first"),
        delete("/app/shares/{share_id}", shares::revoke)
            .about("Takes a link back")
            .fails(&[NotFound(Resource::Share)]),
        get("/app/shared/{key}", shares::shared)
            .about("What a link shows")
            .fails(&[NotFound(Resource::Share)]),
    ]
}

fn other_instruments() -> Vec<Route> {
    use Fault::{InstrumentChanged, NotFound};
    let unknown = [NotFound(Resource::Instrument)];
    let busy = Fault::Busy { retry_after: 1 };
    let missing = [NotFound(Resource::InstrumentResult)];
    vec![
        get("/app/instruments", instruments::list)
            .about("The other instruments that this server offers beside the sixty statements"),
        get("/app/instruments/{instrument_id}", instruments::one)
            .about("One of them, whole, in the languages that it has")
            .fails(&unknown),
        post(
            "/app/instruments/{instrument_id}/results",
            instruments::finish,
        )
        .about("Scores answers by its key and keeps the result")
        .fails(&unknown)
        .fails(&[InstrumentChanged, busy.clone()])
        .idempotent(<Bearer>::owner),
        post(
            "/app/instruments/{instrument_id}/guest-result",
            instruments::guest_result,
        )
        .about("The same for somebody without an account; nothing is kept")
        .fails(&unknown)
        .fails(&[InstrumentChanged, busy]),
        get("/app/instrument-results", instruments::results)
            .about("The caller's latest thousand results of other instruments, oldest first"),
        get(
            "/app/instrument-results/{instrument_result_id}",
            instruments::result,
        )
        .about("One of them, with the instrument as it was then")
        .fails(&missing),
        put(
            "/app/instrument-results/{instrument_result_id}",
            instruments::let_count,
        )
        .about("Lets its answers be kept for research, or no longer")
        .fails(&missing),
        delete(
            "/app/instrument-results/{instrument_result_id}",
            instruments::remove,
        )
        .about("Deletes it")
        .fails(&missing),
    ]
}

fn comparing() -> Vec<Route> {
    use Fault::{NotAllowed, NotFound, TooManyShares};
    vec![
        post("/app/comparisons", comparisons::ask)
            .about("Makes a link by which somebody may compare results with the caller")
            .fails(&[NotFound(Resource::QuizResult), TooManyShares])
            .idempotent(<Bearer>::owner),
        get("/app/comparisons", comparisons::list)
            .about("The caller's comparisons, asked for and agreed to, oldest first"),
        get("/app/comparisons/{comparison_id}", comparisons::one)
            .about("One of them, with what each of the two shows the other")
            .fails(&[NotFound(Resource::Comparison)]),
        delete("/app/comparisons/{comparison_id}", comparisons::end)
            .about("Ends one, for both")
            .fails(&[NotFound(Resource::Comparison)]),
        get("/app/compare/{invitation}", comparisons::invitation)
            .about("Who asks by a link, as long as nobody agreed")
            .fails(&[NotFound(Resource::Comparison)]),
        post("/app/compare/{invitation}", comparisons::agree)
            .about("Agrees: from now on both see what both show")
            .fails(&[
                NotFound(Resource::Comparison),
                NotFound(Resource::QuizResult),
            ])
            .fails(&[NotAllowed, TooManyShares])
            .idempotent(<Bearer>::owner),
    ]
}

fn administration() -> Vec<Route> {
    use Fault::NotFound;
    let mut routes = vec![
        get("/app/admin/overview", admin::overview).about("Numbers, and who came lately"),
        get("/app/admin/log", admin_log::list)
            .about("What administrators did, and the operator at the machine, newest first"),
        get("/app/admin/mails", admin::mails).about("The mails in the outbox, newest first"),
        post("/app/admin/mails/{mail}/retry", admin::retry_mail)
            .about("Has a mail that failed tried again at once")
            .fails(&[NotFound(Resource::Mail), Fault::StorageFailing]),
        get("/app/admin/statistics", statistics::statistics)
            .about(
                "What kept answers tell of the statements and scales, or of another instrument's",
            )
            .fails(&[NotFound(Resource::Room), NotFound(Resource::Instrument)])
            .fails(&[Fault::Busy { retry_after: 2 }]),
        get("/app/admin/backup", admin::backup)
            .about("All data but the secret, as a file that `firststep backup restore` takes")
            .fails(&[Fault::StorageFull, Fault::StorageFailing]),
    ];
    routes.extend(others_accounts());
    routes
}

fn others_accounts() -> Vec<Route> {
    use Fault::NoAccount;
    let busy = Fault::Busy { retry_after: 2 };
    let mailed = [busy.clone(), Fault::TooManyTries { retry_after: 3 }];
    let mut routes = vec![
        get("/app/admin/users", admin::users)
            .about("Accounts that fit a search, newest first unless it says otherwise"),
        get("/app/admin/users.csv", admin::export_users)
            .about("All of them as comma-separated values")
            .gives("text/csv")
            .fails(&[busy.clone(), Fault::StorageFull, Fault::StorageFailing]),
        post("/app/admin/users", admin_user::invite)
            .about("Makes an account and mails its owner a link to set the password")
            .fails(&[Fault::EmailTaken])
            .fails(&mailed)
            .idempotent(<Bearer>::owner),
        get("/app/admin/users/{user_id}", admin_user::show)
            .about("An account with its sessions, and when its results were made")
            .fails(&[NoAccount]),
    ];
    routes.extend(one_account());
    routes
}

/// What is done to one account.
fn one_account() -> Vec<Route> {
    use Fault::{NoAccount, NoPhoto, NotAllowed, NotFound};
    let busy = Fault::Busy { retry_after: 2 };
    let mailed = [busy.clone(), Fault::TooManyTries { retry_after: 3 }];
    vec![
        post(
            "/app/admin/users/{user_id}/password",
            admin_user::end_password,
        )
        .about("Ends its password, app passwords and sessions; mails a link to set a new one")
        .fails(&[NoAccount])
        .fails(&mailed),
        post("/app/admin/users/{user_id}/mail", admin_user::send_again)
            .about("Sends it the mail that it waits for once more: a code or a link")
            .fails(&[NoAccount])
            .fails(&mailed),
        delete("/app/admin/users/{user_id}/photo", admin_user::delete_photo)
            .about("Takes its photo away")
            .fails(&[NoAccount, NoPhoto]),
        delete(
            "/app/admin/users/{user_id}/sessions",
            admin_user::end_sessions,
        )
        .about("Ends all its sessions")
        .fails(&[NoAccount]),
        delete(
            "/app/admin/users/{user_id}/sessions/{session_id}",
            admin_user::end_session,
        )
        .about("Ends one of them")
        .fails(&[NotFound(Resource::Session)]),
        get("/app/admin/users/{user_id}/addresses", address::former)
            .about("The addresses that an account had until lately, the earliest first")
            .fails(&[NoAccount]),
        post("/app/admin/users/{user_id}/addresses", address::give_back)
            .about("Gives one back; nobody stays signed in, and the password ends")
            .fails(&[NoAccount, NotFound(Resource::FormerAddress), busy]),
        post("/app/password-link", admin_user::set_by_link)
            .about("Sets an account's password by the code of a link that was mailed to its owner")
            .fails(&[Fault::WrongCode, Fault::WeakPassword, NotAllowed])
            .fails(&mailed),
    ]
}
