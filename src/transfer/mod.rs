//! Other programs' data in, ours out.

pub(crate) mod export;
mod formula;
pub(crate) mod import;
pub(crate) mod research;
pub(crate) mod rows;
mod sink;
pub(crate) mod users;
