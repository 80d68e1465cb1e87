//! Fills a demo server with the accounts, posts and reminders in `seed/demo.json`; answers and
//! portraits are generated.

use std::time::Duration;

use serde::Deserialize;

use crate::app::App;
use crate::cli::demo::{answers, portrait};
use crate::domain::account::{AccountId, Role, Status};
use crate::domain::caller::Caller;
use crate::domain::card::Card;
use crate::domain::community::PostId;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::field::at;
use crate::domain::name::FullName;
use crate::domain::name::Name;
use crate::domain::password::Password;
use crate::domain::query::Which;
use crate::domain::reminder::NewReminder;
use crate::domain::session::SessionId;
use crate::domain::text::Text;
use crate::domain::username::Username;
use crate::services::accounts::{self, Changes, SignUp};
use crate::services::community;
use crate::services::diary;
use crate::services::personality;
use crate::services::profiles;

const SEED: &str = include_str!("../../../seed/demo.json");

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Deserialize)]
struct Seed {
    people: Vec<SeedPerson>,
    posts: Vec<SeedPost>,
    reminders: Vec<SeedReminder>,
}

#[derive(Deserialize)]
struct SeedPerson {
    username: String,
    front: String,
    last: String,
    /// The personality type.
    #[serde(rename = "type")]
    label: String,
    #[serde(default)]
    admin: bool,
    occupation: String,
    country: String,
    about: String,
}

#[derive(Deserialize)]
struct SeedPost {
    by: String,
    /// How many days ago.
    days: u32,
    title: String,
    content: String,
    comments: Vec<SeedComment>,
}

#[derive(Deserialize)]
struct SeedComment {
    by: String,
    days: u32,
    content: String,
}

#[derive(Deserialize)]
struct SeedReminder {
    by: String,
    /// In how many days.
    days: u32,
    title: String,
    description: String,
}

/// A demo account, as the banner lists it.
#[derive(Debug, Clone)]
pub(crate) struct DemoAccount {
    /// The username.
    pub username: String,
    /// The personality type.
    pub label: String,
    /// Whether it is an administrator.
    pub admin: bool,
}

/// All demo accounts, the administrator first.
///
/// # Panics
/// If the program was built with a broken file, which a test rules out.
#[must_use]
pub(crate) fn accounts() -> Vec<DemoAccount> {
    let account = |person: SeedPerson| DemoAccount {
        username: person.username,
        label: person.label,
        admin: person.admin,
    };
    seed().people.into_iter().map(account).collect()
}

fn seed() -> Seed {
    serde_json::from_str(SEED).expect("a test parses seed/demo.json")
}

/// Fills an empty server; all its accounts get this password.
pub(crate) fn fill(app: &App, password: &str) -> Result<(), Fault> {
    let seed = seed();
    for (number, person) in seed.people.iter().enumerate() {
        add_person(app, number, person, password)?;
    }
    for post in &seed.posts {
        add_post(app, post)?;
    }
    app.clock.set_back(Duration::ZERO);
    for reminder in &seed.reminders {
        add_reminder(app, reminder)?;
    }
    Ok(())
}

/// One person, signed up some weeks ago, with a portrait, a card and three results.
fn add_person(app: &App, number: usize, person: &SeedPerson, password: &str) -> Result<(), Fault> {
    let number = u32::try_from(number).unwrap_or_default();
    let joined = 58 - 3 * number;
    app.clock.set_back(DAY * joined);
    let caller = sign_up(app, person, password)?;
    for (back, strength) in [(joined, 1), (joined / 2, 2), (number % 7, 3)] {
        app.clock.set_back(DAY * back + hours(number));
        let answers = answers::for_type(app, &person.label, number * 3 + strength)?;
        personality::finish(app, caller, answers)?;
    }
    let lines = |text: &str| Text::lines(text, Card::MAX_DESCRIPTION).ok();
    let card = Card {
        occupation: lines(&person.occupation),
        country: lines(&person.country),
        description: lines(&person.about),
        ..Card::default()
    };
    profiles::change_card(app, caller, card, Some(portrait::of(number).into()))
}

fn hours(number: u32) -> Duration {
    Duration::from_secs(u64::from(number % 10) * 60 * 60)
}

fn sign_up(app: &App, person: &SeedPerson, password: &str) -> Result<Caller, Fault> {
    let address = format!("{}@demo.example", person.username);
    let sign_up = SignUp {
        username: Some(Username::parse(&person.username).map_err(at("username"))?),
        email: Email::parse(&address).map_err(at("email"))?,
        name: FullName {
            front: Name::parse(&person.front).map_err(at("front"))?,
            last: Name::parse(&person.last).map_err(at("last"))?,
        },
        password: Password::parse(password, Password::MIN).map_err(at("password"))?,
        status: Status::Active,
    };
    let id = accounts::register(app, sign_up)?;
    if person.admin {
        let changes = Changes {
            role: Some(Role::Admin),
            ..Changes::default()
        };
        accounts::update(app, Caller::operator(), Which::Id(id), changes)?;
    }
    Ok(caller(id))
}

fn caller(account: AccountId) -> Caller {
    Caller {
        account,
        role: Role::User,
        session: SessionId(0),
    }
}

fn caller_named(app: &App, username: &str) -> Result<Caller, Fault> {
    let account = accounts::find(app, Caller::operator(), Which::Username(username))?;
    Ok(caller(account.id))
}

fn add_post(app: &App, post: &SeedPost) -> Result<(), Fault> {
    app.clock.set_back(DAY * post.days);
    let (title, content) = (text(&post.title), text(&post.content));
    let PostId(id) =
        community::add_post(app, caller_named(app, &post.by)?, Some(title), content)?.id;
    for (number, comment) in (1..).zip(&post.comments) {
        app.clock
            .set_back((DAY * comment.days).saturating_sub(hours(number)));
        community::add_comment(
            app,
            caller_named(app, &comment.by)?,
            PostId(id),
            text(&comment.content),
        )?;
    }
    Ok(())
}

fn add_reminder(app: &App, reminder: &SeedReminder) -> Result<(), Fault> {
    let new = NewReminder {
        title: text(&reminder.title),
        description: Some(text(&reminder.description)).filter(|text| !text.as_str().is_empty()),
        time: app.clock.now().after(DAY * reminder.days),
        is_active: true,
    };
    diary::add_reminder(app, caller_named(app, &reminder.by)?, new).map(drop)
}

fn text(text: &str) -> Text {
    Text::stored(text.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::accounts;
    use crate::domain::persona::LABELS;

    #[test]
    fn every_type_is_there_and_one_administrator() {
        let accounts = accounts();
        let labels: BTreeSet<&str> = accounts
            .iter()
            .map(|account| account.label.as_str())
            .collect();
        assert_eq!(labels, LABELS.into_iter().collect());
        let admins: Vec<bool> = accounts.iter().map(|account| account.admin).collect();
        assert_eq!(admins.iter().filter(|admin| **admin).count(), 1);
        assert!(admins[0]);
        let names: BTreeSet<&str> = accounts
            .iter()
            .map(|account| account.username.as_str())
            .collect();
        assert_eq!(names.len(), accounts.len());
    }
}
