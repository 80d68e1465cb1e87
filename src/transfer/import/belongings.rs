//! What belongs to an account: its card, its posts, its reminders, its sessions of the diary.

use serde_json::Value;

use crate::domain::account::AccountId;
use crate::domain::card::Card;
use crate::domain::community::Post;
use crate::domain::fault::Fault;
use crate::domain::field::Problem;
use crate::domain::reminder::{NewReminder, Reminder};
use crate::domain::text::Text;
use crate::store::imported::{self, Foreign};
use crate::store::{self, Tx};
use crate::transfer::import::Conflict;
use crate::transfer::import::accounts::CREATED;
use crate::transfer::import::fields::{Fields, Names, Refused};
use crate::transfer::import::ids::{Ids, Key, Owner};
use crate::transfer::import::kind::Kind;
use crate::transfer::import::pending::{Outcome, Settle, Settled};
use crate::transfer::rows::Cell;

pub(super) const ID: Names = &["id"];
pub(super) const UPDATED: Names = &["updatedat", "updated", "modifiedat"];
const TITLE: Names = &["title", "subject"];
pub(super) const CONTENT: Names = &["content", "body", "text", "message"];
const DESCRIPTION: Names = &["description", "details", "note"];
const REMINDER_TIME: Names = &["remindertime", "remindat", "time", "dueat"];
const IS_ACTIVE: Names = &["isactive", "active"];
const START: Names = &["starttime", "startedat", "start"];
const END: Names = &["endtime", "endedat", "end"];
const IMAGE: Names = &["image", "photo", "picture"];

/// The columns of each kind.
pub(super) const CARD_COLUMNS: &[Names] = &[
    ID,
    UPDATED,
    IMAGE,
    &[
        "occupation",
        "homeaddress",
        "country",
        "county",
        "description",
    ],
    &[
        "linkedin",
        "facebook",
        "github",
        "instagram",
        "twitter",
        "youtube",
    ],
];
pub(super) const POST_COLUMNS: &[Names] = &[ID, TITLE, CONTENT, CREATED, UPDATED];
pub(super) const REMINDER_COLUMNS: &[Names] =
    &[ID, TITLE, DESCRIPTION, REMINDER_TIME, IS_ACTIVE, CREATED];
pub(super) const SESSION_COLUMNS: &[Names] = &[ID, START, END];
pub(super) const DOCUMENT_COLUMNS: &[Names] = &[ID, &["document"], UPDATED];

/// What every profile card began with on the original server: nobody wrote it.
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

/// Does `work` for the account a row belongs to.
pub(super) fn owned(
    owner: Owner,
    work: impl FnOnce(&Tx, &mut Ids, AccountId, Conflict) -> Result<Outcome, Fault> + Send + 'static,
) -> Settle {
    Box::new(move |tx, ids, conflict| match ids.owner(tx, &owner)? {
        Ok(account) => Ok(Settled {
            outcome: work(tx, ids, account, conflict)?,
            account: Some(account),
        }),
        Err(why) => Ok(Outcome::Refused(why).into()),
    })
}

