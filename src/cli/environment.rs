//! The environment, which belongs to other programs too. What is empty counts as unset, what others set
//! for themselves is passed over with a line, and only what the command uses is read.

use std::ffi::OsStr;
use std::net::IpAddr;

use clap::{Arg, ArgMatches, Command};

use crate::cli::grammar::fits;
use crate::cli::output::printable;
use crate::domain::operator_error::OperatorError;

/// The grammar without variables, for what is typed alone; but for `--config`, which names a file of
/// further settings.
pub(super) fn without_variables(command: Command) -> Command {
    let command = command.mut_args(|arg| match arg.get_id().as_str() {
        "config" if is_set(&arg) => arg,
        _ => arg.env(None::<&str>),
    });
    command.mut_subcommands(without_variables)
}

fn is_set(arg: &Arg) -> bool {
    let value = arg.get_env().and_then(std::env::var_os);
    value.is_some_and(|value| !value.is_empty())
}

/// The grammar with those variables that the typed command uses and that are ours, and a sentence for
/// each that was passed over.
///
/// # Errors
/// A sentence that names the variable whose value is wrong.
pub(super) fn with_our_variables(
    grammar: Command,
    typed: &ArgMatches,
) -> Result<(Command, Vec<String>), OperatorError> {
    let mut passed_over = Vec::new();
    let grammar = narrowed(grammar, typed, true, &mut passed_over)?;
    Ok((grammar, passed_over))
}

fn narrowed(
    mut command: Command,
    typed: &ArgMatches,
    is_root: bool,
    passed_over: &mut Vec<String>,
) -> Result<Command, OperatorError> {
    let below = typed.subcommand();
    // Beside a command the root's flags, which are those of `serve`, are of no use.
    let unused = is_root && below.is_some();
    let args: Vec<Arg> = command.get_arguments().cloned().collect();
    for arg in args {
        let ours = if unused && arg.get_id() != "config" {
            false
        } else {
            is_ours(&arg, passed_over)?
        };
        if !ours {
            command = command.mut_arg(arg.get_id(), |arg| arg.env(None::<&str>));
        }
    }
    let Some((name, typed)) = below else {
        return Ok(command);
    };
    let Some(used) = command.find_subcommand(name).cloned() else {
        return Ok(command);
    };
    let used = narrowed(used, typed, false, passed_over)?;
    Ok(command.mut_subcommand(name, |_| used))
}

/// Whether the variable of a flag is to be read.
fn is_ours(arg: &Arg, passed_over: &mut Vec<String>) -> Result<bool, OperatorError> {
    let Some(name) = arg.get_env() else {
        return Ok(true);
    };
    let Some(value) = std::env::var_os(name).filter(|value| !value.is_empty()) else {
        return Ok(false);
    };
    let name = name.to_string_lossy();
    let Some(value) = value.to_str() else {
        // A path may be of any bytes; for anything else clap says what is wrong.
        return Ok(true);
    };
    if let Some(why) = foreign(&name, value) {
        let line = format!(
            "{name} is set to {}, {why}; it is passed over",
            printable(value)
        );
        // Flags that several commands share stand in more than one place.
        if !passed_over.contains(&line) {
            passed_over.push(line);
        }
        return Ok(false);
    }
    fits(arg, &[value.to_owned()])
        .map(|()| true)
        .map_err(|what| {
            OperatorError::new(
                format!("The variable {name} can't be used: {}", printable(&what)),
                "Correct it, or unset it.",
            )
        })
}

/// Why a value can't be meant for us.
fn foreign(name: &str, value: &str) -> Option<&'static str> {
    match name {
        "HOST" if value.parse::<IpAddr>().is_err() => {
            Some("which is no address to listen on (shells and conda set it, too)")
        }
        "PORT" | "SMTP_PORT" if value.starts_with("tcp://") || value.starts_with("udp://") => {
            Some("as Docker and Kubernetes do for a service of that name")
        }
        _ => None,
    }
}

/// The names of the variables that hold something.
pub(super) fn names() -> impl Iterator<Item = String> {
    let set = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        let holds_something = !OsStr::is_empty(&value);
        name.into_string().ok().filter(|_| holds_something)
    };
    std::env::vars_os().filter_map(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_others_are_told_apart_from_mistakes() {
        for (name, value) in [
            ("HOST", "x86_64-conda-linux-gnu"),
            ("HOST", "my-laptop"),
            ("PORT", "tcp://10.96.0.1:5000"),
            ("SMTP_PORT", "tcp://10.96.0.2:25"),
        ] {
            assert!(foreign(name, value).is_some(), "{name}={value}");
        }
        for (name, value) in [
            ("HOST", "::1"),
            ("HOST", "0.0.0.0"),
            ("PORT", "80 80"),
            ("FIRSTSTEP_LISTEN", "tcp://10.96.0.1:5000"),
        ] {
            assert!(foreign(name, value).is_none(), "{name}={value}");
        }
    }
}
