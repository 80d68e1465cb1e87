//! Reads comma-separated values.

mod record;
mod separator;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::sync::Arc;

use crate::transfer::formula::unguarded;
use crate::transfer::rows::{
    BadRow, Bytes, Cell, FileRow, RowReader, TableHeader, too_long, unreadable,
};
use record::Record;
use separator::{likeliest_separator, marked_separator};

/// A CSV file with a header line, separated by commas, semicolons, tabs or bars.
///
/// The parser is strict about quotes: one that is never closed takes the rows after it into its field,
/// and one that closes in the middle of a field was opened by mistake. Both are rows lost.
pub(crate) struct CsvRows {
    bytes: Bytes,
    separator: u8,
    table: String,
    header: Option<Arc<TableHeader>>,
    /// Lines that ended with a carriage return alone: [`Bytes`] doesn't count them.
    returns: u64,
    over: bool,
}

/// What ends a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FieldEnd {
    Separator,
    Line,
    File,
}

impl CsvRows {
    /// Rows of this table.
    #[must_use]
    pub(crate) fn new(mut bytes: Bytes, table: &str) -> Self {
        bytes.take_if(b"\xef\xbb\xbf");
        let start = bytes.ahead(4096);
        let marked = marked_separator(start);
        let separator = marked.unwrap_or_else(|| likeliest_separator(start));
        let mut rows = Self {
            bytes,
            separator,
            table: table.to_owned(),
            header: None,
            returns: 0,
            over: false,
        };
        if marked.is_some() {
            rows.skip_line();
        }
        rows
    }

    fn line(&self) -> u64 {
        self.bytes.line() + self.returns
    }

    /// The columns, from the first line that has any.
    fn read_header(&mut self) -> Result<Option<Arc<TableHeader>>, BadRow> {
        if self.header.is_none() && self.seek() {
            let line = self.line();
            let mut record = Record::new(true);
            self.record(&mut record)
                .map_err(|why| self.bad(line, why))?;
            let names = record.fields.iter();
            let columns = names.map(|name| String::from_utf8_lossy(name).trim().to_owned());
            self.header = Some(Arc::new(TableHeader {
                table: self.table.clone(),
                columns: columns.collect(),
            }));
        }
        Ok(self.header.clone())
    }

    /// Moves past empty lines; whether anything follows.
    fn seek(&mut self) -> bool {
        while matches!(self.bytes.peek(), Some(b'\n' | b'\r')) {
            self.field_end();
        }
        self.bytes.peek().is_some()
    }

    /// Reads the fields of a row. After a fault the reader is at the beginning of a line.
    fn record(&mut self, record: &mut Record) -> Result<(), String> {
        loop {
            match self.field(record)? {
                FieldEnd::Separator => {}
                FieldEnd::Line => return Ok(()),
                FieldEnd::File => {
                    return match self.bytes.failure() {
                        Some(error) => Err(unreadable(&error)),
                        None => Ok(()),
                    };
                }
            }
        }
    }

    fn field(&mut self, record: &mut Record) -> Result<FieldEnd, String> {
        record.begin_field();
        if self.at_quote() {
            self.quoted(record)?;
        }
        loop {
            if let Some(end) = self.field_end() {
                return Ok(end);
            }
            let byte = self.bytes.pop().unwrap_or_default();
            record.push(byte);
        }
    }

    /// Whether a quoted field begins here; blanks before its quote are consumed.
    fn at_quote(&mut self) -> bool {
        const MOST_BLANKS: usize = 16;
        let ahead = self.bytes.ahead(MOST_BLANKS + 1);
        let blanks = ahead.iter().take_while(|byte| **byte == b' ').count();
        let found = ahead.get(blanks) == Some(&b'"');
        if found {
            self.bytes.skip(blanks);
        }
        found
    }

    /// A quoted field up to what ends it; a doubled quote is one.
    fn quoted(&mut self, record: &mut Record) -> Result<(), String> {
        let opens = self.line();
        self.bytes.pop();
        loop {
            match self.bytes.pop() {
                None => return Err(self.never_closed(opens)),
                Some(b'"') if self.bytes.peek() == Some(b'"') => {
                    self.bytes.pop();
                    record.push(b'"');
                }
                Some(b'"') => break,
                Some(byte) => {
                    record.spans_lines |= matches!(byte, b'\n' | b'\r');
                    record.push(byte);
                }
            }
        }
        while self.bytes.peek() == Some(b' ') {
            self.bytes.pop();
        }
        let next = self.bytes.peek();
        if next.is_none_or(|byte| byte == self.separator || matches!(byte, b'\n' | b'\r')) {
            return Ok(());
        }
        let closes = self.line();
        self.skip_line();
        Err(if closes == opens {
            "text follows a closing quote; a quote within a field must be doubled".to_owned()
        } else {
            format!(
                "the quote that opens on line {opens} closes on line {closes} with text behind it"
            )
        })
    }

