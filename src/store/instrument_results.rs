//! The tables `instruments` and `instrument_results`.

use rusqlite::params;
use serde::Deserialize as _;

use crate::domain::account::AccountId;
use crate::domain::fault::{Fault, Resource};
use crate::domain::instrument::{
    AnswerSheet, Basis, Counts, InstrumentResult, InstrumentResultId, InstrumentSummary, Score,
};
use crate::domain::interval::Interval;
use crate::domain::language::Language;
use crate::domain::response::Respondent;
use crate::store::Tx;
use crate::store::row::Row;

/// Adds a result, and the instrument as it is now if it is the first of this version.
///
/// # Errors
/// [`Fault::ExpiredCredentials`] if the account is gone.
pub(crate) fn insert(
    tx: &Tx,
    account: AccountId,
    instrument: (&str, &str),
    sheet: &AnswerSheet,
    scores: &[Score],
    counts: Option<Counts>,
) -> Result<InstrumentResultId, Fault> {
    let (hash, document) = instrument;
    keep_instrument(tx, hash, document)?;
    if counts.is_some() {
        let before = "update instrument_results set may_count = 0, language = null
                      where account_id = ?1 and instrument_hash = ?2 and may_count = 1";
        tx.execute(before, params![account.0, hash])?;
    }
    tx.change(
        "insert into instrument_results (account_id, instrument_hash, answers, scores, may_count, language, created_at)
         select id, ?2, ?3, ?4, ?5, ?6, ?7 from accounts where id = ?1",
        params![
            account.0,
            hash,
            serde_json::json!(sheet.values()).to_string(),
            serde_json::json!(scores.iter().map(written).collect::<Vec<_>>()).to_string(),
            counts.is_some(),
            counts.and_then(|counts| counts.language).map(Language::tag),
            tx.now.micros(),
        ],
        Fault::ExpiredCredentials,
    )?;
    Ok(InstrumentResultId(tx.last_id()))
}

/// Keeps a version of an instrument, unless it is there; returns whether it wasn't.
pub(crate) fn keep_instrument(tx: &Tx, hash: &str, document: &str) -> Result<bool, Fault> {
    let sql =
        "insert into instruments (hash, document) values (?1, ?2) on conflict (hash) do nothing";
    Ok(tx.execute(sql, [hash, document])? > 0)
}

/// How many scales these scores are of, if they are written as the column has them.
pub(crate) fn count_of_scores(scores: &serde_json::Value) -> Option<usize> {
    Vec::<Written>::deserialize(scores)
        .ok()
        .map(|scores| scores.len())
}

/// Keeps for research what somebody on a seat of a room answered, whose questionnaire is there.
pub(crate) fn insert_of_seat(
    tx: &Tx,
    from: Respondent,
    hash: &str,
    (sheet, scores): (&AnswerSheet, &[Score]),
    language: Option<Language>,
) -> Result<(), Fault> {
    tx.execute(
        "insert into instrument_results (seat_id, room_id, team, instrument_hash, answers, scores, may_count, language,
           created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8)",
        params![
            from.seat.map(|id| id.0),
            from.room.map(|id| id.0),
            from.team.and_then(|team| i64::try_from(team).ok()),
            hash,
            serde_json::json!(sheet.values()).to_string(),
            serde_json::json!(scores.iter().map(written).collect::<Vec<_>>()).to_string(),
            language.map(Language::tag),
            tx.now.micros(),
        ],
    )?;
    Ok(())
}

/// An account's latest results, oldest first. What is told of the instrument is cut out of its document here: whole
/// ones would take a hundred times the memory.
pub(crate) fn of_account(tx: &Tx, account: AccountId) -> Result<Vec<InstrumentSummary>, Fault> {
    let sql = "select r.id, r.instrument_hash, r.created_at, i.document ->> '$.id' as instrument,
                 i.document ->> '$.version' as version, i.document ->> '$.indonesian.title' as indonesian,
                 i.document ->> '$.english.title' as english
               from instrument_results r join instruments i on i.hash = r.instrument_hash
               where r.account_id = ?1 and r.id > coalesce(
                 (select id from instrument_results where account_id = ?1 order by id desc limit 1 offset ?2), 0)
               order by r.id";
    let most = params![account.0, InstrumentSummary::MOST_LISTED];
    Ok(tx.all(sql, most, |row| {
        let (id, hash, created_at) = (
            row.get("id")?,
            row.get("instrument_hash")?,
            row.get("created_at")?,
        );
        Ok(InstrumentSummary {
            id: InstrumentResultId(id),
            hash,
            created_at,
            instrument: row.get::<Option<String>>("instrument")?.unwrap_or_default(),
            version: row.get::<Option<String>>("version")?.unwrap_or_default(),
            indonesian: row.get("indonesian")?,
            english: row.get("english")?,
        })
    })?)
}

