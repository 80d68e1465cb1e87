//! The table `cards`: at most one row an account, made when something is first set.

use std::sync::LazyLock;

use rusqlite::{ToSql, params_from_iter};

use crate::domain::account::AccountId;
use crate::domain::card::Card;
use crate::domain::fault::Fault;
use crate::domain::text::Text;
use crate::store::Tx;

static COLUMNS: LazyLock<String> = LazyLock::new(|| Card::FIELDS.join(", "));

static SELECT: LazyLock<String> =
    LazyLock::new(|| named("select {card} from cards where account_id = ?1"));

static CHANGE: LazyLock<String> = LazyLock::new(|| {
    let values = ", ?".repeat(Card::FIELDS.len());
    let kept = Card::FIELDS
        .iter()
        .map(|name| format!("{name} = coalesce(excluded.{name}, {name})"));
    let kept: Vec<String> = kept.collect();
    let sql = format!(
        "insert into cards (account_id, updated_at, {{card}})
         select id, ?2{values} from accounts where id = ?1
         on conflict (account_id) do update set {}, updated_at = excluded.updated_at",
        kept.join(", ")
    );
    named(&sql)
});

/// A statement with the columns of a card in place of `{card}`.
pub(super) fn named(sql: &str) -> String {
    sql.replace("{card}", &COLUMNS)
}

/// An account's card; empty if nothing was ever set.
pub(crate) fn get(tx: &Tx, account: AccountId) -> Result<Card, Fault> {
    let found = tx.first(&SELECT, [account.0], |row| {
        Card::of(|name, _| row.get(name))
    })?;
    Ok(found.unwrap_or_default())
}

/// Changes a card; what is `None` stays as it is.
///
/// # Errors
/// [`Fault::NoAccount`] if the account is gone.
pub(crate) fn change(tx: &Tx, account: AccountId, changes: &Card) -> Result<(), Fault> {
    let values = changes.values().map(|text| text.as_ref().map(Text::as_str));
    let now = tx.now.micros();
    let keys: [&dyn ToSql; 2] = [&account.0, &now];
    let all = keys
        .into_iter()
        .chain(values.iter().map(|value| value as &dyn ToSql));
    tx.change(&CHANGE, params_from_iter(all), Fault::NoAccount)
}
