//! Verbs: whether the data is well, told with what to do about it. Nothing here
//! changes anything.

mod backups;
mod clock;
mod database;
mod disk;
mod files;
pub(crate) mod health;
mod leftovers;
mod model;
mod nightly;
mod outbox;
mod photos;
mod secret;

use std::path::{Path, PathBuf};

use crate::domain::moment::Moment;

pub(crate) use nightly::check;

/// Where what is looked at lies. None of it need be there.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The folder of everything.
    pub data_dir: PathBuf,
    /// The database's file.
    pub db: PathBuf,
    /// The photos' folder.
    pub photos: PathBuf,
    /// Where mail lies.
    pub outbox: PathBuf,
    /// The folder of backups.
    pub backups: PathBuf,
    /// What tokens are signed with.
    pub secret: Secret,
    /// Somebody else's model, in place of ours.
    pub model: Option<PathBuf>,
    /// Whether an SMTP server is named that empties the outbox.
    pub sends_mail: bool,
}

/// Where the secret comes from.
#[derive(Debug, Clone)]
pub(crate) enum Secret {
    /// A file.
    File(PathBuf),
    /// It was given, and has so many bytes.
    Given(usize),
}

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// All is well.
    Fine,
    /// Worth knowing; nothing need be done.
    Note,
    /// It works, but something should be done.
    Warning,
    /// Something is broken, or about to be.
    Error,
}

impl Level {
    /// Its word.
    #[must_use]
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Fine => "ok",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What one check came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// What was looked at, a word.
    pub check: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What was found, a sentence.
    pub says: String,
    /// What to do about it, where there is something to do.
    pub mend: Option<String>,
}

impl Finding {
    fn fine(check: &'static str, says: impl Into<String>) -> Self {
        Self {
            check,
            level: Level::Fine,
            says: says.into(),
            mend: None,
        }
    }

    fn note(check: &'static str, says: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            level: Level::Note,
            mend: Some(mend.into()),
            ..Self::fine(check, says)
        }
    }

    fn warning(check: &'static str, says: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            level: Level::Warning,
            ..Self::note(check, says, mend)
        }
    }

    fn error(check: &'static str, says: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            level: Level::Error,
            ..Self::note(check, says, mend)
        }
    }
}

/// How a backup is put back.
const RESTORE: &str =
    "Stop the server and put a backup back: firststep backup restore FILE --force.";

/// Looks at everything, beside a running server or without one.
#[must_use]
pub(crate) fn examine(place: &Place, now: Moment) -> Vec<Finding> {
    let mut findings = vec![files::folder(place)];
    if place.data_dir.is_dir() {
        findings.push(files::database(place));
        findings.push(secret::look(&place.secret, place.db.exists()));
        findings.extend(files::owner(place));
        findings.extend(database::look(place, now));
        findings.push(outbox::look(place, now));
        findings.push(backups::look(place, now));
        findings.extend(leftovers::look(place, now));
        findings.extend(disk::look(place));
    }
    findings.push(clock::machine(now));
    findings.push(model::look(place.model.as_deref()));
    findings
}

/// So many of them, in words: "1 row", "3 rows".
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A path as it is typed into a shell.
fn typed(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+@".contains(letter);
    if text.chars().all(plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_can_be_typed_as_they_stand() {
        assert_eq!(
            typed(Path::new("/srv/first-step/data")),
            "/srv/first-step/data"
        );
        assert_eq!(typed(Path::new("my data")), "'my data'");
        assert_eq!(typed(Path::new("Ann's; rm -r")), r"'Ann'\''s; rm -r'");
        assert_eq!(
            counted(1, "row", "rows") + ", " + &counted(0, "row", "rows"),
            "1 row, 0 rows"
        );
    }
}
