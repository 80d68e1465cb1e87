//! The rules of the source tree, read from the map in `src/lib.rs`.

mod arrows;
mod imports;
mod map;
mod order;
mod rust_version;
mod source;
mod sql;
mod tidy;
