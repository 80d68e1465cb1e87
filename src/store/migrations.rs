//! From an empty or an older database to the schema of today.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::domain::operator_error::OperatorError;
use crate::store::error::cannot_open;

/// Today's whole schema.
const SCHEMA: &str = include_str!("../../schema.sql");

/// Step `n` (from 0) leads from version `n + 1` to `n + 2`. A step that has
/// been released is never changed.
const STEPS: &[&str] = &[
    include_str!("steps/1-to-2.sql"),
    include_str!("steps/2-to-3.sql"),
    include_str!("steps/3-to-4.sql"),
];

/// The version this program writes, kept in SQLite's `user_version`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "there are few steps"
)]
pub(crate) const VERSION: i32 = STEPS.len() as i32 + 1;

/// How a database's schema compares to this program's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Schema {
    /// As it is to be.
    Current(i32),
    /// Of this older version; the next start brings it to the newer one.
    Older(i32, i32),
    /// Of this version, which only a newer program knows.
    Newer(i32),
    /// Another program's.
    Foreign,
    /// Of this version, but these parts aren't what they should be.
    Changed(i32, Vec<String>),
}

/// Refuses databases of other programs, and of this one when it was newer. Changes nothing.
pub(crate) fn refuse_foreign(connection: &Connection, path: &Path) -> Result<(), OperatorError> {
    let version = version(connection).map_err(|error| cannot_open(path, &error))?;
    if version > VERSION {
        return Err(OperatorError::new(
            format!(
                "The database {} is of version {version}, made by a newer FirstStep; this one knows versions up to {VERSION}",
                path.display()
            ),
            "Start the newer program, or name another file with --db.",
        ));
    }
    if version < 1 && !is_empty(connection).map_err(|error| cannot_open(path, &error))? {
        return Err(OperatorError::new(
            format!("The database {} belongs to another program", path.display()),
            "Name another file with --db.",
        ));
    }
    Ok(())
}

/// Brings a database to today's version, all or nothing.
pub(crate) fn bring_up_to_date(
    connection: &mut Connection,
    path: &Path,
) -> Result<(), OperatorError> {
    let version = version(connection).map_err(|error| failed(path, &error))?;
    apply(connection, version, STEPS).map_err(|error| failed(path, &error))
}

/// How a database's schema compares to today's. Changes nothing.
pub(crate) fn compare(connection: &Connection) -> rusqlite::Result<Schema> {
    let version = version(connection)?;
    if version > VERSION {
        return Ok(Schema::Newer(version));
    }
    if version < 1 {
        return Ok(Schema::Foreign);
    }
    if version < VERSION {
        return Ok(Schema::Older(version, VERSION));
    }
    let (is, should_be) = (parts(connection)?, parts_of_today()?);
    let missing = should_be
        .iter()
        .filter_map(|(name, sql)| match is.get(name) {
            None => Some(format!("{name} is missing")),
            Some(found) if found != sql => Some(format!("{name} was changed")),
            Some(_) => None,
        });
    let extra = is.keys().filter(|name| !should_be.contains_key(*name));
    let extra = extra.map(|name| format!("{name} doesn't belong there"));
    let faults: Vec<String> = missing.chain(extra).collect();
    Ok(if faults.is_empty() {
        Schema::Current(version)
    } else {
        Schema::Changed(version, faults)
    })
}

