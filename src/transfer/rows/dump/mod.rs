//! Reads SQL dumps row by row: MySQL's and MariaDB's (`mysqldump`), SQLite's (`.dump`) and
//! PostgreSQL's (`pg_dump`, with `copy` or `--inserts`).
//!
//! No SQL is run, and only one row is held in memory. Anything but `insert`, `copy` and the columns of
//! `create table` is skipped: versioned comments, triggers, procedures, settings.

mod budget;
mod copy;
mod names;
#[cfg(test)]
mod odd_dumps;
mod parse_error;
mod scan;
mod state;
#[cfg(test)]
mod tests;
mod text;
mod value;
mod verbs;

use std::collections::HashMap;
use std::sync::Arc;

use crate::transfer::rows::{
    BadRow, Bytes, FileRow, MAX_ROW, RowReader, TableHeader, too_long, unreadable,
};
use budget::RowBudget;
use parse_error::ParseError;
use scan::Scan;
use state::DumpState;

/// An SQL dump.
pub(crate) struct Dump {
    scan: Scan,
    state: DumpState,
    /// The columns of the tables created so far, by name.
    tables: HashMap<String, Arc<TableHeader>>,
}

/// Words between `insert` and a table's name: `insert or replace into`, `insert ignore`, …
const BEFORE_NAME: [&str; 10] = [
    "into",
    "ignore",
    "or",
    "replace",
    "delayed",
    "low_priority",
    "high_priority",
    "rollback",
    "abort",
    "fail",
];

/// Most tables whose columns are remembered.
const MOST_TABLES: usize = 10_000;

impl Dump {
    /// A dump from its beginning. `backslashes` is whether they escape in strings, as in MySQL; with
    /// `None` the dump's comments and backticks decide.
    #[must_use]
    pub(crate) fn new(bytes: Bytes, backslashes: Option<bool>) -> Self {
        Self {
            scan: Scan::new(bytes, backslashes),
            state: DumpState::BetweenStatements,
            tables: HashMap::new(),
        }
    }

    /// Begins the next statement.
    fn statement(&mut self) -> Result<(), ParseError> {
        self.scan.skip_blank();
        if self.scan.bytes.peek().is_none() {
            self.state = DumpState::End;
            return Ok(());
        }
        if self.scan.bytes.peek() == Some(b'\\') {
            // psql's own commands.
            self.scan.skip_line();
            return Ok(());
        }
        if self.scan.bytes.peek() == Some(b'#') {
            // Only programs for MySQL write such comments.
            self.scan.is_mysql();
            self.scan.skip_line();
            return Ok(());
        }
        if self.scan.take_delimiter() || self.scan.bytes.take_if(b";") {
            return Ok(());
        }
        match self.scan.peek_word().as_str() {
            "insert" | "replace" => self.insert(),
            "create" => self.create(),
            "copy" => self.copy(),
            "delimiter" => {
                self.scan.word();
                self.scan.set_delimiter();
                Ok(())
            }
            "" if self.scan.bytes.peek() == Some(b'(') => {
                let why = "it belongs to no statement";
                Err(ParseError::Unexpected(why.to_owned()))
            }
            word if verbs::COMPOUND.contains(&word) => Ok(self.scan.skip_statement()?),
            word if verbs::SIMPLE.contains(&word) => Ok(self.scan.skip_simple_statement()?),
            _ => Err(self.no_statement()),
        }
    }

    /// Skips a line that is no SQL, such as a warning: the statement after it must not go with it.
    fn no_statement(&mut self) -> ParseError {
        const SHOWN: usize = 80;
        let ahead = self.scan.bytes.ahead(SHOWN);
        let line = ahead.split(|byte| matches!(byte, b'\n' | b'\r')).next();
        let shown = String::from_utf8_lossy(line.unwrap_or_default());
        let shown = shown.replace(|letter: char| letter.is_control(), " ");
        self.scan.skip_line();
        ParseError::NoStatement(format!("the line is no SQL statement ({shown})"))
    }

