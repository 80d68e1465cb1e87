//! The tables `counts` and `account_blocks`: numbers that the schema's triggers keep, so that nobody counts a million rows.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::store::{StoreError, Tx};

/// Accounts with consecutive numbers that are one row of `account_blocks`, as in the schema's triggers.
pub(super) const BLOCK: i64 = 128;
/// Microseconds of a day, as in the schema's triggers.
const DAY: i64 = 86_400_000_000;

/// One of the numbers.
pub(super) fn one(tx: &Tx, kind: &str, value: &str) -> Result<i64, StoreError> {
    let sql = "select n from counts where kind = ?1 and value = ?2";
    Ok(tx.value(sql, [kind, value])?.unwrap_or(0))
}

/// All numbers of a kind but those that are 0, by their values.
pub(super) fn of_kind(tx: &Tx, kind: &str) -> Result<Vec<(String, i64)>, StoreError> {
    let sql = "select value, n from counts where kind = ?1 and n <> 0 order by value";
    tx.all(sql, [kind], |row| Ok((row.get("value")?, row.get("n")?)))
}

/// How many accounts there are.
pub(super) fn accounts(tx: &Tx) -> Result<i64, StoreError> {
    Ok(of_kind(tx, "role")?.iter().map(|(_, n)| n).sum())
}

/// The days between two moments (UTC, both included) on which somebody signed up, as `2026-11-21`, and how many did.
pub(super) fn sign_ups(
    tx: &Tx,
    from: Moment,
    to: Moment,
) -> Result<Vec<(String, i64)>, StoreError> {
    tx.all(
        "select date(cast(value as integer) * 86400, 'unixepoch') as day, n from counts
         where kind = 'day' and n <> 0 and cast(value as integer) between ?1 and ?2 order by cast(value as integer)",
        [from.micros() / DAY, to.micros() / DAY],
        |row| Ok((row.get("day")?, row.get("n")?)),
    )
}

/// Where a list of all accounts by number begins: skips all numbers outside of a block, then so many accounts in it.
pub(super) struct Start {
    /// The first number of the block, or its last where the list descends.
    pub id: i64,
    /// How many accounts are left to skip from there.
    pub skip: i64,
}

/// Where the list begins once so many accounts are skipped; `None` behind its end.
pub(super) fn start(tx: &Tx, mut skip: i64, ascending: bool) -> Result<Option<Start>, StoreError> {
    let sql = if ascending {
        "select block, accounts from account_blocks order by block"
    } else {
        "select block, accounts from account_blocks order by block desc"
    };
    let mut statement = tx.statement(sql)?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        let (block, accounts): (i64, i64) = (row.get(0)?, row.get(1)?);
        if skip < accounts {
            let id = block * BLOCK + if ascending { 0 } else { BLOCK - 1 };
            return Ok(Some(Start { id, skip }));
        }
        skip -= accounts;
    }
    Ok(None)
}

type Counts = BTreeMap<(String, String), i64>;
type Blocks = BTreeMap<i64, i64>;

/// What the tables should say and don't: the numbers as they are, counted anew.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Drift {
    counts: Counts,
    blocks: Blocks,
}

impl Drift {
    /// How many numbers are wrong.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.counts.len() + self.blocks.len()
    }
}

