//! Every request and reply, field by field, a file per resource.

mod auth;
mod community;
mod diary;
mod history;
mod reminders;
mod users;

pub(crate) use auth::{
    LoggedIn, Login, Mailed, Refresh, Register, Reset, ResetPassword, Tokens, Verified, VerifyOtp,
};
pub(crate) use community::{ChangePost, Comment, NewComment, NewPost, Post};
pub(crate) use diary::{
    Count, Detection, DiarySession, Facial, Feedback, NewDetection, NewFacial, NewFeedback,
    NewSuggestion, NewVoice, Suggestion, Voice,
};
pub(crate) use history::{DominantDay, History, IntensityDay};
pub(crate) use reminders::{ChangeReminder, NewReminder, Reminder};
pub(crate) use users::{ChangeUser, Changed, User};

use schemars::JsonSchema;
use serde::Serialize;

use crate::http::paging::Bounded;

/// `?skip=` and `?limit=`, as its lists take them.
pub(crate) type Paging = Bounded<100, 1000>;

/// A success without data.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Done {
    /// What was done.
    message: &'static str,
}

impl Done {
    /// A reply with this message.
    pub(crate) const fn new(message: &'static str) -> Self {
        Self { message }
    }
}