    /// `insert into t (a, b) values`, up to its rows.
    fn insert(&mut self) -> Result<(), ParseError> {
        self.scan.word();
        while BEFORE_NAME.contains(&self.scan.peek_word().as_str()) {
            self.scan.word();
        }
        let table = self.scan.name()?;
        self.scan.skip_blank();
        let listed = match self.scan.bytes.peek() {
            Some(b'(') => Some(self.scan.names()?),
            _ => None,
        };
        if self.scan.peek_word() == "overriding" {
            // PostgreSQL's `overriding system value`.
            (0..3).for_each(|_| drop(self.scan.word()));
        }
        if !matches!(self.scan.peek_word().as_str(), "values" | "value") {
            self.scan.skip_statement()?;
            let why = "its INSERT lists no values (it has SELECT or SET), which isn't read";
            self.state = DumpState::Unread(self.header(table, listed), why);
            return Ok(());
        }
        self.scan.word();
        self.state = DumpState::Insert(self.header(table, listed));
        Ok(())
    }

    fn header(&self, table: String, listed: Option<Vec<String>>) -> Arc<TableHeader> {
        match (listed, self.tables.get(&table.to_lowercase())) {
            (Some(columns), _) => Arc::new(TableHeader { table, columns }),
            (None, Some(known)) => Arc::clone(known),
            (None, None) => Arc::new(TableHeader {
                table,
                columns: Vec::new(),
            }),
        }
    }

    fn create(&mut self) -> Result<(), ParseError> {
        self.scan.word();
        while matches!(
            self.scan.peek_word().as_str(),
            "temporary" | "temp" | "unlogged"
        ) {
            self.scan.word();
        }
        match self.scan.peek_word().as_str() {
            "table" => {}
            "trigger" => return Ok(self.scan.skip_trigger()?),
            _ => return Ok(self.scan.skip_statement()?),
        }
        for word in ["table", "if", "not", "exists"] {
            if self.scan.peek_word() == word {
                self.scan.word();
            }
        }
        let table = self.scan.name()?;
        let columns = self.scan.column_definitions()?;
        if self.scan.peek_word() == "engine" {
            self.scan.is_mysql();
        }
        if self.tables.len() < MOST_TABLES {
            let key = table.to_lowercase();
            self.tables
                .insert(key, Arc::new(TableHeader { table, columns }));
        }
        Ok(self.scan.skip_statement()?)
    }

    /// A row of an `insert`.
    fn row(&mut self, header: &Arc<TableHeader>, keep: bool) -> Result<FileRow, ParseError> {
        let line = self.scan.bytes.line();
        let mut budget = RowBudget::new(keep, MAX_ROW);
        let cells = self.scan.cells(&mut budget)?;
        self.after_row()?;
        if budget.over {
            return Err(ParseError::Unexpected(too_long()));
        }
        if !keep {
            return Ok(FileRow::of(header, cells, line));
        }
        if header.columns.is_empty() {
            let why = "the dump doesn't name its columns";
            return Err(ParseError::Unexpected(why.to_owned()));
        }
        FileRow::new(header, cells, line).map_err(ParseError::Unexpected)
    }

    /// Moves to the next row, or past the end of the statement.
    fn after_row(&mut self) -> Result<(), ParseError> {
        self.scan.skip_blank();
        if self.scan.bytes.take_if(b",") {
            self.scan.skip_blank();
            return Ok(());
        }
        self.state = DumpState::BetweenStatements;
        match self.scan.peek_word().as_str() {
            "as" | "on" | "returning" => Ok(self.scan.skip_statement()?),
            // Where the delimiter is missing, the next statement must not go with this one.
            _ => {
                self.scan.take_delimiter();
                Ok(())
            }
        }
    }