/// Compares the tables with the rows that they count. `connection` is to be in a transaction.
pub(super) fn drift(connection: &Connection) -> rusqlite::Result<Drift> {
    let (counts, blocks) = counted(connection)?;
    let kept_counts = map(connection, "select kind, value, n from counts", |row| {
        Ok(((row.get(0)?, row.get(1)?), row.get(2)?))
    })?;
    let kept_blocks = map(
        connection,
        "select block, accounts from account_blocks",
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(Drift {
        counts: differences(counts, kept_counts),
        blocks: differences(blocks, kept_blocks),
    })
}

/// The numbers that are wrong, as they should be.
fn differences<K: Ord + Clone>(
    mut counted: BTreeMap<K, i64>,
    kept: BTreeMap<K, i64>,
) -> BTreeMap<K, i64> {
    for key in kept.keys() {
        counted.entry(key.clone()).or_insert(0);
    }
    counted.retain(|key, n| kept.get(key).copied().unwrap_or(0) != *n);
    counted
}

fn map<K: Ord>(
    connection: &Connection,
    sql: &str,
    row: impl FnMut(&rusqlite::Row) -> rusqlite::Result<(K, i64)>,
) -> rusqlite::Result<BTreeMap<K, i64>> {
    let mut statement = connection.prepare(sql)?;
    statement.query_map((), row)?.collect()
}

/// Counts everything, accounts in one pass: SQLite would sort them for each of their numbers.
fn counted(connection: &Connection) -> rusqlite::Result<(Counts, Blocks)> {
    let (mut roles, mut types) = (BTreeMap::new(), BTreeMap::new());
    let (mut days, mut blocks) = (BTreeMap::new(), Blocks::new());
    let mut statement = connection.prepare(
        "select id, role, created_at, iif(mbti is null, '', iif(mbti_reliable, mbti, '?')) from accounts",
    )?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        *blocks.entry(row.get::<_, i64>(0)? / BLOCK).or_default() += 1;
        add(&mut roles, row.get_ref(1)?.as_str()?);
        *days.entry(row.get::<_, i64>(2)? / DAY).or_default() += 1;
        add(&mut types, row.get_ref(3)?.as_str()?);
    }
    let of = |kind: &str, value: String| (kind.to_owned(), value);
    let mut counts = Counts::new();
    counts.extend(roles.into_iter().map(|(role, n)| (of("role", role), n)));
    counts.extend(types.into_iter().map(|(label, n)| (of("type", label), n)));
    counts.extend(
        days.into_iter()
            .map(|(day, n)| (of("day", day.to_string()), n)),
    );
    for (kind, sql) in [
        ("results", "select count(*) from predictions"),
        ("photos", "select count(*) from photos"),
        ("photo bytes", "select coalesce(sum(bytes), 0) from photos"),
    ] {
        let n = connection.query_row(sql, (), |row| row.get(0))?;
        counts.insert(of(kind, String::new()), n);
    }
    Ok((counts, blocks))
}

fn add(counts: &mut BTreeMap<String, i64>, value: &str) {
    match counts.get_mut(value) {
        Some(n) => *n += 1,
        None => {
            counts.insert(value.to_owned(), 1);
        }
    }
}

/// Sets right what is wrong; returns how many numbers were.
pub(super) fn mend(connection: &Connection) -> rusqlite::Result<usize> {
    let wrong = drift(connection)?;
    for ((kind, value), n) in &wrong.counts {
        connection.execute(
            "insert into counts (kind, value, n) values (?1, ?2, ?3) on conflict do update set n = excluded.n",
            params![kind, value, n],
        )?;
    }
    for (block, accounts) in &wrong.blocks {
        connection.execute(
            "insert into account_blocks (block, accounts, version) values (?1, ?2, 1)
             on conflict do update set accounts = excluded.accounts, version = version + 1",
            [block, accounts],
        )?;
    }
    Ok(wrong.len())
}

/// Compares the tables with what they count, as of one moment.
pub(crate) fn look(tx: &Tx) -> Result<Drift, Fault> {
    Ok(drift(tx.connection()).map_err(StoreError::from)?)
}

