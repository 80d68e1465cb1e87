//! Whether an import did what it was asked to, for its exit code.

use crate::domain::operator_error::OperatorError;
use crate::transfer::import::{ImportReport, TableKind};

/// Nothing taken, a file that isn't understood, or a row lost is a failure. A file without rows beside
/// others is none: a table may be empty.
pub(super) fn of(
    report: &ImportReport,
    dry_run: bool,
    in_a_file: bool,
) -> Result<(), OperatorError> {
    let rejected = report.rejected();
    if !report.has_taken() && rejected == 0 {
        return Err(nobody(report, "Nothing was imported"));
    }
    if rejected > 0 {
        return Err(rows_rejected(rejected, dry_run, in_a_file));
    }
    if report.not_imported.iter().any(|(_, has_rows)| *has_rows) {
        return Err(nobody(report, "Only the other files were imported"));
    }
    Ok(())
}

fn nobody(report: &ImportReport, what: &str) -> OperatorError {
    let files = report.not_imported.iter().map(|(file, _)| file.as_str());
    let files: Vec<&str> = files.collect();
    let files = files.join(", ");
    let unsupported = report
        .tables
        .iter()
        .filter_map(|(name, table)| match table.kind {
            TableKind::Unsupported(why) => Some(format!("{name:.60} ({why})")),
            _ => None,
        });
    let tables: Vec<String> = unsupported.take(10).collect();
    OperatorError::new(
        format!("{what}: nobody was found in {files}"),
        if tables.is_empty() {
            "It has no rows of a table; see firststep import --help for what is read.".to_owned()
        } else {
            format!("Tables that aren't imported: {}.", tables.join(", "))
        },
    )
}

fn rows_rejected(rejected: u64, dry_run: bool, in_a_file: bool) -> OperatorError {
    let rows = match (rejected, dry_run) {
        (1, false) => "1 row was".to_owned(),
        (1, true) => "1 row would be".to_owned(),
        (many, false) => format!("{many} rows were"),
        (many, true) => format!("{many} rows would be"),
    };
    OperatorError::new(
        format!("{rows} rejected"),
        if in_a_file {
            "See the report's file for all of them; everything else is taken."
        } else {
            "Say --report FILE to have all of them written down; everything else is taken."
        },
    )
}
