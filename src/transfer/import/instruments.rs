//! Other questionnaires than the sixty and their results, as `firststep export` writes them. Nobody's answers are kept for
//! research by it: their consent was given where they come from.

use serde_json::Value;

use crate::model::instruments::Instrument;
use crate::store::{counted_results, imported, instrument_results};
use crate::transfer::import::accounts::CREATED;
use crate::transfer::import::belongings::{ID, foreign, key, owned};
use crate::transfer::import::fields::{ColumnNames, Fields, Rejection};
use crate::transfer::import::ids::Owner;
use crate::transfer::import::kind::TableKind;
use crate::transfer::import::outcome::RowOutcome;
use crate::transfer::import::pending::WriteRow;
use crate::transfer::import::results::hash;

const TEXT: ColumnNames = &["text"];
const HASH: ColumnNames = &["instrumenthash"];

/// The columns of each kind.
pub(super) const COLUMNS: &[ColumnNames] = &[TEXT, &["hash"]];
pub(super) const RESULT_COLUMNS: &[ColumnNames] = &[ID, CREATED, HASH, &["answers", "scores"]];

/// A questionnaire. Its hash is made anew: results name it by that.
pub(super) fn instrument(fields: &mut Fields) -> Result<WriteRow, Rejection> {
    let text = fields.required(TEXT, |text| Ok(text.to_owned()))?;
    let read = Instrument::written(&text).ok_or("text: it is no questionnaire of an export")?;
    Ok(Box::new(move |tx, _, _| {
        let is_new = instrument_results::keep_instrument(tx, read.hash(), read.document())?;
        Ok(RowOutcome::made(is_new).into())
    }))
}

/// A result of one, which has to be there.
pub(super) fn result(fields: &mut Fields) -> Result<WriteRow, Rejection> {
    let (owner, key) = (Owner::read(fields)?, key(fields)?);
    let hash = fields.required(HASH, hash)?;
    let answers = whole(fields.json(&["answers"])).ok_or("answers: they aren't whole numbers")?;
    let scores = fields.json(&["scores"]).unwrap_or_default();
    let created = fields.moment(CREATED);
    Ok(owned(owner, move |tx, ids, account, _| {
        let document = counted_results::document(tx, &hash)?;
        let Some(of) = document.and_then(|document| Instrument::written(&document)) else {
            return Ok(RowOutcome::Rejected(
                "its questionnaire isn't there".to_owned(),
            ));
        };
        let scales = of.content().scales.len();
        let fits = of.key().sheet("answers", &answers).is_ok()
            && instrument_results::count_of_scores(&scores) == Some(scales);
        if !fits {
            return Ok(RowOutcome::Rejected(
                "it doesn't fit its questionnaire".to_owned(),
            ));
        }
        let texts = [&serde_json::json!(answers), &scores].map(Value::to_string);
        let [answers, scores] = texts.each_ref().map(String::as_str);
        let nth = ids.nth((
            TableKind::InstrumentResults,
            account,
            of.hash(),
            answers,
            created,
        ));
        let foreign = foreign(key.as_ref(), created, nth);
        Ok(RowOutcome::made(
            imported::instrument_result(tx, foreign, account, (of.hash(), answers, scores))?.is_new,
        ))
    }))
}

fn whole(given: Option<Value>) -> Option<Vec<i64>> {
    given?.as_array()?.iter().map(Value::as_i64).collect()
}