/// Sets right what is wrong; returns how many numbers were. The writer does nothing else meanwhile.
pub(crate) fn set_right(tx: &Tx) -> Result<usize, Fault> {
    Ok(mend(tx.connection()).map_err(StoreError::from)?)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::store::migrations;

    fn memory() -> Connection {
        let connection = Connection::open_in_memory().expect("memory");
        connection
            .execute_batch("pragma foreign_keys = on")
            .expect("set");
        connection
    }

    fn fresh() -> Connection {
        let mut connection = memory();
        migrations::bring_up_to_date(&mut connection, Path::new("x")).expect("made");
        connection
    }

    /// All numbers but those that are 0.
    fn numbers(connection: &Connection) -> String {
        let sql = "select group_concat(kind || ' ' || value || '=' || n, ', ')
                   from (select * from counts where n <> 0 order by kind, value)";
        let found = connection.query_row(sql, (), |row| row.get::<_, Option<String>>(0));
        found.expect("read").unwrap_or_default()
    }

    const PEOPLE: &str = "insert into accounts (id, username, username_key, email, password_hash, mbti, created_at) values
         (1, 'a', 'a', 'a@example.com', '', null, 86400000000), (127, 'b', 'b', 'b@example.com', '', 'INFJ', 172799999999),
         (128, 'c', 'c', 'c@example.com', '', 'INFJ', 172800000000)";
    const RESULTS: &str = "insert into predictions (account_id, mbti, probabilities, answers_hash, model_hash, created_at) values
         (127, 'INFJ', '[]', '', '', 1), (127, 'INFJ', '[]', '', '', 1), (128, 'INFJ', '[]', '', '', 1);
         insert into photos (account_id, key, file_name, hash, width, height, bytes, created_at) values
         (1, 'a', '', '', 1, 1, 70, 1), (127, 'b', '', '', 1, 1, 8, 1)";

    #[test]
    fn every_change_is_counted() {
        let database = fresh();
        let steps = [
            (
                PEOPLE,
                "day 1=2, day 2=1, role user=3, type =1, type INFJ=2",
            ),
            (
                RESULTS,
                "day 1=2, day 2=1, photo bytes =78, photos =2, results =3, role user=3, type =1, type INFJ=2",
            ),
            (
                "update accounts set role = 'admin', status = 'suspended', mbti = 'ENTP' where id = 1",
                "day 1=2, day 2=1, photo bytes =78, photos =2, results =3, role admin=1, role user=2, type ENTP=1, type INFJ=2",
            ),
            (
                "update accounts set mbti = mbti, last_login_at = 7; update accounts set mbti_reliable = 0 where id = 128",
                "day 1=2, day 2=1, photo bytes =78, photos =2, results =3, role admin=1, role user=2, type ?=1, type ENTP=1, type INFJ=1",
            ),
            (
                "delete from photos where account_id = 1; delete from predictions where id = 3",
                "day 1=2, day 2=1, photo bytes =8, photos =1, results =2, role admin=1, role user=2, type ?=1, type ENTP=1, type INFJ=1",
            ),
            // What goes with an account is no longer counted either.
            (
                "delete from accounts where id = 127",
                "day 1=1, day 2=1, role admin=1, role user=1, type ?=1, type ENTP=1",
            ),
            ("delete from accounts", ""),
        ];
        for (sql, expected) in steps {
            database.execute_batch(sql).expect(sql);
            assert_eq!(numbers(&database), expected, "{sql}");
            assert_eq!(drift(&database), Ok(Drift::default()), "{sql}");
        }
    }

    #[test]
    fn what_is_searched_of_an_account_changes_its_blocks_version() {
        let database = fresh();
        database.execute_batch(PEOPLE).expect("people");
        let version = || {
            let sql = "select group_concat(block || ':' || version) from account_blocks";
            database
                .query_row(sql, (), |row| row.get::<_, String>(0))
                .expect("read")
        };
        assert_eq!(version(), "0:2,1:1");
        let mut expected = 2;
        for change in [
            "username_key = 'x'",
            "email = 'x'",
            "front_name = 'x'",
            "last_name = 'x'",
            "role = 'admin'",
            "status = 'suspended'",
            "mbti = 'INFJ'",
        ] {
            database
                .execute_batch(&format!("update accounts set {change} where id = 1"))
                .expect("changed");
            expected += 1;
            assert_eq!(version(), format!("0:{expected},1:1"), "{change}");
        }
        database
            .execute_batch("update accounts set last_login_at = 1, password_hash = 'x'")
            .expect("changed");
        assert_eq!(
            version(),
            format!("0:{expected},1:1"),
            "nobody searches these"
        );
        database
            .execute_batch("delete from accounts where id = 127")
            .expect("deleted");
        assert_eq!(version(), format!("0:{},1:1", expected + 1));
    }

    #[test]
    fn what_is_wrong_is_seen_and_set_right() {
        let database = fresh();
        database.execute_batch(PEOPLE).expect("people");
        database.execute_batch(RESULTS).expect("results");
        let right = numbers(&database);
        for (wrong, how_many) in [
            ("update counts set n = n + 1 where kind = 'results'", 1),
            ("delete from counts", 8),
            (
                "insert into counts values ('type', 'XXXX', 1), ('day', '9', 5)",
                2,
            ),
            ("update account_blocks set accounts = 7", 2),
            ("delete from account_blocks", 2),
            ("insert into account_blocks values (55, 1, 1)", 1),
        ] {
            database.execute_batch(wrong).expect(wrong);
            assert_eq!(
                drift(&database).expect("looked at").len(),
                how_many,
                "{wrong}"
            );
            assert_eq!(mend(&database), Ok(how_many), "{wrong}");
            assert_eq!(drift(&database), Ok(Drift::default()), "{wrong}");
            assert_eq!(numbers(&database), right, "{wrong}");
        }
    }

    #[test]
    fn an_older_databases_rows_are_counted_when_it_is_brought_up_to_date() {
        let mut old = memory();
        old.execute_batch(include_str!("older/3.sql"))
            .expect("an old schema");
        let people = PEOPLE.replace("username_key, ", "");
        let people = people
            .replace("'a', 'a',", "'a',")
            .replace("'b', 'b',", "'b',")
            .replace("'c', 'c',", "'c',");
        old.execute_batch(&people).expect("people");
        old.execute_batch(RESULTS).expect("results");
        old.pragma_update(None, "user_version", 3).expect("set");
        migrations::bring_up_to_date(&mut old, Path::new("old")).expect("migrated");
        assert_eq!(drift(&old), Ok(Drift::default()));
        let expected = "day 1=2, day 2=1, photo bytes =78, photos =2, results =3, role user=3, type =1, type INFJ=2";
        assert_eq!(numbers(&old), expected);
    }
}
