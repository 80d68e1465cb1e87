//! SQL dumps, read row by row: MySQL's and MariaDB's (`mysqldump`), SQLite's (`.dump`) and
//! PostgreSQL's (`pg_dump`, with `copy` or `--inserts`).
//!
//! Nothing is run and no more than one row is held. What isn't an insertion, a copy or the names of
//! a table's columns is passed over: versioned comments, triggers, procedures, settings.

mod copy;
mod names;
mod scan;
#[cfg(test)]
mod tests;
mod text;
mod value;

use std::collections::HashMap;
use std::sync::Arc;

use crate::transfer::rows::{Bad, Bytes, Header, MAX_ROW, Row, Rows, too_long};
use scan::{Cut, Scan};
use value::Budget;

/// An SQL dump.
pub(crate) struct Dump {
    scan: Scan,
    state: State,
    /// The columns of tables the dump has made so far, by name.
    tables: HashMap<String, Arc<Header>>,
}

enum State {
    /// Between statements.
    Top,
    /// In an insertion, before a row.
    Values(Arc<Header>),
    /// In a copy, at a line.
    Copy(Arc<Header>),
    Over,
}

/// What may stand between `insert` and a table's name: `insert or replace into`, `insert ignore`, …
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

/// Why a row can't be read.
enum Trouble {
    /// The file ends in it.
    Cut,
    /// It has something that isn't understood.
    Odd(String),
}

impl From<Cut> for Trouble {
    fn from(_: Cut) -> Self {
        Self::Cut
    }
}

impl Dump {
    /// A dump from its beginning. `backslashes` says whether they escape in texts, as MySQL has it;
    /// `None` leaves it to the dump, which shows by its comments and backticks.
    #[must_use]
    pub(crate) fn new(bytes: Bytes, backslashes: Option<bool>) -> Self {
        Self {
            scan: Scan::new(bytes, backslashes),
            state: State::Top,
            tables: HashMap::new(),
        }
    }

    /// Begins the next statement.
    fn statement(&mut self) -> Result<(), Trouble> {
        self.scan.skip_blank();
        if self.scan.bytes.peek().is_none() {
            self.state = State::Over;
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
            "insert" | "replace" => self.insertion(),
            "create" => self.creation(),
            "copy" => self.copying(),
            "delimiter" => {
                self.scan.set_delimiter();
                Ok(())
            }
            _ => Ok(self.scan.skip_statement()?),
        }
    }

    /// `insert into t (a, b) values`, up to its rows.
    fn insertion(&mut self) -> Result<(), Trouble> {
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
        self.state = State::Values(self.header(table, listed));
        Ok(())
    }

    fn header(&self, table: String, listed: Option<Vec<String>>) -> Arc<Header> {
        match (listed, self.tables.get(&table.to_lowercase())) {
            (Some(columns), _) => Arc::new(Header { table, columns }),
            (None, Some(known)) => Arc::clone(known),
            (None, None) => Arc::new(Header {
                table,
                columns: Vec::new(),
            }),
        }
    }

    fn creation(&mut self) -> Result<(), Trouble> {
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
            self.tables.insert(key, Arc::new(Header { table, columns }));
        }
        Ok(self.scan.skip_statement()?)
    }

    /// A row of an insertion.
    fn row(&mut self, header: &Arc<Header>, keep: bool) -> Result<Row, Trouble> {
        let line = self.scan.bytes.line();
        let mut budget = Budget::new(keep, MAX_ROW);
        let cells = self.scan.cells(&mut budget)?;
        self.after_row()?;
        if budget.over {
            return Err(Trouble::Odd(too_long()));
        }
        if keep && header.columns.is_empty() {
            return Err(Trouble::Odd("the dump doesn't name its columns".to_owned()));
        }
        if keep && cells.len() != header.columns.len() {
            let (values, columns) = (cells.len(), header.columns.len());
            return Err(Trouble::Odd(format!(
                "it has {values} values for {columns} columns"
            )));
        }
        Ok(Row {
            header: Arc::clone(header),
            cells,
            line,
        })
    }

    /// To the next row, or past the end of the statement.
    fn after_row(&mut self) -> Result<(), Trouble> {
        self.scan.skip_blank();
        if self.scan.bytes.take_if(b",") {
            self.scan.skip_blank();
            return Ok(());
        }
        self.state = State::Top;
        // `on duplicate key update …` and its like.
        Ok(self.scan.skip_statement()?)
    }

    fn bad(&mut self, line: u64, table: &str, trouble: Trouble) -> Bad {
        let why = match trouble {
            Trouble::Cut => {
                self.state = State::Over;
                let failure = self.scan.bytes.failure();
                failure.map_or_else(
                    || "the file ends in the middle of it".to_owned(),
                    |error| format!("the file can't be read any further ({error})"),
                )
            }
            Trouble::Odd(why) => why,
        };
        Bad {
            line,
            table: table.to_owned(),
            why,
        }
    }

    /// The row at this place, or what is wrong with it; after something that isn't understood the
    /// rest of its statement is passed over.
    fn judged(&mut self, header: &Arc<Header>, keep: bool) -> Result<Row, Bad> {
        let line = self.scan.bytes.line();
        let opens = self.scan.bytes.peek() == Some(b'(');
        let read = if opens {
            self.row(header, keep)
        } else {
            Err(Trouble::Odd("a row is expected here".to_owned()))
        };
        read.map_err(|trouble| {
            let mid_row = self.scan.in_row || !opens;
            let mut bad = self.bad(line, &header.table, trouble);
            if mid_row && !matches!(self.state, State::Over) {
                bad.why += "; the rest of its statement is passed over";
                self.scan.in_row = false;
                self.state = State::Top;
                if self.scan.skip_statement().is_err() {
                    self.state = State::Over;
                }
            }
            bad
        })
    }
}

impl Rows for Dump {
    fn next(&mut self, wanted: &mut dyn FnMut(&Arc<Header>) -> bool) -> Option<Result<Row, Bad>> {
        loop {
            let line = self.scan.bytes.line();
            let (read, keep) = match &self.state {
                State::Over => {
                    let failure = self.scan.bytes.failure()?;
                    let why = format!("the file can't be read any further ({failure})");
                    return Some(Err(self.bad(line, "", Trouble::Odd(why))));
                }
                State::Top => match self.statement() {
                    Ok(()) => continue,
                    Err(trouble) => return Some(Err(self.lost(line, trouble))),
                },
                State::Values(header) => {
                    let header = Arc::clone(header);
                    self.scan.skip_blank();
                    let keep = wanted(&header);
                    (self.judged(&header, keep), keep)
                }
                State::Copy(header) => {
                    let header = Arc::clone(header);
                    match self.copied(&header, wanted) {
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
    /// A statement that can't be read: the next begins after it.
    fn lost(&mut self, line: u64, trouble: Trouble) -> Bad {
        if matches!(trouble, Trouble::Odd(_)) && self.scan.skip_statement().is_err() {
            self.state = State::Over;
        }
        self.bad(line, "", trouble)
    }
}