/// A card, or the links on it.
pub(super) fn card(fields: &mut Fields) -> Result<Settle, Refused> {
    let owner = Owner::read(fields)?;
    let card = Card {
        occupation: word(fields, &["occupation"], Card::MAX_WORD),
        home_address: word(fields, &["homeaddress"], Card::MAX_ADDRESS),
        country: word(fields, &["country"], Card::MAX_WORD),
        county: word(fields, &["county"], Card::MAX_WORD),
        linkedin: link(fields, &["linkedin"]),
        facebook: link(fields, &["facebook"]),
        github: link(fields, &["github"]),
        instagram: link(fields, &["instagram"]),
        twitter: link(fields, &["twitter"]),
        youtube: link(fields, &["youtube"]),
        description: described(fields),
    };
    let updated = fields.moment(UPDATED);
    Ok(owned(owner, move |tx, _, account, conflict| {
        let here = store::cards::get(tx, account)?;
        let outcome = compare(&here, &card, conflict);
        let changes = match &outcome {
            Outcome::Changed => card.clone(),
            _ => card.clone().without(&here),
        };
        if changes == Card::default() {
            // A card of nothing but placeholders is as good as none.
            let kept = matches!(outcome, Outcome::Kept(_) | Outcome::Stop(_));
            return Ok(if kept { outcome } else { Outcome::Same });
        }
        if matches!(outcome, Outcome::Stop(_)) {
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
fn compare(here: &Card, there: &Card, conflict: Conflict) -> Outcome {
    let differs = there.clone().differing(here);
    match (differs.is_empty(), conflict) {
        (true, _) => Outcome::Made,
        (false, Conflict::Skip) => Outcome::Kept(differs.join(", ")),
        (false, Conflict::Fail) => Outcome::Stop(differs.join(", ")),
        (false, Conflict::Update) => Outcome::Changed,
    }
}

fn word(fields: &mut Fields, names: Names, most: u64) -> Option<Text> {
    let told = own(fields.extra(names, |text| Text::line(text, most)));
    told.or_else(|| emptied(fields, names))
}

fn link(fields: &mut Fields, names: Names) -> Option<Text> {
    let given = fields.extra(names, |text| Ok(text.trim().to_owned()));
    match given {
        None => emptied(fields, names),
        Some(given) if PLACEHOLDERS.contains(&given.as_str()) => None,
        Some(_) => fields.extra(names, Card::link),
    }
}

fn described(fields: &mut Fields) -> Option<Text> {
    let told = own(fields.extra(DESCRIPTION, |text| Text::lines(text, Card::MAX_DESCRIPTION)));
    told.or_else(|| emptied(fields, DESCRIPTION))
}

/// What its owner has emptied: it is shown as nothing, not as what stands there by itself.
fn emptied(fields: &Fields, names: Names) -> Option<Text> {
    let (_, cell) = fields.cell(names)?;
    matches!(cell, Cell::Text(text) if text.trim().is_empty()).then(Text::default)
}

/// Not what the original server wrote there by itself.
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

/// What an account says of itself, as `firststep export` writes it.
pub(super) fn document(
    fields: &mut Fields,
    judge: fn(Value) -> Result<Value, Refused>,
) -> Result<Settle, Refused> {
    let owner = Owner::read(fields)?;
    let document = fields
        .json(&["document"])
        .ok_or("document: it is missing")?;
    let document = without_nulls(judge(document)?);
    let updated = fields.moment(UPDATED);
    Ok(owned(owner, move |tx, _, account, conflict| {
        let here = store::documents::get(tx, account)?;
        if here == document {
            return Ok(Outcome::Same);
        }
        let is_new = here.as_object().is_none_or(serde_json::Map::is_empty);
        let outcome = match (is_new, conflict) {
            (true, _) => Outcome::Made,
            (false, Conflict::Update) => Outcome::Changed,
            (false, Conflict::Skip) => return Ok(Outcome::Kept("document".to_owned())),
            (false, Conflict::Fail) => return Ok(Outcome::Stop("document".to_owned())),
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
pub(super) fn key(fields: &Fields) -> Result<Option<Key>, Refused> {
    Ok(fields.text(ID)?.map(|(_, text)| Key::of(text)))
}

/// What a row has in common with others from elsewhere.
pub(super) fn foreign(
    key: Option<&Key>,
    created_at: Option<crate::domain::moment::Moment>,
) -> Foreign {
    Foreign {
        id: key.and_then(Key::number),
        created_at,
        nth: 0,
    }
}

/// A post.
pub(super) fn post(fields: &mut Fields) -> Result<Settle, Refused> {
    let (owner, key) = (Owner::read(fields)?, key(fields)?);
    let title = fields.must(TITLE, title(Post::LONGEST_TITLE))?;
    let content = fields.must(CONTENT, filled(Post::LONGEST))?;
    let (created, updated) = (fields.moment(CREATED), fields.moment(UPDATED));
    Ok(owned(owner, move |tx, ids, account, _| {
        let nth = ids.nth((
            Kind::Posts,
            account,
            title.as_str(),
            content.as_str(),
            created,
        ));
        let foreign = Foreign {
            nth,
            ..foreign(key.as_ref(), created)
        };
        let kept = imported::post(tx, foreign, account, (&title, &content), updated)?;
        ids.note(Kind::Posts, key, kept.id);
        Ok(Outcome::made(kept.is_new))
    }))
}

/// A reminder.
pub(super) fn reminder(fields: &mut Fields) -> Result<Settle, Refused> {
    let (owner, key) = (Owner::read(fields)?, key(fields)?);
    let time = fields.must(REMINDER_TIME, crate::transfer::import::when::parse)?;
    let new = NewReminder {
        title: fields.must(TITLE, title(Reminder::LONGEST_TITLE))?,
        description: fields.extra(DESCRIPTION, filled(Reminder::LONGEST)),
        time: time.ok_or("reminder_time: it is missing")?,
        is_active: fields.flag(IS_ACTIVE).unwrap_or(true),
    };
    let created = fields.moment(CREATED);
    Ok(owned(owner, move |tx, ids, account, _| {
        let nth = ids.nth((
            Kind::Reminders,
            account,
            new.title.as_str(),
            new.time,
            created,
        ));
        let foreign = Foreign {
            nth,
            ..foreign(key.as_ref(), created)
        };
        let kept = imported::reminder(tx, foreign, account, &new)?;
        Ok(Outcome::made(kept.is_new))
    }))
}

/// A session of the diary.
pub(super) fn session(fields: &mut Fields) -> Result<Settle, Refused> {
    let (owner, key) = (Owner::read(fields)?, key(fields)?);
    let (start, end) = (fields.moment(START), fields.moment(END));
    Ok(owned(owner, move |tx, ids, account, _| {
        let nth = ids.nth((Kind::DiarySessions, account, start));
        let foreign = Foreign {
            nth,
            ..foreign(key.as_ref(), start)
        };
        let kept = imported::diary_session(tx, foreign, account, end)?;
        ids.note(Kind::DiarySessions, key, kept.id);
        Ok(Outcome::made(kept.is_new))
    }))
}
