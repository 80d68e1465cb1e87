//! Rows that belong to an account: card, document, posts, reminders, diary sessions.

use std::sync::LazyLock;

use serde_json::Value;

use crate::domain::account::AccountId;
use crate::domain::card::{Card, FieldParser};
use crate::domain::community::Post;
use crate::domain::fault::Fault;
use crate::domain::field::Problem;
use crate::domain::moment::Moment;
use crate::domain::reminder::{NewReminder, Reminder};
use crate::domain::text::Text;
use crate::store::imported::{self, Foreign};
use crate::store::{self, Tx};
use crate::transfer::import::OnConflict;
use crate::transfer::import::accounts::CREATED;
use crate::transfer::import::fields::{ColumnNames, Fields, Rejection};
use crate::transfer::import::ids::{IdMap, Owner, RowKey};
use crate::transfer::import::kind::TableKind;
use crate::transfer::import::outcome::{RowOutcome, WrittenRow};
use crate::transfer::import::pending::WriteRow;
use crate::transfer::rows::Cell;

pub(super) const ID: ColumnNames = &["id"];
pub(super) const UPDATED: ColumnNames = &["updatedat", "updated", "modifiedat"];
const TITLE: ColumnNames = &["title", "subject"];
pub(super) const CONTENT: ColumnNames = &["content", "body", "text", "message"];
const DESCRIPTION: ColumnNames = &["description", "details", "note"];
const REMINDER_TIME: ColumnNames = &["remindertime", "remindat", "time", "dueat"];
const IS_ACTIVE: ColumnNames = &["isactive", "active"];
const START: ColumnNames = &["starttime", "startedat", "start"];
const END: ColumnNames = &["endtime", "endedat", "end"];
const IMAGE: ColumnNames = &["image", "photo", "picture"];

/// The columns of each kind.
pub(super) static CARD_COLUMNS: LazyLock<[ColumnNames; 4]> =
    LazyLock::new(|| [ID, UPDATED, IMAGE, &CARD_FIELDS]);
static CARD_FIELDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let plain = |name: &&str| &*name.replace('_', "").leak();
    Card::FIELDS.iter().map(plain).collect()
});
pub(super) const POST_COLUMNS: &[ColumnNames] = &[ID, TITLE, CONTENT, CREATED, UPDATED];
pub(super) const REMINDER_COLUMNS: &[ColumnNames] =
    &[ID, TITLE, DESCRIPTION, REMINDER_TIME, IS_ACTIVE, CREATED];
pub(super) const SESSION_COLUMNS: &[ColumnNames] = &[ID, START, END];
pub(super) const DOCUMENT_COLUMNS: &[ColumnNames] = &[ID, &["document"], UPDATED];

/// The original server's placeholders on a new profile card, which nobody wrote.
const PLACEHOLDERS: [&str; 11] = [
    "May I ask you what do you do?",
    "How far are you ?",
    "I guess you are from Nice ?",
    "France ?",
    "https://linkedin.com/",
    "https://facebook.com/",
    "https://github.com/",
    "https://instagram.com/",
    "https://twitter.com/",
    "https://youtube.com/",
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit. Sed do eiusmod tempor incididunt ut labore et dolore magna aliqua.",
];

/// Does `work` with the account a row belongs to.
pub(super) fn owned(
    owner: Owner,
    work: impl FnOnce(&Tx, &mut IdMap, AccountId, OnConflict) -> Result<RowOutcome, Fault>
    + Send
    + 'static,
) -> WriteRow {
    Box::new(move |tx, ids, conflict| match ids.owner(tx, &owner)? {
        Ok(account) => Ok(WrittenRow {
            outcome: work(tx, ids, account, conflict)?,
            account: Some(account),
            renamed: None,
        }),
        Err(why) => Ok(RowOutcome::Rejected(why).into()),
    })
}

