//! The diary. Only its owner can see it; for others it doesn't exist.

mod detections;
mod feedback;
mod history;
mod reminders;
mod sessions;

pub(crate) use detections::{
    add_reading, add_suggestion, detect, detection, detections, readings, suggestions,
};
pub(crate) use feedback::{feedback, give_feedback};
pub(crate) use history::{emotions, history};
pub(crate) use reminders::{
    ReminderChanges, add_reminder, change_reminder, delete_reminder, reminder, reminder_outlook,
    reminders,
};
pub(crate) use sessions::{begin, count, delete, end, session, sessions};
