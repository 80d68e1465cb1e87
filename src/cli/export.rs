//! `firststep export`

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;
use tempfile::NamedTempFile;

use crate::app::App;
use crate::cli::demo;
use crate::cli::flags::{AskedInstrumentArgs, DataArgs, QuizArgs};
use crate::cli::output::{pretty, print};
use crate::domain::operator_error::OperatorError;
use crate::model::instruments::Instrument;
use crate::platform::folder;
use crate::store::sql_dump::Dialect;
use crate::store::tables::{self, Table};
use crate::transfer::export::{self, ExportError, ExportFormat};
use crate::transfer::research::{self, Veil};

/// Export accounts, results and all other data, as of one moment; the server may be running.
///
/// `firststep import` reads the result. Password hashes are left out by default; sessions, codes and
/// the keys of shared links always are.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep export --to everything.jsonl\n  \
        firststep export --format csv --what users --to users.csv\n  \
        firststep export --what results | jq .mbti\n  \
        firststep export --what research --format csv --to research.csv --scripts .\n  \
        firststep export --what research --instrument mornings --format csv --to mornings.csv\n  \
        firststep export --what research --join-by key --to sixty.jsonl   and again with --instrument mornings\n  \
        firststep export --to-sql postgresql | psql quiz\n  \
        firststep export --with-hashes --photos-to photos --to move.jsonl   to move to another server")]
pub(crate) struct ExportCommand {
    /// The format of the rows.
    #[arg(long, value_enum, default_value = "jsonl")]
    pub format: ExportFormatChoice,

    /// Everything as SQL, tables and rows, for an empty database of this kind.
    #[arg(long, value_enum, value_name = "DATABASE", conflicts_with_all = ["format", "what"])]
    pub to_sql: Option<DialectChoice>,

    /// The file to write; - is standard output.
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub to: PathBuf,

    /// The table to export [default: everything as JSON lines, users as CSV]. `research` is what people let be kept for research, with ids that lead nowhere; `codebook` says what its variables are.
    #[arg(long, value_name = "TABLE", value_parser = names())]
    pub what: Option<String>,

    #[command(flatten)]
    pub of: AskedInstrumentArgs,

    /// Make the ids of `research` from the key in this file, which is made if it isn't there: so exports of several questionnaires can be joined by `person`. Delete it once they are.
    #[arg(long, value_name = "FILE")]
    pub join_by: Option<PathBuf>,

    /// Also write the codebook and programs for R and Python into this folder, which reckon alpha and omega from `research`.
    #[arg(long, value_name = "FOLDER")]
    pub scripts: Option<PathBuf>,

    /// Also write password hashes. Keep the file safe: passwords can be guessed from them offline.
    #[arg(long)]
    pub with_hashes: bool,

    /// Also write all photos into this folder.
    #[arg(long, value_name = "FOLDER")]
    pub photos_to: Option<PathBuf>,

    /// Print JSON, for programs: how many rows and photos were written. The rows need a file of their own then.
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub quiz: QuizArgs,

    #[command(flatten)]
    pub data: DataArgs,
}

/// What is exported.
enum What {
    /// These tables.
    Tables(Vec<Table>),
    /// What people let be kept for research.
    Research,
    /// What its variables are.
    Codebook,
}

/// What rows are read from, and whose they are of another questionnaire.
type Of<'all> = (&'all App, Option<&'all Instrument>);

/// The values of `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormatChoice {
    /// A JSON object a line.
    Jsonl,
    /// Comma-separated values with a header line.
    Csv,
}

/// The values of `--to-sql`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DialectChoice {
    /// PostgreSQL.
    Postgresql,
    /// MySQL and MariaDB.
    Mysql,
}

const EVERYTHING: &str = "everything";

fn names() -> clap::builder::PossibleValuesParser {
    let names = tables::ALL.iter().map(|table| table.name);
    let others = [EVERYTHING, research::RESPONSES, research::CODEBOOK];
    names.chain(others).collect::<Vec<_>>().into()
}

impl ExportCommand {
    pub(super) fn run(self) -> Result<(), OperatorError> {
        let (form, what) = self.wanted()?;
        if self.json && self.is_to_stdout() {
            return Err(OperatorError::new(
                "--json prints to standard output, where the rows go",
                "Name a file for the rows with --to.",
            ));
        }
        let settings = self.quiz.in_settings(self.data.existing()?.settings()?);
        if matches!(what, What::Research) && demo::filled(&self.data.data_dir) {
            eprintln!("firststep: {}", demo::MADE_UP);
        }
        let app = App::open_beside(&settings)?;
        let instrument = self.of.find(&app)?;
        let rows = if self.is_to_stdout() {
            self.write(
                (&app, instrument.as_ref()),
                &what,
                form,
                io::stdout().lock(),
            )?
        } else {
            self.to_file((&app, instrument.as_ref()), &what, form)?
        };
        if let Some(folder) = &self.scripts {
            let written = research::write_scripts(&app, instrument.as_ref(), folder);
            written.map_err(|failed| export_error(folder, failed))?;
        }
        let photos = match &self.photos_to {
            None => 0,
            Some(folder) => write_photos(&app, folder)?,
        };
        if self.json {
            print(&pretty(&json!({"rows": rows, "photos": photos})));
        }
        Ok(())
    }

