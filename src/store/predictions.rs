//! The tables `predictions` and `answer_sheets`.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::answers::{Answers, Oddity};
use crate::domain::fault::Fault;
use crate::domain::moment::Moment;
use crate::domain::persona::{COUNT, PersonaType, Prediction};
use crate::domain::result::{Provenance, QuizResult, ResultId};
use crate::store::Tx;
use crate::store::row::Row;

/// Adds a prediction to an account's history.
pub(crate) fn insert(
    tx: &Tx,
    account: AccountId,
    prediction: &Prediction,
    hashes: &Provenance,
) -> Result<ResultId, Fault> {
    tx.execute(
        "insert into predictions (account_id, mbti, probabilities, oddity, answers_hash, model_hash, questionnaire_hash, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            account.0,
            prediction.persona.label(),
            list(&prediction.probabilities),
            prediction.oddity.map(Oddity::word),
            hashes.answers,
            hashes.model,
            hashes.questionnaire,
            tx.now.micros(),
        ],
    )?;
    Ok(ResultId(tx.last_id()))
}

/// Keeps the answers behind a prediction.
pub(crate) fn keep_answers(tx: &Tx, id: ResultId, answers: &Answers) -> Result<(), Fault> {
    tx.execute(
        "insert into answer_sheets (prediction_id, answers) values (?1, ?2)",
        params![id.0, list(answers.values())],
    )?;
    Ok(())
}

/// The columns that readers and exports share.
macro_rules! columns {
    () => {
        "p.mbti, p.probabilities, p.oddity"
    };
}
pub(super) use columns;

/// What [`outcome`] reads.
macro_rules! outcome_columns {
    () => {
        concat!(
            "p.id, p.account_id, p.created_at, p.questionnaire_hash, sheet.answers, ",
            $crate::store::predictions::columns!()
        )
    };
}
pub(super) use outcome_columns;

/// Where [`outcome_columns`] are, behind `from predictions p`.
macro_rules! sheets {
    () => {
        " left join answer_sheets sheet on sheet.prediction_id = p.id "
    };
}
pub(super) use sheets;

/// An account's latest predictions, oldest first.
pub(crate) fn of_account(tx: &Tx, account: AccountId) -> Result<Vec<QuizResult>, Fault> {
    let sql = concat!(
        "select ",
        outcome_columns!(),
        " from predictions p",
        sheets!(),
        "where p.account_id = ?1 and p.id > coalesce(
           (select id from predictions where account_id = ?1 order by id desc limit 1 offset ?2), 0)
         order by p.id"
    );
    Ok(tx.all(sql, params![account.0, QuizResult::MOST_LISTED], outcome)?)
}

/// How many predictions an account has.
pub(crate) fn count(tx: &Tx, account: AccountId) -> Result<i64, Fault> {
    let sql = "select count(*) from predictions where account_id = ?1";
    let found = tx.value(sql, [account.0])?;
    Ok(found.unwrap_or(0))
}

/// When an account's latest predictions were made, newest first.
pub(crate) fn dates(tx: &Tx, account: AccountId, most: i64) -> Result<Vec<Moment>, Fault> {
    let sql = "select created_at from predictions where account_id = ?1 order by id desc limit ?2";
    Ok(tx.all(sql, [account.0, most], |row| row.get("created_at"))?)
}

/// One of an account's predictions, or with `None` its latest.
pub(crate) fn get(
    tx: &Tx,
    account: AccountId,
    id: Option<ResultId>,
) -> Result<Option<QuizResult>, Fault> {
    let sql = concat!(
        "select ",
        outcome_columns!(),
        " from predictions p",
        sheets!(),
        "where p.account_id = ?1 and (?2 is null or p.id = ?2) order by p.id desc limit 1"
    );
    Ok(tx.first(sql, params![account.0, id.map(|id| id.0)], outcome)?)
}

/// A prediction out of a row with `outcome_columns`.
pub(super) fn outcome(row: &Row) -> rusqlite::Result<QuizResult> {
    let (label, chances): (String, String) = (row.get("mbti")?, row.get("probabilities")?);
    let oddity: Option<String> = row.get("oddity")?;
    let sheet: Option<String> = row.get("answers")?;
    Ok(QuizResult {
        id: row.get("id")?,
        account: row.get("account_id")?,
        prediction: Prediction {
            // Only we write here: labels and lists are what they were.
            persona: PersonaType::from_label(&label).unwrap_or_default(),
            probabilities: numbers(&chances).unwrap_or([0.0; COUNT]),
            oddity: oddity.as_deref().and_then(Oddity::from_word),
        },
        answers: sheet.as_deref().and_then(answers),
        questionnaire_hash: row.get("questionnaire_hash")?,
        created_at: row.get("created_at")?,
    })
}

fn answers(text: &str) -> Option<Answers> {
    let values: Vec<i64> = serde_json::from_str(text).ok()?;
    Answers::parse("answers", &values).ok()
}

fn numbers<const N: usize>(text: &str) -> Option<[f32; N]> {
    let values: Vec<f32> = serde_json::from_str(text).ok()?;
    values.try_into().ok()
}

fn list<T: ToString>(numbers: &[T]) -> String {
    let texts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    format!("[{}]", texts.join(","))
}
