//! Rows, read by the names of their columns.

use std::cell::Cell;

use rusqlite::types::FromSql;

/// A row of a table's statement. Rusqlite compares a name with all columns from the first on, 4 us for the twelve
/// of an account; here a column read in the statement's order is found at once.
pub(super) struct Row<'row, 'statement> {
    row: &'row rusqlite::Row<'statement>,
    next: Cell<usize>,
}

impl<'row, 'statement> Row<'row, 'statement> {
    pub(super) const fn new(row: &'row rusqlite::Row<'statement>) -> Self {
        let next = Cell::new(0);
        Self { row, next }
    }

    /// The value in the column of this name.
    pub(super) fn get<T: FromSql>(&self, name: &str) -> rusqlite::Result<T> {
        let (statement, next) = (self.row.as_ref(), self.next.get());
        let is_next = statement.column_name(next).is_ok_and(|it| it == name);
        let at = if is_next {
            next
        } else {
            statement.column_index(name)?
        };
        self.next.set(at + 1);
        self.row.get(at)
    }

    /// The row as rusqlite has it, to go through all columns.
    pub(super) const fn whole(&self) -> &'row rusqlite::Row<'statement> {
        self.row
    }
}
