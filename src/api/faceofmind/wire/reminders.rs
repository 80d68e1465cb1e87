//! Reminders.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::reminder;
use crate::domain::text::Text;
use crate::http::shape::{LINE, LINES_OR_NONE};

/// `POST /reminders`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = json!({
    "title": "Breathe", "description": "Five minutes, slowly.",
    "reminder_time": "2099-01-01T09:00:00Z", "is_active": true
}))]
pub(crate) struct NewReminder {
    /// What it is called.
    #[schemars(length(min = 1, max = reminder::Reminder::LONGEST_TITLE), regex(pattern = LINE))]
    pub title: String,
    /// In more words.
    #[schemars(length(max = reminder::Reminder::LONGEST), regex(pattern = LINES_OR_NONE))]
    pub description: Option<String>,
    /// When to remind (RFC 3339); not in the past.
    #[schemars(extend("format" = "date-time"))]
    pub reminder_time: String,
    /// Whether to remind at all; true unless it says otherwise.
    pub is_active: Option<bool>,
}

/// `PUT /reminders/{reminder_id}`: what isn't sent, or is null, stays as it is.
#[derive(Deserialize, JsonSchema)]
#[schemars(example = json!({"is_active": false}))]
pub(crate) struct ChangeReminder {
    /// What it is called.
    #[schemars(length(min = 1, max = reminder::Reminder::LONGEST_TITLE), regex(pattern = LINE))]
    pub title: Option<String>,
    /// In more words; empty to have none.
    #[schemars(length(max = reminder::Reminder::LONGEST), regex(pattern = LINES_OR_NONE))]
    pub description: Option<String>,
    /// When to remind (RFC 3339); not in the past.
    #[schemars(extend("format" = "date-time"))]
    pub reminder_time: Option<String>,
    /// Whether to remind at all.
    pub is_active: Option<bool>,
}

/// A reminder.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Reminder {
    id: i64,
    title: String,
    description: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    reminder_time: String,
    is_active: bool,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
}

impl From<reminder::Reminder> for Reminder {
    fn from(reminder: reminder::Reminder) -> Self {
        Self {
            id: reminder.id.0,
            title: reminder.title.into(),
            description: reminder.description.map(Text::into),
            reminder_time: reminder.time.rfc3339(),
            is_active: reminder.is_active,
            created_at: reminder.created_at.rfc3339(),
        }
    }
}
