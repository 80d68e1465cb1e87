//! What is wrong with an instrument's folder, and where.

use std::fmt;

use crate::domain::text::printable;

/// One thing that is wrong, or worth knowing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    /// The file's name; empty for the folder itself.
    pub file: String,
    /// The place in it: the way to a value, or a line; empty for the file itself.
    pub place: String,
    /// What is so there: a whole sentence without its full stop.
    pub what: String,
    /// Whether the instrument can be used all the same.
    pub is_warning: bool,
}

/// `key.json, [3].sign: it must be 1 or -1, not 2`; what a stranger wrote moves no cursor.
impl fmt::Display for Remark {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [self.file.as_str(), self.place.as_str()].into_iter();
        let places: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        let text = format!("{}: {}", places.join(", "), self.what);
        out.write_str(printable(&text).trim_start_matches(": "))
    }
}

/// Gathers what is wrong with one file.
#[derive(Debug)]
pub(super) struct Remarks<'all> {
    file: &'static str,
    all: &'all mut Vec<Remark>,
}

impl<'all> Remarks<'all> {
    pub(super) const fn of(file: &'static str, all: &'all mut Vec<Remark>) -> Self {
        Self { file, all }
    }

    pub(super) fn wrong(&mut self, place: &str, what: impl Into<String>) {
        self.add(place, what.into(), false);
    }

    pub(super) fn warn(&mut self, place: &str, what: impl Into<String>) {
        self.add(place, what.into(), true);
    }

    fn add(&mut self, place: &str, what: String, is_warning: bool) {
        // Ten thousand things of one kind are told as well by the first of them.
        if self.all.len() < MOST {
            self.all.push(Remark {
                file: self.file.to_owned(),
                place: cut(place, 80),
                what,
                is_warning,
            });
        }
    }
}

/// Most that are told at once.
const MOST: usize = 200;

/// The beginning of a stranger's text.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
