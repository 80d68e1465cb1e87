//! The table `predictions`.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::answers::Oddity;
use crate::domain::fault::Fault;
use crate::domain::persona::Prediction;
use crate::store::Tx;

/// Adds a prediction to an account's history.
///
/// `answers_hash` and `model_hash` are SHA-256 in hexadecimal.
///
/// # Errors
/// [`Fault::Internal`] if it can't be written.
pub fn insert(
    tx: &Tx,
    account: AccountId,
    prediction: &Prediction,
    answers_hash: &str,
    model_hash: &str,
) -> Result<(), Fault> {
    tx.execute(
        "insert into predictions (account_id, mbti, probabilities, oddity, answers_hash, model_hash, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            account.0,
            prediction.persona.label(),
            list(&prediction.probabilities),
            prediction.oddity.map(Oddity::word),
            answers_hash,
            model_hash,
            tx.now.micros(),
        ],
    )?;
    Ok(())
}

fn list(probabilities: &[f32]) -> String {
    let shares: Vec<String> = probabilities.iter().map(ToString::to_string).collect();
    format!("[{}]", shares.join(","))
}
