//! What flags take as values, wherever they come from: the command line, a variable or a file.

use std::any::TypeId;
use std::path::{Path, PathBuf};

use clap::builder::{BoolishValueParser, PathBufValueParser, TypedValueParser as _};
use clap::{Arg, ArgAction, Command};

/// The grammar with values as people write them: 1, yes and on are true, and ~/ is the home folder.
pub(crate) fn with_lenient_values(command: Command) -> Command {
    let command = command.mut_args(|arg| {
        if matches!(arg.get_action(), ArgAction::SetTrue) {
            return arg.value_parser(BoolishValueParser::new());
        }
        if arg.get_value_parser().type_id() == TypeId::of::<PathBuf>() {
            return arg.value_parser(PathBufValueParser::new().try_map(|path| whole(&path)));
        }
        arg
    });
    command.mut_subcommands(with_lenient_values)
}

/// A path with the home folder in place of the `~` that only shells replace, and only in some places.
fn whole(path: &Path) -> Result<PathBuf, String> {
    let text = path.to_string_lossy();
    if text.contains(['\r', '\n']) {
        return Err(
            "there is a line end in it; was the file it is in written on Windows?".to_owned(),
        );
    }
    let Some(below) = text.strip_prefix('~') else {
        return Ok(path.to_owned());
    };
    let home = std::env::var_os("HOME").filter(|home| Path::new(home).is_absolute());
    match (below.strip_prefix('/'), home) {
        (Some(below), Some(home)) => Ok(Path::new(&home).join(below)),
        _ if below.is_empty() || below.starts_with('/') => {
            Err("there is no HOME that ~ could stand for; write the whole path".to_owned())
        }
        _ => Err(
            "write the whole path, as in /home/me/photos, or ./~ for a folder of that name"
                .to_owned(),
        ),
    }
}

/// Whether the flag takes these values, asked of its own parser.
pub(crate) fn fits(arg: &Arg, values: &[String]) -> Result<(), String> {
    let many = matches!(arg.get_action(), ArgAction::Append);
    if values.len() > 1 && !many {
        return Err("takes one value, not a list".to_owned());
    }
    let name = arg.get_long().unwrap_or_default();
    let alone = arg
        .clone()
        .env(None::<&str>)
        .default_values(values.to_vec());
    let tried = Command::new(name.to_owned())
        .arg(alone)
        .try_get_matches_from([name]);
    tried.map(drop).map_err(|error| {
        // The first line of clap's message, without its "error:".
        let message = error.to_string();
        let sentence = message.lines().next().unwrap_or_default();
        sentence.trim_start_matches("error: ").to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_whole_or_refused() {
        assert_eq!(whole(Path::new("photos/~")), Ok("photos/~".into()));
        assert_eq!(whole(Path::new("./~")), Ok("./~".into()));
        assert!(whole(Path::new("~budi/photos")).is_err());
        assert!(whole(Path::new("/srv/data\r")).is_err());
        if let Some(home) = std::env::var_os("HOME") {
            assert_eq!(whole(Path::new("~/a b")), Ok(Path::new(&home).join("a b")));
        }
    }
}
