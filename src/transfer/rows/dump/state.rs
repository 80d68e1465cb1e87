//! Where in a dump the reader is.

use std::sync::Arc;

use crate::transfer::rows::TableHeader;

/// Where in a dump the reader is.
pub(super) enum DumpState {
    BetweenStatements,
    /// In an `insert`, before a row.
    Insert(Arc<TableHeader>),
    /// In a PostgreSQL `copy`, at the start of a line.
    Copy(Arc<TableHeader>),
    /// After a statement with rows that can't be read, for this reason.
    Unread(Arc<TableHeader>, &'static str),
    End,
}
