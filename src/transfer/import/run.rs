//! Reads the files in passes and writes batches to the database.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use crate::app::App;
use crate::domain::admin_log::Deed;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::store;
use crate::transfer::import::ids::IdMap;
use crate::transfer::import::kind::{Stage, TableKind};
use crate::transfer::import::open::open;
use crate::transfer::import::outcome::{RowOutcome, WrittenRow};
use crate::transfer::import::pending::{PendingRow, PendingWrite};
use crate::transfer::import::report::REJECTED;
use crate::transfer::import::sheet::Sheet;
use crate::transfer::import::unreported::UnreportedRow;
use crate::transfer::import::{
    ImportError, ImportFile, ImportPlan, ImportReport, Progress, RowFinding, hashing, nothing,
    prepare,
};
use crate::transfer::rows::{BadRow, Cell, FileRow, TableHeader};

/// Most rows and bytes of a batch: it occupies the writer for some hundredths of a second.
const BATCH: usize = 500;
const BATCH_BYTES: usize = 8 << 20;
/// Most statements of a quiz that are kept to be written to a file.
const MOST_STATEMENTS: usize = 1000;

/// A running import.
pub(super) struct Importer<'plan> {
    pub(super) app: &'plan App,
    pub(super) plan: &'plan ImportPlan,
    pub(super) report: &'plan mut ImportReport,
    watch: &'plan mut dyn Progress,
    ids: IdMap,
    stage: Stage,
    /// The stages with rows, found in the first pass.
    needed: Vec<Stage>,
    batch: Vec<PendingRow>,
    bytes: usize,
    rows: u64,
    file: String,
    /// Whether the file has rows, and any of a table that is imported.
    has_rows: bool,
    found: bool,
    /// The table of the previous row.
    last_table: Option<Arc<TableHeader>>,
}

/// Runs an import. The report is filled as it proceeds, and is valid also when it stops.
pub(crate) fn run(
    app: &App,
    plan: &ImportPlan,
    report: &mut ImportReport,
    watch: &mut dyn Progress,
) -> Result<(), ImportError> {
    let mut import = Importer {
        app,
        plan,
        report,
        watch,
        ids: IdMap::default(),
        stage: Stage::Accounts,
        needed: vec![Stage::Accounts],
        batch: Vec::new(),
        bytes: 0,
        rows: 0,
        file: String::new(),
        has_rows: false,
        found: false,
        last_table: None,
    };
    let done = import.all();
    note(app, report)?;
    done
}

/// Notes in the log of administrators that rows were added or changed, however the import ended.
fn note(app: &App, report: &ImportReport) -> Result<(), ImportError> {
    let tallies = report.tables.values().map(|table| &table.tally);
    let rows: u64 = tallies.map(|tally| tally.made + tally.changed).sum();
    if rows == 0 {
        return Ok(());
    }
    let noted = app.store.write(move |tx| {
        let (by, rows) = (Caller::operator(), rows.to_string());
        store::admin_log::note(tx, by, Deed::Imported, None, [None, Some(&rows)])
    });
    noted.map_err(ImportError::Fault)
}

