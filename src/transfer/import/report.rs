//! What an import found and did.

use std::collections::BTreeMap;
use std::io::Write;

use serde_json::{Value, json};

use crate::transfer::import::kind::TableKind;
use crate::transfer::import::nothing::EmptyWord;
use crate::transfer::import::reason;
use crate::transfer::import::sheet::Sheet;

/// How many rows of a table had which outcome.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tally {
    /// Rows in the file.
    pub read: u64,
    /// Rows inserted.
    pub made: u64,
    /// Rows that existed and are equal.
    pub same: u64,
    /// Rows that existed and were changed.
    pub changed: u64,
    /// Rows that exist, differ, and were kept.
    pub kept: u64,
    /// Rows that were rejected.
    pub rejected: u64,
}

/// A table of the files.
#[derive(Debug, Clone)]
pub(crate) struct TableReport {
    /// What its rows are.
    pub kind: TableKind,
    /// How many had which outcome.
    pub tally: Tally,
    /// Columns that aren't imported.
    pub passed_over: Vec<String>,
}

/// A row that was rejected, cut, renamed or kept, with the reason.
#[derive(Debug, Clone)]
pub(crate) struct RowFinding {
    /// `rejected`, `left out` (a field of an imported row), `renamed` (an account that can't have its username),
    /// `kept` (the existing row), `not active` (an account that a flag closes) or `passed over` (something that is no
    /// row).
    pub what: &'static str,
    /// The file.
    pub file: String,
    /// The line the row begins on.
    pub line: u64,
    /// The table.
    pub table: String,
    /// What is wrong, or what differs.
    pub reason: String,
}

/// The finding of a row that is lost.
pub(super) const REJECTED: &str = "rejected";

/// Everything an import found and did.
#[derive(Default)]
pub(crate) struct ImportReport {
    /// Each table by its name.
    pub tables: BTreeMap<String, TableReport>,
    /// The first findings of each kind.
    pub findings: Vec<RowFinding>,
    /// How many findings there were of each kind.
    pub counts: BTreeMap<&'static str, u64>,
    /// How many rows were rejected for each reason, without its particulars.
    pub reasons: BTreeMap<String, u64>,
    /// Words that were taken as nothing, by table, column and word.
    pub empty_words: BTreeMap<(String, String, String), u64>,
    /// Files without a row of any table that is imported, and whether they have rows at all.
    pub not_imported: Vec<(String, bool)>,
    /// Inserted accounts by status.
    pub statuses: BTreeMap<&'static str, u64>,
    /// Inserted accounts by the form of their password.
    pub passwords: BTreeMap<&'static str, u64>,
    /// Photos stored.
    pub photos: u64,
    /// Statements of the quiz, and how many of them aren't ours.
    pub questions: (Vec<String>, u64),
    /// A file for all findings, a JSON object a line.
    pub all: Option<Box<dyn Write + Send>>,
}

/// Most findings of a kind, and most reasons, kept in memory; all are counted, and written to `all`.
const MOST_FINDINGS: u64 = 100;

impl ImportReport {
    /// Adds a table; `known` are the columns that are imported.
    pub(super) fn add_table(&mut self, sheet: &Sheet, known: &[&[&str]]) {
        let header = &sheet.header;
        let table = self
            .tables
            .entry(header.table.clone())
            .or_insert_with(|| TableReport {
                kind: sheet.kind,
                tally: Tally::default(),
                passed_over: Vec::new(),
            });
        table.kind = sheet.kind;
        if matches!(sheet.kind, TableKind::Unsupported(_)) {
            return;
        }
        let ignored = |key: &str| !known.iter().any(|names| names.contains(&key));
        let unknown = sheet
            .keys
            .iter()
            .zip(&header.columns)
            .filter(|(key, _)| ignored(key));
        for (_, column) in unknown {
            if (table.passed_over.len() as u64) < MOST_FINDINGS
                && !table.passed_over.contains(column)
            {
                table.passed_over.push(column.clone());
            }
        }
    }

