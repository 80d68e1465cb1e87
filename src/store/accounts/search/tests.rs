//! Searches and lists beside the naive way: every account looked at, all sorted, cut to the page.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use rusqlite::{Connection, params};

use super::*;
use crate::domain::moment::Moment;
use crate::domain::persona::PersonaType;
use crate::store::{counts, migrations, open};

/// An account as the naive search knows it.
#[derive(Debug, Clone)]
struct Known {
    username: String,
    email: String,
    front: String,
    last: String,
    role: Role,
    status: Status,
    kind: KindOfResult,
    last_login_at: Option<i64>,
    former: Option<String>,
}

impl Known {
    fn name(&self) -> String {
        folded(&format!("{} {}", self.front, self.last))
    }

    /// What a list is sorted by.
    fn key(&self, by: SortKey) -> String {
        match by {
            SortKey::Number => String::new(),
            SortKey::Username => folded(&self.username),
            SortKey::Email => folded(&self.email),
            SortKey::Name => self.name(),
            SortKey::Role => (self.role as usize).to_string(),
            SortKey::Status => (self.status as usize).to_string(),
            SortKey::Kind => match self.kind {
                KindOfResult::Type(mbti) => mbti.label().to_owned(),
                KindOfResult::Undetermined => "a".to_owned(),
                KindOfResult::None => "b".to_owned(),
            },
            // "None" is before "Some".
            SortKey::SignIn => format!("{:?}", self.last_login_at),
        }
    }
}

/// Something that happens to the accounts.
#[derive(Debug, Clone)]
enum Event {
    /// A sign-up, whose number is so much higher than the last one's.
    SignUp(i64, [String; 3], Role, Status),
    Rename(usize, [String; 3]),
    Promote(usize, Role),
    Suspend(usize, Status),
    Finish(usize, PersonaType, bool),
    SignIn(usize, i64),
    Leave(usize, String),
    Delete(usize),
    Search(Asked),
}

#[derive(Debug, Clone)]
struct Asked {
    search: Search,
    page: Page,
}

/// Letters that fold, compose, are wildcards or quotes elsewhere, or stand beside others as a part of them.
fn text(most: usize) -> impl Strategy<Value = String> {
    let parts = [
        "a", "A", "b", "n", "é", "E\u{301}", "ß", "ss", "İ", "ı", "Σ", "ς", "李", "明", "ｱ", "ア",
        "ﬁ", "%", "_", "'", "\"", "*", " ", ".", "-", "\\",
    ];
    vec(select(parts.to_vec()), 0..=most).prop_map(|parts| parts.concat())
}

fn texts() -> impl Strategy<Value = [String; 3]> {
    [text(6), text(6), text(6)]
}

fn role() -> impl Strategy<Value = Role> {
    select(Role::ALL.to_vec())
}

fn status() -> impl Strategy<Value = Status> {
    select(Status::ALL.to_vec())
}

fn asked() -> impl Strategy<Value = Event> {
    let keys = [
        SortKey::Number,
        SortKey::Username,
        SortKey::Email,
        SortKey::Name,
        SortKey::Role,
        SortKey::Status,
        SortKey::Kind,
        SortKey::SignIn,
    ];
    let order = (select(keys.to_vec()), any::<bool>());
    let page = (0..40_i64, prop_oneof![1..9_i64, Just(i64::MAX)]);
    let kind = prop_oneof![
        3 => Just(None),
        1 => select(KindOfResult::all().collect::<Vec<_>>()).prop_map(Some),
    ];
    let filters = (prop::option::of(role()), prop::option::of(status()), kind);
    (text(3), filters, order, page).prop_map(
        |(text, (role, status, kind), (by, ascending), (skip, limit))| {
            let order = Order { by, ascending };
            let search = Search {
                text,
                role,
                status,
                kind,
                ids: None,
                order,
            };
            let page = Page { skip, limit };
            Event::Search(Asked { search, page })
        },
    )
}