/// One of an account's results.
///
/// # Errors
/// [`Fault::NotFound`] if they have no such.
pub(crate) fn get(
    tx: &Tx,
    account: AccountId,
    id: InstrumentResultId,
) -> Result<InstrumentResult, Fault> {
    let sql =
        "select r.id, r.instrument_hash, i.document, r.answers, r.scores, r.may_count, r.created_at
               from instrument_results r join instruments i on i.hash = r.instrument_hash
               where r.account_id = ?1 and r.id = ?2";
    tx.first(sql, [account.0, id.0], result)?
        .ok_or(Fault::NotFound(Resource::InstrumentResult))
}

/// Lets a result count, or no longer. Of an account's one counts: it takes the place of the one before.
///
/// # Errors
/// As [`get`].
pub(crate) fn set_may_count(
    tx: &Tx,
    account: AccountId,
    id: InstrumentResultId,
    may_count: bool,
) -> Result<(), Fault> {
    if may_count {
        let before = "update instrument_results set may_count = 0, language = null where account_id = ?1 and may_count = 1
                      and instrument_hash = (select instrument_hash from instrument_results where account_id = ?1 and id = ?2)";
        tx.execute(before, [account.0, id.0])?;
    }
    tx.change(
        "update instrument_results set may_count = ?3, language = iif(?3, language, null)
         where account_id = ?1 and id = ?2",
        params![account.0, id.0, may_count],
        Fault::NotFound(Resource::InstrumentResult),
    )
}

/// Deletes a result.
///
/// # Errors
/// As [`get`].
pub(crate) fn remove(tx: &Tx, account: AccountId, id: InstrumentResultId) -> Result<(), Fault> {
    tx.change(
        "delete from instrument_results where account_id = ?1 and id = ?2",
        [account.0, id.0],
        Fault::NotFound(Resource::InstrumentResult),
    )
}

fn result(row: &Row) -> rusqlite::Result<InstrumentResult> {
    let (id, hash, document) = (
        row.get("id")?,
        row.get("instrument_hash")?,
        row.get("document")?,
    );
    let (answers, scores): (String, String) = (row.get("answers")?, row.get("scores")?);
    let scores: Vec<Written> = serde_json::from_str(&scores).unwrap_or_default();
    Ok(InstrumentResult {
        id: InstrumentResultId(id),
        hash,
        document,
        answers: serde_json::from_str(&answers).unwrap_or_default(),
        scores: scores.iter().map(read).collect(),
        may_count: row.get("may_count")?,
        created_at: row.get("created_at")?,
    })
}

/// A score as a row of the column: strength, lower and upper end, people, alpha.
type Written = (f32, Option<f32>, Option<f32>, Option<usize>, Option<f32>);

fn written(score: &Score) -> Written {
    let (people, alpha) = match score.basis {
        Basis::Respondents { people, alpha } => (Some(people), alpha),
        Basis::Nothing | Basis::Assumption => (None, None),
    };
    let ends = score.range.map(|range| (range.low, range.high));
    (
        score.strength,
        ends.map(|ends| ends.0),
        ends.map(|ends| ends.1),
        people,
        alpha,
    )
}

fn read(&(strength, low, high, people, alpha): &Written) -> Score {
    let range = low.zip(high).map(|(low, high)| Interval { low, high });
    let basis = match (people, range) {
        (Some(people), _) => Basis::Respondents { people, alpha },
        (None, Some(_)) => Basis::Assumption,
        (None, None) => Basis::Nothing,
    };
    Score {
        strength,
        range,
        basis,
    }
}
