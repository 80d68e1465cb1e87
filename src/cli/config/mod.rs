//! `firststep config`: what is set, by whom, and whether it can work.

mod check;
mod file;

use std::fmt::Write as _;
use std::io::Write as _;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Subcommand};
use serde_json::{Map, Value, json};

pub(crate) use file::{File, named};

use crate::cli::Serve;
use crate::domain::operator_error::OperatorError;

/// Look at the settings.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep config show                                 what is set, and by whom\n  \
        firststep config show > firststep.toml                a file to begin with\n  \
        firststep config check --config /etc/firststep/firststep.toml\n\n\
        A flag wins over its variable, a variable over the file, the file over the default.")]
pub struct Config {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Clone, Subcommand)]
enum Action {
    /// Print every setting with its value and where that comes from, as a file for --config.
    Show(Show),
    /// Tell whether a server could start with these settings; nothing is made or changed.
    Check(Check),
}

#[derive(Debug, Clone, Args)]
struct Show {
    /// Print an object for programs.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    serve: Box<Serve>,
    #[arg(skip)]
    rows: Vec<Row>,
}

#[derive(Debug, Clone, Args)]
struct Check {
    #[command(flatten)]
    serve: Box<Serve>,
    #[arg(skip)]
    said: File,
}

/// A setting.
#[derive(Debug, Clone)]
struct Row {
    heading: String,
    name: String,
    value: Shown,
    from: String,
}

#[derive(Debug, Clone)]
enum Shown {
    Nothing,
    /// It is set, and nobody's to read.
    Hidden,
    Value(toml::Value),
}

impl Config {
    /// Keeps what the command line knows of each setting's source.
    pub(super) fn look(&mut self, matches: &ArgMatches, file: &File) {
        let Some((_, matches)) = matches.subcommand() else {
            return;
        };
        match &mut self.action {
            Action::Show(show) => show.rows = rows(matches, file),
            Action::Check(check) => {
                check.serve.prefer_typed(matches);
                check.said = file.clone();
            }
        }
    }

    pub(super) fn run(self) -> Result<(), OperatorError> {
        let text = match self.action {
            Action::Show(show) if show.json => format!("{:#}\n", object(&show.rows)),
            Action::Show(show) => document(&show.rows),
            Action::Check(check) => check::examine(&check.serve, &check.said)?,
        };
        // A reader that closed early has what it wanted.
        let _ = std::io::stdout().write_all(text.as_bytes());
        Ok(())
    }
}

fn rows(matches: &ArgMatches, file: &File) -> Vec<Row> {
    let flags = file::flags();
    let settings = flags.get_arguments().filter(|arg| arg.get_long().is_some());
    settings.map(|arg| row(arg, matches, file)).collect()
}

fn row(arg: &Arg, matches: &ArgMatches, file: &File) -> Row {
    let id = arg.get_id().as_str();
    let variable = arg.get_env().unwrap_or_default().to_string_lossy();
    let from = match matches.value_source(id) {
        Some(ValueSource::CommandLine) => "flag".to_owned(),
        Some(ValueSource::EnvVariable) => format!("variable {variable}"),
        Some(_) if file.has(id) => "file".to_owned(),
        Some(_) => "default".to_owned(),
        None => format!("not set; variable {variable}"),
    };
    Row {
        heading: arg.get_help_heading().unwrap_or_default().to_owned(),
        name: arg.get_long().unwrap_or_default().to_owned(),
        value: shown(arg, matches),
        from,
    }
}

fn shown(arg: &Arg, matches: &ArgMatches) -> Shown {
    let Some(values) = matches.get_raw(arg.get_id().as_str()) else {
        return Shown::Nothing;
    };
    if arg.is_hide_env_values_set() {
        return Shown::Hidden;
    }
    let mut values: Vec<toml::Value> = values
        .map(|value| plain(&value.to_string_lossy()))
        .collect();
    match (arg.get_action(), values.pop()) {
        (clap::ArgAction::Append, Some(last)) => {
            values.push(last);
            Shown::Value(toml::Value::Array(values))
        }
        (_, Some(only)) => Shown::Value(only),
        (_, None) => Shown::Nothing,
    }
}

/// Numbers and truths bare, everything else in quotes.
fn plain(text: &str) -> toml::Value {
    let number = || text.parse().ok().map(toml::Value::Integer);
    let truth = || text.parse().ok().map(toml::Value::Boolean);
    number().or_else(truth).unwrap_or_else(|| text.into())
}

/// A file for `--config`, in which what isn't set and what is secret are comments.
fn document(rows: &[Row]) -> String {
    let mut text = String::new();
    let mut heading = "";
    for row in rows {
        if row.heading != heading {
            heading = &row.heading;
            let gap = if text.is_empty() { "" } else { "\n" };
            let _ = writeln!(text, "{gap}# {heading}");
        }
        let line = match &row.value {
            Shown::Nothing => format!("# {} =", row.name),
            Shown::Hidden => format!("# {} = (hidden)", row.name),
            Shown::Value(value) => format!("{} = {value}", row.name),
        };
        let _ = writeln!(text, "{line:<48} # {}", row.from);
    }
    text
}

fn object(rows: &[Row]) -> Value {
    let entry = |row: &Row| {
        let value = match &row.value {
            Shown::Nothing => Value::Null,
            Shown::Hidden => json!("(hidden)"),
            Shown::Value(value) => json!(value),
        };
        (row.name.clone(), json!({"value": value, "from": row.from}))
    };
    Value::Object(rows.iter().map(entry).collect::<Map<_, _>>())
}