fn event() -> impl Strategy<Value = Event> {
    // Numbers of consecutive blocks, of the same one and of some far apart.
    let step = prop_oneof![8 => 1..=3_i64, 2 => 100..=140_i64, 1 => 1_000..=2_000_i64];
    let sign_up = (step, texts(), role(), status());
    prop_oneof![
        8 => sign_up.prop_map(|(step, texts, role, status)| Event::SignUp(step, texts, role, status)),
        1 => (any::<usize>(), texts()).prop_map(|(at, texts)| Event::Rename(at, texts)),
        1 => (any::<usize>(), role()).prop_map(|(at, role)| Event::Promote(at, role)),
        1 => (any::<usize>(), status()).prop_map(|(at, status)| Event::Suspend(at, status)),
        3 => (any::<usize>(), 0..4_usize, any::<bool>()).prop_map(|(at, class, is_reliable)| {
            Event::Finish(at, PersonaType::from_class(class).expect("a class"), is_reliable)
        }),
        2 => (any::<usize>(), 1..4_i64).prop_map(|(at, moment)| Event::SignIn(at, moment)),
        1 => (any::<usize>(), text(4)).prop_map(|(at, text)| Event::Leave(at, text)),
        2 => any::<usize>().prop_map(Event::Delete),
        6 => asked(),
    ]
}

/// A database and what it should hold.
struct World {
    connection: Connection,
    directory: Directory,
    known: BTreeMap<i64, Known>,
    last: i64,
}

impl World {
    fn new() -> Self {
        let mut connection = Connection::open_in_memory().expect("memory");
        migrations::bring_up_to_date(&mut connection, Path::new("x")).expect("made");
        connection
            .execute_batch("pragma foreign_keys = on")
            .expect("set");
        open::add_folding(&connection).expect("added");
        Self {
            connection,
            directory: Directory::default(),
            known: BTreeMap::new(),
            last: 0,
        }
    }

    fn run(&self, sql: &str, values: impl rusqlite::Params) {
        self.connection.execute(sql, values).expect(sql);
    }

    fn some(&self, at: usize) -> Option<i64> {
        let count = self.known.len();
        (count > 0).then(|| *self.known.keys().nth(at % count).expect("there is one"))
    }

    /// Username and address are unique by the account's number.
    fn names(id: i64, [name, front, last]: [String; 3]) -> [String; 4] {
        [
            format!("{name}{id}"),
            format!("{name}{id}@example.com").to_lowercase(),
            front,
            last,
        ]
    }

    fn sign_up(&mut self, step: i64, texts: [String; 3], role: Role, status: Status) {
        self.last += step;
        let [username, email, front, last] = Self::names(self.last, texts);
        self.run(
            "insert into accounts (id, username, username_key, email, password_hash, front_name, last_name, role, status, created_at)
             values (?1, ?2, ?3, ?4, '', ?5, ?6, ?7, ?8, 0)",
            params![self.last, username, folded(&username), email, front, last, role.word(), status.word()],
        );
        let new = Known {
            username,
            email,
            front,
            last,
            role,
            status,
            kind: KindOfResult::None,
            last_login_at: None,
            former: None,
        };
        self.known.insert(self.last, new);
    }

    fn rename(&mut self, id: i64, texts: [String; 3]) {
        let [username, email, front, last] = Self::names(id, texts);
        self.run(
            "update accounts set username = ?2, username_key = ?3, email = ?4, front_name = ?5, last_name = ?6 where id = ?1",
            params![id, username, folded(&username), email, front, last],
        );
        let known = self.known.get_mut(&id).expect("known");
        *known = Known {
            username,
            email,
            front,
            last,
            ..known.clone()
        };
    }

