//! The table `reminders`.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::domain::query::Page;
use crate::domain::reminder::{NewReminder, Outlook, Reminder, ReminderId};
use crate::domain::text::Text;
use crate::store::Tx;
use crate::store::row::Row;

/// Adds a reminder.
pub(crate) fn insert(tx: &Tx, account: AccountId, new: &NewReminder) -> Result<ReminderId, Fault> {
    tx.execute(
        "insert into reminders (account_id, title, description, reminder_time, is_active, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            account.0,
            new.title.as_str(),
            new.description.as_ref().map(Text::as_str),
            new.time.micros(),
            new.is_active,
            tx.now.micros(),
        ],
    )?;
    Ok(ReminderId(tx.last_id()))
}

/// The columns that readers and exports share.
macro_rules! columns {
    () => {
        "title, description, reminder_time, is_active, created_at"
    };
}
pub(super) use columns;

/// This account's reminder of this number.
pub(crate) fn get(tx: &Tx, account: AccountId, id: ReminderId) -> Result<Option<Reminder>, Fault> {
    let found = tx.first(
        sql!("select id, " self " from reminders where id = ?1 and account_id = ?2"),
        params![id.0, account.0],
        reminder,
    )?;
    Ok(found)
}

/// This account's reminders, soonest first.
pub(crate) fn list(tx: &Tx, account: AccountId, page: Page) -> Result<Vec<Reminder>, Fault> {
    let found = tx.all(
        sql!("select id, " self
            " from reminders where account_id = ?1 order by reminder_time, id limit ?2 offset ?3"),
        params![account.0, page.limit, page.skip],
        reminder,
    )?;
    Ok(found)
}

/// What an account is to be reminded of now, and when next.
pub(crate) fn outlook(tx: &Tx, account: AccountId) -> Result<Outlook, Fault> {
    let since = tx.now.before(Outlook::SHOWN);
    let found = tx.first(
        "select count(*) filter (where reminder_time <= ?2 and reminder_time > ?3) as due,
           min(reminder_time) filter (where reminder_time > ?2) as next
         from reminders where account_id = ?1 and is_active",
        params![account.0, tx.now.micros(), since.micros()],
        |row| {
            Ok(Outlook {
                due: row.get("due")?,
                next: row.get("next")?,
            })
        },
    )?;
    found.ok_or(Fault::Internal)
}

/// Puts this in a reminder's place.
pub(crate) fn update(tx: &Tx, reminder: &Reminder) -> Result<(), Fault> {
    tx.execute(
        "update reminders set title = ?2, description = ?3, reminder_time = ?4, is_active = ?5 where id = ?1",
        params![
            reminder.id.0,
            reminder.title.as_str(),
            reminder.description.as_ref().map(Text::as_str),
            reminder.time.micros(),
            reminder.is_active,
        ],
    )?;
    Ok(())
}

/// Deletes a reminder.
pub(crate) fn delete(tx: &Tx, id: ReminderId) -> Result<(), Fault> {
    tx.execute("delete from reminders where id = ?1", [id.0])?;
    Ok(())
}

fn reminder(row: &Row) -> rusqlite::Result<Reminder> {
    Ok(Reminder {
        id: row.get("id")?,
        title: row.get("title")?,
        description: row.get("description")?,
        time: row.get("reminder_time")?,
        is_active: row.get("is_active")?,
        created_at: row.get("created_at")?,
    })
}