    fn bad(&mut self, line: u64, table: &str, error: ParseError) -> BadRow {
        let why = match error {
            ParseError::Truncated => {
                self.state = DumpState::End;
                let failure = self.scan.bytes.failure();
                failure.map_or_else(
                    || "the file ends in the middle of it".to_owned(),
                    |error| unreadable(&error),
                )
            }
            ParseError::Unexpected(why) => why,
            ParseError::NoStatement(why) => {
                return BadRow {
                    is_lost: false,
                    ..BadRow::lost(line, table, why)
                };
            }
        };
        BadRow::lost(line, table, why)
    }

    /// The next row, or what is wrong with it; after a syntax error the next row of the statement is
    /// looked for.
    fn checked_row(&mut self, header: &Arc<TableHeader>, keep: bool) -> Result<FileRow, BadRow> {
        let line = self.scan.bytes.line();
        let opens = self.scan.bytes.peek() == Some(b'(');
        let read = if opens {
            self.row(header, keep)
        } else {
            Err(ParseError::Unexpected("a row is expected here".to_owned()))
        };
        read.map_err(|error| {
            let mut bad = self.bad(line, &header.table, error);
            if matches!(self.state, DumpState::End) {
                return bad;
            }
            let recovered = if !opens {
                bad.why += "; the rest of its statement is passed over";
                self.state = DumpState::BetweenStatements;
                self.scan.skip_statement().map_err(ParseError::from)
            } else if self.scan.depth > 0 {
                self.leave_row()
            } else {
                Ok(())
            };
            if recovered.is_err() {
                bad.why += "; the file ends in the middle of it";
                self.state = DumpState::End;
            }
            bad
        })
    }

    /// Leaves a row that can't be read.
    fn leave_row(&mut self) -> Result<(), ParseError> {
        if self.scan.skip_row()? {
            return self.after_row();
        }
        self.state = DumpState::BetweenStatements;
        Ok(())
    }
}

impl RowReader for Dump {
    fn next(
        &mut self,
        wanted: &mut dyn FnMut(&Arc<TableHeader>) -> bool,
    ) -> Option<Result<FileRow, BadRow>> {
        loop {
            let line = self.scan.bytes.line();
            let (read, keep) = match &self.state {
                DumpState::End => return self.end().map(Err),
                DumpState::Unread(header, why) => {
                    let (header, why) = (Arc::clone(header), *why);
                    self.state = DumpState::BetweenStatements;
                    if wanted(&header) {
                        return Some(Err(BadRow::lost(line, &header.table, why.to_owned())));
                    }
                    continue;
                }
                DumpState::BetweenStatements => match self.statement() {
                    Ok(()) => continue,
                    Err(error) => return Some(Err(self.bad_statement(line, error))),
                },
                DumpState::Insert(header) => {
                    let header = Arc::clone(header);
                    self.scan.skip_blank();
                    let keep = wanted(&header);
                    (self.checked_row(&header, keep), keep)
                }
                DumpState::Copy(header) => {
                    let header = Arc::clone(header);
                    match self.copy_line(&header, wanted) {
                        Some(read) => (read, true),
                        None => continue,
                    }
                }
            };
            if keep || read.is_err() {
                return Some(read);
            }
        }
    }
}

impl Dump {
    /// Skips a statement that can't be read.
    fn bad_statement(&mut self, line: u64, error: ParseError) -> BadRow {
        if matches!(error, ParseError::Unexpected(_)) && self.scan.skip_statement().is_err() {
            self.state = DumpState::End;
        }
        self.bad(line, "", error)
    }

    /// What is told at the file's end.
    fn end(&mut self) -> Option<BadRow> {
        let line = self.scan.bytes.line();
        if let Some(failure) = self.scan.bytes.failure() {
            return Some(BadRow::lost(line, "", unreadable(&failure)));
        }
        if let Some(line) = self.scan.open_comment.take() {
            let why = "the comment that begins here never ends; everything after it is lost";
            return Some(BadRow::lost(line, "", why.to_owned()));
        }
        let why =
            "the dump lacks the line that its program ends it with; it may have been cut short";
        std::mem::take(&mut self.scan.lacks_end).then(|| BadRow {
            is_lost: false,
            ..BadRow::lost(line, "", why.to_owned())
        })
    }
}