    fn set(
        &mut self,
        at: usize,
        column: &str,
        value: impl rusqlite::ToSql,
        change: impl FnOnce(&mut Known),
    ) {
        if let Some(id) = self.some(at) {
            let sql = format!("update accounts set {column} = ?2 where id = ?1");
            self.run(&sql, params![id, value]);
            change(self.known.get_mut(&id).expect("known"));
        }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::SignUp(step, texts, role, status) => self.sign_up(step, texts, role, status),
            Event::Search(asked) => self.compare(&asked),
            Event::Rename(at, texts) => {
                if let Some(id) = self.some(at) {
                    self.rename(id, texts);
                }
            }
            Event::Promote(at, role) => {
                self.set(at, "role", role.word(), |known| known.role = role);
            }
            Event::Suspend(at, status) => {
                self.set(at, "status", status.word(), |known| known.status = status);
            }
            Event::Finish(at, mbti, is_reliable) => {
                let kind = KindOfResult::of(Some(mbti), is_reliable);
                self.set(at, "mbti", mbti.label(), |known| known.kind = kind);
                self.set(at, "mbti_reliable", is_reliable, |_| ());
            }
            Event::SignIn(at, moment) => {
                self.set(at, "last_login_at", moment, |it| {
                    it.last_login_at = Some(moment);
                });
            }
            Event::Leave(at, text) => {
                let id = self.some(at).filter(|id| self.known[id].former.is_none());
                if let Some(id) = id {
                    let former = format!("{text}@example.org");
                    self.run(
                        "insert into former_addresses (account_id, email, code_hash, expires_at) values (?1, ?2, ?1, 1)",
                        params![id, former],
                    );
                    self.known.get_mut(&id).expect("known").former = Some(former);
                }
            }
            Event::Delete(at) => {
                let gone = self.some(at).and_then(|id| self.known.remove_entry(&id));
                if let Some((id, _)) = gone {
                    self.run("delete from accounts where id = ?1", [id]);
                }
            }
        }
    }

    fn naive(&self, asked: &Asked) -> (Vec<i64>, i64) {
        let text = folded(asked.search.text.trim());
        let fits = |known: &Known| {
            let former = known
                .former
                .as_deref()
                .is_some_and(|former| folded(former).contains(&text));
            asked.search.role.is_none_or(|role| role == known.role)
                && asked
                    .search
                    .status
                    .is_none_or(|status| status == known.status)
                && asked.search.kind.is_none_or(|kind| kind == known.kind)
                && (folded(&known.username).contains(&text)
                    || folded(&known.email).contains(&text)
                    || known.name().contains(&text)
                    || former)
        };
        let mut found: Vec<(String, i64)> = Vec::new();
        for (id, known) in self.known.iter().filter(|(_, known)| fits(known)) {
            found.push((known.key(asked.search.order.by), *id));
        }
        found.sort();
        if !asked.search.order.ascending {
            found.reverse();
        }
        let total = i64::try_from(found.len()).expect("few");
        let skip = usize::try_from(asked.page.skip).expect("small");
        let limit = usize::try_from(asked.page.limit).expect("positive");
        (
            found
                .into_iter()
                .map(|(_, id)| id)
                .skip(skip)
                .take(limit)
                .collect(),
            total,
        )
    }

    fn compare(&mut self, asked: &Asked) {
        let (expected, total) = self.naive(asked);
        let wanted = asked.search.clone();
        let tx = Tx::new(&self.connection, Moment::from_micros(0));
        let numbers = |found: &[Account]| found.iter().map(|one| one.id.0).collect::<Vec<_>>();
        let (found, counted) =
            search(&tx, &mut self.directory, &wanted, asked.page).expect("searched");
        assert_eq!(
            (numbers(&found), counted),
            (expected.clone(), total),
            "{asked:?}"
        );
        // The same among numbers that are given.
        let ids = Some(self.known.keys().map(|id| AccountId(*id)).collect());
        let wanted = Search { ids, ..wanted };
        let (found, counted) =
            search(&tx, &mut self.directory, &wanted, asked.page).expect("searched");
        assert_eq!(
            (numbers(&found), counted),
            (expected, total),
            "{asked:?} among all"
        );
        let found = list(&tx, asked.page).expect("listed");
        let all = self.known.keys().copied();
        let skip = usize::try_from(asked.page.skip).expect("small");
        let expected: Vec<i64> = all
            .skip(skip)
            .take(usize::try_from(asked.page.limit).expect("positive"))
            .collect();
        assert_eq!(numbers(&found), expected);
        assert_eq!(counts::look(&tx).map(|drift| drift.len()), Ok(0));
    }
}

proptest! {
    #[test]
    fn what_is_found_is_what_a_naive_search_finds(events in vec(event(), 1..120)) {
        let mut world = World::new();
        for event in events {
            world.happen(event);
        }
    }
}

#[test]
fn a_block_that_went_is_forgotten() {
    let mut world = World::new();
    for _ in 0..300 {
        world.sign_up(
            1,
            ["a", "b", "c"].map(str::to_owned),
            Role::User,
            Status::Active,
        );
    }
    let tx = Tx::new(&world.connection, Moment::from_micros(0));
    let wanted = Search {
        text: "example".to_owned(),
        ..Search::default()
    };
    let count =
        |directory: &mut Directory| search(&tx, directory, &wanted, Page::ALL).map(|found| found.1);
    assert_eq!(count(&mut world.directory), Ok(300));
    // As a program does that turns triggers off.
    tx.execute("delete from account_blocks where block = 1", ())
        .expect("deleted");
    assert_eq!(count(&mut world.directory), Ok(300 - 128));
}
