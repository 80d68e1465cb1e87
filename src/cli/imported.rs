//! How an import is shown while it goes on, and what is said of it at the end.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::transfer::import::{Kind, MOST_FINDINGS, Report, Watch};

/// How often a line is printed where there is no terminal for a bar.
const PAUSE: Duration = Duration::from_secs(5);
/// Most findings that are printed for people.
const MOST_LINES: usize = 20;

/// The progress of an import, on standard error.
pub(crate) struct Shown {
    bar: Option<ProgressBar>,
    said: Instant,
    rows: u64,
    hashed: u64,
    share: u64,
}

impl Shown {
    /// A bar where somebody looks; otherwise a line now and then.
    pub(crate) fn new() -> Self {
        Self {
            bar: io::stderr().is_terminal().then(bar),
            said: Instant::now(),
            rows: 0,
            hashed: 0,
            share: 0,
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn words(&self) -> String {
        let mut words = format!("{} rows", self.rows);
        if self.hashed > 0 {
            let _ = write!(words, ", {} passwords hashed", self.hashed);
        }
        words
    }

    fn say(&mut self) {
        if let Some(bar) = &self.bar {
            bar.set_message(self.words());
        } else if self.said.elapsed() >= PAUSE {
            self.said = Instant::now();
            eprintln!("firststep: {} % of the file, {}", self.share, self.words());
        }
    }
}

fn bar() -> ProgressBar {
    let template = "{prefix} {bar:30} {percent:>3} %  {msg}, {eta} to go";
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(1).with_style(style)
}

impl Watch for Shown {
    fn reading(&mut self, pass: usize, read: u64, length: u64) {
        self.share = read.saturating_mul(100) / length.max(1);
        if let Some(bar) = &self.bar {
            bar.set_prefix(format!("Pass {pass}"));
            bar.set_length(length.max(1));
            bar.set_position(read);
        }
    }

    fn rows(&mut self, rows: u64) {
        self.rows = rows;
        self.say();
    }

    fn hashed(&mut self, passwords: u64) {
        self.hashed += passwords;
        self.say();
    }
}

/// The report for people.
pub(crate) fn as_text(report: &Report, dry_run: bool) -> String {
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

fn tables(report: &Report) -> String {
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
        if let Kind::Homeless(why) = table.kind {
            let _ = writeln!(text, "{name:.60} is not carried over: {why}.");
        }
        list(
            &mut text,
            &format!("Columns of {name:.60} that have no home here"),
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

fn findings(text: &mut String, report: &Report) {
    for finding in report.findings.iter().take(MOST_LINES) {
        let _ = writeln!(
            text,
            "{}:{}: {} ({}): {}",
            finding.file, finding.line, finding.what, finding.table, finding.reason
        );
    }
    let all: u64 = report.counts.values().sum();
    let told = report.findings.len().min(MOST_LINES).min(MOST_FINDINGS) as u64;
    if all > told {
        let _ = writeln!(text, "… and {} more", all - told);
    }
}
