//! The parts of a row that are kept for the report, since its transaction consumes the row.

/// What the report needs of a row once it is written.
pub(super) struct UnreportedRow {
    pub table: String,
    pub line: u64,
    pub left_out: Vec<String>,
    pub image: Option<Vec<u8>>,
    pub photo: Option<String>,
    pub password: Option<&'static str>,
    pub status: Option<&'static str>,
    pub closed_by: Option<String>,
}
