//! Reads names of tables and columns.

use super::parse_error::{ParseError, Truncated};
use super::scan::{Scan, in_word};

/// Most columns of a table that are read, and most bytes of a name.
const MOST_COLUMNS: usize = 4096;
const LONGEST: usize = 256;

/// Words that begin a table's definition lines other than columns.
const NO_COLUMNS: [&str; 12] = [
    "primary",
    "key",
    "unique",
    "constraint",
    "index",
    "foreign",
    "check",
    "fulltext",
    "spatial",
    "exclude",
    "like",
    "period",
];

/// Types of columns, without those that no key or name has.
const TYPES: [&str; 34] = [
    "bigint",
    "binary",
    "bit",
    "blob",
    "bool",
    "boolean",
    "bytea",
    "char",
    "character",
    "date",
    "datetime",
    "decimal",
    "double",
    "enum",
    "float",
    "int",
    "integer",
    "json",
    "jsonb",
    "longtext",
    "mediumint",
    "mediumtext",
    "numeric",
    "real",
    "serial",
    "smallint",
    "text",
    "time",
    "timestamp",
    "timestamptz",
    "tinyint",
    "tinytext",
    "uuid",
    "varchar",
];

impl Scan {
    /// A table's name; of `schema.table` the last part.
    pub(super) fn name(&mut self) -> Result<String, ParseError> {
        let mut name = self.part()?;
        while self.bytes.take_if(b".") {
            name = self.part()?;
        }
        Ok(name)
    }

    /// `(a, "b", `c`)`.
    pub(super) fn names(&mut self) -> Result<Vec<String>, ParseError> {
        let mut names = Vec::new();
        self.bytes.take_if(b"(");
        loop {
            names.push(self.part()?);
            self.skip_blank();
            match self.bytes.pop() {
                Some(b',') if names.len() < MOST_COLUMNS => {}
                Some(b')') => return Ok(names),
                None => return Err(ParseError::Truncated),
                Some(_) => return Err(unexpected("a list of columns can't be read")),
            }
        }
    }

    /// The columns of `create table t (…)`, from its parenthesis on; none for `create table t as …`.
    pub(super) fn column_definitions(&mut self) -> Result<Vec<String>, ParseError> {
        let mut columns = Vec::new();
        self.skip_blank();
        if !self.bytes.take_if(b"(") {
            return Ok(columns);
        }
        loop {
            self.skip_blank();
            let quoted = !self.bytes.peek().is_some_and(in_word);
            let name = self.part()?;
            let defines = quoted
                || !NO_COLUMNS.contains(&name.to_lowercase().as_str())
                || self.type_follows();
            if defines && columns.len() < MOST_COLUMNS {
                columns.push(name);
            }
            if self.skip_definition()? {
                return Ok(columns);
            }
        }
    }

    /// Whether a column's type comes next, and no index that is called like one: `key text`, `key date (a)`.
    fn type_follows(&mut self) -> bool {
        let word = self.peek_word();
        let ahead = self.bytes.ahead(64);
        let rest = ahead[word.len().min(ahead.len())..].trim_ascii_start();
        let length = rest.strip_prefix(b"(").map(<[u8]>::trim_ascii_start);
        let begins = length.and_then(<[u8]>::first);
        TYPES.contains(&&*word) && begins.is_none_or(|byte| byte.is_ascii_digit() || *byte == b'\'')
    }

    /// Skips a column's type and constraints; returns whether it was the last.
    fn skip_definition(&mut self) -> Result<bool, Truncated> {
        let mut depth = 0_u32;
        loop {
            self.skip_blank();
            match self.bytes.pop().ok_or(Truncated)? {
                b'(' => depth = depth.saturating_add(1),
                b')' if depth == 0 => return Ok(true),
                b')' => depth -= 1,
                b',' if depth == 0 => return Ok(false),
                quote @ (b'\'' | b'"' | b'`') => self.skip_rest_of_quoted(quote)?,
                _ => {}
            }
        }
    }

    fn skip_rest_of_quoted(&mut self, quote: u8) -> Result<(), Truncated> {
        loop {
            match self.bytes.pop().ok_or(Truncated)? {
                b'\\' if self.backslashes() && quote != b'`' => {
                    self.bytes.pop();
                }
                byte if byte == quote => return Ok(()),
                _ => {}
            }
        }
    }

    fn part(&mut self) -> Result<String, ParseError> {
        self.skip_blank();
        let end = match self.bytes.peek() {
            None => return Err(ParseError::Truncated),
            Some(b'`') => {
                self.is_mysql();
                b'`'
            }
            // SQLite takes single quotes as well.
            Some(quote @ (b'"' | b'\'')) => quote,
            Some(b'[') => b']',
            Some(byte) if in_word(byte) => return Ok(self.bare()),
            Some(_) => return Err(unexpected("a name is expected here")),
        };
        self.bytes.pop();
        let mut name = Vec::new();
        loop {
            let byte = self.bytes.pop().ok_or(ParseError::Truncated)?;
            if byte == end && self.bytes.peek() != Some(end) {
                return Ok(String::from_utf8_lossy(&name).into_owned());
            }
            if byte == end {
                self.bytes.pop();
            }
            if name.len() < LONGEST {
                name.push(byte);
            }
        }
    }

    fn bare(&mut self) -> String {
        let mut name = Vec::new();
        while let Some(byte) = self
            .bytes
            .peek()
            .filter(|byte| in_word(*byte) || *byte == b'$')
        {
            self.bytes.pop();
            if name.len() < LONGEST {
                name.push(byte);
            }
        }
        String::from_utf8_lossy(&name).into_owned()
    }
}

fn unexpected(why: &str) -> ParseError {
    ParseError::Unexpected(why.to_owned())
}
