//! The table of routes, a function per resource.

use Fault::{
    AccountInactive, AccountSuspended, EmailTaken, FeedbackGiven, InvalidCredentials,
    LastAdministrator, NoAccount, NotAllowed, NotFound, SessionEnded, SessionRunning, TooManyTries,
    WrongCode, WrongLogin,
};

use crate::api::faceofmind::extractor::Bearer;
use crate::api::faceofmind::{
    auth, comments, detections, errors, feedback, history, posts, readings, reminders, sessions,
    users,
};
use crate::domain::fault::{Fault, Resource};
use crate::http::idempotency::newcomer;
use crate::http::route::{Route, delete, get, patch, post, put};

/// All of it.
pub(crate) fn all() -> Vec<Route> {
    let resources = [
        of_auth(),
        of_users(),
        of_sessions(),
        of_detections(),
        of_readings(),
        of_feedback(),
        of_posts(),
        of_comments(),
        of_reminders(),
    ];
    resources.into_iter().flatten().collect()
}

const BUSY: Fault = Fault::Busy { retry_after: 2 };
const TOO_MANY: Fault = TooManyTries { retry_after: 1 };
const NO_SESSION: Fault = NotFound(Resource::DiarySession);
const NO_DETECTION: Fault = NotFound(Resource::Detection);
const NO_READING: Fault = NotFound(Resource::Reading);
const NO_FEEDBACK: Fault = NotFound(Resource::Feedback);
const NO_POST: Fault = NotFound(Resource::Post);
const NO_COMMENT: Fault = NotFound(Resource::Comment);
const NO_REMINDER: Fault = NotFound(Resource::Reminder);

fn of_auth() -> Vec<Route> {
    vec![
        post("/api/v1/auth/register", auth::register)
            .about("Makes an account and sends a code to its address")
            .fails(&[EmailTaken, BUSY])
            .idempotent(newcomer),
        post("/api/v1/auth/verify-otp", auth::verify_otp)
            .about("Activates an account with the code that was sent")
            .fails(&[WrongCode, TOO_MANY]),
        post("/api/v1/auth/resend-otp", auth::resend_otp)
            .about("Sends another code to an account that waits to be verified")
            .fails(&[TOO_MANY]),
        post("/api/v1/auth/login", auth::login)
            .about("Opens a session and hands out its two tokens")
            .fails(&[
                WrongLogin,
                AccountInactive,
                AccountSuspended,
                Fault::SecondFactorMissing,
                TOO_MANY,
                BUSY,
            ])
            .errors(errors::of_login),
        post("/api/v1/auth/refresh", auth::refresh)
            .about("Exchanges a refresh token for the next two tokens")
            .fails(&[InvalidCredentials])
            .errors(errors::of_refresh),
        get("/api/v1/auth/me", users::me).about("Oneself"),
        post("/api/v1/auth/logout", auth::logout).about("Ends the session"),
        post(
            "/api/v1/auth/request-password-reset",
            auth::request_password_reset,
        )
        .about("Sends a code to set a new password, if there is such an account")
        .fails(&[TOO_MANY]),
        post("/api/v1/auth/reset-password", auth::reset_password)
            .about("Sets a new password with the code and ends all sessions")
            .fails(&[WrongCode, TOO_MANY, BUSY]),
    ]
}

