//! Reminders.

use crate::api::faceofmind::extractor::Bearer;
use crate::api::faceofmind::wire::{self, Paging};
use crate::app::App;
use crate::domain::fault::Fault;
use crate::domain::field::{Problem, at};
use crate::domain::moment::Moment;
use crate::domain::reminder::{NewReminder, Reminder, ReminderId};
use crate::domain::text::Text;
use crate::http::body::Body;
use crate::http::paging::Bounded;
use crate::http::path_numbers::Numbers;
use crate::http::reply::Json;
use crate::services::diary::{self, ReminderChanges};

pub(crate) fn create(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::NewReminder>,
) -> Result<Json<wire::Reminder>, Fault> {
    let description = description(&body.description.unwrap_or_default());
    let new = NewReminder {
        title: title(&body.title).map_err(at("title"))?,
        description: description.map_err(at("description"))?.filled().ok(),
        time: Moment::parse(&body.reminder_time).map_err(at("reminder_time"))?,
        is_active: body.is_active.unwrap_or(true),
    };
    Ok(Json(diary::add_reminder(app, caller, new)?.into()))
}

pub(crate) fn list(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Bounded(page): Paging,
) -> Result<Json<Vec<wire::Reminder>>, Fault> {
    let reminders = diary::reminders(app, caller, page)?;
    let reminders = reminders.into_iter().map(wire::Reminder::from);
    Ok(Json(reminders.collect()))
}

pub(crate) fn get(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Reminder>, Fault> {
    Ok(Json(diary::reminder(app, caller, ReminderId(id))?.into()))
}

pub(crate) fn change(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
    Body(body): Body<wire::ChangeReminder>,
) -> Result<Json<wire::Reminder>, Fault> {
    let title = body.title.as_deref().map(title).transpose();
    let description = body.description.as_deref().map(description).transpose();
    let time = body.reminder_time.as_deref().map(Moment::parse).transpose();
    let changes = ReminderChanges {
        title: title.map_err(at("title"))?,
        description: description.map_err(at("description"))?,
        time: time.map_err(at("reminder_time"))?,
        is_active: body.is_active,
    };
    let reminder = diary::change_reminder(app, caller, ReminderId(id), changes)?;
    Ok(Json(reminder.into()))
}

pub(crate) fn delete(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Numbers([id]): Numbers<1>,
) -> Result<Json<wire::Done>, Fault> {
    diary::delete_reminder(app, caller, ReminderId(id))?;
    Ok(Json(wire::Done::new("Reminder deleted successfully")))
}

fn title(text: &str) -> Result<Text, Problem> {
    Text::line(text, Reminder::LONGEST_TITLE)?.filled()
}

fn description(text: &str) -> Result<Text, Problem> {
    Text::lines(text, Reminder::LONGEST)
}