/// Everything a schema is made of, by kind and name, but the tables and indexes that SQLite and Litestream keep for
/// themselves: what acts, a trigger or a view, is told whatever it is called, and however its kind is written, whose
/// case makes no difference to SQLite. A renamed table's name is quoted in its text; the quotes are left out.
pub(crate) fn parts(connection: &Connection) -> rusqlite::Result<BTreeMap<String, String>> {
    let sql = "select lower(type) || ' ' || name, replace(coalesce(sql, ''), '\"' || name || '\"', name) from sqlite_schema
               where type not in ('table', 'index')
                 or name not like 'sqlite\\_%' escape '\\' and name not like '\\_litestream\\_%' escape '\\'";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// The parts that every database has once it is up to date.
pub(crate) fn parts_of_today() -> rusqlite::Result<BTreeMap<String, String>> {
    let fresh = Connection::open_in_memory()?;
    fresh.execute_batch(SCHEMA)?;
    parts(&fresh)
}

fn version(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn apply(connection: &mut Connection, version: i32, steps: &[&str]) -> rusqlite::Result<()> {
    let done = usize::try_from(version - 1).ok();
    if done == Some(steps.len()) {
        return Ok(());
    }
    // Steps may drop tables that others refer to. SQLite takes this setting outside of transactions alone.
    let enforced: bool = connection.pragma_query_value(None, "foreign_keys", |row| row.get(0))?;
    connection.pragma_update(None, "foreign_keys", false)?;
    let result = apply_unenforced(connection, done, steps);
    connection.pragma_update(None, "foreign_keys", enforced)?;
    result
}

/// Applies what comes after the first `done` steps, or the whole schema, as one transaction.
fn apply_unenforced(
    connection: &mut Connection,
    done: Option<usize>,
    steps: &[&str],
) -> rusqlite::Result<()> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    match done {
        None => change.execute_batch(SCHEMA)?,
        Some(done) => steps[done..]
            .iter()
            .try_for_each(|step| change.execute_batch(step))?,
    }
    change.pragma_update(
        None,
        "user_version",
        i32::try_from(steps.len() + 1).unwrap_or(i32::MAX),
    )?;
    change.commit()
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("select count(*) = 0 from sqlite_schema", (), |row| {
        row.get(0)
    })
}

fn failed(path: &Path, error: &rusqlite::Error) -> OperatorError {
    OperatorError::new(
        format!(
            "The schema of the database {} can't be set up ({error})",
            path.display()
        ),
        "Nothing was changed. Check the folder's permissions and the space on the disk, or name another file with --db.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The schema of each released version but today's, oldest first.
    const OLDER: &[&str] = &[
        include_str!("older/1.sql"),
        include_str!("older/2.sql"),
        include_str!("older/3.sql"),
    ];

    fn shape(connection: &Connection) -> BTreeMap<String, String> {
        parts(connection).expect("the schema can be read")
    }

    fn memory() -> Connection {
        Connection::open_in_memory().expect("memory")
    }

    #[test]
    fn every_older_version_arrives_at_the_schema_of_today() {
        assert_eq!(
            OLDER.len(),
            STEPS.len(),
            "each step needs the schema it starts from"
        );
        let mut fresh = memory();
        bring_up_to_date(&mut fresh, Path::new("fresh")).expect("fresh");
        for (at, schema) in OLDER.iter().enumerate() {
            let mut old = memory();
            old.execute_batch(schema).expect("an old schema");
            old.pragma_update(None, "user_version", i32::try_from(at + 1).expect("few"))
                .expect("set");
            bring_up_to_date(&mut old, Path::new("old")).expect("migrated");
            assert_eq!(shape(&old), shape(&fresh), "from version {}", at + 1);
        }
    }

    #[test]
    fn cards_keep_what_they_had() {
        for (at, schema) in OLDER.iter().enumerate() {
            let mut old = memory();
            old.execute_batch(schema).expect("an old schema");
            old.execute_batch(
                "pragma foreign_keys = on;
                 insert into accounts (username, email, password_hash, created_at) values ('a', 'a@b.c', '', 1);
                 insert into cards (account_id, occupation, home_address, country, county, linkedin, facebook, github,
                   instagram, twitter, youtube, description, updated_at) values (1, 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 2);",
            )
            .expect("a card");
            old.pragma_update(None, "user_version", i32::try_from(at + 1).expect("few"))
                .expect("set");
            bring_up_to_date(&mut old, Path::new("old")).expect("migrated");
            let sql = "select account_id || occupation || home_address || country || county || linkedin || facebook
                       || github || instagram || twitter || youtube || description || updated_at,
                       pronouns from cards";
            let card = old.query_row(sql, (), |row| Ok((row.get(0)?, row.get(1)?)));
            assert_eq!(card, Ok(("1bcdefghijkl2".to_owned(), None::<String>)));
        }
    }

    #[test]
    fn whom_an_administrator_made_inactive_waits_for_no_code() {
        for (at, schema) in OLDER.iter().enumerate() {
            let mut old = memory();
            old.execute_batch(schema).expect("a schema");
            let people = "insert into accounts (username, email, password_hash, status, created_at, last_login_at) values
                ('a', 'a@example.com', '', 'inactive', 1, null), ('b', 'b@example.com', '', 'inactive', 1, 2)";
            old.execute_batch(people).expect("people");
            old.pragma_update(None, "user_version", i32::try_from(at + 1).expect("few"))
                .expect("set");
            bring_up_to_date(&mut old, Path::new("old")).expect("migrated");
            let sql = "select group_concat(status) from (select status from accounts order by id)";
            let found: String = old.query_row(sql, (), |row| row.get(0)).expect("statuses");
            assert_eq!(found, "inactive,deactivated");
        }
    }

    #[test]
    fn what_refers_to_tables_made_anew_stays() {
        for (at, schema) in OLDER.iter().enumerate() {
            let mut old = memory();
            old.execute_batch(schema).expect("an old schema");
            old.execute_batch(
                "pragma foreign_keys = on;
                 insert into accounts (id, username, email, password_hash, created_at)
                   values (1, 'Ana', 'a@b.c', '', 1), (2, 'b', 'b@b.c', '', 1), (9, 'c', 'c@b.c', '', 1);
                 delete from accounts where id = 9;
                 insert into predictions (account_id, mbti, probabilities, oddity, answers_hash, model_hash, created_at)
                   values (1, 'ENFJ', '[]', null, '', '', 1), (1, 'ENFJ', '[]', 'uniform', '', '', 2),
                          (2, 'ENFJ', '[]', 'uniform', '', '', 1), (2, 'ENFJ', '[]', null, '', '', 2);
                 insert into posts (account_id, title, content, created_at, updated_at) values (2, 't', 'c', 1, 1);
                 insert into comments (post_id, account_id, content, created_at, updated_at) values (1, 1, 'c', 1, 1);
                 insert into diary_sessions (account_id, start_time) values (1, 1);
                 insert into detections (session_id, created_at) values (1, 1);
                 insert into voice_data (detection_id, content, created_at) values (1, 'v', 1);
                 insert into suggestions (voice_id, suggestion, created_at) values (1, 's', 1);",
            )
            .expect("rows");
            old.pragma_update(None, "user_version", i32::try_from(at + 1).expect("few"))
                .expect("set");
            bring_up_to_date(&mut old, Path::new("old")).expect("migrated");
            let one = |sql: &str| {
                old.query_row(sql, (), |row| row.get::<_, String>(0))
                    .expect(sql)
            };
            assert_eq!(
                one("select group_concat(username || username_key || mbti_reliable) from accounts"),
                "Anaana0,bb1"
            );
            let rows = "select (select count(*) from predictions) || (select count(*) from posts)
                || (select count(*) from comments) || (select count(*) from suggestions where voice_id = 1)";
            assert_eq!(one(rows), "4111");
            assert_eq!(
                one("select seq || '' from sqlite_sequence where name = 'accounts'"),
                "9"
            );
            assert_eq!(
                one("select count(*) || '' from pragma_foreign_key_check"),
                "0"
            );
            assert_eq!(
                one("select foreign_keys || '' from pragma_foreign_keys"),
                "1"
            );
        }
    }

    #[test]
    fn a_step_is_applied_whole_or_not_at_all() {
        let mut connection = memory();
        bring_up_to_date(&mut connection, Path::new("x")).expect("fresh");
        let before = shape(&connection);
        let after = |step| [STEPS, &[step]].concat();
        let broken = after("create table extra (a); broken");
        assert!(apply(&mut connection, VERSION, &broken).is_err());
        assert_eq!(shape(&connection), before);
        let valid = after("create table extra (a)");
        apply(&mut connection, VERSION, &valid).expect("a valid step");
        let version: i32 = connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .expect("a number");
        assert_eq!(version, VERSION + 1);
        assert_ne!(shape(&connection), before);
    }

    #[test]
    fn newer_and_foreign_databases_are_left_alone() {
        let newer = memory();
        newer
            .pragma_update(None, "user_version", VERSION + 1)
            .expect("set");
        let error = refuse_foreign(&newer, Path::new("x.db")).expect_err("newer");
        assert!(error.to_string().contains("newer FirstStep"), "{error}");

        let foreign = memory();
        foreign
            .execute_batch("create table songs (a)")
            .expect("sql");
        let error = refuse_foreign(&foreign, Path::new("x.db")).expect_err("foreign");
        assert!(error.to_string().contains("another program"), "{error}");
    }

    #[test]
    fn today_is_stable() {
        let mut connection = memory();
        for _ in 0..2 {
            bring_up_to_date(&mut connection, Path::new("x")).expect("up to date");
        }
        assert!(
            shape(&connection)
                .keys()
                .any(|part| part.starts_with("table accounts"))
        );
    }
}
