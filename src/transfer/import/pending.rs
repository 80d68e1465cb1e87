//! Rows that were read and wait to be written.

use crate::domain::fault::Fault;
use crate::store::Tx;
use crate::transfer::import::OnConflict;
use crate::transfer::import::accounts::AccountRow;
use crate::transfer::import::ids::IdMap;
use crate::transfer::import::outcome::WrittenRow;

/// A row that was read and waits to be written.
pub(super) struct PendingRow {
    pub table: String,
    pub line: u64,
    pub left_out: Vec<String>,
    /// A picture in the row.
    pub image: Option<Vec<u8>>,
    pub work: PendingWrite,
}

/// How it is written.
pub(super) enum PendingWrite {
    /// An account, whose password may have to be hashed first.
    Account(Box<AccountRow>),
    /// Anything else.
    Other(WriteRow),
}

/// Writes a row, in a transaction.
pub(super) type WriteRow =
    Box<dyn FnOnce(&Tx, &mut IdMap, OnConflict) -> Result<WrittenRow, Fault> + Send>;
