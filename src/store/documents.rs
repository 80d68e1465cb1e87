//! The table `documents`: what accounts say of themselves, as one JSON object each.

use rusqlite::params;
use serde_json::{Map, Value};

use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::store::Tx;

/// The columns that readers and exports share.
macro_rules! columns {
    () => {
        "document, updated_at"
    };
}
pub(super) use columns;

/// An account's document; an empty object if it never said anything.
pub(crate) fn get(tx: &Tx, account: AccountId) -> Result<Value, Fault> {
    let found = tx.value(
        "select document from documents where account_id = ?1",
        [account.0],
    )?;
    let Some(text): Option<String> = found else {
        return Ok(Value::Object(Map::new()));
    };
    serde_json::from_str(&text).map_err(|error| {
        tracing::error!(%error, "a document in the database is no JSON");
        Fault::Internal
    })
}

/// Changes an account's document by a JSON Merge Patch (RFC 7396): objects are
/// merged at every depth, lists and values replaced, null takes away. Returns
/// how many bytes it has now.
pub(crate) fn merge(tx: &Tx, account: AccountId, patch: &Value) -> Result<i64, Fault> {
    let bytes = tx.value(
        "insert into documents (account_id, document, updated_at)
         values (?1, json_patch('{}', ?2), ?3)
         on conflict (account_id) do update
         set document = json_patch(document, ?2), updated_at = excluded.updated_at
         returning octet_length(document)",
        params![account.0, patch.to_string(), tx.now.micros()],
    )?;
    bytes.ok_or(Fault::Internal)
}
