//! The result of one check, and what to do about it.

/// How severe a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// All is well.
    Ok,
    /// Worth knowing; nothing need be done.
    Note,
    /// It works, but something should be done.
    Warning,
    /// Something is broken, or about to be.
    Error,
}

impl Level {
    /// The word in the report.
    #[must_use]
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// The result of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// What was checked, in a word or two.
    pub check: &'static str,
    /// How severe it is.
    pub level: Level,
    /// What was found, a sentence.
    pub message: String,
    /// What to do about it, where there is something to do.
    pub remedy: Option<String>,
}

impl Finding {
    pub(super) fn ok(check: &'static str, message: impl Into<String>) -> Self {
        Self {
            check,
            level: Level::Ok,
            message: message.into(),
            remedy: None,
        }
    }

    pub(super) fn note(
        check: &'static str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            level: Level::Note,
            remedy: Some(remedy.into()),
            ..Self::ok(check, message)
        }
    }

    pub(super) fn warning(
        check: &'static str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            level: Level::Warning,
            ..Self::note(check, message, remedy)
        }
    }

    pub(super) fn error(
        check: &'static str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            level: Level::Error,
            ..Self::note(check, message, remedy)
        }
    }
}

/// How to restore a backup.
pub(super) const RESTORE: &str =
    "Stop the server and put a backup back: firststep backup restore FILE --force.";

/// The finding of a check that the database can't be read for.
pub(super) fn unreadable(check: &'static str, error: &str) -> Finding {
    Finding::error(
        check,
        format!("The database can't be read for this ({error})."),
        "Repair what the integrity check found first; if it found nothing, check the permissions of the database and its folder.",
    )
}
