//! The progress of an import, on standard error.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::transfer::import::Progress;

/// How often a line is printed where there is no terminal.
const PAUSE: Duration = Duration::from_secs(5);

/// A progress bar on a terminal; otherwise a line every few seconds.
pub(crate) struct ProgressDisplay {
    bar: Option<ProgressBar>,
    printed_at: Instant,
    rows: u64,
    hashed: u64,
    share: u64,
}

impl ProgressDisplay {
    /// Starts it.
    pub(crate) fn new() -> Self {
        Self {
            bar: io::stderr().is_terminal().then(bar),
            printed_at: Instant::now(),
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

    fn message(&self) -> String {
        let mut message = format!("{} rows", self.rows);
        if self.hashed > 0 {
            let _ = write!(message, ", {} passwords hashed", self.hashed);
        }
        message
    }

    fn print(&mut self) {
        if let Some(bar) = &self.bar {
            bar.set_message(self.message());
        } else if self.printed_at.elapsed() >= PAUSE {
            self.printed_at = Instant::now();
            eprintln!(
                "firststep: {} % of the file, {}",
                self.share,
                self.message()
            );
        }
    }
}

fn bar() -> ProgressBar {
    let template = "{prefix} {bar:30} {percent:>3} %  {msg}, {eta} to go";
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(1).with_style(style)
}

impl Progress for ProgressDisplay {
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
        self.print();
    }

    fn hashed(&mut self, passwords: u64) {
        self.hashed += passwords;
        self.print();
    }
}
