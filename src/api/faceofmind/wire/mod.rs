//! Every request and reply, field by field; a file a noun.

mod auth;
mod community;
mod diary;
mod reminders;
mod users;

pub use auth::{LoggedIn, Login, Mailed, Refresh, Register, ResetPassword, Verified, VerifyOtp};
pub use community::{ChangePost, Comment, NewComment, NewPost, Post};
pub use diary::{
    Detection, Facial, Feedback, NewDetection, NewFacial, NewFeedback, NewSuggestion, NewVoice,
    Session, Suggestion, Voice,
};
pub use reminders::{ChangeReminder, NewReminder, Reminder};
pub use users::{ChangeUser, Changed, User};

use schemars::JsonSchema;
use serde::Serialize;

/// That it is done.
#[derive(Serialize, JsonSchema)]
pub struct Done {
    /// What was done.
    message: &'static str,
}

impl Done {
    /// Says so.
    pub const fn new(message: &'static str) -> Self {
        Self { message }
    }
}
