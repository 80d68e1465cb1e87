//! Results of the quiz and drafts, as `firststep export` writes them.

use serde_json::Value;

use crate::domain::answers::{Answers, COUNT as STATEMENTS, MAX, MIN, Oddity};
use crate::domain::field::Problem;
use crate::domain::persona::{COUNT, PersonaType};
use crate::store::imported::{self, ImportedResult};
use crate::transfer::import::accounts::CREATED;
use crate::transfer::import::belongings::{ID, UPDATED, foreign, key, owned};
use crate::transfer::import::fields::{ColumnNames, Fields, Rejection};
use crate::transfer::import::ids::Owner;
use crate::transfer::import::kind::TableKind;
use crate::transfer::import::outcome::RowOutcome;
use crate::transfer::import::pending::WriteRow;

const MBTI: ColumnNames = &["mbti", "predictedlabel", "label"];

/// The columns of each kind.
pub(super) const RESULT_COLUMNS: &[ColumnNames] = &[
    ID,
    MBTI,
    CREATED,
    &[
        "probabilities",
        "oddity",
        "answers",
        "answershash",
        "modelhash",
        "questionnairehash",
    ],
];
pub(super) const DRAFT_COLUMNS: &[ColumnNames] = &[ID, UPDATED, &["answers"]];

/// A result.
pub(super) fn result(fields: &mut Fields) -> Result<WriteRow, Rejection> {
    let (owner, key) = (Owner::read(fields)?, key(fields)?);
    let mbti = fields.required(MBTI, |text| {
        PersonaType::from_label(text.trim())
            .ok_or(Problem::NotOneOf(vec!["the sixteen types".into()]))
    })?;
    let new = ImportedResult {
        mbti: mbti.label(),
        probabilities: probabilities(fields.json(&["probabilities"]))
            .ok_or("probabilities: they aren't sixteen numbers from 0 to 1")?,
        oddity: fields.optional(&["oddity"], oddity),
        answers_hash: fields.required(&["answershash"], hash)?,
        model_hash: fields.required(&["modelhash"], hash)?,
        questionnaire_hash: fields.optional(&["questionnairehash"], hash),
        answers: match fields.json(&["answers"]) {
            None => None,
            Some(given) => {
                Some(answers(&given).ok_or("answers: they aren't 60 whole numbers from -3 to 3")?)
            }
        },
    };
    let created = fields.moment(CREATED);
    Ok(owned(owner, move |tx, ids, account, _| {
        let nth = ids.nth((
            TableKind::Results,
            account,
            new.mbti,
            new.answers_hash.as_str(),
            created,
        ));
        let foreign = foreign(key.as_ref(), created, nth);
        Ok(RowOutcome::made(
            imported::result(tx, foreign, account, &new)?.is_new,
        ))
    }))
}

/// A quiz that isn't finished.
pub(super) fn draft(fields: &mut Fields) -> Result<WriteRow, Rejection> {
    let owner = Owner::read(fields)?;
    let given = fields.json(&["answers"]);
    let given = given
        .as_ref()
        .and_then(Value::as_array)
        .filter(|list| list.len() == STATEMENTS);
    let fits = |answer: &Value| {
        answer.is_null()
            || answer
                .as_i64()
                .is_some_and(|answer| (MIN..=MAX).contains(&answer))
    };
    let answers = given.filter(|list| list.iter().all(fits));
    let answers = answers.ok_or("answers: they aren't 60 whole numbers from -3 to 3, or null")?;
    let text = Value::from(answers.clone()).to_string();
    let updated = fields.moment(UPDATED);
    Ok(owned(owner, move |tx, _, account, _| {
        Ok(RowOutcome::made(imported::draft(
            tx, account, &text, updated,
        )?))
    }))
}

fn probabilities(given: Option<Value>) -> Option<String> {
    let given = given?;
    let numbers = given.as_array()?.iter().map(|number| {
        let number = number.as_f64()?;
        #[expect(clippy::cast_possible_truncation, reason = "they were made as such")]
        (0.0..=1.0).contains(&number).then_some(number as f32)
    });
    let numbers: Vec<String> = numbers
        .map(|number| Some(number?.to_string()))
        .collect::<Option<_>>()?;
    (numbers.len() == COUNT).then(|| format!("[{}]", numbers.join(",")))
}

fn answers(given: &Value) -> Option<String> {
    let numbers: Option<Vec<i64>> = given.as_array()?.iter().map(Value::as_i64).collect();
    let answers = Answers::parse("answers", &numbers?).ok()?;
    let texts: Vec<String> = answers.values().iter().map(ToString::to_string).collect();
    Some(format!("[{}]", texts.join(",")))
}

fn oddity(text: &str) -> Result<&'static str, Problem> {
    let known = Oddity::from_word(text.trim()).map(Oddity::word);
    known.ok_or(Problem::NotOneOf(vec!["the words for odd answers".into()]))
}

pub(super) fn hash(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let fits = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| text.to_owned()).ok_or(Problem::WrongCount(64))
}
