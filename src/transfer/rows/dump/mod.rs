//! Reads SQL dumps row by row: MySQL's and MariaDB's (`mysqldump`), SQLite's (`.dump`) and
//! PostgreSQL's (`pg_dump`, with `copy` or `--inserts`).
//!
//! No SQL is run, and only one row is held in memory. Anything but `insert`, `copy` and the columns of
//! `create table` is skipped: versioned comments, triggers, procedures, settings.

mod budget;
mod copy;
mod names;
mod parse_error;
mod scan;
mod state;
#[cfg(test)]
mod tests;
mod text;
mod value;

use std::collections::HashMap;
use std::sync::Arc;

use crate::transfer::rows::{BadRow, Bytes, FileRow, MAX_ROW, RowReader, TableHeader, too_long};
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
        if self.scan.take_delimiter() {
            return Ok(());
        }
        match self.scan.word().as_str() {
            "insert" | "replace" => self.insert(),
            "create" => self.create(),
            "copy" => self.copy(),
            "delimiter" => {
                self.scan.set_delimiter();
                Ok(())
            }
            _ => Ok(self.scan.skip_statement()?),
        }
    }

    /// `insert into t (a, b) values`, up to its rows.
    fn insert(&mut self) -> Result<(), ParseError> {
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
            return Ok(self.scan.skip_statement()?);
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
        while matches!(
            self.scan.peek_word().as_str(),
            "temporary" | "temp" | "unlogged"
        ) {
            self.scan.word();
        }
        if self.scan.peek_word() != "table" {
            return Ok(self.scan.skip_statement()?);
        }
        for word in ["table", "if", "not", "exists"] {
            if self.scan.peek_word() == word {
                self.scan.word();
            }
        }
        let table = self.scan.name()?;
        let columns = self.scan.column_definitions()?;
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
            let header = Arc::clone(header);
            return Ok(FileRow {
                header,
                cells,
                line,
            });
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
        // `on duplicate key update …` and its like.
        Ok(self.scan.skip_statement()?)
    }

    fn bad(&mut self, line: u64, table: &str, error: ParseError) -> BadRow {
        let why = match error {
            ParseError::Truncated => {
                self.state = DumpState::End;
                let failure = self.scan.bytes.failure();
                failure.map_or_else(
                    || "the file ends in the middle of it".to_owned(),
                    |error| format!("the file can't be read any further ({error})"),
                )
            }
            ParseError::Unexpected(why) => why,
        };
        BadRow {
            line,
            table: table.to_owned(),
            why,
        }
    }

    /// The next row, or what is wrong with it; after a syntax error the rest of the statement is
    /// skipped.
    fn checked_row(&mut self, header: &Arc<TableHeader>, keep: bool) -> Result<FileRow, BadRow> {
        let line = self.scan.bytes.line();
        let opens = self.scan.bytes.peek() == Some(b'(');
        let read = if opens {
            self.row(header, keep)
        } else {
            Err(ParseError::Unexpected("a row is expected here".to_owned()))
        };
        read.map_err(|error| {
            let mid_row = self.scan.in_row || !opens;
            let mut bad = self.bad(line, &header.table, error);
            if mid_row && !matches!(self.state, DumpState::End) {
                bad.why += "; the rest of its statement is passed over";
                self.scan.in_row = false;
                self.state = DumpState::BetweenStatements;
                if self.scan.skip_statement().is_err() {
                    self.state = DumpState::End;
                }
            }
            bad
        })
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
                DumpState::End => {
                    let failure = self.scan.bytes.failure()?;
                    let why = format!("the file can't be read any further ({failure})");
                    return Some(Err(self.bad(line, "", ParseError::Unexpected(why))));
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
}
