//! Rows that contradict each other, and facts that only rows show.

use std::collections::HashSet;

use rusqlite::Connection;

use crate::domain::moment::Moment;
use crate::store::examine::{Examined, Orphans, said};
use crate::store::photos::{self, KeptPhoto};
use crate::store::row::Row;

impl Examined {
    /// What no constraint of the tables forbids and yet must not be: links to
    /// another account's result, numbers that would be given twice, names too many.
    ///
    /// # Errors
    /// SQLite's sentence.
    pub(crate) fn contradictions(&self) -> Result<Vec<Orphans>, String> {
        let mut found = Vec::new();
        for (sql, what) in CONTRADICTIONS {
            let count: i64 = self.one(sql).map_err(said)?;
            if count > 0 {
                found.push(Orphans {
                    count: count.unsigned_abs(),
                    what: (*what).to_owned(),
                });
            }
        }
        found.extend(reused(&self.0).map_err(said)?);
        Ok(found)
    }

    /// The latest moment at which anything was written, if anything was.
    ///
    /// # Errors
    /// SQLite's sentence.
    pub(crate) fn newest(&self) -> Result<Option<Moment>, String> {
        let read = || -> rusqlite::Result<_> {
            let mut newest = None;
            for (table, column) in pairs(&self.0, WRITTEN)? {
                let sql = format!("select max({column}) from {table}");
                newest = newest.max(self.one::<Option<i64>>(&sql)?);
            }
            Ok(newest.map(Moment::from_micros))
        };
        read().map_err(said)
    }

    /// The tables with rows that were written later than a moment, and how many they are.
    ///
    /// # Errors
    /// SQLite's sentence.
    pub(crate) fn written_after(&self, moment: Moment) -> Result<Vec<(String, i64)>, String> {
        let read = || -> rusqlite::Result<_> {
            let mut found: Vec<(String, i64)> = Vec::new();
            for (table, columns) in pairs(&self.0, WRITTEN_TOGETHER)? {
                let sql = format!("select count(*) from {table} where max({columns}, 0) > ?1");
                let count = self
                    .0
                    .query_row(&sql, [moment.micros()], |row| row.get(0))?;
                found.push((table, count));
            }
            found.retain(|(_, count)| *count > 0);
            Ok(found)
        };
        read().map_err(said)
    }

    /// How many rooms ended before a moment.
    ///
    /// # Errors
    /// SQLite's sentence.
    pub(crate) fn rooms_ended_before(&self, moment: Moment) -> Result<u64, String> {
        let sql = "select count(*) from rooms where ends_at < ?1";
        let count = self
            .0
            .query_row(sql, [moment.micros()], |row| row.get::<_, i64>(0));
        count.map(i64::unsigned_abs).map_err(said)
    }

    /// All photos' rows.
    ///
    /// # Errors
    /// SQLite's sentence.
    pub(crate) fn photos(&self) -> Result<Vec<KeptPhoto>, String> {
        let read = || -> rusqlite::Result<_> {
            let mut statement = self.0.prepare(photos::KEPT)?;
            let rows = statement.query_map((), |row| photos::kept_row(&Row::new(row)))?;
            rows.collect()
        };
        read().map_err(said)
    }

    /// The database's own name.
    ///
    /// # Errors
    /// SQLite's sentence.
    pub(crate) fn name(&self) -> Result<String, String> {
        self.one("select name from identity").map_err(said)
    }

    /// The numbers of all accounts.
    ///
    /// # Errors
    /// SQLite's sentence.
    pub(crate) fn accounts(&self) -> Result<HashSet<i64>, String> {
        let read = || -> rusqlite::Result<_> {
            let mut statement = self.0.prepare("select id from accounts")?;
            let rows = statement.query_map((), |row| row.get(0))?;
            rows.collect()
        };
        read().map_err(said)
    }

    /// How many administrators can sign in.
    ///
    /// # Errors
    /// SQLite's sentence.
    pub(crate) fn admins(&self) -> Result<i64, String> {
        let sql = "select count(*) from accounts where role = 'admin' and status = 'active'";
        self.one(sql).map_err(said)
    }

    fn one<T: rusqlite::types::FromSql>(&self, sql: &str) -> rusqlite::Result<T> {
        self.0.query_row(sql, (), |row| row.get(0))
    }
}

const CONTRADICTIONS: &[(&str, &str)] = &[
    (
        "select count(*) from shares s join predictions p on p.id = s.prediction_id
         where p.account_id <> s.account_id",
        "links that show another account's result",
    ),
    (
        "select count(*) from comparisons c join predictions p on p.id = c.prediction_id
         left join predictions q on q.id = c.other_prediction_id
         where p.account_id <> c.account_id or q.account_id <> c.other_id",
        "comparisons that show a third account's result",
    ),
    (
        "select abs(count(*) - 1) from identity",
        "names too many or too few of this database itself",
    ),
    (
        "select count(*) from (select s.room_id, s.batch from seats s join rooms r on r.id = s.room_id
         where s.batch is not null group by s.room_id, s.batch having count(*) < max(r.least))",
        "parts of groups' pictures with fewer people than they may have",
    ),
    (
        "select count(*) from seats s join rooms r on r.id = s.room_id where s.team >= json_array_length(r.teams)",
        "seats in teams that their room doesn't have",
    ),
];

