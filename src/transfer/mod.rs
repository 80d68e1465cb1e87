//! Other programs' data in, ours out.

pub mod export;
pub mod import;
pub mod rows;