impl Importer<'_> {
    fn all(&mut self) -> Result<(), ImportError> {
        for stage in Stage::ALL {
            if self.needed.contains(&stage) {
                self.enter(stage);
                for source in &self.plan.sources {
                    self.read(source)?;
                }
                self.flush()?;
            }
        }
        Ok(())
    }

    fn enter(&mut self, stage: Stage) {
        self.stage = stage;
        let needed: &[TableKind] = match stage {
            Stage::Accounts => return,
            Stage::Belongings => &[TableKind::Accounts],
            Stage::Parts => &[
                TableKind::Accounts,
                TableKind::Posts,
                TableKind::DiarySessions,
            ],
            Stage::Readings => &[TableKind::Detections],
            Stage::Suggestions => &[TableKind::Detections, TableKind::Faces, TableKind::Voices],
        };
        self.ids.next_stage(needed);
    }

    fn read(&mut self, source: &ImportFile) -> Result<(), ImportError> {
        self.flush()?;
        self.file = source.path.display().to_string();
        let (mut rows, read, length) = open(source)?;
        let (mut sheet, pass) = (None::<Sheet>, self.stage as usize + 1);
        loop {
            let next = rows.next(&mut |header| self.wants(header, &mut sheet));
            let Some(next) = next else { break };
            match (next, &sheet) {
                (Ok(row), Some(sheet)) => self.take(sheet, row)?,
                (Err(bad), sheet) if self.is_reported_now(&bad, sheet.as_ref()) => self.bad(bad),
                _ => {}
            }
            self.rows += 1;
            if self.rows.is_multiple_of(256) {
                self.watch
                    .reading(pass, read.load(Ordering::Relaxed), length);
                self.watch.rows(self.rows);
            }
        }
        self.watch.reading(pass, length, length);
        self.watch.rows(self.rows);
        let has_rows = std::mem::take(&mut self.has_rows);
        if self.stage == Stage::Accounts && !std::mem::take(&mut self.found) {
            self.report.not_imported.push((self.file.clone(), has_rows));
        }
        Ok(())
    }

    /// Whether rows of this table are read in this pass. The first pass also finds out which tables there are.
    fn wants(&mut self, header: &Arc<TableHeader>, last: &mut Option<Sheet>) -> bool {
        if !last
            .as_ref()
            .is_some_and(|last| Arc::ptr_eq(&last.header, header))
        {
            *last = None;
        }
        let sheet = last.get_or_insert_with(|| Sheet::of(header, self.plan.origin));
        self.has_rows = true;
        let only = self.plan.only.as_ref();
        if only.is_some_and(|only| !only.eq_ignore_ascii_case(&header.table)) {
            return false;
        }
        let stage = sheet.kind.stage();
        if self.stage == Stage::Accounts {
            self.found |= stage.is_some();
            match stage {
                // Rows that aren't imported are only counted.
                None => self.count(sheet),
                Some(stage) if !self.needed.contains(&stage) => self.needed.push(stage),
                Some(_) => {}
            }
        }
        stage == Some(self.stage)
    }

    /// Counts a row, and adds its table to the report.
    fn count(&mut self, sheet: &Sheet) {
        if !self
            .last_table
            .as_ref()
            .is_some_and(|last| Arc::ptr_eq(last, &sheet.header))
        {
            self.report.add_table(sheet, &prepare::columns(sheet.kind));
            self.last_table = Some(Arc::clone(&sheet.header));
        }
        self.report.tally(&sheet.header.table).read += 1;
    }

    /// A row that can't be read is reported once: in the pass of its table, or in the first.
    fn is_reported_now(&self, bad: &BadRow, sheet: Option<&Sheet>) -> bool {
        let table = sheet.filter(|sheet| sheet.header.table == bad.table);
        let stage = table.and_then(|sheet| sheet.kind.stage());
        stage.unwrap_or(Stage::Accounts) == self.stage
    }

    fn bad(&mut self, mut bad: BadRow) {
        if !bad.is_lost {
            self.add_finding("passed over", bad.line, bad.table, bad.why);
            return;
        }
        if bad.table.is_empty() {
            "(unknown)".clone_into(&mut bad.table);
        }
        let tally = self.report.tally(&bad.table);
        tally.read += 1;
        tally.rejected += 1;
        self.add_finding(REJECTED, bad.line, bad.table, bad.why);
    }

    pub(super) fn add_finding(
        &mut self,
        what: &'static str,
        line: u64,
        table: String,
        reason: String,
    ) {
        let file = self.file.clone();
        self.report.add_finding(RowFinding {
            what,
            file,
            line,
            table,
            reason,
        });
    }

    fn take(&mut self, sheet: &Sheet, mut row: FileRow) -> Result<(), ImportError> {
        self.count(sheet);
        let words = nothing::empty(sheet, &mut row, self.plan.plain);
        self.report.add_empty_words(&sheet.header.table, words);
        match sheet.kind {
            TableKind::Unsupported(_) => return Ok(()),
            TableKind::Questions => self.question(sheet, &row),
            _ => match prepare::prepare(self.plan, sheet, &row) {
                Ok(pending) => {
                    self.bytes += row.cells.iter().map(size).sum::<usize>();
                    self.batch.push(pending);
                }
                Err(why) => self.reject(row.line, &sheet.header.table, why),
            },
        }
        if self.batch.len() >= BATCH || self.bytes >= BATCH_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    pub(super) fn reject(&mut self, line: u64, table: &str, why: String) {
        self.report.tally(table).rejected += 1;
        self.add_finding(REJECTED, line, table.to_owned(), why);
    }

    /// A statement of the quiz: compared with ours, and kept for `--questions-to`.
    fn question(&mut self, sheet: &Sheet, row: &FileRow) {
        match prepare::statement(sheet, row) {
            Ok(text) if self.report.questions.0.len() < MOST_STATEMENTS => {
                let ours = self.app.questions.has(&text);
                self.report.questions.1 += u64::from(!ours);
                self.report.questions.0.push(text);
                self.report.tally(&sheet.header.table).same += u64::from(ours);
            }
            Ok(_) => self.reject(
                row.line,
                &sheet.header.table,
                "there are too many".to_owned(),
            ),
            Err(why) => self.reject(row.line, &sheet.header.table, why),
        }
    }

    /// Writes the batch in one transaction, then lets other writers in.
    fn flush(&mut self) -> Result<(), ImportError> {
        self.bytes = 0;
        if self.batch.is_empty() {
            return Ok(());
        }
        let mut batch = std::mem::take(&mut self.batch);
        let hashed = hashing::hash(self.app, &mut batch)?;
        self.watch.hashed(hashed);
        let begun = Instant::now();
        let unreported: Vec<UnreportedRow> =
            batch.iter_mut().map(|row| self.unreported(row)).collect();
        let written = self.write(batch)?;
        // Another process that waits for the database retries every few milliseconds.
        thread::sleep((begun.elapsed() / 4).min(Duration::from_millis(20)));
        for (row, written) in unreported.into_iter().zip(written) {
            self.report_row(row, written)?;
        }
        Ok(())
    }

    fn write(&mut self, batch: Vec<PendingRow>) -> Result<Vec<WrittenRow>, ImportError> {
        let mut ids = std::mem::take(&mut self.ids);
        let conflict = self.plan.conflict;
        let stopped = Arc::new(Mutex::new(None));
        let stop = Arc::clone(&stopped);
        let written = self.app.store.write(move |tx| {
            let mut all = Vec::with_capacity(batch.len());
            for pending in batch {
                let written = match pending.work {
                    PendingWrite::Account(new) => new.write(tx, &mut ids, conflict)?,
                    PendingWrite::Other(write) => write(tx, &mut ids, conflict)?,
                };
                if let RowOutcome::Stop(differs) = written.outcome {
                    let place = Some((pending.line, pending.table, differs));
                    *stop.lock() = place;
                    return Err(Fault::EmailTaken);
                }
                all.push(written);
            }
            Ok((ids, all))
        });
        match written {
            Ok((ids, all)) => {
                self.ids = ids;
                Ok(all)
            }
            Err(fault) => {
                let place = stopped.lock().take();
                Err(
                    place.map_or(ImportError::Fault(fault), |(line, table, reason)| {
                        ImportError::Conflict(RowFinding {
                            what: "conflict",
                            file: self.file.clone(),
                            line,
                            table,
                            reason,
                        })
                    }),
                )
            }
        }
    }
}

fn size(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) => text.len(),
        Cell::Bytes(bytes) => bytes.len(),
        Cell::Null | Cell::Missing | Cell::Json(_) => 64,
    }
}
