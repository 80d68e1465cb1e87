//! Reminders.

use std::time::Duration;

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::fault::{Fault, Resource};
use crate::domain::field::{FieldFault, Problem};
use crate::domain::moment::Moment;
use crate::domain::query::Page;
use crate::domain::reminder::{NewReminder, Outlook, Reminder, ReminderId};
use crate::domain::text::Text;
use crate::store::{self, Tx};

/// What is to be changed; `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct ReminderChanges {
    /// What it is called.
    pub title: Option<Text>,
    /// In more words; an empty text takes them away.
    pub description: Option<Text>,
    /// When to remind.
    pub time: Option<Moment>,
    /// Whether to remind at all.
    pub is_active: Option<bool>,
}

/// Adds a reminder of a time that is still to come.
///
/// # Errors
/// A fault of `reminder_time` if it has passed.
pub(crate) fn add_reminder(app: &App, caller: Caller, new: NewReminder) -> Result<Reminder, Fault> {
    app.store.write(move |tx| {
        to_come(tx, new.time)?;
        let id = store::reminders::insert(tx, caller.account, &new)?;
        own(tx, caller, id)
    })
}

/// The caller's reminders, soonest first.
pub(crate) fn reminders(app: &App, caller: Caller, page: Page) -> Result<Vec<Reminder>, Fault> {
    app.store
        .read(|tx| store::reminders::list(tx, caller.account, page))
}

/// What the caller is to be reminded of now, and when next.
pub(crate) fn reminder_outlook(app: &App, caller: Caller) -> Result<Outlook, Fault> {
    app.store
        .read(|tx| store::reminders::outlook(tx, caller.account))
}

/// A reminder of the caller's.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn reminder(app: &App, caller: Caller, id: ReminderId) -> Result<Reminder, Fault> {
    app.store.read(|tx| own(tx, caller, id))
}

/// Changes a reminder. Its time may have passed unless it is what changes: a
/// client that sends the whole of it can still switch it off.
///
/// # Errors
/// [`Fault::NotFound`], or a fault of `reminder_time` if the new one has passed.
pub(crate) fn change_reminder(
    app: &App,
    caller: Caller,
    id: ReminderId,
    changes: ReminderChanges,
) -> Result<Reminder, Fault> {
    app.store.write(move |tx| {
        let mut reminder = own(tx, caller, id)?;
        if let Some(time) = changes.time.filter(|time| *time != reminder.time) {
            to_come(tx, time)?;
            reminder.time = time;
        }
        if let Some(title) = changes.title {
            reminder.title = title;
        }
        if let Some(description) = changes.description {
            reminder.description = description.filled().ok();
        }
        reminder.is_active = changes.is_active.unwrap_or(reminder.is_active);
        store::reminders::update(tx, &reminder)?;
        Ok(reminder)
    })
}

/// Deletes a reminder.
///
/// # Errors
/// [`Fault::NotFound`].
pub(crate) fn delete_reminder(app: &App, caller: Caller, id: ReminderId) -> Result<(), Fault> {
    app.store.write(move |tx| {
        own(tx, caller, id)?;
        store::reminders::delete(tx, id)
    })
}

fn own(tx: &Tx, caller: Caller, id: ReminderId) -> Result<Reminder, Fault> {
    store::reminders::get(tx, caller.account, id)?.ok_or(Fault::NotFound(Resource::Reminder))
}

/// Refuses a time that has passed. A date alone is read as its first moment in UTC: it has passed when the day is over
/// everywhere.
fn to_come(tx: &Tx, time: Moment) -> Result<(), Fault> {
    const HOUR: Duration = Duration::from_secs(60 * 60);
    let last = if time.is_midnight() {
        time.after(HOUR * (24 + 12))
    } else {
        time
    };
    if last < tx.now {
        return Err(FieldFault::body("reminder_time", Problem::InThePast).into());
    }
    Ok(())
}
