//! Settings in a file: TOML, its keys the flags of `firststep serve` without their dashes.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, Args as _, Command};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::cli::grammar::{fits, with_lenient_values};
use crate::cli::serve::ServeCommand;
use crate::doctor::open_to_others;
use crate::domain::operator_error::OperatorError;

/// The settings in a file, each with a known key and a value that its flag takes.
#[derive(Debug, Clone, Default)]
pub(crate) struct SettingsFile {
    path: PathBuf,
    settings: Vec<Setting>,
}

/// One setting.
#[derive(Debug, Clone)]
struct Setting {
    /// The flag's name in the grammar, such as `data_dir`.
    id: String,
    /// Its variable. Another command's flag with the same one is the same setting under another name.
    variable: Option<OsString>,
    /// As they are written on the command line; several where the flag can be repeated.
    values: Vec<String>,
}

/// The flags of `firststep serve`, which are the keys of a file.
pub(crate) fn flags() -> Command {
    with_lenient_values(ServeCommand::augment_args(Command::new("settings")))
}

impl SettingsFile {
    /// Reads a file.
    ///
    /// # Errors
    /// A sentence that names the line, if it can't be read, isn't TOML, or has a wrong setting.
    pub(crate) fn read(path: &Path) -> Result<Self, OperatorError> {
        let text = fs::read_to_string(path).map_err(|error| {
            OperatorError::new(
                format!(
                    "The settings' file {} can't be read ({error})",
                    path.display()
                ),
                "Check the path and its permissions, or name another with --config.",
            )
        })?;
        let settings = parse(&text).map_err(|(line, what)| {
            OperatorError::new(
                format!("{}, line {line}: {what}", path.display()),
                "The keys are the flags that firststep serve --help lists, as in port = 8080.",
            )
        })?;
        Ok(Self {
            path: path.to_owned(),
            settings,
        })
    }

    /// Its path, if it holds secrets and others can read it.
    pub(crate) fn exposed(&self) -> Option<&Path> {
        let secret = |arg: &Arg| arg.is_hide_env_values_set() && self.has(arg.get_id().as_str());
        let any = flags().get_arguments().any(secret);
        (any && open_to_others(&self.path).is_some()).then_some(&*self.path)
    }

    /// Whether it sets this flag.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.settings.iter().any(|setting| setting.id == id)
    }

    /// The command line with this file's values as defaults: flags and variables win over them.
    pub(crate) fn apply_defaults(&self, command: Command) -> Command {
        let names: Vec<String> = command
            .get_subcommands()
            // A demo has a folder of its own, which the real server's settings must not change.
            .filter(|below| below.get_name() != "demo")
            .map(|below| below.get_name().to_owned())
            .collect();
        let changed = self.settings.iter().fold(command, Setting::apply_default);
        names.into_iter().fold(changed, |command, name| {
            command.mut_subcommand(name, |below| self.apply_defaults(below))
        })
    }
}

impl Setting {
    fn apply_default(command: Command, setting: &Self) -> Command {
        let variable = setting.variable.as_deref();
        let same = |arg: &Arg| {
            arg.get_id() == setting.id.as_str() || variable.is_some() && arg.get_env() == variable
        };
        command.mut_args(|arg| {
            if same(&arg) {
                arg.default_values(setting.values.clone())
            } else {
                arg
            }
        })
    }
}

/// Reads a text; an error is a line, counted from 1, and what is wrong there.
fn parse(text: &str) -> Result<Vec<Setting>, (usize, String)> {
    let line = |at: usize| {
        let before = &text.as_bytes()[..at.min(text.len())];
        before.split(|byte| *byte == b'\n').count()
    };
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        (line(at), error.message().to_owned())
    })?;
    let known = flags();
    let settings = table.get_ref().iter().map(|(key, value)| {
        setting(&known, key.get_ref(), value).map_err(|what| (line(key.span().start), what))
    });
    settings.collect()
}

fn setting(known: &Command, key: &str, value: &Spanned<DeValue>) -> Result<Setting, String> {
    let name = key.replace('_', "-");
    let arg = known
        .get_arguments()
        .find(|arg| arg.get_long() == Some(name.as_str()))
        .ok_or_else(|| format!("there is no setting {key}"))?;
    let values = texts(value.get_ref()).map_err(|what| format!("{key} {what}"))?;
    fits(arg, &values).map_err(|what| format!("{key}: {what}"))?;
    let id = arg.get_id().to_string();
    let variable = arg.get_env().map(ToOwned::to_owned);
    Ok(Setting {
        id,
        variable,
        values,
    })
}

/// A value as it is written on the command line.
fn texts(value: &DeValue) -> Result<Vec<String>, String> {
    match value {
        DeValue::String(text) => Ok(vec![text.to_string()]),
        DeValue::Integer(number) => Ok(vec![number.to_string()]),
        DeValue::Boolean(truth) => Ok(vec![truth.to_string()]),
        DeValue::Array(values) => {
            let texts = values.iter().map(|value| texts(value.get_ref()));
            Ok(texts.collect::<Result<Vec<_>, _>>()?.concat())
        }
        DeValue::Table(_) => Err("is a section; settings are written without sections".to_owned()),
        DeValue::Float(_) | DeValue::Datetime(_) => Err(
            "must be a text in quotes, a whole number, true, false or a list of those".to_owned(),
        ),
    }
}

/// The file that the command line names.
pub(crate) fn named(matches: &clap::ArgMatches) -> Option<PathBuf> {
    matches.get_one::<PathBuf>("config").cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> (usize, String) {
        parse(text).map(drop).expect_err("wrong")
    }

    #[test]
    fn a_file_says_what_flags_say() {
        let settings = parse(
            "port = 8080\ndata_dir = \"/srv\"\ncors-origin = [\"https://a.example\", \"*\"]\ndemo = true",
        );
        let file = SettingsFile {
            settings: settings.expect("sound"),
            ..SettingsFile::default()
        };
        assert!(
            file.has("port")
                && file.has("data_dir")
                && file.has("cors_origin")
                && !file.has("host")
        );
        let command =
            file.apply_defaults(Command::new("firststep").subcommand(flags().name("serve")));
        let matches = command.get_matches_from(["firststep", "serve"]);
        let (_, serve) = matches.subcommand().expect("serve");
        assert_eq!(serve.get_one::<u16>("port"), Some(&8080));
        assert_eq!(
            serve
                .get_many::<String>("cors_origin")
                .expect("two")
                .count(),
            2
        );
        assert!(serve.get_flag("demo"));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        assert_eq!(
            wrong("\n\nprot = 1"),
            (3, "there is no setting prot".to_owned())
        );
        assert_eq!(wrong("[server]\nport = 1").0, 1);
        assert!(wrong("[demo]\nport = 1").1.contains("without sections"));
        assert!(
            wrong("host = \"a\"\nport = \"b\"")
                .1
                .starts_with("host: invalid value")
        );
        assert!(wrong("port = [1, 2]").1.contains("one value"));
        assert!(wrong("port = 1.5").1.contains("whole number"));
        assert!(wrong("port = 70000").1.contains("70000"));
        assert_eq!(wrong("port = 1\nport = 2").0, 2);
        assert_eq!(wrong("host =").0, 1);
    }

    proptest::proptest! {
        #[test]
        fn no_text_brings_it_down(text in "\\PC{0,60}|([a-z-]{1,12} ?= ?[\\[\\]\"0-9a-z{}.,']{0,12}\n?){0,4}") {
            let _ = parse(&text);
        }
    }
}
