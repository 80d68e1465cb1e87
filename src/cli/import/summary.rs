//! The report of an import, for people.

use std::fmt::Write as _;

use crate::cli::output::printable;
use crate::transfer::import::{ImportReport, TableKind};

/// Most findings that are printed, and most reasons.
const MOST_LINES: usize = 20;
const MOST_REASONS: usize = 10;

/// The report for people.
pub(crate) fn as_text(report: &ImportReport, dry_run: bool) -> String {
    let mut text = tables(report);
    accounts(&mut text, report);
    let empty = report.not_imported.iter().filter(|(_, has_rows)| !has_rows);
    list(
        &mut text,
        "Files without any row",
        empty.map(|(file, _)| file.clone()),
    );
    if report.photos > 0 {
        let _ = writeln!(text, "Photos: {}", report.photos);
    }
    if !report.questions.0.is_empty() {
        let (read, others) = (report.questions.0.len(), report.questions.1);
        let _ = writeln!(
            text,
            "Statements of the quiz: {read}, {others} of them not ours; --questions-to FILE keeps them"
        );
    }
    findings(&mut text, report);
    if dry_run {
        text.push_str("Nothing was changed: this was a dry run.\n");
    }
    text
}

/// What new accounts sign in with, whether they may, and what of them was empty.
fn accounts(text: &mut String, report: &ImportReport) {
    list(
        text,
        "Passwords",
        report
            .passwords
            .iter()
            .map(|(kind, count)| format!("{count} {kind}")),
    );
    if report.passwords.contains_key("none") {
        text.push_str(
            "Who has no password resets it on the page, or with firststep user reset-password.\n",
        );
    }
    let closed = report
        .statuses
        .iter()
        .filter(|(word, _)| **word != "active");
    list(
        text,
        "Accounts that can't sign in yet",
        closed.map(|(word, count)| format!("{count} {word}")),
    );
    let words = report.empty_words.iter();
    list(
        text,
        "Words taken as nothing",
        words.map(|((table, column, word), count)| format!("{word} in {table}.{column} ({count})")),
    );
}

fn tables(report: &ImportReport) -> String {
    let mut text = format!(
        "{:<24} {:<16} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}\n",
        "Table", "Holds", "Read", "Made", "Same", "Changed", "Kept", "Rejected"
    );
    for (name, table) in &report.tables {
        let tally = &table.tally;
        let _ = writeln!(
            text,
            "{:<24.60} {:<16} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
            printable(name),
            table.kind.word(),
            tally.read,
            tally.made,
            tally.same,
            tally.changed,
            tally.kept,
            tally.rejected
        );
    }
    for (name, table) in &report.tables {
        if let TableKind::Unsupported(why) = table.kind {
            let _ = writeln!(text, "{:.60} is not imported: {why}.", printable(name));
        }
        list(
            &mut text,
            &format!("Columns of {name:.60} that aren't imported"),
            table.passed_over.iter().cloned(),
        );
    }
    text
}

fn list(text: &mut String, what: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.collect();
    if !items.is_empty() {
        text.push_str(&printable(&format!("{what}: {}", items.join(", "))));
        text.push('\n');
    }
}

fn findings(text: &mut String, report: &ImportReport) {
    let mut printed = 0;
    for finding in report.by_weight().take(MOST_LINES) {
        printed += 1;
        let table = match &*finding.table {
            "" => String::new(),
            table => format!(" ({table})"),
        };
        let line = format!(
            "{}:{}: {}{table}: {}",
            finding.file, finding.line, finding.what, finding.reason
        );
        let _ = writeln!(text, "{}", printable(&line));
    }
    let all: u64 = report.counts.values().sum();
    if all > printed {
        let _ = writeln!(text, "… and {} more", all - printed);
    }
    let mut reasons: Vec<_> = report.reasons.iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    if !reasons.is_empty() {
        text.push_str("Rejected rows by reason:\n");
    }
    for (reason, count) in reasons.iter().take(MOST_REASONS) {
        let _ = writeln!(text, "{count:>9}  {}", printable(reason));
    }
    if reasons.len() > MOST_REASONS {
        let _ = writeln!(
            text,
            "          … and {} more reasons",
            reasons.len() - MOST_REASONS
        );
    }
}
