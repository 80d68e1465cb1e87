//! Reads the fields of a row into typed values.

use std::time::SystemTime;

use serde_json::Value;

use crate::domain::field::Problem;
use crate::domain::moment::Moment;
use crate::transfer::import::meaning::Meaning;
use crate::transfer::import::sheet::Sheet;
use crate::transfer::import::{flag, when};
use crate::transfer::rows::{Cell, FileRow};

/// A row with its columns' names.
pub(crate) struct Fields<'row> {
    sheet: &'row Sheet,
    row: &'row FileRow,
    /// Fields that were left out, each with its reason; the row is imported without them.
    pub left_out: Vec<String>,
}

/// Names of columns, the likeliest first, as [`Sheet::keys`] writes them.
pub(crate) type ColumnNames = &'static [&'static str];

/// Why a row is rejected: a field and what is wrong with it.
pub(crate) type Rejection = String;

impl<'row> Fields<'row> {
    /// The fields of this row.
    #[must_use]
    pub(crate) const fn new(sheet: &'row Sheet, row: &'row FileRow) -> Self {
        Self {
            sheet,
            row,
            left_out: Vec::new(),
        }
    }

    /// The columns with this meaning, in the row's order, with their names in the file.
    pub(crate) fn each(
        &self,
        meaning: Meaning,
    ) -> impl Iterator<Item = (&'row str, &'row Cell)> + use<'row> {
        let columns = self.sheet.meanings.iter().zip(&self.sheet.header.columns);
        let cells = columns.zip(&self.row.cells);
        let own = cells.filter(move |((found, _), _)| **found == meaning);
        own.map(|((_, column), cell)| (column.as_str(), cell))
    }

    /// Whether the table has any of these columns.
    pub(crate) fn has(&self, names: ColumnNames) -> bool {
        self.sheet.keys.iter().any(|key| names.contains(&&**key))
    }

    /// Rejects a row that ends before a column that says what somebody may do.
    pub(crate) fn check_rights_are_there(&self) -> Result<(), Rejection> {
        let columns = self.sheet.meanings.iter().zip(&self.sheet.header.columns);
        let mut missing = columns
            .zip(&self.row.cells)
            .filter(|((meaning, _), cell)| **cell == Cell::Missing && meaning.is_of_rights());
        match missing.next() {
            None => Ok(()),
            Some(((_, column), _)) => Err(format!(
                "{}, and {column}, which says what they may do, isn't among them",
                self.too_few()
            )),
        }
    }

    fn too_few(&self) -> String {
        let there = self.row.cells.iter().filter(|cell| **cell != Cell::Missing);
        let (there, columns) = (there.count(), self.row.cells.len());
        format!("it has {there} values for {columns} columns")
    }

    /// The first of these columns that is filled, with its name in the file; if none is, the first that
    /// holds an empty text.
    #[must_use]
    pub(crate) fn cell(&self, names: &[&str]) -> Option<(&'row str, &'row Cell)> {
        let mut empty = None;
        for name in names {
            for (at, _) in (self.sheet.keys.iter().enumerate()).filter(|(_, key)| key == name) {
                let cell = self.row.cells.get(at)?;
                let found = (self.sheet.header.columns.get(at)?.as_str(), cell);
                match cell {
                    Cell::Null | Cell::Missing => {}
                    Cell::Text(text) if text.trim().is_empty() => empty = empty.or(Some(found)),
                    _ => return Some(found),
                }
            }
        }
        empty
    }

    /// A text, unchanged.
    pub(crate) fn text(&self, names: &[&str]) -> Result<Option<(&'row str, &'row str)>, Rejection> {
        match self.cell(names) {
            None => Ok(None),
            Some((column, Cell::Text(text))) => Ok(Some((column, text))),
            Some((column, Cell::Bytes(bytes))) => std::str::from_utf8(bytes)
                .map(|text| Some((column, text)))
                .map_err(|_| format!("{column}: it isn't UTF-8 text")),
            Some((column, _)) => Err(format!("{column}: it is a list or an object")),
        }
    }

    /// A parsed text; empty is `None`.
    pub(crate) fn read<T>(
        &self,
        names: &[&str],
        parse: impl Fn(&str) -> Result<T, Problem>,
    ) -> Result<Option<T>, Rejection> {
        match self.text(names)? {
            Some((column, text)) if !text.trim().is_empty() => parse(text)
                .map(Some)
                .map_err(|problem| format!("{column}: {}", problem_text(&problem))),
            _ => Ok(None),
        }
    }

    /// A parsed text within an object.
    pub(crate) fn nested<T>(
        &self,
        column: &'static str,
        name: &str,
        parse: impl Fn(&str) -> Result<T, Problem>,
    ) -> Result<Option<T>, Rejection> {
        let Some((column, Cell::Json(object))) = self.cell(&[column]) else {
            return Ok(None);
        };
        match object.get(name).and_then(Value::as_str) {
            Some(text) if !text.trim().is_empty() => parse(text)
                .map(Some)
                .map_err(|problem| format!("{column}.{name}: {}", problem_text(&problem))),
            _ => Ok(None),
        }
    }

    /// A parsed text of an optional field: an invalid one is left out and reported.
    pub(crate) fn optional<T>(
        &mut self,
        names: &[&str],
        parse: impl Fn(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        self.read(names, parse).unwrap_or_else(|why| {
            self.left_out.push(why);
            None
        })
    }

    /// A parsed text of a required field.
    pub(crate) fn required<T>(
        &self,
        names: &[&str],
        parse: impl Fn(&str) -> Result<T, Problem>,
    ) -> Result<T, Rejection> {
        self.read(names, parse)?.ok_or_else(|| {
            let column = self
                .sheet
                .keys
                .iter()
                .position(|key| names.contains(&key.as_str()));
            let column = column.and_then(|at| self.sheet.header.columns.get(at));
            let name = column.map_or(names[0], String::as_str);
            format!("{name}: it is missing")
        })
    }

    /// An optional moment at which something happened: one later than now is left out and reported.
    pub(crate) fn moment(&mut self, names: &[&str]) -> Option<Moment> {
        let found = self.optional(names, when::parse).flatten()?;
        if found <= Moment::from(SystemTime::now()).latest_believed() {
            return Some(found);
        }
        let column = self.cell(names).map_or(names[0], |(column, _)| column);
        self.left_out
            .push(format!("{column}: it is later than now"));
        None
    }

    /// Yes or no, where nobody's rights hang on it.
    pub(crate) fn flag(&mut self, names: &[&str]) -> Option<bool> {
        self.optional(names, flag::yes_or_no)
    }

    /// In CSV, whether a quote may have been left open: the rows behind it are in one of these columns
    /// then, none of which has line ends otherwise.
    pub(crate) fn check_quotes(&self, names: &[ColumnNames]) -> Result<(), Rejection> {
        let broken = |cell: &Cell| match cell {
            Cell::Text(text) => text.trim().contains(['\n', '\r']),
            _ => false,
        };
        if !self.row.spans_lines {
            return Ok(());
        }
        let mut cells = names.iter().filter_map(|names| self.cell(names));
        match cells.find(|(_, cell)| broken(cell)) {
            None => Ok(()),
            Some((column, _)) => Err(format!(
                "{column}: it goes over a line's end, so a quote before it was left open and what the \
                 lines hold is lost"
            )),
        }
    }

    /// Tells of a row that ends before its last columns.
    pub(crate) fn tell_missing(&mut self) {
        if self.row.cells.last() == Some(&Cell::Missing) {
            let why = self.too_few();
            self.left_out
                .push(format!("{why}; the last ones are taken as empty"));
        }
    }

    /// JSON, or text that holds it.
    pub(crate) fn json(&mut self, names: &[&str]) -> Option<Value> {
        let (column, cell) = self.cell(names)?;
        let read = match cell {
            Cell::Json(value) => Some(value.clone()),
            Cell::Text(text) if text.trim().is_empty() => return None,
            Cell::Text(text) => serde_json::from_str(text).ok(),
            _ => None,
        };
        if read.is_none() {
            self.left_out.push(format!("{column}: it isn't JSON"));
        }
        read
    }
}

