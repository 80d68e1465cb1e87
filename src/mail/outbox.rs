//! The outbox: a folder with a readable file for each mail.

use std::cmp::Reverse;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::domain::account::AccountId;
use crate::domain::moment::Moment;
use crate::platform::{folder, private_file, random};

/// Extensions of a mail's file: waiting, rejected by the server for good, and half-written.
const WAITING: &str = "eml";
const REFUSED: &str = "refused";
const HALF: &str = "tmp";

/// The folder. Reading one that doesn't exist finds nothing and makes nothing.
#[derive(Debug, Clone)]
pub(crate) struct Outbox(PathBuf);

/// A mail in the outbox.
#[derive(Debug)]
pub(crate) struct OutboxMail {
    /// Its file's name.
    pub name: String,
    /// The account it is about, if the file's name has one.
    pub account: Option<i64>,
    /// The recipient.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// When it was written.
    pub at: Moment,
    /// Whether the SMTP server rejected it for good.
    pub refused: bool,
}

impl Outbox {
    /// The outbox in this folder.
    #[must_use]
    pub(crate) fn at(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Its mails, newest first.
    #[must_use]
    pub(crate) fn all(&self) -> Vec<OutboxMail> {
        let files = self.files().into_iter();
        let mut mails: Vec<OutboxMail> = files.filter_map(|path| OutboxMail::read(&path)).collect();
        mails.sort_by_key(|mail| Reverse(mail.at));
        mails
    }

    /// The mail whose file has this name; `None` for names of other files.
    #[must_use]
    pub(crate) fn find(&self, name: &str) -> Option<OutboxMail> {
        self.path(name).and_then(|path| OutboxMail::read(&path))
    }

    /// Marks a rejected mail to be sent again; returns whether there is one of this name.
    pub(crate) fn retry(&self, name: &str) -> io::Result<bool> {
        let path = self.path(name).filter(|path| has_extension(path, REFUSED));
        let Some(path) = path else {
            return Ok(false);
        };
        fs::rename(&path, path.with_extension(WAITING))?;
        folder::sync(&self.0)?;
        Ok(true)
    }

    /// Removes a mail unsent; returns whether there was one of this name.
    pub(crate) fn remove(&self, name: &str) -> io::Result<bool> {
        match self.path(name).map(fs::remove_file) {
            None => Ok(false),
            // It was sent meanwhile.
            Some(Err(error)) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Some(removed) => removed.map(|()| true),
        }
    }

    /// Writes a mail's file atomically: the sender never reads half a mail.
    pub(super) fn write(&self, account: AccountId, bytes: &[u8]) -> io::Result<()> {
        let name = format!("{}{}", prefix(account), random::name());
        let (temporary, path) = (
            self.0.join(format!("{name}.{HALF}")),
            self.0.join(format!("{name}.{WAITING}")),
        );
        private_file::write(&temporary, bytes)?;
        fs::rename(temporary, path)?;
        folder::sync(&self.0)
    }

    /// Marks a mail as rejected for good: it is no longer sent, and stays to be read.
    pub(super) fn mark_refused(path: &Path, error: &str) {
        tracing::warn!(
            error,
            "the SMTP server refuses a mail; it stays in the outbox as .refused"
        );
        if let Err(error) = fs::rename(path, path.with_extension(REFUSED)) {
            tracing::warn!(%error, "a refused mail's file can't be renamed");
        }
    }

    pub(super) fn sweep(&self) -> io::Result<()> {
        self.with_extension(HALF)
            .into_iter()
            .try_for_each(fs::remove_file)
    }

    pub(super) fn forget(&self, account: AccountId) {
        let prefix = prefix(account);
        for path in self.files() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if !name.starts_with(&prefix) {
                continue;
            }
            match fs::remove_file(&path) {
                // It was sent meanwhile.
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, "a deleted account's mail stays in the outbox");
                }
                _ => {}
            }
        }
    }

    /// How many mails wait to be sent or read, and how many were rejected for good.
    pub(super) fn count(&self) -> [usize; 2] {
        [self.waiting().len(), self.with_extension(REFUSED).len()]
    }

    /// The files of the mails that wait to be sent.
    pub(super) fn waiting(&self) -> Vec<PathBuf> {
        self.with_extension(WAITING)
    }

    fn files(&self) -> Vec<PathBuf> {
        [self.with_extension(WAITING), self.with_extension(REFUSED)].concat()
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        let named = |path: &PathBuf| path.file_name().is_some_and(|found| found == name);
        self.files().into_iter().find(named)
    }

    fn with_extension(&self, extension: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let paths = entries.map(|entry| entry.path());
        paths
            .filter(|path| has_extension(path, extension))
            .collect()
    }
}

impl OutboxMail {
    /// `None` if the file is gone by now, or isn't a mail of ours.
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
            refused: has_extension(path, REFUSED),
        })
    }
}

/// The prefix of the names of an account's mails.
fn prefix(AccountId(account): AccountId) -> String {
    format!("{account}-")
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &[u8] = b"To: ayu@example.com\r\nSubject: Hi\r\n\r\nHello.\r\n";

    /// An outbox with a mail in it, its only mail's name, and its folder.
    fn one_mail() -> (tempfile::TempDir, Outbox, String) {
        let folder = tempfile::tempdir().expect("a folder");
        let outbox = Outbox::at(folder.path().to_path_buf());
        outbox.write(AccountId(7), MAIL).expect("written");
        let name = outbox.all()[0].name.clone();
        (folder, outbox, name)
    }

    #[test]
    fn a_refused_mail_is_put_back_once() {
        let (folder, outbox, name) = one_mail();
        assert_eq!(outbox.retry(&name).ok(), Some(false), "it waits already");
        Outbox::mark_refused(&folder.path().join(&name), "550 no such user");
        let refused = outbox.all()[0].name.clone();
        assert!(outbox.find(&refused).is_some_and(|mail| mail.refused));
        assert_eq!(outbox.retry(&refused).ok(), Some(true));
        let mail = outbox.find(&name).expect("back");
        assert_eq!((mail.refused, mail.account), (false, Some(7)));
    }

    #[test]
    fn names_find_nothing_but_mails() {
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
    fn reading_a_missing_outbox_makes_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("outbox");
        assert!(Outbox::at(path.clone()).all().is_empty() && !path.exists());
    }
}
