//! Reads comma-separated values.

use std::cell::Cell as Shared;
use std::io::{self, Read};
use std::rc::Rc;
use std::sync::Arc;

use csv::{ByteRecord, Reader, ReaderBuilder};

use crate::transfer::rows::{
    BadRow, Bytes, Cell, FileRow, MAX_ROW, RowReader, TableHeader, too_long,
};

/// A CSV file with a header line, separated by commas, semicolons or tabs.
pub(crate) struct CsvRows {
    reader: Reader<BoundedInput>,
    room: Rc<Shared<usize>>,
    /// The line that the parser read last.
    line: Rc<Shared<u64>>,
    header: Option<Arc<TableHeader>>,
    table: String,
    over: bool,
}

/// Limits what the parser reads for one row, because it holds a row whole, however long. It returns one
/// line a call, so that the parser's line is known.
struct BoundedInput {
    bytes: Bytes,
    room: Rc<Shared<usize>>,
    line: Rc<Shared<u64>>,
}

impl Read for BoundedInput {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let room = self.room.get();
        if room == 0 {
            return Err(io::Error::other(too_long()));
        }
        if self.bytes.peek().is_none() {
            return self.bytes.failure().map_or(Ok(0), Err);
        }
        self.line.set(self.bytes.line());
        let (most, mut count) = (out.len().min(room), 0);
        while count < most && (count == 0 || out[count - 1] != b'\n') {
            let Some(byte) = self.bytes.pop() else { break };
            out[count] = byte;
            count += 1;
        }
        self.room.set(room - count);
        Ok(count)
    }
}

impl CsvRows {
    /// Rows of this table.
    #[must_use]
    pub(crate) fn new(mut bytes: Bytes, table: &str) -> Self {
        let delimiter = separator(bytes.ahead(4096));
        let (room, line) = (Rc::new(Shared::new(MAX_ROW)), Rc::new(Shared::new(1)));
        let input = BoundedInput {
            bytes,
            room: Rc::clone(&room),
            line: Rc::clone(&line),
        };
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_reader(input);
        Self {
            reader,
            room,
            line,
            header: None,
            table: table.to_owned(),
            over: false,
        }
    }

    fn header(&mut self) -> Result<Arc<TableHeader>, csv::Error> {
        if let Some(header) = &self.header {
            return Ok(Arc::clone(header));
        }
        let names = self.reader.byte_headers()?;
        let columns = names
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim().to_owned());
        let header = Arc::new(TableHeader {
            table: self.table.clone(),
            columns: columns.collect(),
        });
        self.header = Some(Arc::clone(&header));
        Ok(header)
    }

    fn read(&mut self) -> Result<Option<(Arc<TableHeader>, ByteRecord)>, csv::Error> {
        let header = self.header()?;
        let mut record = ByteRecord::new();
        self.room.set(MAX_ROW);
        let found = self.reader.read_byte_record(&mut record)?;
        Ok(found.then_some((header, record)))
    }

    fn bad(&self, line: u64, why: String) -> BadRow {
        BadRow {
            line,
            table: self.table.clone(),
            why,
        }
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
            let begins = self.line.get() + 1;
            let (header, record) = match self.read() {
                Ok(found) => found?,
                Err(error) => {
                    self.over = true;
                    return Some(Err(self.bad(begins, error.to_string())));
                }
            };
            if !wanted(&header) {
                continue;
            }
            let breaks = record.as_slice().iter().filter(|byte| **byte == b'\n');
            let line = self.line.get() - breaks.count() as u64;
            let cells = record.iter().map(cell).collect();
            let row = FileRow::new(&header, cells, line);
            return Some(row.map_err(|why| self.bad(line, why)));
        }
    }
}

/// An empty field is null, and so is MySQL's `\N`.
fn cell(field: &[u8]) -> Cell {
    match field {
        b"" | b"\\N" => Cell::Null,
        field => Cell::from_bytes(field.to_vec()),
    }
}

/// The separator that the first line has most of.
fn separator(start: &[u8]) -> u8 {
    let line = start
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |sign: u8| memchr::memchr_iter(sign, line).count();
    [b';', b'\t', b',']
        .into_iter()
        .max_by_key(|sign| count(*sign))
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn all(text: &str) -> Vec<Result<FileRow, BadRow>> {
        let bytes = Bytes::new(Box::new(Cursor::new(text.as_bytes().to_vec())));
        let mut rows = CsvRows::new(bytes, "users");
        std::iter::from_fn(|| rows.next(&mut |_| true)).collect()
    }

    #[test]
    fn quotes_lines_and_what_is_missing() {
        let rows =
            all("\u{feff}email,name\r\na@b.co,\"x, \"\"y\"\"\nz\"\n\nc@d.co,\\N\ne@f.co\n,q\n");
        let row = |at: usize| rows[at].as_ref().expect("a row");
        assert_eq!(row(0).header.columns, ["email", "name"]);
        assert_eq!(row(0).cells[1], Cell::Text("x, \"y\"\nz".into()));
        assert_eq!((row(0).line, row(1).line), (2, 5));
        assert_eq!(row(1).cells[1], Cell::Null);
        let bad = rows[2].as_ref().expect_err("too few");
        assert_eq!((bad.line, &*bad.why), (6, "it has 1 values for 2 columns"));
        assert_eq!(row(3).cells[0], Cell::Null);
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        let rows = all("a,b\r\n\r\n1,\"x\r\ny\"\r\n3,4");
        let lines: Vec<u64> = rows
            .iter()
            .map(|row| row.as_ref().expect("a row").line)
            .collect();
        assert_eq!(lines, [3, 5]);
    }

    #[test]
    fn other_separators() {
        for text in ["a;b\n1;2,5\n", "a\tb\n1\t2,5\n"] {
            let rows = all(text);
            assert_eq!(
                rows[0].as_ref().expect("a row").cells[1],
                Cell::Text("2,5".into())
            );
        }
    }

    #[test]
    fn a_row_without_end_is_not_held() {
        let text = format!("a,b\n1,\"{}", "x".repeat(MAX_ROW + 100_000));
        let rows = all(&text);
        assert_eq!(rows.len(), 1);
        assert!(
            rows[0]
                .as_ref()
                .is_err_and(|bad| bad.why.contains("24 MiB")),
            "{rows:?}"
        );
    }
}