    pub(super) fn tally(&mut self, table: &str) -> &mut Tally {
        let empty = || TableReport {
            kind: TableKind::Unsupported("its rows can't be read"),
            tally: Tally::default(),
            passed_over: Vec::new(),
        };
        &mut self
            .tables
            .entry(table.to_owned())
            .or_insert_with(empty)
            .tally
    }

    pub(super) fn add_empty_words(&mut self, table: &str, words: Vec<EmptyWord>) {
        for (column, word) in words {
            const MOST_WORDS: usize = 1000;
            if self.empty_words.len() >= MOST_WORDS {
                return;
            }
            let passed_over = |table: &TableReport| table.passed_over.contains(&column);
            if !self.tables.get(table).is_some_and(passed_over) {
                let place = (table.to_owned(), column, word);
                *self.empty_words.entry(place).or_default() += 1;
            }
        }
    }

    fn add_reason(&mut self, reason: &str) {
        let mut reason = reason::in_general(reason);
        if !self.reasons.contains_key(&reason) && self.reasons.len() as u64 >= MOST_FINDINGS {
            "other reasons".clone_into(&mut reason);
        }
        *self.reasons.entry(reason).or_default() += 1;
    }

    pub(super) fn add_finding(&mut self, finding: RowFinding) {
        let count = self.counts.entry(finding.what).or_default();
        *count += 1;
        let is_kept = *count <= MOST_FINDINGS;
        if finding.what == REJECTED {
            self.add_reason(&finding.reason);
        }
        if let Some(all) = &mut self.all {
            // A file that can't be written doesn't stop the import; flushing it at the end reports the error.
            let _ = writeln!(all, "{}", finding.json());
        }
        if is_kept {
            self.findings.push(finding);
        }
    }

    /// The first findings, rejected rows before all others.
    pub(crate) fn by_weight(&self) -> impl Iterator<Item = &RowFinding> {
        let rejected = |is: bool| {
            let all = self.findings.iter();
            all.filter(move |finding| (finding.what == REJECTED) == is)
        };
        rejected(true).chain(rejected(false))
    }

    /// Whether any row was taken, or is here already.
    pub(crate) fn has_taken(&self) -> bool {
        let taken = |table: &TableReport| {
            let tally = &table.tally;
            !matches!(table.kind, TableKind::Unsupported(_)) && tally.read > tally.rejected
        };
        self.tables.values().any(taken)
    }

    /// How many rows were rejected.
    #[must_use]
    pub(crate) fn rejected(&self) -> u64 {
        self.counts.get(REJECTED).copied().unwrap_or(0)
    }

    /// The report as JSON.
    #[must_use]
    pub(crate) fn json(&self) -> Value {
        let tables = self.tables.iter().map(|(name, table)| {
            let tally = &table.tally;
            let why = match table.kind {
                TableKind::Unsupported(why) => Some(why),
                _ => None,
            };
            json!({
                "table": name, "holds": table.kind.word(), "not_carried_over": why, "read": tally.read,
                "made": tally.made, "same": tally.same, "changed": tally.changed, "kept": tally.kept,
                "rejected": tally.rejected, "columns_passed_over": table.passed_over,
            })
        });
        let empty_words = self.empty_words.iter().map(|((table, column, word), count)| {
            json!({"table": table, "column": column, "word": word, "count": count})
        });
        json!({
            "tables": tables.collect::<Vec<_>>(),
            "passwords": self.passwords, "statuses": self.statuses, "photos": self.photos,
            "taken_as_nothing": empty_words.collect::<Vec<_>>(),
            "files_not_imported": self.not_imported.iter().map(|(file, _)| file).collect::<Vec<_>>(),
            "questions": {"read": self.questions.0.len(), "not_ours": self.questions.1},
            "counts": self.counts, "reasons": self.reasons,
            "findings": self.by_weight().map(RowFinding::json).collect::<Vec<_>>(),
        })
    }
}

impl RowFinding {
    fn json(&self) -> Value {
        json!({
            "what": self.what, "file": self.file, "line": self.line, "table": self.table, "reason": self.reason,
        })
    }
}
