//! Pass by pass over the files, batch by batch into the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::app::App;
use crate::domain::account::AccountId;
use crate::domain::fault::Fault;
use crate::domain::trouble::Trouble;
use crate::hasher::Given;
use crate::import::ids::Ids;
use crate::import::kind::{Kind, Sheet, Stage};
use crate::import::pending::{Outcome, Pending, Settled, Work};
use crate::import::{Finding, Plan, Report, Source, Stopped, Watch, hashing, photos, prepare};
use crate::rows::{self, Bad, Cell, CsvRows, Format, Header, JsonRows, Row, Rows};
use crate::store::dump::Dump;

/// Most rows and bytes of a batch: the writer is held for some hundredths of a second.
const BATCH: usize = 500;
const BATCH_BYTES: usize = 8 << 20;
/// Most statements of a quiz that are kept to be written to a file.
const MOST_STATEMENTS: usize = 1000;

struct Import<'plan> {
    app: &'plan App,
    plan: &'plan Plan,
    report: &'plan mut Report,
    watch: &'plan mut dyn Watch,
    ids: Ids,
    stage: Stage,
    /// The stages that have any rows, found in the first pass.
    needed: Vec<Stage>,
    batch: Vec<Pending>,
    bytes: usize,
    rows: u64,
    file: String,
    /// The table of the row before.
    met: Option<Arc<Header>>,
}

/// Takes in what the plan says; the report is filled as it goes on, also when it stops.
///
/// # Errors
/// [`Stopped`], saying why it didn't come to its end.
pub fn run(
    app: &App,
    plan: &Plan,
    report: &mut Report,
    watch: &mut dyn Watch,
) -> Result<(), Stopped> {
    let mut import = Import {
        app,
        plan,
        report,
        watch,
        ids: Ids::default(),
        stage: Stage::Accounts,
        needed: vec![Stage::Accounts],
        batch: Vec::new(),
        bytes: 0,
        rows: 0,
        file: String::new(),
        met: None,
    };
    for stage in Stage::ALL {
        if import.needed.contains(&stage) {
            import.enter(stage);
            for source in &plan.sources {
                import.read(source)?;
            }
            import.flush()?;
        }
    }
    Ok(())
}