/// A card, or the links on it.
pub(super) fn card(fields: &mut Fields) -> Result<WriteRow, Rejection> {
    let owner = Owner::read(fields)?;
    let card = Card::of(|name, rule| {
        let key = name.replace('_', "");
        let names = if name == "description" {
            DESCRIPTION
        } else {
            &[&*key]
        };
        Ok::<_, Rejection>(part(fields, names, rule))
    })?;
    let updated = fields.moment(UPDATED);
    Ok(owned(owner, move |tx, _, account, conflict| {
        let here = store::cards::get(tx, account)?;
        let outcome = compare(&here, &card, conflict);
        let changes = match &outcome {
            RowOutcome::Changed => card.clone(),
            _ => card.without(&here),
        };
        if changes == Card::default() {
            // A card of placeholders only counts as none.
            let kept = matches!(outcome, RowOutcome::Kept(_) | RowOutcome::Stop(_));
            return Ok(if kept { outcome } else { RowOutcome::Same });
        }
        if matches!(outcome, RowOutcome::Stop(_)) {
            return Ok(outcome);
        }
        store::cards::change(tx, account, &changes)?;
        if let (true, Some(updated)) = (here == Card::default(), updated) {
            imported::date(tx, true, account, updated)?;
        }
        Ok(outcome)
    }))
}

/// What is here already stays; what isn't is filled in.
fn compare(here: &Card, there: &Card, conflict: OnConflict) -> RowOutcome {
    let differs = there.differing(here);
    match (differs.is_empty(), conflict) {
        (true, _) => RowOutcome::Made,
        (false, OnConflict::Skip) => RowOutcome::Kept(differs.join(", ")),
        (false, OnConflict::Fail) => RowOutcome::Stop(differs.join(", ")),
        (false, OnConflict::Update) => RowOutcome::Changed,
    }
}

fn part(fields: &mut Fields, names: &[&str], rule: FieldParser) -> Option<Text> {
    let given = own(fields.optional(names, rule));
    given.or_else(|| emptied(fields, names))
}

/// A field that its owner emptied: it stays empty, without the placeholder.
fn emptied(fields: &Fields, names: &[&str]) -> Option<Text> {
    let (_, cell) = fields.cell(names)?;
    matches!(cell, Cell::Text(text) if text.trim().is_empty()).then(Text::default)
}

/// A text, unless it is a placeholder.
fn own(text: Option<Text>) -> Option<Text> {
    text.filter(|text| !PLACEHOLDERS.contains(&text.as_str()))
}

/// The picture on a card, as bytes or in hexadecimal; an empty one is none.
pub(super) fn image(fields: &mut Fields) -> Option<Vec<u8>> {
    let (column, cell) = fields.cell(IMAGE)?;
    let bytes = match cell {
        Cell::Bytes(bytes) => Some(bytes.clone()),
        Cell::Text(text) => packed(text.trim()),
        _ => None,
    };
    if bytes.is_none() {
        fields
            .left_out
            .push(format!("{column}: it isn't a picture"));
    }
    bytes.filter(|bytes| !bytes.is_empty())
}

/// A picture in a text: PostgreSQL's `\x…`, or base64.
fn packed(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    match text.strip_prefix("\\x") {
        Some(digits) => crate::platform::digest::unhex(digits),
        None => base64::engine::general_purpose::STANDARD.decode(text).ok(),
    }
}

/// An account's document, as `firststep export` writes it.
pub(super) fn document(
    fields: &mut Fields,
    judge: fn(Value) -> Result<Value, Rejection>,
) -> Result<WriteRow, Rejection> {
    let owner = Owner::read(fields)?;
    let document = fields
        .json(&["document"])
        .ok_or("document: it is missing")?;
    let document = without_nulls(judge(document)?);
    let updated = fields.moment(UPDATED);
    Ok(owned(owner, move |tx, _, account, conflict| {
        let here = store::documents::get(tx, account)?;
        if here == document {
            return Ok(RowOutcome::Same);
        }
        let is_new = here.as_object().is_none_or(serde_json::Map::is_empty);
        let outcome = match (is_new, conflict) {
            (true, _) => RowOutcome::Made,
            (false, OnConflict::Update) => RowOutcome::Changed,
            (false, OnConflict::Skip) => return Ok(RowOutcome::Kept("document".to_owned())),
            (false, OnConflict::Fail) => return Ok(RowOutcome::Stop("document".to_owned())),
        };
        store::documents::merge(tx, account, &document)?;
        if let (true, Some(updated)) = (is_new, updated) {
            imported::date(tx, false, account, updated)?;
        }
        Ok(outcome)
    }))
}

