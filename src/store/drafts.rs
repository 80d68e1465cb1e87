//! The table `drafts`.

use rusqlite::params;

use crate::domain::account::AccountId;
use crate::domain::answers::COUNT;
use crate::domain::draft::Draft;
use crate::domain::fault::Fault;
use crate::store::Tx;

/// The columns that readers and exports share.
macro_rules! columns {
    () => {
        "answers, updated_at"
    };
}
pub(super) use columns;

/// An account's draft; an empty one if there is none.
pub(crate) fn get(tx: &Tx, account: AccountId) -> Result<Draft, Fault> {
    let found = tx.first(
        sql!("select " self " from drafts where account_id = ?1"),
        [account.0],
        |row| Ok((row.get::<String>("answers")?, row.get("updated_at")?)),
    )?;
    let Some((text, updated_at)) = found else {
        return Ok(Draft::default());
    };
    let kept: Option<Vec<Option<i8>>> = serde_json::from_str(&text).ok();
    let answers: Option<[_; COUNT]> = kept.and_then(|kept| kept.try_into().ok());
    Ok(Draft {
        answers: answers.unwrap_or([None; COUNT]),
        updated_at: Some(updated_at),
    })
}

/// Replaces the draft.
///
/// # Errors
/// [`Fault::NoAccount`] if the account is gone.
pub(crate) fn put(tx: &Tx, account: AccountId, draft: &Draft) -> Result<(), Fault> {
    let answers = serde_json::to_string(&draft.answers.as_slice()).unwrap_or_default();
    tx.change(
        "insert into drafts (account_id, answers, updated_at)
         select id, ?2, ?3 from accounts where id = ?1
         on conflict (account_id) do update set answers = excluded.answers, updated_at = excluded.updated_at",
        params![account.0, answers, tx.now.micros()],
        Fault::NoAccount,
    )
}

/// Deletes an account's draft, if there is one.
pub(crate) fn remove(tx: &Tx, account: AccountId) -> Result<(), Fault> {
    tx.execute("delete from drafts where account_id = ?1", [account.0])?;
    Ok(())
}
