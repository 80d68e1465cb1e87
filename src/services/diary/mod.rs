//! Verbs: the diary. Everything in it is its owner's alone; to anybody else it
//! isn't there.

mod detections;
mod feedback;
mod reminders;
mod sessions;

pub use detections::{
    add_reading, add_suggestion, detect, detection, detections, readings, suggestions,
};
pub use feedback::{feedback, give_feedback};
pub use reminders::{
    ReminderChanges, add_reminder, change_reminder, delete_reminder, reminder, reminders,
};
pub use sessions::{begin, delete, end, session, sessions};