    fn veil(&self) -> Result<Veil, OperatorError> {
        let Some(path) = &self.join_by else {
            return Ok(Veil::new());
        };
        Veil::of_file(path).map_err(|error| unwritable(path, &error))
    }

    fn is_to_stdout(&self) -> bool {
        self.to.as_os_str() == "-"
    }

    fn wanted(&self) -> Result<(ExportFormat, What), OperatorError> {
        let form = match (self.to_sql, self.format) {
            (Some(DialectChoice::Postgresql), _) => ExportFormat::Sql(Dialect::PostgreSql),
            (Some(DialectChoice::Mysql), _) => ExportFormat::Sql(Dialect::MySql),
            (None, ExportFormatChoice::Jsonl) => ExportFormat::JsonLines,
            (None, ExportFormatChoice::Csv) => ExportFormat::Csv,
        };
        let what = self.what.as_deref().unwrap_or(match form {
            ExportFormat::Csv => tables::ALL[0].name,
            ExportFormat::JsonLines | ExportFormat::Sql(_) => EVERYTHING,
        });
        match what {
            research::RESPONSES => return Ok((form, What::Research)),
            research::CODEBOOK => return Ok((form, What::Codebook)),
            _ if self.join_by.is_some() => {
                return Err(OperatorError::new(
                    "--join-by makes the ids of the export for research",
                    "Say --what research as well.",
                ));
            }
            _ if self.of.instrument.is_some() => {
                return Err(OperatorError::new(
                    "--instrument chooses whose answers for research are written",
                    "Say --what research or --what codebook as well.",
                ));
            }
            _ => {}
        }
        if form == ExportFormat::Csv && what == EVERYTHING {
            return Err(OperatorError::new(
                "A CSV file holds one table",
                "Name it with --what, or write everything as JSON lines.",
            ));
        }
        let wanted = tables::ALL
            .into_iter()
            .filter(|table| what == EVERYTHING || table.name == what);
        let with = |table| {
            if self.with_hashes {
                tables::with_hashes(table)
            } else {
                table
            }
        };
        Ok((form, What::Tables(wanted.map(with).collect())))
    }

    /// Writes a temporary file beside it, readable by its owner only, and renames it once it is whole.
    fn to_file(&self, of: Of<'_>, what: &What, form: ExportFormat) -> Result<u64, OperatorError> {
        let failed = |error: &io::Error| unwritable(&self.to, error);
        let folder = self
            .to
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let mut file = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))
            .map_err(|error| failed(&error))?;
        let rows = self.write(of, what, form, &mut file)?;
        file.as_file().sync_all().map_err(|error| failed(&error))?;
        file.persist(&self.to)
            .map_err(|error| failed(&error.error))?;
        Ok(rows)
    }

    fn write(
        &self,
        (app, instrument): Of<'_>,
        what: &What,
        form: ExportFormat,
        out: impl Write,
    ) -> Result<u64, OperatorError> {
        let mut out = BufWriter::new(out);
        let written = match what {
            What::Tables(tables) => export::write(app, tables, form, &mut out),
            What::Research => research::write(app, (instrument, &self.veil()?), form, &mut out),
            What::Codebook => research::write_codebook(app, instrument, form, &mut out),
        };
        match written {
            // A reader that closed the pipe (`| head`) is no error.
            Err(ExportError::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(0),
            Err(failed) => Err(export_error(&self.to, failed)),
            Ok(rows) => Ok(rows),
        }
    }
}

fn write_photos(app: &App, to: &Path) -> Result<u64, OperatorError> {
    folder::make(to).map_err(|error| unwritable(to, &error))?;
    export::write_photos(app, to).map_err(|failed| export_error(to, failed))
}

fn export_error(path: &Path, failed: ExportError) -> OperatorError {
    match failed {
        ExportError::Output(error) => unwritable(path, &error),
        ExportError::Fault(fault) => OperatorError::new(
            format!("The database can't be read ({fault:?})"),
            "Check it with another command; nothing was written.",
        ),
    }
}

fn unwritable(path: &Path, error: &io::Error) -> OperatorError {
    OperatorError::new(
        format!("{} can't be written ({error})", path.display()),
        "Check the space and the permissions, or name another place.",
    )
}
