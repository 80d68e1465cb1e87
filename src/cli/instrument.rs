//! `firststep instrument`

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::output::{pretty, print, printable};
use crate::domain::language::Language;
use crate::domain::operator_error::OperatorError;
use crate::model::instruments::{self, Checked, Instrument, Remark};

/// Make or check another questionnaire, for --instrument.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep instrument new mornings        a folder to begin with\n  \
        firststep instrument check mornings      what is missing or wrong in it\n  \
        firststep --instrument mornings          a server that offers it beside the sixty statements\n\n\
        docs/instruments.md says what the files hold, and what a result can't say.")]
pub(crate) struct InstrumentCommand {
    #[command(subcommand)]
    action: InstrumentAction,
}

#[derive(Debug, Clone, Subcommand)]
enum InstrumentAction {
    /// Say all that is wrong with an instrument's folder, each thing with its file and place; the exit code is 1 if it can't be used.
    #[command(after_help = "Examples:\n  \
        firststep instrument check mornings\n  \
        firststep instrument check mornings --json\n  \
        firststep instrument check example       the one that comes with the program")]
    Check(CheckInstrument),
    /// Write an instrument to begin with into a new folder.
    #[command(after_help = "Example:\n  firststep instrument new mornings")]
    New(NewInstrument),
}

#[derive(Debug, Clone, Args)]
struct CheckInstrument {
    /// The folder; example is the instrument that comes with the program.
    folder: PathBuf,
    /// Print JSON, for programs.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Args)]
struct NewInstrument {
    /// The folder to make; its name becomes the instrument's id.
    folder: PathBuf,
}

impl InstrumentCommand {
    pub(super) fn run(&self) -> Result<(), OperatorError> {
        match &self.action {
            InstrumentAction::Check(check) => check.run(),
            InstrumentAction::New(new) => new.run(),
        }
    }
}

impl NewInstrument {
    fn run(&self) -> Result<(), OperatorError> {
        instruments::write_new(&self.folder)?;
        let folder = printable(&self.folder.display().to_string());
        print(&format!(
            "{folder} has an instrument to begin with: two scales, six statements. Its texts are yours to replace.\n\n  \
             firststep instrument check {folder}\n  firststep --instrument {folder}\n"
        ));
        Ok(())
    }
}

impl CheckInstrument {
    fn run(&self) -> Result<(), OperatorError> {
        let checked = instruments::check(&self.folder);
        print(&if self.json {
            pretty(&as_json(&checked))
        } else {
            as_text(&checked, &self.folder)
        });
        if checked.instrument.is_some() {
            return Ok(());
        }
        let faults = checked.faults().count();
        let wrong = if faults == 1 {
            "one thing is".to_owned()
        } else {
            format!("{faults} things are")
        };
        Err(OperatorError::new(
            format!(
                "The instrument {} can't be used: {wrong} wrong",
                self.folder.display()
            ),
            "Each is listed above with its file and place.",
        ))
    }
}

fn level(remark: &Remark) -> &'static str {
    if remark.is_warning {
        "warning"
    } else {
        "error"
    }
}

fn as_text(checked: &Checked, folder: &Path) -> String {
    let mut text = checked
        .instrument
        .as_ref()
        .map(described)
        .unwrap_or_default();
    for remark in &checked.remarks {
        let _ = writeln!(text, "  {:<7}  {remark}", level(remark));
    }
    if checked.instrument.is_some() {
        let folder = printable(&folder.display().to_string());
        let _ = writeln!(text, "\nIt can be used: firststep --instrument {folder}");
    }
    text
}

/// What it is, and how many statements each scale has.
fn described(instrument: &Instrument) -> String {
    let content = instrument.content();
    let title = instrument
        .texts(Language::English)
        .map_or("", |texts| texts.title.as_str());
    let languages = match (&content.english, &content.indonesian) {
        (Some(_), Some(_)) => "English and Indonesian",
        (Some(_), None) => "English",
        _ => "Indonesian",
    };
    let mut text = format!(
        "{} ({}, version {}): {} statements, {} points, {languages}\n",
        printable(title),
        content.id,
        printable(&content.version),
        content.statements.len(),
        content.points,
    );
    for (at, scale) in content.scales.iter().enumerate() {
        let own = content.statements.iter().filter(|one| one.scale == at);
        let (count, against) = own.fold((0, 0), |(count, against), one| {
            (count + 1, against + usize::from(!one.toward_high))
        });
        let _ = writeln!(
            text,
            "  {scale}: {count} statements, {against} of them for its low end"
        );
    }
    text
}

fn as_json(checked: &Checked) -> Value {
    let each = |remark: &Remark| json!({"level": level(remark), "file": remark.file, "place": remark.place, "says": remark.what});
    let instrument = checked.instrument.as_ref();
    json!({
        "works": instrument.is_some(),
        "id": instrument.map(|one| &one.content().id),
        "version": instrument.map(|one| &one.content().version),
        "hash": instrument.map(Instrument::hash),
        "statements": instrument.map(|one| one.content().statements.len()),
        "points": instrument.map(|one| one.content().points),
        "scales": instrument.map(|one| &one.content().scales),
        "remarks": checked.remarks.iter().map(each).collect::<Vec<_>>(),
    })
}
