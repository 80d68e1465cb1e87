//! `firststep import`

mod choices;
mod progress;
mod summary;
mod verdict;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value;
use tempfile::TempDir;

use crate::api;
use crate::app::App;
use crate::cli::flags::DataArgs;
use crate::cli::output::{pretty, print};
use crate::domain::answers;
use crate::domain::operator_error::OperatorError;
use crate::platform::background_tasks::Stop;
use crate::store::copies;
use crate::transfer::import::{
    self, ImportError, ImportFile, ImportPlan, ImportReport, RowFinding,
};
use choices::{ConflictChoice, FormatChoice, OriginChoice};
use progress::ProgressDisplay;
use summary::as_text;

/// Import accounts and their data from other applications; the server may be running.
///
/// Password hashes (bcrypt, Werkzeug's pbkdf2: and scrypt:) are kept until their owners next sign in,
/// and replaced then. Plain passwords are hashed at once, which takes about 0.13 s of a core each.
/// Accounts are matched by e-mail address, so the same file can be imported again.
///
/// Words that stand for nothing (NULL, None, nil, -) are nothing. A name, a date or a photo that can't be
/// taken is left out, and its owner comes in. A flag that closes an account (is_active, deleted_at,
/// banned, ...) closes it here, and one that can't be read rejects the row. All of it is told.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep import dump.sql --dry-run            report only, change nothing\n  \
        firststep import dump.sql --photos-from photos\n  \
        firststep import users.csv posts.csv           one table a file, named like the table\n  \
        mysqldump firststep | firststep import - --format mysql\n\n\
        Exit codes: 0 all rows were imported; 1 rows were rejected (the others were imported), nothing was found to import, or the import failed.")]
pub(crate) struct ImportCommand {
    /// SQL dumps (mysqldump, pg_dump, sqlite3 .dump), CSV, JSON or phpMyAdmin's XML files, also gzipped; - is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// The format of the files.
    #[arg(long, value_enum, default_value = "auto")]
    pub format: FormatChoice,

    /// The application they come from: only its tables are imported. generic imports every table with e-mail addresses as accounts.
    #[arg(long, value_enum, value_name = "APPLICATION")]
    pub from: Option<OriginChoice>,

    /// Import only this table. For a CSV or JSON file: the table its rows belong to [default: the file's name].
    #[arg(long, value_name = "NAME")]
    pub table: Option<String>,

    /// Import into a temporary copy, and report what would change.
    #[arg(long)]
    pub dry_run: bool,

    /// What to do with existing accounts that differ from the file.
    #[arg(long, value_enum, default_value = "skip")]
    pub on_conflict: ConflictChoice,

    /// Treat any value that isn't a known hash as a plain password, even if it looks like another hash.
    #[arg(long)]
    pub plain_passwords: bool,

    /// The folder with the photos that the accounts name.
    #[arg(long, value_name = "FOLDER")]
    pub photos_from: Option<PathBuf>,

    /// Write the statements of a `questions` table to this file, for --questions of serve.
    #[arg(long, value_name = "FILE")]
    pub questions_to: Option<PathBuf>,

    /// Write every rejected row and every omitted field to this file, one JSON object a line.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,

    /// Print JSON, for programs.
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub data: DataArgs,
}

impl ImportCommand {
    pub(super) fn run(self) -> Result<(), OperatorError> {
        // Other processes come first; an import that can't lower its priority runs all the same.
        #[cfg(unix)]
        let _ = rustix::process::nice(10);
        let scratch = self.scratch()?;
        let aside = scratch.as_ref().map(TempDir::path);
        let app = self.open(aside)?;
        let plan = self.plan(aside)?;
        let mut report = ImportReport {
            all: self.findings_file()?,
            ..ImportReport::default()
        };
        let mut progress = ProgressDisplay::new();
        let done = import::run(&app, &plan, &mut report, &mut progress);
        progress.finish();
        if let Some(mut all) = report.all.take() {
            all.flush()
                .map_err(|error| unwritable(self.report.as_deref(), &error))?;
        }
        let text = if self.json {
            let mut value = report.json();
            value["dry_run"] = self.dry_run.into();
            pretty(&value)
        } else {
            as_text(&report, self.dry_run)
        };
        let nothing = done.is_err() && report.tables.is_empty();
        if !nothing {
            print(&text);
        }
        done.map_err(import_error)?;
        self.write_questions(&report)?;
        verdict::of(&report, self.dry_run, self.report.is_some())
    }

    /// A private temporary folder, if one is needed.
    fn scratch(&self) -> Result<Option<TempDir>, OperatorError> {
        let from_stdin = self.files.iter().any(|path| path.as_os_str() == "-");
        if !self.dry_run && !from_stdin {
            return Ok(None);
        }
        TempDir::with_prefix("firststep-import-").map(Some).map_err(|error| {
            OperatorError::new(
                format!("No temporary folder can be made ({error})"),
                "Check the space and the permissions of the folder for temporary files, or set TMPDIR.",
            )
        })
    }

