//! Reads PostgreSQL's `copy t (a, b) from stdin;` and the lines after it.

use std::sync::Arc;

use super::Dump;
use super::budget::RowBudget;
use super::parse_error::ParseError;
use super::state::DumpState;
use super::text::Escapes;
use crate::transfer::rows::{BadRow, Cell, FileRow, MAX_ROW, TableHeader, too_long};

impl Dump {
    pub(super) fn copy(&mut self) -> Result<(), ParseError> {
        self.scan.word();
        let table = self.scan.name()?;
        self.scan.skip_blank();
        let listed = match self.scan.bytes.peek() {
            Some(b'(') => Some(self.scan.names()?),
            _ => None,
        };
        let from_here = self.scan.word() == "from" && self.scan.word() == "stdin";
        let is_text = self.is_text_format();
        self.scan.skip_statement()?;
        if from_here {
            self.scan.skip_line();
            let header = self.header(table, listed);
            self.state = if is_text {
                DumpState::Copy(header)
            } else {
                while self.scan.bytes.peek().is_some() && !self.scan.bytes.is_ahead(b"\\.") {
                    self.scan.skip_line();
                }
                self.scan.skip_line();
                DumpState::Unread(header, "its COPY isn't in PostgreSQL's text format")
            };
        }
        Ok(())
    }

    /// Whether the options of a `copy` leave its lines as `pg_dump` writes them.
    fn is_text_format(&mut self) -> bool {
        let ahead = self.scan.bytes.ahead(256);
        let options = ahead.split(|byte| *byte == b';').next();
        let options = String::from_utf8_lossy(options.unwrap_or_default()).to_lowercase();
        let others = ["csv", "binary", "delimiter", "null"];
        !others.iter().any(|word| options.contains(word))
    }

    /// The row on this line; `None` after the last, and for an unwanted one.
    pub(super) fn copy_line(
        &mut self,
        header: &Arc<TableHeader>,
        wanted: &mut dyn FnMut(&Arc<TableHeader>) -> bool,
    ) -> Option<Result<FileRow, BadRow>> {
        let line = self.scan.bytes.line();
        if self.scan.bytes.is_ahead(b"\\.") || self.scan.bytes.peek().is_none() {
            let ended = self.scan.bytes.peek().is_some();
            self.scan.skip_line();
            self.state = if ended {
                DumpState::BetweenStatements
            } else {
                DumpState::End
            };
            return (!ended).then(|| Err(self.bad(line, &header.table, ParseError::Truncated)));
        }
        if !wanted(header) {
            self.scan.skip_line();
            return None;
        }
        let mut budget = RowBudget::new(true, MAX_ROW);
        let Some(cells) = self.fields(&mut budget) else {
            return Some(Err(self.bad(line, &header.table, ParseError::Truncated)));
        };
        let row = if budget.over {
            Err(too_long())
        } else {
            FileRow::new(header, cells, line)
        };
        Some(row.map_err(|why| self.bad(line, &header.table, ParseError::Unexpected(why))))
    }

    /// The tab-separated fields of a line; `\N` is null. `None` if the file ends before the line does.
    fn fields(&mut self, budget: &mut RowBudget) -> Option<Vec<Cell>> {
        let (mut fields, mut text, mut null) = (Vec::new(), Vec::new(), false);
        loop {
            match self.scan.bytes.pop()? {
                b'\\' if self.scan.bytes.peek() == Some(b'N') && text.is_empty() => {
                    self.scan.bytes.pop();
                    null = true;
                }
                b'\\' => {
                    // At the file's end the next `pop` returns `None`.
                    let _ = self.scan.escaped(Escapes::Posix, &mut text, budget);
                }
                // Windows' line end; a carriage return of the value's own is escaped.
                b'\r' if self.scan.bytes.peek() == Some(b'\n') => {}
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
