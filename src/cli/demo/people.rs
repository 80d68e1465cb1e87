//! Fills a demo server with the people of `seed/demo.json`; answers, moods and portraits are generated.
//!
//! It is waited for, so all rows are written in one transaction, each at its own moment, after what is slow was
//! done: their one password is hashed once.

use std::collections::HashMap;
use std::thread::{self, ScopedJoinHandle};
use std::time::Duration;

use crate::app::App;
use crate::cli::demo::seed::{Person, Post, Reminder, Seed, seed};
use crate::cli::demo::{answers, moods, portrait, research};
use crate::domain::account::{AccountId, Role, Status};
use crate::domain::answers::Answers;
use crate::domain::caller::Caller;
use crate::domain::card::Card;
use crate::domain::dice::Dice;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::field::at;
use crate::domain::language::Language;
use crate::domain::name::{FullName, Name};
use crate::domain::password::Password;
use crate::domain::reminder::NewReminder;
use crate::domain::response::{Given, Respondent};
use crate::domain::session::SessionId;
use crate::domain::text::Text;
use crate::domain::username::Username;
use crate::services::{personality, profiles};
use crate::store::accounts::NewAccount;
use crate::store::{self, Tx};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What the greeting says of whoever's latest answers deserve no trust.
const UNCLEAR: &str = "unclear";

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
#[must_use]
pub(crate) fn accounts() -> Vec<DemoAccount> {
    let account = |person: Person| DemoAccount {
        label: person.label().unwrap_or(UNCLEAR).to_owned(),
        username: person.username,
        admin: person.admin,
    };
    seed().people.into_iter().map(account).collect()
}

/// Fills an empty server; all its accounts get this password.
pub(crate) fn fill(app: &App, password: &str) -> Result<(), Fault> {
    let Seed {
        people,
        posts,
        reminders,
    } = seed();
    let password = Password::parse(password, Password::MIN).map_err(at("password"))?;
    let hash = app.hasher.hash(&password)?;
    let lives = (0..).zip(people);
    let lives = lives.map(|(number, person)| Life::of(app, number, person, &hash));
    let lives: Vec<Life> = lives.collect::<Result<_, _>>()?;
    let crowd = research::crowd(app)?;
    let ids = app.store.write(move |tx| {
        research::keep_crowd(tx, &crowd)?;
        let ids: Vec<AccountId> = lives
            .iter()
            .map(|life| life.keep(tx))
            .collect::<Result<_, _>>()?;
        let names = lives.iter().map(|life| life.person.username.clone());
        let known = names.zip(ids.iter().copied()).collect();
        for post in &posts {
            keep_post(tx, &known, post)?;
        }
        for reminder in &reminders {
            keep_reminder(tx, &known, reminder)?;
        }
        Ok(ids)
    })?;
    show_faces(app, &ids)
}

/// Somebody, as far as it takes time to make them up.
struct Life {
    person: Person,
    account: NewAccount,
    /// With how long ago each was given.
    results: Vec<(Duration, personality::NewResult, Answers)>,
    /// As each is kept for research, if any is.
    given: Vec<Given>,
    other: Option<research::Other>,
}

impl Life {
    fn of(app: &App, number: u32, person: Person, hash: &str) -> Result<Self, Fault> {
        let address = format!("{}@demo.example", person.username);
        let account = NewAccount {
            username: Some(Username::parse(&person.username).map_err(at("username"))?),
            email: Email::parse(&address).map_err(at("email"))?,
            name: FullName {
                front: Name::parse(&person.front).map_err(at("front"))?,
                last: Name::parse(&person.last).map_err(at("last"))?,
            },
            password_hash: hash.to_owned(),
            status: Status::Active,
        };
        let results = (0..).zip(&person.results).map(|(nth, sitting)| {
            let answers = answers::of(app, sitting, number, nth)?;
            let ago = DAY * sitting.days + HOUR * (number % 10);
            Ok((ago, personality::NewResult::of(app, &answers)?, answers))
        });
        let results: Vec<_> = results.collect::<Result<_, Fault>>()?;
        let language = match person.country.as_str() {
            "Indonesia" => Language::Indonesian,
            _ => Language::English,
        };
        let mut dice = Dice(number.into());
        let mut kept = |(_, result, answers): &(Duration, personality::NewResult, Answers)| {
            result.given(app, answers, research::sitting(&mut dice, language))
        };
        let asked = results.iter().filter(|_| app.policy.research);
        Ok(Self {
            given: asked.map(&mut kept).collect(),
            other: research::Other::of(app, number, language),
            person,
            account,
            results,
        })
    }

