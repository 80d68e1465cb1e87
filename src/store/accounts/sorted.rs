//! The order of all accounts by a line of theirs, kept from one list to the next: sorting a million takes a second,
//! keeping the order after a sign-up some milliseconds.

use std::collections::BTreeMap;

use super::block::{Block, Line, Places};
use crate::store::counts::BLOCK;

/// The numbers of all accounts, by one of their lines and then by number.
#[derive(Debug)]
pub(super) struct Sorted {
    line: Line,
    pub(super) ids: Vec<i64>,
}

impl Sorted {
    pub(super) fn of(blocks: &BTreeMap<i64, Block>, line: Line) -> Self {
        Self {
            line,
            ids: in_order(lines(blocks.iter(), line)),
        }
    }

    /// Puts the accounts of these blocks where they belong since their lines are others; `moved` is ascending.
    pub(super) fn keep_up(&mut self, blocks: &BTreeMap<i64, Block>, moved: &[i64]) {
        self.ids
            .retain(|id| moved.binary_search(&(id / BLOCK)).is_err());
        let of_moved = moved
            .iter()
            .filter_map(|number| blocks.get_key_value(number));
        let mut merged = Vec::with_capacity(self.ids.len());
        let mut rest = self.ids.as_slice();
        for id in in_order(lines(of_moved, self.line)) {
            let here = (text(blocks, id, self.line), id);
            let before = rest.partition_point(|id| (text(blocks, *id, self.line), *id) < here);
            merged.extend_from_slice(&rest[..before]);
            merged.push(id);
            rest = &rest[before..];
        }
        merged.extend_from_slice(rest);
        self.ids = merged;
    }
}

/// A line of each account of these blocks, and its number.
fn lines<'block>(
    blocks: impl Iterator<Item = (&'block i64, &'block Block)>,
    line: Line,
) -> Vec<(&'block str, i64)> {
    let all = blocks.flat_map(|(number, block)| {
        let lines = block.lines(Places::MAX, line);
        lines.map(move |(text, place)| (text, number * BLOCK + place))
    });
    all.collect()
}

fn in_order(mut lines: Vec<(&str, i64)>) -> Vec<i64> {
    lines.sort_unstable();
    lines.into_iter().map(|(_, id)| id).collect()
}

fn text(blocks: &BTreeMap<i64, Block>, id: i64, line: Line) -> &str {
    let block = blocks.get(&(id / BLOCK));
    block.map_or("", |block| block.line(id % BLOCK, line))
}
