//! The table `responses`: answers that may be used for research. Nobody's without their consent.

use rusqlite::params;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::account::AccountId;
use crate::domain::answers::{Answers, Oddity};
use crate::domain::fault::Fault;
use crate::domain::field::FieldFault;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::response::{
    Given, Order, Pace, Respondent, Response, ResponseFilter, ResponseId, Sitting, Turn,
};
use crate::store::Tx;
use crate::store::row::Row;

/// The columns that readers and exports share.
macro_rules! columns {
    () => {
        "answers, milliseconds, shown_order, language, attention, reliability, oddity, questionnaire_hash, model_hash,
         created_at"
    };
}
pub(super) use columns;

/// Keeps answers.
pub(crate) fn insert(tx: &Tx, from: Respondent, given: &Given) -> Result<ResponseId, Fault> {
    let Sitting {
        pace,
        order,
        language,
        attention,
    } = &given.sitting;
    let pace = pace.as_ref().map(|pace| pace.values().as_slice());
    let order = order.as_ref().map(|order| order.statements().as_slice());
    tx.execute(
        "insert into responses (account_id, prediction_id, seat_id, room_id, team, answers, milliseconds, shown_order,
           language, attention, reliability, oddity, questionnaire_hash, model_hash, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        params![
            from.account.map(|id| id.0),
            from.result.map(|id| id.0),
            from.seat.map(|id| id.0),
            from.room.map(|id| id.0),
            from.team.and_then(|team| i64::try_from(team).ok()),
            json(given.answers.values()),
            pace.map(json),
            order.map(json),
            language.map(Language::tag),
            attention,
            given.reliability,
            given.oddity.map(Oddity::word),
            given.questionnaire_hash,
            given.model_hash,
            tx.now.micros(),
        ],
    )?;
    Ok(ResponseId(tx.last_id()))
}

fn json<T: Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).unwrap_or_default()
}

/// How many an account has given.
pub(crate) fn count_of_account(tx: &Tx, account: AccountId) -> Result<i64, Fault> {
    let sql = "select count(*) from responses where account_id = ?1";
    Ok(tx.value(sql, [account.0])?.unwrap_or(0))
}

/// Deletes a piece of what an account has given; returns how many.
pub(crate) fn delete_some(tx: &Tx, account: AccountId) -> Result<usize, Fault> {
    let sql = "delete from responses where id in (select id from responses where account_id = ?1 limit 1000)";
    Ok(tx.execute(sql, [account.0])?)
}

/// What a filter asks for. The rows are read through in their order: an index on language or time would have them
/// sorted in memory.
macro_rules! fitting {
    () => {
        " from responses
         where (?1 is null or language = ?1) and (?2 is null or room_id = ?2)
           and (?3 is null or room_id is not null and team = ?3)
           and (?4 is null or created_at >= ?4) and (?5 is null or created_at < ?5)
           and (?6 = 0 or oddity is null) and (?7 is null or questionnaire_hash = ?7)"
    };
}

/// A filter's values, as [`fitting`] has them.
macro_rules! values {
    ($filter:expr) => {
        params![
            $filter.language.map(Language::tag),
            $filter.room.map(|room| room.0),
            $filter.team.and_then(|team| i64::try_from(team).ok()),
            $filter.from.map(Moment::micros),
            $filter.until.map(Moment::micros),
            $filter.reliable_only,
            $filter.questionnaire_hash,
        ]
    };
}

/// How many fit.
pub(crate) fn count(tx: &Tx, filter: &ResponseFilter) -> Result<i64, Fault> {
    let sql = concat!("select count(*)", fitting!());
    Ok(tx.value(sql, values!(filter))?.unwrap_or(0))
}

/// Each that fits, in the order in which they were given, until `then` says that it is enough. One at a time is in
/// memory.
pub(crate) fn each(
    tx: &Tx,
    filter: &ResponseFilter,
    mut then: impl FnMut(Response) -> bool,
) -> Result<(), Fault> {
    let sql = concat!(
        "select id, account_id, prediction_id, seat_id, room_id, team, ",
        columns!(),
        fitting!(),
        " order by id"
    );
    // Only we write here: a list that can't be read was changed by hand, and is left out.
    let row = |row: &Row| Ok(response(row)?.is_none_or(&mut then));
    Ok(tx.each_of(sql, values!(filter), row)?)
}

/// All numbers.
pub(crate) fn ids(tx: &Tx) -> Result<Vec<ResponseId>, Fault> {
    let sql = "select id from responses";
    Ok(tx.all(sql, (), |row| row.get("id").map(ResponseId))?)
}

/// One of them.
pub(crate) fn get(tx: &Tx, id: ResponseId) -> Result<Option<Response>, Fault> {
    let sql = concat!(
        "select id, account_id, prediction_id, seat_id, room_id, team, ",
        columns!(),
        " from responses where id = ?1"
    );
    Ok(tx.first(sql, [id.0], response)?.flatten())
}

/// Which of its account's answers to the same statements it is; none without an account.
pub(crate) fn turn(tx: &Tx, response: &Response) -> Result<Option<Turn>, Fault> {
    let Some(account) = response.from.account else {
        return Ok(None);
    };
    let sql = "select count(*) as number, min(created_at) as first from responses
               where account_id = ?1 and questionnaire_hash = ?2 and id <= ?3";
    let values = params![account.0, response.given.questionnaire_hash, response.id.0];
    let turn = |row: &Row| {
        let first: Moment = row.get("first")?;
        Ok(Turn {
            number: row.get("number")?,
            days: response.created_at.days_since(first),
        })
    };
    Ok(tx.first(sql, values, turn)?)
}

fn response(row: &Row) -> rusqlite::Result<Option<Response>> {
    let id = ResponseId(row.get("id")?);
    let from = respondent(row)?;
    let answers = list(row, "answers", Answers::parse)?;
    let sitting = Sitting {
        pace: list(row, "milliseconds", Pace::parse)?,
        order: list(row, "shown_order", Order::parse)?,
        language: row
            .get::<Option<String>>("language")?
            .as_deref()
            .and_then(Language::from_tag),
        attention: row.get("attention")?,
    };
    let (reliability, oddity) = (
        row.get("reliability")?,
        row.get::<Option<String>>("oddity")?,
    );
    let (questionnaire_hash, model_hash) = (row.get("questionnaire_hash")?, row.get("model_hash")?);
    let created_at = row.get("created_at")?;
    Ok(answers.map(|answers| Response {
        id,
        from,
        given: Given {
            answers,
            sitting,
            questionnaire_hash,
            model_hash,
            reliability,
            oddity: oddity.as_deref().and_then(Oddity::from_word),
        },
        created_at,
    }))
}

/// A list that was kept as JSON; none where there is none, or it can't be read.
fn list<V: DeserializeOwned, T>(
    row: &Row,
    column: &str,
    parse: impl Fn(&str, &[V]) -> Result<T, Vec<FieldFault>>,
) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    let values = text.and_then(|text| serde_json::from_str::<Vec<V>>(&text).ok());
    Ok(values.and_then(|values| parse(column, &values).ok()))
}

fn respondent(row: &Row) -> rusqlite::Result<Respondent> {
    let (account, result) = (row.get("account_id")?, row.get("prediction_id")?);
    let (seat, room) = (row.get("seat_id")?, row.get("room_id")?);
    let team: Option<i64> = row.get("team")?;
    Ok(Respondent {
        account,
        result,
        seat,
        room,
        // A team of a room that is gone is none.
        team: team
            .filter(|_| room.is_some())
            .and_then(|team| usize::try_from(team).ok()),
    })
}

#[cfg(test)]
mod tests;
