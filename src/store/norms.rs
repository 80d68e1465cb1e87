//! The table `norms`.

use rusqlite::params;

use crate::domain::fault::Fault;
use crate::domain::norms::Norms;
use crate::domain::statistics::NormCounts;
use crate::store::Tx;
use crate::store::row::Row;

/// Keeps norms, which are in force from now on.
pub(crate) fn insert(
    tx: &Tx,
    questionnaire_hash: &str,
    people: u64,
    counts: &NormCounts,
) -> Result<(), Fault> {
    clear(tx, questionnaire_hash)?;
    tx.execute(
        "insert into norms (questionnaire_hash, people, counts, created_at) values (?1, ?2, ?3, ?4)",
        params![
            questionnaire_hash,
            i64::try_from(people).unwrap_or(i64::MAX),
            serde_json::to_string(&counts.0).unwrap_or_default(),
            tx.now.micros(),
        ],
    )?;
    Ok(())
}

/// All that were ever set for a questionnaire, each with its version.
pub(crate) fn all(tx: &Tx, questionnaire_hash: &str) -> Result<Vec<Norms>, Fault> {
    let sql = "select version, questionnaire_hash, people, counts, created_at from norms
               where questionnaire_hash = ?1 order by version";
    Ok(tx.all(sql, [questionnaire_hash], norms)?)
}

/// Ends those that are in force for a questionnaire; returns whether there were any.
pub(crate) fn clear(tx: &Tx, questionnaire_hash: &str) -> Result<bool, Fault> {
    let sql =
        "update norms set cleared_at = ?1 where cleared_at is null and questionnaire_hash = ?2";
    Ok(tx.execute(sql, params![tx.now.micros(), questionnaire_hash])? > 0)
}

/// Those that are in force for a questionnaire.
pub(crate) fn in_force(tx: &Tx, questionnaire_hash: &str) -> Result<Option<Norms>, Fault> {
    let sql = "select version, questionnaire_hash, people, counts, created_at from norms
               where cleared_at is null and questionnaire_hash = ?1 order by version desc limit 1";
    Ok(tx.first(sql, [questionnaire_hash], norms)?)
}

fn norms(row: &Row) -> rusqlite::Result<Norms> {
    let (people, counts): (i64, String) = (row.get("people")?, row.get("counts")?);
    Ok(Norms {
        version: row.get("version")?,
        questionnaire_hash: row.get("questionnaire_hash")?,
        people: u64::try_from(people).unwrap_or(0),
        // Norms that were changed by hand and can't be read say nothing.
        counts: NormCounts(serde_json::from_str(&counts).unwrap_or_default()),
        created_at: row.get("created_at")?,
    })
}
