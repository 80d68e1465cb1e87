//! Reads rows out of XML as phpMyAdmin and `mysqldump --xml` write it.
//!
//! phpMyAdmin has a `table` for each row and a `column` for each value, mysqldump a `row` within
//! `table_data` and a `field` for each value. Anything else is passed over.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::transfer::rows::{
    BadRow, Bytes, Cell, FileRow, MAX_ROW, RowReader, TableHeader, too_long, unreadable,
};

/// An XML file.
pub(crate) struct XmlRows {
    bytes: Bytes,
    /// mysqldump's table.
    table: String,
    header: Option<Arc<TableHeader>>,
    /// How many elements are open.
    depth: u64,
    /// The row that has begun.
    row: Option<OpenRow>,
    over: bool,
}

struct OpenRow {
    table: String,
    line: u64,
    columns: Vec<String>,
    cells: Vec<Cell>,
    room: usize,
}

/// What stands between `<` and `>`.
struct Tag {
    text: Vec<u8>,
}

/// Longest tag that is kept; a longer one isn't one of ours.
const LONGEST_TAG: usize = 4096;

impl Tag {
    /// The element's name; a closing tag's begins with a slash.
    fn name(&self) -> &[u8] {
        let blank = |byte: &u8| byte.is_ascii_whitespace();
        let end = self.text.iter().position(blank);
        let name = &self.text[..end.unwrap_or(self.text.len())];
        name.strip_suffix(b"/").unwrap_or(name)
    }

    fn is_empty_element(&self) -> bool {
        self.text.ends_with(b"/")
    }

    /// The value of an attribute.
    fn attribute(&self, name: &str) -> Option<String> {
        let text = String::from_utf8_lossy(&self.text);
        for quote in ['"', '\''] {
            let begin = format!(" {name}={quote}");
            if let Some((_, rest)) = text.split_once(&begin) {
                return Some(unescaped(rest.split(quote).next().unwrap_or_default()));
            }
        }
        None
    }
}

impl XmlRows {
    /// The rows of a file.
    #[must_use]
    pub(crate) const fn new(bytes: Bytes, table: String) -> Self {
        Self {
            bytes,
            table,
            header: None,
            depth: 0,
            row: None,
            over: false,
        }
    }

    /// Moves behind the next `<`; whether there is one.
    fn seek(&mut self) -> bool {
        while let Some(byte) = self.bytes.pop() {
            if byte == b'<' {
                return true;
            }
        }
        false
    }

    /// The tag whose `<` was consumed; `None` for comments, declarations and at the file's end.
    fn tag(&mut self) -> Option<Tag> {
        for (begin, end) in [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>"), ("!", ">")] {
            if self.bytes.take_if(begin.as_bytes()) {
                while !self.bytes.take_if(end.as_bytes()) {
                    self.bytes.pop()?;
                }
                return None;
            }
        }
        let (mut text, mut quote) = (Vec::new(), None);
        loop {
            let byte = self.bytes.pop()?;
            match (byte, quote) {
                (b'>', None) => return Some(Tag { text }),
                (b'"' | b'\'', None) => quote = Some(byte),
                (_, Some(begun)) if begun == byte => quote = None,
                _ => {}
            }
            if text.len() < LONGEST_TAG {
                text.push(byte);
            }
        }
    }

    /// The text of a value up to its closing tag, which is left; `None` at the file's end.
    fn value(&mut self, room: &mut usize) -> Option<Vec<u8>> {
        let mut text = Vec::new();
        let mut push = |byte: u8| {
            if *room > 0 {
                *room -= 1;
                text.push(byte);
            }
        };
        loop {
            match self.bytes.peek()? {
                b'<' if self.bytes.take_if(b"<![CDATA[") => {
                    while !self.bytes.take_if(b"]]>") {
                        push(self.bytes.pop()?);
                    }
                }
                b'<' => return Some(text),
                b'&' => {
                    let entity: Vec<u8> = self.bytes.ahead(12).to_vec();
                    let end = entity.iter().position(|byte| *byte == b';');
                    let entity = entity[..end.map_or(1, |end| end + 1)].to_vec();
                    self.bytes.take_if(&entity);
                    unescaped(&String::from_utf8_lossy(&entity))
                        .bytes()
                        .for_each(&mut push);
                }
                _ => push(self.bytes.pop()?),
            }
        }
    }