impl Import<'_> {
    fn enter(&mut self, stage: Stage) {
        self.stage = stage;
        let needed: &[Kind] = match stage {
            Stage::Accounts => return,
            Stage::Belongings => &[Kind::Accounts],
            Stage::Parts => &[Kind::Accounts, Kind::Posts, Kind::DiarySessions],
            Stage::Readings => &[Kind::Detections],
            Stage::Suggestions => &[Kind::Faces, Kind::Voices],
        };
        self.ids.next_stage(needed);
    }

    fn read(&mut self, source: &Source) -> Result<(), Stopped> {
        self.flush()?;
        self.file = source.path.display().to_string();
        let (mut rows, read, length) = open(source)?;
        let (mut sheet, pass) = (None::<Sheet>, self.stage as usize + 1);
        loop {
            let mut seen = Vec::new();
            let next = {
                let mut wanted = |header: &Arc<Header>| self.wants(header, &mut sheet, &mut seen);
                rows.next(&mut wanted)
            };
            self.note(seen);
            let Some(next) = next else { break };
            match (next, &sheet) {
                (Ok(row), Some(sheet)) => self.take(sheet, &row)?,
                (Err(bad), sheet) if self.is_told_now(&bad, sheet.as_ref()) => self.bad(bad),
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
        Ok(())
    }

    /// Whether a row of this table is for this pass. In the first, tables are got to know.
    fn wants(
        &self,
        header: &Arc<Header>,
        sheet: &mut Option<Sheet>,
        seen: &mut Vec<Stage>,
    ) -> bool {
        if !sheet
            .as_ref()
            .is_some_and(|last| Arc::ptr_eq(&last.header, header))
        {
            *sheet = Some(Sheet::of(header, self.plan.origin));
        }
        let only = self.plan.only.as_ref();
        if only.is_some_and(|only| !only.eq_ignore_ascii_case(&header.table)) {
            return false;
        }
        let stage = sheet.as_ref().and_then(|sheet| sheet.kind.stage());
        if self.stage == Stage::Accounts {
            match stage {
                // Told as what isn't carried over: looked at, and let go.
                None => return true,
                Some(stage) if !self.needed.contains(&stage) && !seen.contains(&stage) => {
                    seen.push(stage);
                }
                Some(_) => {}
            }
        }
        stage == Some(self.stage)
    }

    fn note(&mut self, seen: Vec<Stage>) {
        self.needed.extend(seen);
    }

    /// What can't be read is told once: in the pass of its table, or if that isn't known in the first.
    fn is_told_now(&self, bad: &Bad, sheet: Option<&Sheet>) -> bool {
        let table = sheet.filter(|sheet| sheet.header.table == bad.table);
        let stage = table.and_then(|sheet| sheet.kind.stage());
        stage.unwrap_or(Stage::Accounts) == self.stage
    }

    fn bad(&mut self, mut bad: Bad) {
        if bad.table.is_empty() {
            "(unknown)".clone_into(&mut bad.table);
        }
        self.report.tally(&bad.table).rejected += 1;
        self.find("rejected", bad.line, bad.table, bad.why);
    }

    fn find(&mut self, what: &'static str, line: u64, table: String, reason: String) {
        let file = self.file.clone();
        self.report.find(Finding {
            what,
            file,
            line,
            table,
            reason,
        });
    }

    fn take(&mut self, sheet: &Sheet, row: &Row) -> Result<(), Stopped> {
        if !self
            .met
            .as_ref()
            .is_some_and(|met| Arc::ptr_eq(met, &sheet.header))
        {
            self.report.meet(sheet, &prepare::columns(sheet.kind));
            self.met = Some(Arc::clone(&sheet.header));
        }
        self.report.tally(&sheet.header.table).read += 1;
        match sheet.kind {
            Kind::Homeless(_) => return Ok(()),
            Kind::Questions => self.question(sheet, row),
            _ => match prepare::prepare(self.plan, sheet, row) {
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

    fn reject(&mut self, line: u64, table: &str, why: String) {
        self.report.tally(table).rejected += 1;
        self.find("rejected", line, table.to_owned(), why);
    }

    /// A statement of the quiz: compared with ours, and kept to be written to a file.
    fn question(&mut self, sheet: &Sheet, row: &Row) {
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

    /// Writes what has gathered, whole or not at all, and lets others write for a while.
    fn flush(&mut self) -> Result<(), Stopped> {
        self.bytes = 0;
        if self.batch.is_empty() {
            return Ok(());
        }
        let mut batch = std::mem::take(&mut self.batch);
        let hashed = hashing::hash(self.app, &mut batch)?;
        self.watch.hashed(hashed);
        let begun = Instant::now();
        let told: Vec<Told> = batch.iter_mut().map(|pending| self.told(pending)).collect();
        let settled = self.write(batch)?;
        // Another process that waits for the database looks for it every few milliseconds.
        thread::sleep((begun.elapsed() / 4).min(Duration::from_millis(20)));
        for (told, settled) in told.into_iter().zip(settled) {
            self.tell(told, settled)?;
        }
        Ok(())
    }

    fn write(&mut self, batch: Vec<Pending>) -> Result<Vec<Settled>, Stopped> {
        let mut ids = std::mem::take(&mut self.ids);
        let conflict = self.plan.conflict;
        let stopped = Arc::new(std::sync::Mutex::new(None));
        let stop = Arc::clone(&stopped);
        let written = self.app.store.write(move |tx| {
            let mut all = Vec::with_capacity(batch.len());
            for pending in batch {
                let settled = match pending.work {
                    Work::Account(new) => new.settle(tx, &mut ids, conflict)?,
                    Work::Other(settle) => settle(tx, &mut ids, conflict)?,
                };
                if let Outcome::Stop(differs) = settled.outcome {
                    let place = Some((pending.line, pending.table, differs));
                    *stop.lock().map_err(|_| Fault::Internal)? = place;
                    return Err(Fault::EmailTaken);
                }
                all.push(settled);
            }
            Ok((ids, all))
        });
        match written {
            Ok((ids, all)) => {
                self.ids = ids;
                Ok(all)
            }
            Err(fault) => {
                let place = stopped.lock().ok().and_then(|mut place| place.take());
                Err(
                    place.map_or(Stopped::Fault(fault), |(line, table, reason)| {
                        Stopped::Conflict(Finding {
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

/// What is left to be told of a row once it is written.
struct Told {
    kind: Kind,
    table: String,
    line: u64,
    left_out: Vec<String>,
    image: Option<Vec<u8>>,
    photo: Option<String>,
    password: Option<&'static str>,
}

impl Import<'_> {
    fn told(&self, pending: &mut Pending) -> Told {
        let (mut photo, mut password) = (None, None);
        if let Work::Account(new) = &mut pending.work {
            photo = new.photo.take().filter(|_| self.plan.photos.is_some());
            if photo.is_some() {
                // The photo counts itself when it comes.
                new.arrival.photo_count = (new.arrival.photo_count - 1).max(0);
            }
            password = Some(match &new.given {
                Given::Hash { kind, .. } => kind,
                Given::Fast(_) => "fast hash, now under bcrypt",
                Given::Plain(_) => "plain, now bcrypt",
                Given::Nothing => "none",
            });
        }
        Told {
            kind: pending.kind,
            table: pending.table.clone(),
            line: pending.line,
            left_out: std::mem::take(&mut pending.left_out),
            image: pending.image.take(),
            photo,
            password,
        }
    }

    fn tell(&mut self, mut told: Told, settled: Settled) -> Result<(), Stopped> {
        let tally = self.report.tally(&told.table);
        match settled.outcome {
            Outcome::Made => {
                tally.made += 1;
                if let (Kind::Accounts, Some(password)) = (told.kind, told.password) {
                    *self.report.passwords.entry(password).or_default() += 1;
                }
            }
            Outcome::Same => tally.same += 1,
            Outcome::Changed => tally.changed += 1,
            Outcome::Kept(differs) | Outcome::Stop(differs) => {
                tally.kept += 1;
                self.find(
                    "kept",
                    told.line,
                    told.table.clone(),
                    format!("it differs in: {differs}"),
                );
            }
            Outcome::Refused(why) => {
                self.reject(told.line, &told.table, why);
                return Ok(());
            }
        }
        if let Some(account) = settled.account {
            self.photo(account, &mut told)?;
        }
        for why in told.left_out {
            self.find("left out", told.line, told.table.clone(), why);
        }
        Ok(())
    }

    /// The photo that came with an account or a card.
    fn photo(&mut self, account: AccountId, told: &mut Told) -> Result<(), Stopped> {
        let bytes = match (told.image.take(), &self.plan.photos, &told.photo) {
            (Some(bytes), _, _) => bytes,
            (None, Some(folder), Some(name)) => match photos::read(folder, name) {
                Ok(bytes) => bytes,
                Err(why) => {
                    told.left_out.push(why);
                    return Ok(());
                }
            },
            _ => return Ok(()),
        };
        match photos::give(self.app, account, &bytes)? {
            Ok(given) => self.report.photos += u64::from(given),
            Err(why) => told.left_out.push(format!("photo: {why}")),
        }
        Ok(())
    }
}

fn size(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) => text.len(),
        Cell::Bytes(bytes) => bytes.len(),
        Cell::Null | Cell::Json(_) => 64,
    }
}

type OpenRows = (Box<dyn Rows>, Arc<AtomicU64>, u64);

fn open(source: &Source) -> Result<OpenRows, Trouble> {
    let refused = |why: &dyn std::fmt::Display| {
        Trouble::new(
            format!(
                "The file {} can't be imported ({why})",
                source.path.display()
            ),
            "Name an SQL dump, a CSV file or a JSON file; see firststep import --help.",
        )
    };
    let mut opened = rows::open(&source.path).map_err(|error| refused(&error))?;
    let told = Format::of(&source.path, opened.bytes.ahead(4096)).map_err(|why| refused(&why))?;
    let (bytes, table) = (opened.bytes, source.table.as_str());
    let rows: Box<dyn Rows> = match source.format.unwrap_or(told) {
        Format::MySql => Box::new(Dump::new(bytes, Some(true))),
        Format::Sql => Box::new(Dump::new(bytes, Some(false))),
        Format::AnySql => Box::new(Dump::new(bytes, None)),
        Format::Csv => Box::new(CsvRows::new(bytes, table)),
        Format::Json => Box::new(JsonRows::new(bytes, table)),
        Format::JsonLines => Box::new(JsonRows::by_line(bytes, table)),
    };
    Ok((rows, opened.read, opened.length))
}