/// The columns that hold when a row was written or changed: never later than now.
const WRITTEN: &str = "select m.name, c.name from sqlite_schema m join pragma_table_info(m.name) c
     where m.type = 'table' and c.name in
       ('created_at', 'updated_at', 'last_login_at', 'refreshed_at', 'last_used_at', 'ended_at', 'start_time', 'end_time',
        'opened_at', 'revealed_at', 'joined_at', 'finished_at', 'agreed_at')
     order by m.name, c.name";

/// The same, all columns of a table together.
const WRITTEN_TOGETHER: &str = "select m.name, group_concat('coalesce(' || c.name || ', 0)')
     from sqlite_schema m join pragma_table_info(m.name) c
     where m.type = 'table' and c.name in
       ('created_at', 'updated_at', 'last_login_at', 'refreshed_at', 'last_used_at', 'ended_at', 'start_time', 'end_time',
        'opened_at', 'revealed_at', 'joined_at', 'finished_at', 'agreed_at')
     group by m.name order by m.name";

/// The tables whose numbers are never given twice, with the column that holds them.
const NUMBERED: &str = "select m.name, c.name from sqlite_schema m join pragma_table_info(m.name) c
     where m.type = 'table' and m.sql like '%autoincrement%' and c.pk = 1 order by m.name";

/// Tables where a number is about to be given a second time.
fn reused(connection: &Connection) -> rusqlite::Result<Vec<Orphans>> {
    let mut found = Vec::new();
    for (table, column) in pairs(connection, NUMBERED)? {
        let sql = format!(
            "select count(*) from {table}
             where {column} > coalesce((select seq from sqlite_sequence where name = ?1), 0)"
        );
        let count: i64 = connection.query_row(&sql, [&table], |row| row.get(0))?;
        if count > 0 {
            found.push(Orphans {
                count: count.unsigned_abs(),
                what: format!("rows of {table} whose numbers would be given a second time"),
            });
        }
    }
    Ok(found)
}

fn pairs(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::store::migrations;

    /// A database of today with two accounts, a result, and what else is put in.
    fn with(rows: &str) -> Examined {
        let mut connection = Connection::open_in_memory().expect("memory");
        migrations::bring_up_to_date(&mut connection, Path::new("x")).expect("made");
        let people = "insert into accounts (username, username_key, email, password_hash, created_at)
                      values ('a', 'a', 'a@example.com', '', 5), ('b', 'b', 'b@example.com', '', 6);
             insert into predictions (account_id, mbti, probabilities, answers_hash, model_hash, created_at)
             values (1, 'INFJ', '[]', '', '', 7);";
        connection
            .pragma_update(None, "foreign_keys", "off")
            .expect("set");
        connection
            .execute_batch(&format!("{people}{rows}"))
            .expect("rows");
        Examined(connection)
    }

    fn told(orphans: Result<Vec<Orphans>, String>) -> Vec<(u64, String)> {
        let orphans = orphans.expect("read").into_iter();
        orphans.map(|orphan| (orphan.count, orphan.what)).collect()
    }

    #[test]
    fn all_fits_together() {
        let sound = with("");
        assert_eq!(told(sound.orphans()), []);
        assert_eq!(told(sound.contradictions()), []);
        assert_eq!(sound.newest(), Ok(Some(Moment::from_micros(7))));
        assert_eq!(sound.accounts(), Ok(HashSet::from([1, 2])));
        assert_eq!((sound.photos(), sound.admins()), (Ok(vec![]), Ok(0)));
        assert_eq!(sound.name().map(|name| name.len()), Ok(32));
    }

    #[test]
    fn children_without_parents_are_counted_by_table() {
        let lost = with(
            "insert into drafts values (8, '[]', 0), (9, '[]', 0);
             insert into answer_sheets values (7, '[]')",
        );
        let expected = [
            (
                1,
                "rows of answer_sheets without their predictions".to_owned(),
            ),
            (2, "rows of drafts without their accounts".to_owned()),
        ];
        assert_eq!(told(lost.orphans()), expected);
    }

    #[test]
    fn what_no_rule_of_the_tables_forbids() {
        let odd = with(
            "insert into shares (account_id, prediction_id, key_hash, created_at, expires_at) values (2, 1, '', 9, 0);
             insert into comparisons (account_id, prediction_id, key_hash, created_at, expires_at) values (2, 1, '', 5, 0);
             update sqlite_sequence set seq = 1 where name = 'accounts';
             insert into identity values ('other')",
        );
        let expected = [
            (1, "links that show another account's result".to_owned()),
            (
                1,
                "comparisons that show a third account's result".to_owned(),
            ),
            (
                1,
                "names too many or too few of this database itself".to_owned(),
            ),
            (
                1,
                "rows of accounts whose numbers would be given a second time".to_owned(),
            ),
        ];
        assert_eq!(told(odd.contradictions()), expected);
        assert_eq!(odd.newest(), Ok(Some(Moment::from_micros(9))));
        let ahead = odd.written_after(Moment::from_micros(6));
        let expected = [("predictions".to_owned(), 1), ("shares".to_owned(), 1)];
        assert_eq!(ahead, Ok(expected.to_vec()));
    }
}
