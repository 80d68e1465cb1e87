//! PostgreSQL's `copy t (a, b) from stdin;` and the lines after it.

use std::sync::Arc;

use super::text::Escapes;
use super::value::Budget;
use super::{Dump, State, Trouble};
use crate::transfer::rows::{Bad, Cell, Header, MAX_ROW, Row, too_long};

impl Dump {
    pub(super) fn copying(&mut self) -> Result<(), Trouble> {
        let table = self.scan.name()?;
        self.scan.skip_blank();
        let listed = match self.scan.bytes.peek() {
            Some(b'(') => Some(self.scan.names()?),
            _ => None,
        };
        let from_here = self.scan.word() == "from" && self.scan.word() == "stdin";
        self.scan.skip_statement()?;
        if from_here {
            self.scan.skip_line();
            self.state = State::Copy(self.header(table, listed));
        }
        Ok(())
    }

    /// The row on this line; `None` after the last, and for one that isn't wanted.
    pub(super) fn copied(
        &mut self,
        header: &Arc<Header>,
        wanted: &mut dyn FnMut(&Arc<Header>) -> bool,
    ) -> Option<Result<Row, Bad>> {
        let line = self.scan.bytes.line();
        if self.scan.bytes.is_ahead(b"\\.") || self.scan.bytes.peek().is_none() {
            let ended = self.scan.bytes.peek().is_some();
            self.scan.skip_line();
            self.state = if ended { State::Top } else { State::Over };
            return (!ended).then(|| Err(self.bad(line, &header.table, Trouble::Cut)));
        }
        if !wanted(header) {
            self.scan.skip_line();
            return None;
        }
        let mut budget = Budget::new(true, MAX_ROW);
        let Some(cells) = self.fields(&mut budget) else {
            return Some(Err(self.bad(line, &header.table, Trouble::Cut)));
        };
        let (values, columns) = (cells.len(), header.columns.len());
        let why = if budget.over {
            too_long()
        } else if values != columns {
            format!("it has {values} values for {columns} columns")
        } else {
            return Some(Ok(Row {
                header: Arc::clone(header),
                cells,
                line,
            }));
        };
        Some(Err(self.bad(line, &header.table, Trouble::Odd(why))))
    }

    /// The fields of a line, tabs between them; `\N` is none. A line that the file's end cuts short
    /// is no line.
    fn fields(&mut self, budget: &mut Budget) -> Option<Vec<Cell>> {
        let (mut fields, mut text, mut null) = (Vec::new(), Vec::new(), false);
        loop {
            match self.scan.bytes.pop()? {
                b'\\' if self.scan.bytes.peek() == Some(b'N') && text.is_empty() => {
                    self.scan.bytes.pop();
                    null = true;
                }
                b'\\' => {
                    // At the file's end the next byte tells.
                    let _ = self.scan.escaped(Escapes::Posix, &mut text, budget);
                }
                end @ (b'\t' | b'\n') => {
                    let bytes = std::mem::take(&mut text);
                    if budget.begin_value() {
                        let bytes = Cell::from_bytes(bytes);
                        fields.push(if null { Cell::Null } else { bytes });
                    }
                    null = false;
                    if end == b'\n' {
                        return Some(fields);
                    }
                }
                byte => budget.push(&mut text, byte),
            }
        }
    }
}
