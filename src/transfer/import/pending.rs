//! Rows on their way into the database.

use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::store::Tx;
use crate::transfer::import::Conflict;
use crate::transfer::import::accounts::Newcomer;
use crate::transfer::import::ids::Ids;
use crate::transfer::import::kind::Kind;

/// A row that has been read and waits to be written.
pub(super) struct Pending {
    pub kind: Kind,
    pub table: String,
    pub line: u64,
    pub left_out: Vec<String>,
    /// A picture that came with it.
    pub image: Option<Vec<u8>>,
    pub work: Work,
}

/// What is to be done for it.
pub(super) enum Work {
    /// Somebody, whose password may have to be hashed first.
    Account(Box<Newcomer>),
    /// Anything else.
    Other(Settle),
}

/// Writes a row, in a transaction.
pub(super) type Settle = Box<dyn FnOnce(&Tx, &mut Ids, Conflict) -> Result<Settled, Fault> + Send>;

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was made.
    Made,
    /// It is here already, and the same.
    Same,
    /// It was here, and was changed.
    Changed,
    /// It is here, differs in this, and stays as it is.
    Kept(String),
    /// It can't be taken.
    Refused(String),
    /// It differs in this, and nothing more is to be done.
    Stop(String),
}

impl Outcome {
    /// Whether it is to be as the file has it.
    pub(super) const fn writes(&self) -> bool {
        matches!(self, Self::Made | Self::Changed)
    }

    /// Made, or there already.
    pub(super) const fn made(is_new: bool) -> Self {
        if is_new { Self::Made } else { Self::Same }
    }
}

/// What became of a row, and whose it is.
#[derive(Debug)]
pub(super) struct Settled {
    pub outcome: Outcome,
    pub account: Option<AccountId>,
}

impl From<Outcome> for Settled {
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome,
            account: None,
        }
    }
}