    /// Signed up half an hour before the first result, and lived since.
    fn keep(&self, tx: &Tx) -> Result<AccountId, Fault> {
        let ago = |span| tx.at(tx.now.before(span));
        let joined = self.results.first().map(|first| first.0 + HOUR / 2);
        let joined = ago(joined.unwrap_or_default());
        let id = store::accounts::insert(&joined, &self.account)?;
        if self.person.admin {
            store::accounts::set_role(&joined, id, Role::Admin)?;
        }
        let mut given = self.given.iter();
        for (span, result, answers) in &self.results {
            let then = ago(*span);
            let kept = result.keep_with(&then, caller(id), answers)?;
            if let Some(given) = given.next() {
                let from = Respondent {
                    account: Some(id),
                    result: Some(kept),
                    ..Respondent::default()
                };
                store::responses::insert(&then, from, given)?;
            }
        }
        if let Some(other) = &self.other {
            other.keep(&ago(HOUR * self.person.seen), id)?;
        }
        store::cards::change(&joined, id, &self.card())?;
        if let Some(moods) = &self.person.moods {
            moods::keep(tx, id, moods)?;
        }
        store::accounts::note_login(&ago(HOUR * self.person.seen), id)?;
        Ok(id)
    }

    fn card(&self) -> Card {
        let lines = |text: &str| Text::lines(text, Card::MAX_DESCRIPTION).ok();
        Card {
            occupation: lines(&self.person.occupation),
            country: lines(&self.person.country),
            description: lines(&self.person.about),
            ..Card::default()
        }
    }
}

/// How many portraits are drawn at once: the disk is waited for between.
const PAINTERS: usize = 3;

fn show_faces(app: &App, ids: &[AccountId]) -> Result<(), Fault> {
    let numbered: Vec<(u32, AccountId)> = (0..).zip(ids.iter().copied()).collect();
    thread::scope(|scope| {
        let shares = numbered.chunks(numbered.len().div_ceil(PAINTERS).max(1));
        let painters = shares.map(|share| {
            scope.spawn(move || {
                share.iter().try_for_each(|(number, id)| {
                    let portrait = portrait::of(*number);
                    profiles::upload_photo(app, caller(*id), portrait.into()).map(drop)
                })
            })
        });
        let painters: Vec<_> = painters.collect();
        let mut done = painters.into_iter().map(ScopedJoinHandle::join);
        done.try_for_each(|one| one.unwrap_or(Err(Fault::Internal)))
    })
}

fn caller(account: AccountId) -> Caller {
    Caller {
        account,
        role: Role::User,
        session: SessionId(0),
    }
}

/// The accounts by their usernames.
type Known = HashMap<String, AccountId>;

fn named(known: &Known, username: &str) -> Result<AccountId, Fault> {
    known.get(username).copied().ok_or(Fault::NoAccount)
}

fn keep_post(tx: &Tx, known: &Known, post: &Post) -> Result<(), Fault> {
    let written = tx.at(tx.now.before(DAY * post.days));
    let (title, content) = (text(&post.title), text(&post.content));
    let id = store::posts::insert(&written, named(known, &post.by)?, Some(&title), &content)?;
    for (number, comment) in (1..).zip(&post.comments) {
        let ago = (DAY * comment.days).saturating_sub(HOUR * number);
        let written = tx.at(tx.now.before(ago));
        let by = named(known, &comment.by)?;
        store::comments::insert(&written, id, by, &text(&comment.content))?;
    }
    Ok(())
}

fn keep_reminder(tx: &Tx, known: &Known, reminder: &Reminder) -> Result<(), Fault> {
    let new = NewReminder {
        title: text(&reminder.title),
        description: Some(text(&reminder.description)).filter(|text| !text.as_str().is_empty()),
        time: tx.now.after(DAY * reminder.days),
        is_active: true,
    };
    store::reminders::insert(tx, named(known, &reminder.by)?, &new).map(drop)
}

fn text(text: &str) -> Text {
    Text::stored(text.to_owned())
}
