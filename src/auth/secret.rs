//! The secret that tokens are signed with.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use crate::domain::operator_error::OperatorError;
use crate::platform::digest::hex;
use crate::platform::{folder, private_file, random};

/// Fewest bytes of a secret: 256 bits, as RFC 7518 (3.2) requires for HS256.
pub(crate) const LEAST: usize = 32;

/// The secret in a file; generated into a file of mode 0600 if there is none yet.
pub(crate) fn load_or_make(path: &Path) -> Result<Vec<u8>, OperatorError> {
    load(path)?.map_or_else(|| make(path), Ok)
}

/// The secret from an environment variable, if it is long enough. A line end isn't part of it: a file of
/// variables that was edited on Windows would sign everybody out.
pub(crate) fn given(text: &str) -> Result<Vec<u8>, OperatorError> {
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.len() < text.len() {
        tracing::warn!("SECRET_KEY ends with a line end, which isn't taken as part of it");
    }
    check(secret.as_bytes().to_vec(), "given in SECRET_KEY")
}

/// How many bytes the secret in a file has. Generates none.
pub(crate) fn length(path: &Path) -> io::Result<usize> {
    read(path).map(|secret| secret.len())
}

/// The secret in a file, if there is one. Generates none.
pub(crate) fn load(path: &Path) -> Result<Option<Vec<u8>>, OperatorError> {
    match read(path) {
        Ok(secret) => check(secret, &format!("in {}", path.display())).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unusable(path, &error)),
    }
}

/// Whether a server would take this secret.
#[must_use]
pub(crate) fn is_long_enough(secret: &[u8]) -> bool {
    secret.len() >= LEAST
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    File::open(path)?.take(4096).read_to_end(&mut text)?;
    Ok(text.trim_ascii().to_vec())
}

fn make(path: &Path) -> Result<Vec<u8>, OperatorError> {
    let secret = hex(&random::bytes::<32>());
    match write_new(path, format!("{secret}\n").as_bytes()) {
        Ok(()) => Ok(secret.into_bytes()),
        // Another process was quicker; its secret is complete.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            load(path)?.ok_or_else(|| dangling(path))
        }
        Err(error) => Err(unusable(path, &error)),
    }
}

/// Durable before the first token is signed with it, and atomic: half a secret would fail the next
/// start, and one of zeros would be known to everybody.
fn write_new(path: &Path, line: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension(format!("{}.tmp", random::name()));
    let written = private_file::write(&temporary, line).and_then(|()| rename(&temporary, path));
    let _ = fs::remove_file(&temporary);
    written.and_then(|()| path.parent().map_or(Ok(()), folder::sync))
}

/// Gives the file its name, unless a file has it.
fn rename(temporary: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(temporary, path) {
        // Some file systems have no hard links; there two first starts at once are not detected.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => fs::rename(temporary, path),
        linked => linked,
    }
}

fn check(secret: Vec<u8>, whose: &str) -> Result<Vec<u8>, OperatorError> {
    if is_long_enough(&secret) {
        return Ok(secret);
    }
    Err(OperatorError::new(
        format!(
            "The secret {whose} has {} bytes; {LEAST} are needed",
            secret.len()
        ),
        "Leave it out, and one is made at the first start (tokens of the original servers aren't valid here in any case); or make one with `openssl rand -hex 32`.",
    ))
}

fn dangling(path: &Path) -> OperatorError {
    OperatorError::new(
        format!(
            "The secret {} is a link to a file that isn't there",
            path.display()
        ),
        "Put the file back, or remove the link, and a new secret is made (which signs everybody out).",
    )
}

fn unusable(path: &Path, error: &io::Error) -> OperatorError {
    OperatorError::new(
        format!("The secret {} can't be used ({error})", path.display()),
        "Check its permissions, or name another file with --secret-file.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_once_and_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret");
        let made = load_or_make(&path).expect("made");
        assert_eq!(made.len(), 64, "256 bits in hexadecimal");
        assert_eq!(load_or_make(&path).expect("kept"), made);
        let other = load_or_make(&folder.path().join("other")).expect("made");
        assert_ne!(other, made);
    }

    #[cfg(unix)]
    #[test]
    fn its_owner_alone_reads_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret");
        load_or_make(&path).expect("made");
        let mode = path.metadata().expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret");
        std::os::unix::fs::symlink("nowhere", &path).expect("a link");
        let refusal = load_or_make(&path).expect_err("dangling").to_string();
        assert!(
            refusal.contains("a link to a file that isn't there"),
            "{refusal}"
        );
        assert_eq!(std::fs::read_dir(&folder).expect("a folder").count(), 1);
    }

    #[test]
    fn short_ones_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret");
        std::fs::write(&path, "hunter2\n").expect("written");
        let refusal = load_or_make(&path).expect_err("too short").to_string();
        assert!(
            refusal.contains("7 bytes") && !refusal.contains("hunter2"),
            "{refusal}"
        );
        assert!(given("hunter2").is_err());
        assert!(given(&"x".repeat(32)).is_ok());
    }

    #[test]
    fn a_line_end_is_no_part_of_it() {
        let secret = "x".repeat(32);
        for end in ["", "\r", "\n", "\r\n"] {
            let taken = given(&format!("{secret}{end}")).expect("long enough");
            assert_eq!(taken, secret.as_bytes(), "{end:?}");
        }
        assert!(given(&format!("{}\r", "x".repeat(31))).is_err());
    }
}
