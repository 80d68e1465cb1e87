//! The progress of an import, on standard error.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::transfer::import::Progress;

/// How often a line is printed where there is no terminal for a bar.
const PAUSE: Duration = Duration::from_secs(5);

/// The progress of an import, on standard error.
pub(crate) struct ProgressDisplay {
    bar: Option<ProgressBar>,
    said: Instant,
    rows: u64,
    hashed: u64,
    share: u64,
}

impl ProgressDisplay {
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
        self.say();
    }

    fn hashed(&mut self, passwords: u64) {
        self.hashed += passwords;
        self.say();
    }
}
