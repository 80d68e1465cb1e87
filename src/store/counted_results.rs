//! What of the table `instrument_results` may count: for ranges, statistics, norms and research. Nobody's without their
//! consent.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::domain::instrument::{Consistency, CountedAnswers, InstrumentResultId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::response::{Respondent, ResponseFilter};
use crate::store::Tx;
use crate::store::row::Row;

/// The answers that count, of each account one: of very many those of the latest results.
pub(crate) fn latest(tx: &Tx, hash: &str) -> Result<Vec<Vec<i64>>, Fault> {
    // By their own index, from the latest back: results that don't count are never gone through, whoever has how many.
    let sql = "select answers from instrument_results indexed by instrument_results_that_count
               where instrument_hash = ?1 and may_count = 1 order by id desc limit ?2";
    let most = i64::try_from(Consistency::MOST).unwrap_or(i64::MAX);
    let texts: Vec<String> = tx.all(sql, params![hash, most], |row| row.get("answers"))?;
    Ok(texts
        .iter()
        .filter_map(|text| serde_json::from_str(text).ok())
        .collect())
}

/// What a filter asks for, but for the instrument.
macro_rules! fitting {
    () => {
        " from instrument_results where may_count = 1 and (?1 is null or language = ?1)
           and (?2 is null or created_at >= ?2) and (?3 is null or created_at < ?3)
           and (?5 is null or room_id = ?5) and (?6 is null or room_id is not null and team = ?6)"
    };
}

/// A filter's values, as [`fitting`] has them, with the questionnaire in the fourth place, and further ones.
macro_rules! values {
    ($filter:expr $(, $more:expr)*) => {
        params![
            $filter.language.map(Language::tag),
            $filter.from.map(Moment::micros),
            $filter.until.map(Moment::micros),
            $filter.questionnaire_hash,
            $filter.room.map(|room| room.0),
            $filter.team.and_then(|team| i64::try_from(team).ok())
            $(, $more)*
        ]
    };
}

/// Each that fits, in the order in which they were given. One at a time is in memory.
pub(crate) fn each(
    tx: &Tx,
    filter: &ResponseFilter,
    mut then: impl FnMut(CountedAnswers),
) -> Result<(), Fault> {
    let sql = concat!(
        "select account_id, room_id, team, answers, language, created_at",
        fitting!(),
        " and instrument_hash = ?4 order by id"
    );
    let row = |row: &Row| {
        counted(row)?.into_iter().for_each(&mut then);
        Ok(true)
    };
    Ok(tx.each_of(sql, values!(filter), row)?)
}

/// How many that fit were given to other versions of the instrument with this id.
pub(crate) fn count_of_others(tx: &Tx, id: &str, filter: &ResponseFilter) -> Result<i64, Fault> {
    let sql = concat!(
        "select count(*)",
        fitting!(),
        " and instrument_hash in (select hash from instruments where hash <> ?4 and document ->> '$.id' = ?7)"
    );
    let found = tx.value(sql, values!(filter, id))?;
    Ok(found.unwrap_or(0))
}

/// The numbers of all that were given to this version.
pub(crate) fn ids(tx: &Tx, hash: &str) -> Result<Vec<InstrumentResultId>, Fault> {
    let sql = "select id from instrument_results where instrument_hash = ?1 and may_count = 1";
    Ok(tx.all(sql, [hash], |row| row.get("id").map(InstrumentResultId))?)
}

/// One of them.
pub(crate) fn get(tx: &Tx, id: InstrumentResultId) -> Result<Option<CountedAnswers>, Fault> {
    let sql =
        "select account_id, room_id, team, answers, language, created_at from instrument_results
               where id = ?1 and may_count = 1";
    Ok(tx.first(sql, [id.0], counted)?.flatten())
}

/// Only we write here: a list that can't be read was changed by hand, and is left out.
fn counted(row: &Row) -> rusqlite::Result<Option<CountedAnswers>> {
    let (answers, language): (String, Option<String>) = (row.get("answers")?, row.get("language")?);
    let (account, created_at) = (row.get("account_id")?, row.get("created_at")?);
    let (room, team): (_, Option<i64>) = (row.get("room_id")?, row.get("team")?);
    let answers = serde_json::from_str(&answers).ok();
    Ok(answers.map(|answers| CountedAnswers {
        from: Respondent {
            account,
            room,
            team: team.and_then(|team| usize::try_from(team).ok()),
            ..Respondent::default()
        },
        answers,
        language: language.as_deref().and_then(Language::from_tag),
        created_at,
    }))
}

/// How many of an account's count.
pub(crate) fn count_of_account(tx: &Tx, account: AccountId) -> Result<i64, Fault> {
    let sql = "select count(*) from instrument_results where account_id = ?1 and may_count = 1";
    Ok(tx.value(sql, [account.0])?.unwrap_or(0))
}

/// Lets a piece of what an account has given count no more; returns how many.
pub(crate) fn take_back_some(tx: &Tx, account: AccountId) -> Result<usize, Fault> {
    let sql = "update instrument_results set may_count = 0, language = null where id in
               (select id from instrument_results where account_id = ?1 and may_count = 1 limit 1000)";
    Ok(tx.execute(sql, [account.0])?)
}

/// The instrument with this id as it was answered last, or the version whose hash begins so, as it is written down.
pub(crate) fn document(tx: &Tx, name: &str) -> Result<Option<String>, Fault> {
    let sql = "select document from instruments
               where document ->> '$.id' = ?1 or length(?1) >= 12 and substr(hash, 1, length(?1)) = ?1
               order by document ->> '$.id' = ?1 desc,
                 (select max(id) from instrument_results where instrument_hash = hash) desc limit 1";
    Ok(tx.first(sql, [name], |row| row.get("document"))?)
}

/// The ids of all instruments that have results.
pub(crate) fn names(tx: &Tx) -> Result<Vec<String>, Fault> {
    let sql = "select distinct document ->> '$.id' as name from instruments order by name";
    Ok(tx.all(sql, (), |row| row.get("name"))?)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn of_very_many_the_latest_say_how_far_statements_go_together() {
        let connection = Connection::open_in_memory().expect("opened");
        let most = Consistency::MOST;
        let filled = format!(
            "{}; pragma foreign_keys = off;
             insert into instrument_results (account_id, instrument_hash, answers, scores, may_count, created_at)
             with recursive n(i) as (select 1 union all select i + 1 from n where i <= {most})
             select i, 'a', json_array(i), '[]', 1, i from n",
            include_str!("../../schema.sql")
        );
        connection.execute_batch(&filled).expect("filled");
        let tx = Tx::new(&connection, Moment::from_micros(1));
        let found = latest(&tx, "a").expect("read");
        assert_eq!(found.len(), most);
        assert!(!found.contains(&vec![1]), "the first has left");
    }
}
