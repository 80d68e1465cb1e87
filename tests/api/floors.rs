//! The rules of the source tree, as `src/lib.rs` draws its map and the house has agreed on them.

mod arrows;
mod imports;
mod map;
mod order;
mod source;
mod sql;
mod tidy;
