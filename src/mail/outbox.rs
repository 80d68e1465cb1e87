//! The folder of mails: a file each, readable by whoever looks after the server.

use std::cmp::Reverse;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::domain::account::AccountId;
use crate::domain::moment::Moment;
use crate::platform::folder;
use crate::platform::random;

/// What a mail's file ends with while it waits, when the server refused it for
/// good, and while it is being written.
const WAITING: &str = "eml";
const REFUSED: &str = "refused";
const HALF: &str = "tmp";

/// The folder. Looking at one that isn't there finds nothing and makes nothing.
#[derive(Debug, Clone)]
pub(crate) struct Outbox(PathBuf);

/// A mail in the outbox.
#[derive(Debug)]
pub(crate) struct Kept {
    /// Its file's name.
    pub name: String,
    /// The number of the account it is about, if its name tells.
    pub account: Option<i64>,
    /// Who gets it.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// When it was written.
    pub at: Moment,
    /// Whether the SMTP server refused it for good.
    pub refused: bool,
}

impl Outbox {
    /// The one in this folder.
    #[must_use]
    pub(crate) fn at(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// What lies in it, newest first.
    #[must_use]
    pub(crate) fn all(&self) -> Vec<Kept> {
        let files = self.files().into_iter();
        let mut kept: Vec<Kept> = files.filter_map(|path| Kept::read(&path)).collect();
        kept.sort_by_key(|mail| Reverse(mail.at));
        kept
    }

    /// The mail of this name, if it is there. Names of anything else find nothing.
    #[must_use]
    pub(crate) fn find(&self, name: &str) -> Option<Kept> {
        self.path(name).and_then(|path| Kept::read(&path))
    }

    /// Has a mail that was refused tried again. Whether there is one of this name.
    ///
    /// # Errors
    /// When it can't be renamed.
    pub(crate) fn retry(&self, name: &str) -> io::Result<bool> {
        let path = self.path(name).filter(|path| is(path, REFUSED));
        let Some(path) = path else {
            return Ok(false);
        };
        fs::rename(&path, path.with_extension(WAITING))?;
        folder::sync(&self.0)?;
        Ok(true)
    }

    /// Takes a mail out unsent. Whether there was one of this name.
    ///
    /// # Errors
    /// When it can't be removed.
    pub(crate) fn remove(&self, name: &str) -> io::Result<bool> {
        match self.path(name).map(fs::remove_file) {
            None => Ok(false),
            // It was sent this very moment.
            Some(Err(error)) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Some(removed) => removed.map(|()| true),
        }
    }

    /// Whole or not at all: a sender never sees half a mail.
    pub(super) fn keep(&self, account: AccountId, bytes: &[u8]) -> io::Result<()> {
        let name = format!("{}{}", prefix(account), random::name());
        let (temporary, path) = (
            self.0.join(format!("{name}.{HALF}")),
            self.0.join(format!("{name}.{WAITING}")),
        );
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(temporary, path)?;
        folder::sync(&self.0)
    }

    /// A mail that the server will never take: out of the way of the others,
    /// still there to be read.
    pub(super) fn set_aside(path: &Path, error: &str) {
        tracing::warn!(
            error,
            "the SMTP server refuses a mail; it stays in the outbox as .refused"
        );
        if let Err(error) = fs::rename(path, path.with_extension(REFUSED)) {
            tracing::warn!(%error, "a refused mail can't be set aside");
        }
    }

    pub(super) fn sweep(&self) -> io::Result<()> {
        self.of_kind(HALF).into_iter().try_for_each(fs::remove_file)
    }

    pub(super) fn forget(&self, account: AccountId) {
        let prefix = prefix(account);
        for path in self.files() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if !name.starts_with(&prefix) {
                continue;
            }
            match fs::remove_file(&path) {
                // Gone already: it was sent this very moment.
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, "a deleted account's mail stays in the outbox");
                }
                _ => {}
            }
        }
    }

    /// The files of those that wait to be sent.
    /// How many mails lie here to be sent or read, and how many were refused for good.
    pub(super) fn count(&self) -> [usize; 2] {
        [self.waiting().len(), self.of_kind(REFUSED).len()]
    }

    pub(super) fn waiting(&self) -> Vec<PathBuf> {
        self.of_kind(WAITING)
    }

    fn files(&self) -> Vec<PathBuf> {
        [self.of_kind(WAITING), self.of_kind(REFUSED)].concat()
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        let named = |path: &PathBuf| path.file_name().is_some_and(|found| found == name);
        self.files().into_iter().find(named)
    }

    fn of_kind(&self, kind: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let paths = entries.map(|entry| entry.path());
        paths.filter(|path| is(path, kind)).collect()
    }
}

impl Kept {
    /// `None` if it is gone by now, or none of ours.
    fn read(path: &Path) -> Option<Self> {
        let text = fs::read_to_string(path).ok()?;
        let written = fs::metadata(path).ok()?.modified().ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        let line = |name: &str| head.lines().find_map(|line| line.strip_prefix(name));
        let name = path.file_name()?.to_string_lossy().into_owned();
        let account = name.split_once('-').map(|(number, _)| number.parse());
        Some(Self {
            account: account.and_then(Result::ok),
            name,
            to: line("To: ")?.to_owned(),
            subject: line("Subject: ")?.to_owned(),
            text: body.replace("\r\n", "\n"),
            at: Moment::from(written),
            refused: is(path, REFUSED),
        })
    }
}

/// What the names of an account's mails begin with.
fn prefix(AccountId(account): AccountId) -> String {
    format!("{account}-")
}

fn is(path: &Path, kind: &str) -> bool {
    path.extension().is_some_and(|found| found == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &[u8] = b"To: ayu@example.com\r\nSubject: Hi\r\n\r\nHello.\r\n";

    /// An outbox with a mail in it, its only mail's name, and its folder.
    fn one_mail() -> (tempfile::TempDir, Outbox, String) {
        let folder = tempfile::tempdir().expect("a folder");
        let outbox = Outbox::at(folder.path().to_path_buf());
        outbox.keep(AccountId(7), MAIL).expect("kept");
        let name = outbox.all()[0].name.clone();
        (folder, outbox, name)
    }

    #[test]
    fn a_refused_mail_is_put_back_once() {
        let (folder, outbox, name) = one_mail();
        assert_eq!(outbox.retry(&name).ok(), Some(false), "it waits already");
        Outbox::set_aside(&folder.path().join(&name), "550 no such user");
        let refused = outbox.all()[0].name.clone();
        assert!(outbox.find(&refused).is_some_and(|mail| mail.refused));
        assert_eq!(outbox.retry(&refused).ok(), Some(true));
        let mail = outbox.find(&name).expect("back");
        assert_eq!((mail.refused, mail.account), (false, Some(7)));
    }

    #[test]
    fn names_reach_nothing_but_mails() {
        let (folder, outbox, name) = one_mail();
        std::fs::write(folder.path().join("other.txt"), "mine").expect("written");
        for odd in ["other.txt", "../outbox", "", ".", "7-nothing.eml"] {
            assert!(outbox.find(odd).is_none(), "{odd}");
            assert_eq!(outbox.remove(odd).ok(), Some(false), "{odd}");
        }
        assert_eq!(outbox.remove(&name).ok(), Some(true));
        assert!(outbox.all().is_empty());
        assert!(folder.path().join("other.txt").exists());
    }

    #[test]
    fn looking_into_an_outbox_that_is_not_there_makes_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("outbox");
        assert!(Outbox::at(path.clone()).all().is_empty() && !path.exists());
    }
}