/// As a merge patch (RFC 7396) leaves it: null is nothing.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_nulls(value)))
            .collect(),
        other => other,
    }
}

/// A text that must be there.
pub(super) fn filled(most: u64) -> impl Fn(&str) -> Result<Text, Problem> {
    move |text| Text::lines(text, most)?.filled()
}

fn title(most: u64) -> impl Fn(&str) -> Result<Text, Problem> {
    move |text| Text::line(text, most)?.filled()
}

/// A row's number in the file.
pub(super) fn key(fields: &Fields) -> Result<Option<RowKey>, Rejection> {
    Ok(fields.text(ID)?.map(|(_, text)| RowKey::of(text)))
}

/// The fields that all imported rows have.
pub(super) fn foreign(key: Option<&RowKey>, created_at: Option<Moment>, nth: u32) -> Foreign {
    Foreign {
        id: key.and_then(RowKey::number),
        created_at,
        nth,
    }
}

/// A post.
pub(super) fn post(fields: &mut Fields) -> Result<WriteRow, Rejection> {
    let (owner, key) = (Owner::read(fields)?, key(fields)?);
    let title = fields.read(TITLE, title(Post::LONGEST_TITLE))?;
    let content = fields.required(CONTENT, filled(Post::LONGEST))?;
    let (created, updated) = (fields.moment(CREATED), fields.moment(UPDATED));
    Ok(owned(owner, move |tx, ids, account, _| {
        let nth = ids.nth((
            TableKind::Posts,
            account,
            title.as_ref().map(Text::as_str),
            content.as_str(),
            created,
        ));
        let foreign = foreign(key.as_ref(), created, nth);
        let says = (title.as_ref(), &content);
        let kept = imported::post(tx, foreign, account, says, updated)?;
        ids.insert(TableKind::Posts, key, kept.id);
        Ok(RowOutcome::made(kept.is_new))
    }))
}

/// A reminder.
pub(super) fn reminder(fields: &mut Fields) -> Result<WriteRow, Rejection> {
    let (owner, key) = (Owner::read(fields)?, key(fields)?);
    let time = fields.required(REMINDER_TIME, crate::transfer::import::when::parse)?;
    let new = NewReminder {
        title: fields.required(TITLE, title(Reminder::LONGEST_TITLE))?,
        description: fields.optional(DESCRIPTION, filled(Reminder::LONGEST)),
        time: time.ok_or("reminder_time: it is missing")?,
        is_active: fields.flag(IS_ACTIVE).unwrap_or(true),
    };
    let created = fields.moment(CREATED);
    Ok(owned(owner, move |tx, ids, account, _| {
        let nth = ids.nth((
            TableKind::Reminders,
            account,
            new.title.as_str(),
            new.time,
            created,
        ));
        let foreign = foreign(key.as_ref(), created, nth);
        let kept = imported::reminder(tx, foreign, account, &new)?;
        Ok(RowOutcome::made(kept.is_new))
    }))
}

/// A session of the diary.
pub(super) fn session(fields: &mut Fields) -> Result<WriteRow, Rejection> {
    let (owner, key) = (Owner::read(fields)?, key(fields)?);
    let (start, end) = (fields.moment(START), fields.moment(END));
    Ok(owned(owner, move |tx, ids, account, _| {
        let nth = ids.nth((TableKind::DiarySessions, account, start));
        let foreign = foreign(key.as_ref(), start, nth);
        let kept = imported::diary_session(tx, foreign, account, end)?;
        ids.insert(TableKind::DiarySessions, key, kept.id);
        Ok(RowOutcome::made(kept.is_new))
    }))
}
