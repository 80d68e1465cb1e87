//! The report of an import, for people.

use std::fmt::Write as _;

use crate::transfer::import::{ImportReport, MOST_FINDINGS, TableKind};

/// Most findings that are printed.
const MOST_LINES: usize = 20;

/// The report for people.
pub(crate) fn as_text(report: &ImportReport, dry_run: bool) -> String {
    let mut text = tables(report);
    list(
        &mut text,
        "Passwords",
        report
            .passwords
            .iter()
            .map(|(kind, count)| format!("{count} {kind}")),
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

fn tables(report: &ImportReport) -> String {
    let mut text = format!(
        "{:<24} {:<16} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}\n",
        "Table", "Holds", "Read", "Made", "Same", "Changed", "Kept", "Rejected"
    );
    for (name, table) in &report.tables {
        let tally = &table.tally;
        let _ = writeln!(
            text,
            "{name:<24.60} {:<16} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
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
            let _ = writeln!(text, "{name:.60} is not imported: {why}.");
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
        let _ = writeln!(text, "{what}: {}", items.join(", "));
    }
}

fn findings(text: &mut String, report: &ImportReport) {
    for finding in report.findings.iter().take(MOST_LINES) {
        let _ = writeln!(
            text,
            "{}:{}: {} ({}): {}",
            finding.file, finding.line, finding.what, finding.table, finding.reason
        );
    }
    let all: u64 = report.counts.values().sum();
    let printed = report.findings.len().min(MOST_LINES).min(MOST_FINDINGS) as u64;
    if all > printed {
        let _ = writeln!(text, "… and {} more", all - printed);
    }
}