    /// Reads a value into the row; whether the file goes on.
    fn cell(&mut self, tag: &Tag) -> Option<()> {
        let mut row = self.row.take()?;
        let null = tag.attribute("xsi:nil").as_deref() == Some("true");
        let text = if tag.is_empty_element() {
            Vec::new()
        } else {
            self.depth += 1;
            self.value(&mut row.room)?
        };
        row.room = row.room.saturating_sub(32);
        if row.room > 0 {
            row.columns.push(tag.attribute("name").unwrap_or_default());
            // phpMyAdmin writes no other NULL.
            let null = null || text == b"NULL";
            row.cells.push(if null {
                Cell::Null
            } else {
                Cell::from_bytes(text)
            });
        }
        self.row = Some(row);
        Some(())
    }

    /// Takes a tag; a row, if it closes one.
    fn take(&mut self, tag: &Tag) -> Option<OpenRow> {
        let line = self.bytes.line();
        match tag.name() {
            b"/row" | b"/table" => {
                self.depth = self.depth.saturating_sub(1);
                return self.row.take();
            }
            name if name.starts_with(b"/") => self.depth = self.depth.saturating_sub(1),
            b"column" | b"field" if self.row.is_some() => {
                let read = self.cell(tag);
                self.over |= read.is_none();
            }
            name => {
                self.depth += u64::from(!tag.is_empty_element());
                let given = tag.attribute("name");
                match name {
                    b"table_data" => self.table = given.unwrap_or_default(),
                    b"row" => self.row = Some(OpenRow::new(self.table.clone(), line)),
                    b"table" if given.is_some() && !tag.is_empty_element() => {
                        self.row = Some(OpenRow::new(given.unwrap_or_default(), line));
                    }
                    _ => {}
                }
            }
        }
        None
    }

    fn header_of(&mut self, table: String, columns: Vec<String>) -> Arc<TableHeader> {
        let header = TableHeader { table, columns };
        match &self.header {
            Some(last) if **last == header => Arc::clone(last),
            _ => Arc::clone(self.header.insert(Arc::new(header))),
        }
    }

    /// What is told at the file's end, if it comes too early.
    fn end(&mut self) -> Option<BadRow> {
        self.over = true;
        let failure = self.bytes.failure().map(|error| unreadable(&error));
        let early =
            (self.depth > 0).then(|| "the file ends before its last element does".to_owned());
        let why = failure.or(early)?;
        let table = self.row.take().map_or_else(String::new, |row| row.table);
        Some(BadRow::lost(self.bytes.line(), &table, why))
    }
}

impl OpenRow {
    const fn new(table: String, line: u64) -> Self {
        Self {
            table,
            line,
            columns: Vec::new(),
            cells: Vec::new(),
            room: MAX_ROW,
        }
    }
}

impl RowReader for XmlRows {
    fn next(
        &mut self,
        wanted: &mut dyn FnMut(&Arc<TableHeader>) -> bool,
    ) -> Option<Result<FileRow, BadRow>> {
        while !self.over {
            if !self.seek() {
                return self.end().map(Err);
            }
            let Some(tag) = self.tag() else { continue };
            let row = self.take(&tag);
            if self.over {
                return self.end().map(Err);
            }
            let Some(row) = row else { continue };
            if row.room == 0 {
                return Some(Err(BadRow::lost(row.line, &row.table, too_long())));
            }
            let header = self.header_of(row.table, row.columns);
            if wanted(&header) {
                return Some(Ok(FileRow::of(&header, row.cells, row.line)));
            }
        }
        None
    }
}

/// A text with its entities replaced; unknown ones stay.
fn unescaped(text: &str) -> String {
    let mut pieces = text.split('&');
    let mut made = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let known = piece
            .split_once(';')
            .and_then(|(name, rest)| Some((letter(name)?, rest)));
        if let Some((letter, rest)) = known {
            made.push(letter);
            made.push_str(rest);
        } else {
            made.push('&');
            made.push_str(piece);
        }
    }
    made
}

fn letter(entity: &str) -> Option<char> {
    Some(match entity {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let digits = entity.strip_prefix('#')?;
            let number = match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => digits.parse(),
            };
            char::from_u32(number.ok()?)?
        }
    })
}
