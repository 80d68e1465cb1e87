//! Where an instrument's files come from: a folder that somebody names, or the program itself.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::domain::operator_error::OperatorError;
use crate::model::instruments::walk::is_id;
use crate::platform::folder;

/// What `--instrument` calls the one that comes with the program.
pub(crate) const EXAMPLE: &str = "example";

macro_rules! embedded {
    ($folder:literal) => {
        [
            (
                "instrument.json",
                include_str!(concat!(
                    "../../../seed/instruments/",
                    $folder,
                    "/instrument.json"
                )),
            ),
            (
                "key.json",
                include_str!(concat!("../../../seed/instruments/", $folder, "/key.json")),
            ),
            (
                "en.json",
                include_str!(concat!("../../../seed/instruments/", $folder, "/en.json")),
            ),
            (
                "id.json",
                include_str!(concat!("../../../seed/instruments/", $folder, "/id.json")),
            ),
        ]
    };
}

const BUILT_IN: [(&str, &str); 4] = embedded!("example");
/// What a new instrument begins with.
const NEW: [(&str, &str); 4] = embedded!("new");
/// The id in [`NEW`].
const NEW_ID: &str = "my-instrument";

/// Most bytes of a file: 300 statements of 300 letters are a tenth of that.
const MOST: u64 = 1 << 20;

/// Where the files are.
#[derive(Debug, Clone)]
pub(super) enum Source {
    BuiltIn,
    Folder(PathBuf),
}

impl Source {
    pub(super) fn named(path: &Path) -> Self {
        if path.as_os_str() == EXAMPLE {
            Self::BuiltIn
        } else {
            Self::Folder(path.to_owned())
        }
    }

    /// Why nothing can be read from it at all.
    pub(super) fn trouble(&self) -> Option<String> {
        let Self::Folder(path) = self else {
            return None;
        };
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => None,
            Ok(_) => Some("it is no folder".to_owned()),
            Err(error) => Some(format!("it can't be opened ({error})")),
        }
    }

    /// The text of a file; a place in it and a sentence if there is none.
    pub(super) fn read(&self, name: &str) -> Result<String, (String, String)> {
        match self {
            Self::BuiltIn => Ok(BUILT_IN
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, text)| *text)
                .unwrap_or_default()
                .to_owned()),
            Self::Folder(folder) => {
                let bytes = bytes(folder, name).map_err(|what| (String::new(), what))?;
                decoded(bytes)
            }
        }
    }

    /// Whether there is a file of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        match self {
            Self::BuiltIn => true,
            Self::Folder(folder) => folder.join(name).exists(),
        }
    }
}

fn bytes(folder: &Path, name: &str) -> Result<Vec<u8>, String> {
    let unreadable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => "it is missing".to_owned(),
        std::io::ErrorKind::InvalidInput => error.to_string(),
        _ => format!("it can't be read ({error})"),
    };
    let file = folder::open_inside(folder, name).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(MOST + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > MOST {
        return Err(format!("it is larger than {} KiB", MOST >> 10));
    }
    Ok(bytes)
}

/// UTF-8, with or without the byte order mark that some editors put before it.
fn decoded(bytes: Vec<u8>) -> Result<String, (String, String)> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.trim_start_matches('\u{feff}').to_owned()),
        Err(error) => {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = good.split(|byte| *byte == b'\n').count();
            Err((
                format!("line {line}"),
                "it isn't UTF-8; save it in that encoding".to_owned(),
            ))
        }
    }
}

/// Writes an instrument to begin with, named after its folder.
///
/// # Errors
/// A sentence if the folder has anything in it, or can't be written to.
pub(crate) fn write_new(folder: &Path) -> Result<(), OperatorError> {
    let failed = |error: std::io::Error| {
        OperatorError::new(
            format!("Nothing can be written to {} ({error})", folder.display()),
            "Check the path and its permissions.",
        )
    };
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(OperatorError::new(
            format!("The folder {} isn't empty", folder.display()),
            "Name a new one: nothing is written over.",
        ));
    }
    fs::create_dir_all(folder).map_err(failed)?;
    let name = folder.file_name().and_then(|name| name.to_str());
    let id = name
        .filter(|name| is_id(name) && *name != EXAMPLE)
        .unwrap_or(NEW_ID);
    for (name, text) in NEW {
        let own = text.replace(&format!("\"{NEW_ID}\""), &format!("\"{id}\""));
        fs::write(folder.join(name), own).map_err(failed)?;
    }
    Ok(())
}
