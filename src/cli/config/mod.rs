//! `firststep config`

mod check;
mod file;

use std::fmt::Write as _;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Subcommand};
use serde_json::{Map, Value, json};

pub(super) use file::{SettingsFile, named};

use crate::cli::output::{pretty, print};
use crate::cli::serve::ServeCommand;
use crate::domain::operator_error::OperatorError;

/// Show or check the settings.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
        firststep config show                                 each setting and its source\n  \
        firststep config show > firststep.toml                write a file to start from\n  \
        firststep config check --config /etc/firststep/firststep.toml\n\n\
        A flag wins over its variable, a variable over the file, the file over the default.")]
pub(crate) struct ConfigCommand {
    #[command(subcommand)]
    action: ConfigAction,
}

#[derive(Debug, Clone, Subcommand)]
enum ConfigAction {
    /// Print every setting with its value and source, as a file for --config: those of a server that this shell would start.
    #[command(after_help = "Examples:\n  firststep config show\n  firststep config show --json")]
    Show(ConfigShow),
    /// Check whether a server could start with these settings, as this user; nothing is created or changed.
    #[command(
        after_help = "Example:\n  firststep config check --config /etc/firststep/firststep.toml"
    )]
    Check(ConfigCheck),
}

#[derive(Debug, Clone, Args)]
struct ConfigShow {
    /// Print JSON, for programs.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    serve: Box<ServeCommand>,
    #[arg(skip)]
    settings: Vec<ListedSetting>,
}

#[derive(Debug, Clone, Args)]
struct ConfigCheck {
    /// Print JSON, for programs: whether the settings can work, remarks, and the problem if they can't.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    serve: Box<ServeCommand>,
    #[arg(skip)]
    file: SettingsFile,
}

/// A setting.
#[derive(Debug, Clone)]
struct ListedSetting {
    heading: String,
    name: String,
    value: ListedValue,
    from: String,
}

#[derive(Debug, Clone)]
enum ListedValue {
    Nothing,
    /// It is set, but secret.
    Hidden,
    Value(toml::Value),
}

impl ConfigCommand {
    /// Keeps where each setting comes from, which only the command line's matches know.
    pub(super) fn remember_sources(&mut self, matches: &ArgMatches, file: &SettingsFile) {
        let Some((_, matches)) = matches.subcommand() else {
            return;
        };
        match &mut self.action {
            ConfigAction::Show(show) => show.settings = listed_settings(matches, file),
            ConfigAction::Check(check) => {
                check.serve.place.names_port = file.has("port");
                check.serve.prefer_typed(matches);
                check.file = file.clone();
            }
        }
    }

    pub(super) fn run(self) -> Result<(), OperatorError> {
        match self.action {
            ConfigAction::Show(show) if show.json => print(&pretty(&object(&show.settings))),
            ConfigAction::Show(show) => print(&document(&show.settings)),
            ConfigAction::Check(check) => return check.run(),
        }
        Ok(())
    }
}

impl ConfigCheck {
    fn run(&self) -> Result<(), OperatorError> {
        let examined = check::examine(&self.serve, &self.file);
        if self.json {
            let problem = examined.as_ref().err().map(ToString::to_string);
            let remarks = examined.as_ref().map_or(&[][..], Vec::as_slice);
            print(&pretty(
                &json!({"works": examined.is_ok(), "remarks": remarks, "problem": problem}),
            ));
            return examined.map(drop);
        }
        let remarks = examined?;
        print("The settings can work.\n");
        for remark in remarks {
            print(&format!("{remark}\n"));
        }
        Ok(())
    }
}

fn listed_settings(matches: &ArgMatches, file: &SettingsFile) -> Vec<ListedSetting> {
    let flags = file::flags();
    let settings = flags.get_arguments().filter(|arg| arg.get_long().is_some());
    settings
        .map(|arg| listed_setting(arg, matches, file))
        .collect()
}

fn listed_setting(arg: &Arg, matches: &ArgMatches, file: &SettingsFile) -> ListedSetting {
    let id = arg.get_id().as_str();
    let variable = arg.get_env().unwrap_or_default().to_string_lossy();
    let from = match matches.value_source(id) {
        Some(ValueSource::CommandLine) => "flag".to_owned(),
        Some(ValueSource::EnvVariable) => format!("variable {variable}"),
        Some(_) if file.has(id) => "file".to_owned(),
        Some(_) => "default".to_owned(),
        None => format!("not set; variable {variable}"),
    };
    ListedSetting {
        heading: arg.get_help_heading().unwrap_or_default().to_owned(),
        name: arg.get_long().unwrap_or_default().to_owned(),
        value: listed_value(arg, matches),
        from,
    }
}

fn listed_value(arg: &Arg, matches: &ArgMatches) -> ListedValue {
    let Some(values) = matches.get_raw(arg.get_id().as_str()) else {
        return ListedValue::Nothing;
    };
    if arg.is_hide_env_values_set() {
        return ListedValue::Hidden;
    }
    let mut values: Vec<toml::Value> = values
        .map(|value| toml_value(&value.to_string_lossy()))
        .collect();
    match (arg.get_action(), values.pop()) {
        (clap::ArgAction::Append, Some(last)) => {
            values.push(last);
            ListedValue::Value(toml::Value::Array(values))
        }
        (_, Some(only)) => ListedValue::Value(only),
        (_, None) => ListedValue::Nothing,
    }
}

/// Numbers and booleans as such, everything else as a string.
fn toml_value(text: &str) -> toml::Value {
    let number = || text.parse().ok().map(toml::Value::Integer);
    let truth = || text.parse().ok().map(toml::Value::Boolean);
    number().or_else(truth).unwrap_or_else(|| text.into())
}

/// Whose settings they are.
const WHOSE: &str = "\
    # What a server started here, with these flags, would use: the variables are this shell's.\n\
    # A service has its own; ask systemctl show --property=Environment,ExecStart firststep, or run\n\
    # this command inside the container.\n";

/// A file for `--config`, with unset and secret settings as comments.
fn document(settings: &[ListedSetting]) -> String {
    let mut text = WHOSE.to_owned();
    let mut heading = "";
    for setting in settings {
        if setting.heading != heading {
            heading = &setting.heading;
            let _ = writeln!(text, "\n# {heading}");
        }
        let line = match &setting.value {
            ListedValue::Nothing => format!("# {} =", setting.name),
            ListedValue::Hidden => format!("# {} = (hidden)", setting.name),
            ListedValue::Value(value) => format!("{} = {value}", setting.name),
        };
        let _ = writeln!(text, "{line:<48} # {}", setting.from);
    }
    text
}

fn object(settings: &[ListedSetting]) -> Value {
    let entry = |setting: &ListedSetting| {
        let value = match &setting.value {
            ListedValue::Nothing => Value::Null,
            ListedValue::Hidden => json!("(hidden)"),
            ListedValue::Value(value) => json!(value),
        };
        (
            setting.name.clone(),
            json!({"value": value, "from": setting.from}),
        )
    };
    Value::Object(settings.iter().map(entry).collect::<Map<_, _>>())
}
