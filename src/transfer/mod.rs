//! Other programs' data in, ours out.

pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod rows;