fn of_users() -> Vec<Route> {
    vec![
        get("/api/v1/users/", users::list).about("All users, for administrators"),
        get("/api/v1/users/me", users::me).about("Oneself"),
        put("/api/v1/users/me", users::change_me)
            .about("Changes oneself")
            .fails(&[NotAllowed, LastAdministrator, EmailTaken, TOO_MANY]),
        get("/api/v1/users/{user_id}", users::get)
            .about("A user: oneself, or for administrators anybody")
            .fails(&[NotAllowed, NoAccount]),
        put("/api/v1/users/{user_id}", users::change)
            .about("Changes a user: oneself, or for administrators anybody")
            .fails(&[NotAllowed, NoAccount, LastAdministrator])
            .fails(&[EmailTaken, TOO_MANY]),
        delete("/api/v1/users/{user_id}", users::delete)
            .about("Deletes a user and everything that belongs to them, for administrators")
            .fails(&[NoAccount, LastAdministrator]),
        patch("/api/v1/users/{user_id}/activate", users::activate)
            .about("Lets a user sign in, for administrators")
            .fails(&[NoAccount]),
        patch("/api/v1/users/{user_id}/deactivate", users::deactivate)
            .about("Keeps a user from signing in and ends their sessions, for administrators")
            .fails(&[NoAccount, LastAdministrator]),
    ]
}

fn of_sessions() -> Vec<Route> {
    vec![
        post("/api/v1/sessions/", sessions::create)
            .about("Begins a session")
            .idempotent(Bearer::owner),
        get("/api/v1/sessions/", sessions::list)
            .about("One's own sessions, in the order they began"),
        get("/api/v1/sessions/count", sessions::count).about("How many sessions one has"),
        get("/api/v1/sessions/dominant_emotion_chart", history::dominant)
            .about("The emotion seen most often on each day"),
        get("/api/v1/sessions/intensity_chart", history::intensity)
            .about("How many emotions of each day were mild, moderate and severe"),
        get("/api/v1/sessions/{session_id}/history", history::whole)
            .about("A session with all that was detected in it")
            .fails(&[NO_SESSION]),
        get("/api/v1/sessions/{session_id}", sessions::get)
            .about("A session")
            .fails(&[NO_SESSION]),
        patch("/api/v1/sessions/{session_id}/end", sessions::end)
            .about("Ends a session")
            .fails(&[NO_SESSION, SessionEnded]),
        delete("/api/v1/sessions/{session_id}", sessions::delete)
            .about("Deletes a session and everything in it")
            .fails(&[NO_SESSION]),
    ]
}

fn of_detections() -> Vec<Route> {
    vec![
        post(
            "/api/v1/sessions/{session_id}/detections",
            detections::create,
        )
        .about("Keeps what was seen and heard, while the session runs")
        .fails(&[NO_SESSION, SessionEnded])
        .idempotent(Bearer::owner),
        get("/api/v1/sessions/{session_id}/detections", detections::list)
            .about("What was seen and heard in a session")
            .fails(&[NO_SESSION]),
        get(
            "/api/v1/sessions/{session_id}/detections/{detection_id}",
            detections::get,
        )
        .about("What was seen and heard at one moment")
        .fails(&[NO_DETECTION]),
    ]
}

/// Longer than a line may be, so each under a name.
const FACIAL: &str = "/api/v1/sessions/{session_id}/detections/{detection_id}/facial";
const VOICE: &str = "/api/v1/sessions/{session_id}/detections/{detection_id}/voice";
const OF_DETECTION: &str = "/api/v1/sessions/{session_id}/detections/{detection_id}/suggestions";
const OF_FACIAL: &str =
    "/api/v1/sessions/{session_id}/detections/{detection_id}/facial/{facial_id}/suggestions";
const OF_VOICE: &str =
    "/api/v1/sessions/{session_id}/detections/{detection_id}/voice/{voice_id}/suggestions";

