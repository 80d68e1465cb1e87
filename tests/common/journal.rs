//! Which test asked for what, written down for the test that proves the table of `docs/routes.md`.

use std::fs::File;
use std::io::Write as _;
use std::sync::OnceLock;
use std::thread;

/// Names the file to write to; without it nothing is written.
pub const VARIABLE: &str = "FIRSTSTEP_TESTS_JOURNAL";

/// Writes down a request that was answered: test, method, address, status.
pub fn note(method: &str, url: &str, status: u16) {
    static JOURNAL: OnceLock<Option<File>> = OnceLock::new();
    let journal = JOURNAL.get_or_init(|| {
        let path = std::env::var_os(VARIABLE)?;
        let file = File::options().append(true).create(true).open(path);
        Some(file.expect("a journal to write to"))
    });
    if let Some(mut file) = journal.as_ref() {
        // The test runner names a test's thread after the test.
        let thread = thread::current();
        let test = thread.name().unwrap_or("?");
        let line = format!("{test}\t{method}\t{url}\t{status}\n");
        file.write_all(line.as_bytes()).expect("a line");
    }
}