/// A whole number.
pub(crate) fn integer(text: &str) -> Result<i64, Problem> {
    text.trim()
        .parse()
        .map_err(|_| Problem::OutOfRange(i64::MIN, i64::MAX))
}

/// What is wrong with a value, to follow its column.
#[must_use]
pub(crate) fn problem_text(problem: &Problem) -> String {
    match problem {
        Problem::Missing | Problem::Empty => "it is missing".to_owned(),
        Problem::TooShort(least) => format!("it needs {least} characters"),
        Problem::TooLong(most) => format!("it has more than {most} characters"),
        Problem::TooManyBytes(most) => format!("it has more than {most} bytes"),
        Problem::OutOfRange(i64::MIN, i64::MAX) => "it isn't a whole number".to_owned(),
        Problem::OutOfRange(least, most) => format!("it isn't between {least} and {most}"),
        Problem::NotOneOf(words) => format!("it is none of {}", words.join(", ")),
        Problem::NotAnEmail => "it isn't an e-mail address".to_owned(),
        Problem::NotAUsername => {
            "only letters, digits, . _ - and single blanks are allowed, a letter or digit first"
                .to_owned()
        }
        Problem::MixedScripts => "it mixes letters of alphabets that look alike".to_owned(),
        Problem::Reserved => "it is a word that paths reserve".to_owned(),
        Problem::ControlCharacters => "it has control characters".to_owned(),
        Problem::NotALink => "it isn't a link to a web page".to_owned(),
        Problem::NotAMoment => "it isn't a moment that can be read".to_owned(),
        _ => "it isn't what belongs there".to_owned(),
    }
}
