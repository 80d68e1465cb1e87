//! Accounts by number or as an administrator looks for them, a part of the list at a time.

#[cfg(test)]
mod moving;
#[cfg(test)]
mod tests;

use rusqlite::params;

use crate::domain::account::{Account, AccountId, Role, Status};
use crate::domain::fault::Fault;
use crate::domain::query::{KindOfResult, Order, Page, Search, SortKey};
use crate::domain::unicode::folded;
use crate::store::accounts::block::Filters;
use crate::store::accounts::directory::{Directory, bounds};
use crate::store::accounts::read::{account, select};
use crate::store::{StoreError, Tx, counts};

/// Accounts in the order they signed up. `tx` is to be one snapshot.
pub(crate) fn list(tx: &Tx, page: Page) -> Result<Vec<Account>, Fault> {
    by_number(tx, true, page)
}

/// From a block on, since SQLite would step over all rows before.
fn by_number(tx: &Tx, ascending: bool, page: Page) -> Result<Vec<Account>, Fault> {
    let sql = if ascending {
        concat!(
            select!(),
            " where a.id >= ?1 order by a.id limit ?2 offset ?3"
        )
    } else {
        concat!(
            select!(),
            " where a.id <= ?1 order by a.id desc limit ?2 offset ?3"
        )
    };
    let Some(start) = counts::start(tx, page.skip, ascending)? else {
        return Ok(Vec::new());
    };
    Ok(tx.all(sql, params![start.id, page.limit, start.skip], account)?)
}

/// The accounts that fit a search, in its order, and how many there are in all. `tx` is to be one snapshot.
pub(crate) fn search(
    tx: &Tx,
    directory: &mut Directory,
    search: &Search,
    page: Page,
) -> Result<(Vec<Account>, i64), Fault> {
    if search.ids.is_some() {
        return among(tx, search, page);
    }
    let text = folded(search.text.trim());
    let filters = filters(search);
    let is_whole = text.is_empty()
        && filters.role.is_none()
        && filters.status.is_none()
        && filters.kind.is_none();
    if is_whole && search.order.by == SortKey::Number {
        let found = by_number(tx, search.order.ascending, page)?;
        return Ok((found, counts::accounts(tx)?));
    }
    let (ids, count) = matching(tx, directory, search, page)?;
    Ok((in_this_order(tx, &ids)?, count))
}

/// The numbers of all accounts that fit a search, in its order. `tx` is to be one snapshot.
pub(crate) fn all_numbers(
    tx: &Tx,
    directory: &mut Directory,
    search: &Search,
) -> Result<Vec<i64>, Fault> {
    let all = Page {
        skip: 0,
        limit: i64::MAX,
    };
    if search.ids.is_some() {
        let (found, _) = among(tx, search, all)?;
        return Ok(found.iter().map(|account| account.id.0).collect());
    }
    Ok(matching(tx, directory, search, all)?.0)
}

const fn filters(search: &Search) -> Filters {
    Filters {
        role: search.role,
        status: search.status,
        kind: search.kind,
    }
}

/// The numbers on a page of those that fit, and how many fit in all.
fn matching(
    tx: &Tx,
    directory: &mut Directory,
    search: &Search,
    page: Page,
) -> Result<(Vec<i64>, i64), Fault> {
    let text = folded(search.text.trim());
    directory.refresh(tx)?;
    let former = if text.is_empty() {
        Vec::new()
    } else {
        formerly(tx, &text)?
    };
    let found = directory.matching(&text, &former, filters(search));
    let ids = if search.order.by == SortKey::SignIn {
        by_sign_in(tx, search.order.ascending, page, found.membership())?
    } else {
        found.page(search.order, page)
    };
    Ok((ids, found.count()))
}

/// Of all accounts by their latest sign-in, which an index has in this order, those that are members.
fn by_sign_in(
    tx: &Tx,
    ascending: bool,
    page: Page,
    is_member: impl Fn(i64) -> bool,
) -> Result<Vec<i64>, StoreError> {
    let sql = if ascending {
        "select id from accounts order by last_login_at, id"
    } else {
        "select id from accounts order by last_login_at desc, id desc"
    };
    let (mut skip, limit) = bounds(page);
    let mut ids = Vec::new();
    tx.each(sql, |row| {
        let id = row.get("id")?;
        if is_member(id) && skip > 0 {
            skip -= 1;
        } else if is_member(id) {
            ids.push(id);
        }
        Ok(ids.len() < limit)
    })?;
    Ok(ids)
}

/// The accounts with these numbers, as they are listed.
pub(crate) fn in_this_order(tx: &Tx, ids: &[i64]) -> Result<Vec<Account>, StoreError> {
    let sql = concat!(
        select!(),
        " join json_each(?1) wanted on wanted.value = a.id order by wanted.key"
    );
    tx.all(sql, [serde_json::json!(ids).to_string()], account)
}

/// The accounts that had an address with this text in it until lately.
fn formerly(tx: &Tx, text: &str) -> Result<Vec<AccountId>, StoreError> {
    let sql = "select account_id from former_addresses where instr(folded(email), ?1)";
    tx.all(sql, [text], |row| row.get("account_id"))
}

macro_rules! search_condition {
    () => {
        " where a.id in (select value from json_each(?4))
            and (?1 = '' or instr(a.username_key, ?1) or instr(folded(a.email), ?1)
                 or instr(folded(a.front_name || ' ' || a.last_name), ?1)
                 or a.id in (select account_id from former_addresses where instr(folded(email), ?1)))
            and (?2 is null or a.role = ?2) and (?3 is null or a.status = ?3)
            and (?5 is null or ?5 = iif(a.mbti is null, 'none', iif(a.mbti_reliable, a.mbti, 'undetermined')))"
    };
}

/// The same among accounts whose numbers are known.
fn among(tx: &Tx, search: &Search, page: Page) -> Result<(Vec<Account>, i64), Fault> {
    let text = folded(search.text.trim());
    let (role, status) = (search.role.map(Role::word), search.status.map(Status::word));
    let ids = search.ids.as_deref().map(as_json);
    let kind = search.kind.map(KindOfResult::word);
    let found = tx.all(
        &format!(
            "{} order by {} limit ?6 offset ?7",
            concat!(select!(), search_condition!()),
            in_order(search.order)
        ),
        params![text, role, status, ids, kind, page.limit, page.skip],
        account,
    )?;
    let total = tx.value(
        concat!("select count(*) from accounts a", search_condition!()),
        params![text, role, status, ids, kind],
    )?;
    Ok((found, total.unwrap_or(0)))
}

fn as_json(ids: &[AccountId]) -> String {
    let numbers: Vec<i64> = ids.iter().map(|id| id.0).collect();
    serde_json::json!(numbers).to_string()
}

/// An order's columns; the number decides between equals.
fn in_order(Order { by, ascending }: Order) -> String {
    let column = match by {
        SortKey::Number => "a.id",
        SortKey::Username => "a.username_key",
        SortKey::Email => "folded(a.email)",
        SortKey::Name => "folded(a.front_name || ' ' || a.last_name)",
        SortKey::Role => "a.role = 'admin'",
        SortKey::Status => {
            "case a.status when 'inactive' then 0 when 'active' then 1 when 'deactivated' then 2 else 3 end"
        }
        SortKey::Kind => "iif(a.mbti is null, 'b', iif(a.mbti_reliable, a.mbti, 'a'))",
        SortKey::SignIn => "a.last_login_at",
    };
    if ascending {
        format!("{column}, a.id")
    } else {
        format!("{column} desc, a.id desc")
    }
}
