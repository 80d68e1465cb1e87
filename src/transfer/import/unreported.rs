//! What a row leaves to the report while its transaction runs.

use crate::transfer::import::kind::TableKind;

/// What the report needs of a row once it is written.
pub(super) struct UnreportedRow {
    pub kind: TableKind,
    pub table: String,
    pub line: u64,
    pub left_out: Vec<String>,
    pub image: Option<Vec<u8>>,
    pub photo: Option<String>,
    pub password: Option<&'static str>,
}
