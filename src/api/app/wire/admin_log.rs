//! The log of what administrators did.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::admin_log::{Deed, LogEntry, Named};
use crate::domain::text::printable;

/// A reply to `GET /app/admin/log`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AdminLog {
    /// How many rows there are in all.
    total: i64,
    entries: Vec<AdminLogEntry>,
}

impl AdminLog {
    /// Rows of the log.
    pub(crate) fn of(found: Vec<LogEntry>, total: i64) -> Self {
        Self {
            total,
            entries: found.into_iter().map(AdminLogEntry::from).collect(),
        }
    }
}

/// What was done once.
#[derive(Serialize, JsonSchema)]
struct AdminLogEntry {
    id: i64,
    #[schemars(extend("format" = "date-time"))]
    at: String,
    /// Who did it; null for the operator at the machine.
    actor: Option<NamedAccount>,
    /// The address from which their session was opened.
    address: Option<String>,
    /// What was done, by its word.
    #[schemars(extend("enum" = Deed::words()))]
    deed: String,
    /// The account to which it was done.
    account: Option<NamedAccount>,
    /// What it was before: a role, a status.
    was: Option<String>,
    /// What it became: a role, a status, the fields that were changed, or how many there were.
    became: Option<String>,
}

/// An account by its number.
#[derive(Serialize, JsonSchema)]
struct NamedAccount {
    id: i64,
    /// The name of its owner, or the username; null if the account is gone.
    name: Option<String>,
}

impl From<Named> for NamedAccount {
    fn from(named: Named) -> Self {
        Self {
            id: named.id.0,
            name: named.name.map(|name| printable(&name)),
        }
    }
}

impl From<LogEntry> for AdminLogEntry {
    fn from(entry: LogEntry) -> Self {
        Self {
            id: entry.id,
            at: entry.at.rfc3339(),
            actor: entry.actor.map(NamedAccount::from),
            address: entry.address,
            deed: entry.deed,
            account: entry.account.map(NamedAccount::from),
            was: entry.was,
            became: entry.became,
        }
    }
}