    fn never_closed(&mut self, opens: u64) -> String {
        if let Some(error) = self.bytes.failure() {
            return unreadable(&error);
        }
        format!(
            "the quote that opens on line {opens} is never closed; everything from there to the end of the \
             file is lost"
        )
    }

    fn skip_line(&mut self) {
        loop {
            match self.field_end() {
                Some(FieldEnd::Line | FieldEnd::File) => return,
                Some(FieldEnd::Separator) => {}
                None => drop(self.bytes.pop()),
            }
        }
    }

    /// Consumes what ends a field, if it comes next.
    fn field_end(&mut self) -> Option<FieldEnd> {
        let next = self.bytes.peek();
        let end = match next {
            None => FieldEnd::File,
            Some(b'\n' | b'\r') => FieldEnd::Line,
            Some(byte) if byte == self.separator => FieldEnd::Separator,
            Some(_) => return None,
        };
        self.bytes.pop();
        if next == Some(b'\r') && !self.bytes.take_if(b"\n") {
            self.returns += 1;
        }
        Some(end)
    }

    /// A row whose quotes are wrong takes all its lines with it.
    fn broken(&mut self, line: u64, mut why: String) -> BadRow {
        let last = self.line() - u64::from(self.bytes.peek().is_some());
        if last > line && !why.ends_with("is lost") {
            let _ = write!(why, "; everything on lines {line} to {last} is lost");
        }
        self.bad(line, why)
    }

    fn bad(&mut self, line: u64, why: String) -> BadRow {
        self.over = self.bytes.peek().is_none();
        BadRow::lost(line, &self.table, why)
    }

    /// The row of a record: cells that its end lacks are missing, and empty ones too many are nothing.
    fn row(header: &Arc<TableHeader>, mut record: Record, line: u64) -> Result<FileRow, String> {
        if record.over {
            return Err(too_long());
        }
        let columns = header.columns.len();
        while record.fields.len() > columns
            && record
                .fields
                .last()
                .is_some_and(|last| last.trim_ascii().is_empty())
        {
            record.fields.pop();
        }
        let fields = record.fields.iter();
        let breaks: usize = fields
            .map(|field| memchr::memchr_iter(b'\n', field).count())
            .sum();
        let mut cells: Vec<Cell> = record.fields.into_iter().map(cell).collect();
        if cells.len() < columns {
            cells.resize(columns, Cell::Missing);
        }
        let row = FileRow::new(header, cells, line).map_err(|why| {
            if breaks == 0 {
                return why;
            }
            let last = line + breaks as u64;
            format!("{why}; it goes on to line {last} as a quote in it may have been left open")
        })?;
        Ok(FileRow {
            spans_lines: record.spans_lines,
            ..row
        })
    }
}

impl RowReader for CsvRows {
    fn next(
        &mut self,
        wanted: &mut dyn FnMut(&Arc<TableHeader>) -> bool,
    ) -> Option<Result<FileRow, BadRow>> {
        loop {
            if self.over {
                return None;
            }
            let header = match self.read_header() {
                Ok(header) => header,
                Err(bad) => {
                    self.over = true;
                    return Some(Err(bad));
                }
            };
            if !self.seek() {
                self.over = true;
                let failure = self.bytes.failure()?;
                let (line, why) = (self.line(), unreadable(&failure));
                return Some(Err(self.bad(line, why)));
            }
            let header = header?;
            let line = self.line();
            let mut record = Record::new(wanted(&header));
            if let Err(why) = self.record(&mut record) {
                return Some(Err(self.broken(line, why)));
            }
            if record.keep && (record.over || !record.is_blank()) {
                let row = Self::row(&header, record, line);
                return Some(row.map_err(|why| self.bad(line, why)));
            }
        }
    }
}

/// An empty field is null, and so is MySQL's `\N`. The apostrophe that our export puts before what would be a
/// formula is taken back.
fn cell(field: Vec<u8>) -> Cell {
    match &*field {
        b"" | b"\\N" => Cell::Null,
        _ => Cell::from_bytes(unguarded(field)),
    }
}