fn of_readings() -> Vec<Route> {
    vec![
        post(FACIAL, readings::add_facial)
            .about("Adds an emotion seen, while the session runs")
            .fails(&[NO_DETECTION, SessionEnded])
            .idempotent(Bearer::owner),
        get(FACIAL, readings::facial)
            .about("The emotions seen")
            .fails(&[NO_DETECTION]),
        post(VOICE, readings::add_voice)
            .about("Adds words heard, while the session runs")
            .fails(&[NO_DETECTION, SessionEnded])
            .idempotent(Bearer::owner),
        get(VOICE, readings::voices)
            .about("The words heard")
            .fails(&[NO_DETECTION]),
        post(OF_DETECTION, readings::add_detection_suggestion)
            .about("Adds what may help with all that was detected")
            .fails(&[NO_DETECTION])
            .idempotent(Bearer::owner),
        get(OF_DETECTION, readings::detection_suggestions)
            .about("What may help with all that was detected")
            .fails(&[NO_DETECTION]),
        post(OF_FACIAL, readings::add_facial_suggestion)
            .about("Adds what may help with an emotion")
            .fails(&[NO_READING])
            .idempotent(Bearer::owner),
        get(OF_FACIAL, readings::facial_suggestions)
            .about("What may help with an emotion")
            .fails(&[NO_READING]),
        post(OF_VOICE, readings::add_voice_suggestion)
            .about("Adds what may help with what was said")
            .fails(&[NO_READING])
            .idempotent(Bearer::owner),
        get(OF_VOICE, readings::voice_suggestions)
            .about("What may help with what was said")
            .fails(&[NO_READING]),
    ]
}

fn of_feedback() -> Vec<Route> {
    vec![
        post("/api/v1/sessions/{session_id}/feedback", feedback::give)
            .about("Rates a session that has ended, once")
            .fails(&[NO_SESSION, SessionRunning, FeedbackGiven])
            .idempotent(Bearer::owner),
        get("/api/v1/sessions/{session_id}/feedback", feedback::get)
            .about("The feedback on a session")
            .fails(&[NO_FEEDBACK]),
    ]
}

fn of_posts() -> Vec<Route> {
    vec![
        post("/api/v1/posts", posts::create)
            .about("Writes a post")
            .idempotent(Bearer::owner),
        get("/api/v1/posts", posts::list).about("Everybody's posts, newest first"),
        get("/api/v1/posts/{post_id}", posts::get)
            .about("A post")
            .fails(&[NO_POST]),
        put("/api/v1/posts/{post_id}", posts::change)
            .about("Changes a post of one's own, or for administrators any")
            .fails(&[NO_POST, NotAllowed]),
        delete("/api/v1/posts/{post_id}", posts::delete)
            .about("Deletes a post of one's own, or for administrators any")
            .fails(&[NO_POST, NotAllowed]),
    ]
}

fn of_comments() -> Vec<Route> {
    vec![
        post("/api/v1/posts/{post_id}/comments", comments::create)
            .about("Comments on a post")
            .fails(&[NO_POST])
            .idempotent(Bearer::owner),
        get("/api/v1/posts/{post_id}/comments", comments::list)
            .about("The comments on a post, newest first")
            .fails(&[NO_POST]),
        get(
            "/api/v1/posts/{post_id}/comments/{comment_id}",
            comments::get,
        )
        .about("A comment")
        .fails(&[NO_COMMENT]),
        put(
            "/api/v1/posts/{post_id}/comments/{comment_id}",
            comments::change,
        )
        .about("Changes a comment of one's own, or for administrators any")
        .fails(&[NO_COMMENT, NotAllowed]),
        delete(
            "/api/v1/posts/{post_id}/comments/{comment_id}",
            comments::delete,
        )
        .about("Deletes a comment of one's own, or for administrators any")
        .fails(&[NO_COMMENT, NotAllowed]),
    ]
}

fn of_reminders() -> Vec<Route> {
    vec![
        post("/api/v1/reminders", reminders::create)
            .about("Adds a reminder of a time to come")
            .idempotent(Bearer::owner),
        get("/api/v1/reminders", reminders::list).about("One's own reminders, soonest first"),
        get("/api/v1/reminders/{reminder_id}", reminders::get)
            .about("A reminder")
            .fails(&[NO_REMINDER]),
        put("/api/v1/reminders/{reminder_id}", reminders::change)
            .about("Changes a reminder")
            .fails(&[NO_REMINDER]),
        delete("/api/v1/reminders/{reminder_id}", reminders::delete)
            .about("Deletes a reminder")
            .fails(&[NO_REMINDER]),
    ]
}
