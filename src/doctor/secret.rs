//! The secret that tokens are signed with.

use crate::auth::secret;
use crate::doctor::files::open_to_others;
use crate::doctor::text::shell_quoted;
use crate::doctor::{Finding, SecretSource};

const CHECK: &str = "secret";

/// Checks the secret's length and permissions; the report never shows it.
pub(super) fn check(source: &SecretSource, has_database: bool) -> Finding {
    let path = match source {
        SecretSource::Given(bytes) => return judge(*bytes, "The secret given in SECRET_KEY"),
        SecretSource::File(path) => path,
    };
    let shown = path.display();
    match secret::length(path) {
        Ok(bytes) => match open_to_others(path) {
            Some(mode) if bytes >= secret::LEAST => Finding::error(
                CHECK,
                format!(
                    "Others on this machine may read the secret {shown} (mode {mode:o}): whoever has it can sign in as anybody."
                ),
                format!(
                    "chmod 600 {}; if somebody may have read it, delete it and restart: all sign in anew.",
                    shell_quoted(path)
                ),
            ),
            _ => judge(bytes, &format!("The secret {shown}")),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && has_database => {
            Finding::warning(
                CHECK,
                format!("The secret {shown} is gone."),
                "Put it back from a backup; otherwise the next start makes a new one, and all sign in anew.",
            )
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Finding::note(
            CHECK,
            format!("There is no secret {shown} yet."),
            "The next start makes one.",
        ),
        Err(error) => Finding::error(
            CHECK,
            format!("The secret {shown} can't be read ({error})."),
            "Check its permissions, or name another file with --secret-file.",
        ),
    }
}

fn judge(bytes: usize, which: &str) -> Finding {
    let least = secret::LEAST;
    if bytes < least {
        return Finding::error(
            CHECK,
            format!("{which} has {bytes} bytes; {least} are needed."),
            "Make one with openssl rand -hex 32; all sign in anew then.",
        );
    }
    Finding::ok(CHECK, format!("{bytes} bytes, {least} are needed."))
}