    /// The real data; for a dry run a copy of the database, so that the report is accurate.
    fn open(&self, scratch: Option<&Path>) -> Result<App, OperatorError> {
        let Some(scratch) = scratch.filter(|_| self.dry_run) else {
            return App::open_beside(&self.data.settings()?);
        };
        let settings = self.data.settings_in(scratch);
        let database = self.data.database();
        if database.exists() {
            copies::take(&database, &settings.db, &Stop::default()).map_err(OperatorError::from)?;
        }
        App::open_beside(&settings)
    }

    fn plan(&self, scratch: Option<&Path>) -> Result<ImportPlan, OperatorError> {
        let sources = self.files.iter().map(|path| self.source(path, scratch));
        let tables = self.files.iter().all(|path| self.holds_tables(path));
        Ok(ImportPlan {
            sources: sources.collect::<Result<_, _>>()?,
            only: self.table.clone().filter(|_| tables),
            origin: self.from.map(Into::into),
            conflict: self.on_conflict.into(),
            plain: self.plain_passwords,
            photos: self.photos_from.clone(),
            document: judge_document,
        })
    }

    /// Whether a file names the tables of its rows itself.
    fn holds_tables(&self, path: &Path) -> bool {
        let name = path.to_string_lossy().to_lowercase();
        let rows = [
            ".csv",
            ".tsv",
            ".json",
            ".jsonl",
            ".ndjson",
            ".csv.gz",
            ".json.gz",
            ".jsonl.gz",
        ];
        let by_name = !rows.iter().any(|ending| name.ends_with(ending));
        match self.format {
            FormatChoice::Auto => by_name,
            FormatChoice::Csv | FormatChoice::Json | FormatChoice::Jsonl => false,
            FormatChoice::Mysql
            | FormatChoice::SqliteSql
            | FormatChoice::Postgres
            | FormatChoice::Xml => true,
        }
    }

    fn source(&self, path: &Path, scratch: Option<&Path>) -> Result<ImportFile, OperatorError> {
        let stem = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let stem = stem.split('.').next().unwrap_or_default().to_owned();
        let path = match scratch {
            Some(scratch) if path.as_os_str() == "-" => spool(&scratch.join("standard input"))?,
            _ => path.to_path_buf(),
        };
        Ok(ImportFile {
            path,
            format: self.format.into(),
            table: self.table.clone().unwrap_or(stem),
        })
    }

    fn findings_file(&self) -> Result<Option<Box<dyn io::Write + Send>>, OperatorError> {
        let Some(path) = &self.report else {
            return Ok(None);
        };
        let file = File::create(path).map_err(|error| unwritable(Some(path), &error))?;
        Ok(Some(Box::new(BufWriter::new(file))))
    }

    /// The statements as `serve --questions` reads them.
    fn write_questions(&self, report: &ImportReport) -> Result<(), OperatorError> {
        let Some(path) = &self.questions_to else {
            return Ok(());
        };
        let statements = &report.questions.0;
        if statements.len() != answers::COUNT {
            return Err(OperatorError::new(
                format!(
                    "There are {} statements in these files, not {}",
                    statements.len(),
                    answers::COUNT
                ),
                "The quiz needs that many; everything else of the import was done.",
            ));
        }
        let text = serde_json::to_vec_pretty(statements).unwrap_or_default();
        fs::write(path, text).map_err(|error| unwritable(Some(path), &error))
    }
}

fn import_error(error: ImportError) -> OperatorError {
    match error {
        ImportError::OperatorError(error) => error,
        ImportError::Conflict(RowFinding {
            file,
            line,
            table,
            reason,
            ..
        }) => OperatorError::new(
            format!(
                "The account on line {line} of {file} (table {table}) is here already and differs in: {reason}"
            ),
            "What came before it is in. Say --on-conflict skip or update to go on.",
        ),
        ImportError::Fault(fault) => OperatorError::new(
            format!("The import couldn't be finished ({fault:?})"),
            "What is reported is in; mend what the log names, and run it again.",
        ),
    }
}

/// Copies standard input to a file: dumps are read more than once.
fn spool(path: &Path) -> Result<PathBuf, OperatorError> {
    let failed = |error: io::Error| {
        OperatorError::new(
            format!("Standard input can't be kept in a temporary file ({error})"),
            "Write it to a file yourself, and name that.",
        )
    };
    let mut file = File::create(path).map_err(failed)?;
    io::copy(&mut io::stdin().lock(), &mut file).map_err(failed)?;
    Ok(path.to_path_buf())
}

fn unwritable(path: Option<&Path>, error: &io::Error) -> OperatorError {
    let path = path.unwrap_or(Path::new("")).display();
    OperatorError::new(
        format!("The file {path} can't be written ({error})"),
        "Name another one.",
    )
}

fn judge_document(document: Value) -> Result<Value, String> {
    api::judge_document(document)
        .map_err(|fault| format!("{fault}: {}", import::problem_text(&fault.problem)))
}
