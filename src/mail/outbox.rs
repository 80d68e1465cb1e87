//! The outbox: a folder with a readable file for each mail.

use std::cmp::Reverse;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::attempts::{self, Attempts};
use super::message::field;
use crate::domain::account::AccountId;
use crate::domain::moment::Moment;
use crate::platform::{folder, private_file, random};

/// Extensions of a mail's file: waiting, set aside, and half-written.
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
    /// Whether it was set aside: the SMTP server rejected it for good, or it was tried too often.
    pub refused: bool,
    /// The tries that failed, if any did.
    pub attempts: Option<Attempts>,
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

    /// Forgets a mail's failed tries, so that it is sent as if it were new; returns whether there is one
    /// of this name with such tries.
    pub(crate) fn retry(&self, name: &str) -> io::Result<bool> {
        let failed = |path: &PathBuf| has_extension(path, REFUSED) || Attempts::of(path).is_some();
        let Some(path) = self.path(name).filter(failed) else {
            return Ok(false);
        };
        Attempts::forget(&path);
        fs::rename(&path, path.with_extension(WAITING))?;
        folder::sync(&self.0)?;
        Ok(true)
    }

    /// Removes a mail unsent; returns whether there was one of this name.
    pub(crate) fn remove(&self, name: &str) -> io::Result<bool> {
        let path = self.path(name);
        path.as_deref().map(Attempts::forget);
        match path.map(fs::remove_file) {
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

    /// Sets a mail aside: it is no longer sent, and stays to be read.
    pub(super) fn set_aside(path: &Path, tries: Attempts) {
        tracing::warn!(
            error = tries.why,
            tries = tries.count,
            "the SMTP server refuses a mail, or took it too often for later; it stays in the outbox as .refused"
        );
        let renamed = fs::rename(path, path.with_extension(REFUSED));
        if let Err(error) = tries.keep(path).and(renamed) {
            tracing::warn!(%error, "a refused mail's file can't be renamed");
        }
    }

    /// Removes half-written mails, and the tries of mails that are gone. What can't be removed harms nobody.
    pub(super) fn sweep(&self) {
        let lone = |path: &PathBuf| {
            let is = |kind| path.with_extension(kind).exists();
            !is(WAITING) && !is(REFUSED)
        };
        let tries = self.with_extension(attempts::EXTENSION).into_iter();
        let half = self.with_extension(HALF).into_iter();
        for path in half.chain(tries.filter(lone)) {
            if let Err(error) = fs::remove_file(&path) {
                tracing::warn!(%error, file = %path.display(), "a half-written mail can't be removed");
            }
        }
    }

    pub(super) fn forget(&self, account: AccountId) {
        let prefix = prefix(account);
        let tries = self.with_extension(attempts::EXTENSION);
        for path in self.files().into_iter().chain(tries) {
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

    /// How many mails wait to be sent or read, how many of a failed try wait for the next, and how many
    /// were set aside.
    pub(super) fn count(&self) -> [usize; 3] {
        let (waiting, refused) = (self.waiting(), self.with_extension(REFUSED));
        let failed = |path: &&PathBuf| path.with_extension(attempts::EXTENSION).exists();
        let delayed = waiting.iter().filter(failed).count();
        [waiting.len() - delayed, delayed, refused.len()]
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
        let (_, body) = text.split_once("\r\n\r\n")?;
        let name = path.file_name()?.to_string_lossy().into_owned();
        let account = name.split_once('-').map(|(number, _)| number.parse());
        Some(Self {
            account: account.and_then(Result::ok),
            name,
            to: field(&text, "To")?,
            subject: field(&text, "Subject")?,
            text: body.replace("\r\n", "\n"),
            at: Moment::from(written),
            refused: has_extension(path, REFUSED),
            attempts: Attempts::of(path),
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

    fn failed(why: &str) -> Attempts {
        Attempts::default().and(why.to_owned(), Moment::from_micros(0))
    }

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
        Outbox::set_aside(&folder.path().join(&name), failed("550 no such user"));
        let refused = outbox.all()[0].name.clone();
        let mail = outbox.find(&refused).expect("set aside");
        assert!(mail.refused);
        assert_eq!(
            mail.attempts.map(|tries| tries.why).as_deref(),
            Some("550 no such user")
        );
        assert_eq!(outbox.retry(&refused).ok(), Some(true));
        let mail = outbox.find(&name).expect("back");
        assert_eq!((mail.refused, mail.account), (false, Some(7)));
        assert!(mail.attempts.is_none(), "it begins anew");
    }

    #[test]
    fn what_failed_is_counted_apart_and_leaves_with_its_account() {
        let (folder, outbox, name) = one_mail();
        outbox.write(AccountId(8), MAIL).expect("written");
        failed("450 full")
            .keep(&folder.path().join(&name))
            .expect("kept");
        assert_eq!(outbox.count(), [1, 1, 0]);
        assert_eq!(outbox.retry(&name).ok(), Some(true));
        assert_eq!(outbox.count(), [2, 0, 0]);
        failed("450 full")
            .keep(&folder.path().join(&name))
            .expect("kept");
        outbox.forget(AccountId(7));
        assert_eq!(fs::read_dir(folder.path()).expect("there").count(), 1);
    }

    #[test]
    fn tries_without_their_mail_are_swept() {
        let (folder, outbox, name) = one_mail();
        failed("450 full")
            .keep(&folder.path().join(&name))
            .expect("kept");
        failed("450 full")
            .keep(&folder.path().join("9-gone.eml"))
            .expect("kept");
        // Nothing of ours, and no reason not to sweep the rest.
        fs::create_dir(folder.path().join("odd.tmp")).expect("made");
        fs::write(folder.path().join("9-half.tmp"), "To:").expect("written");
        outbox.sweep();
        assert_eq!(fs::read_dir(folder.path()).expect("there").count(), 3);
        assert!(outbox.all()[0].attempts.is_some());
    }

    /// Until somebody deals with it: sends it again, deletes it, or its account goes.
    #[test]
    fn why_a_mail_was_refused_is_kept_as_long_as_the_mail() {
        let (folder, outbox, name) = one_mail();
        let refuse = |name: &str| {
            Outbox::set_aside(&folder.path().join(name), failed("550 no such user"));
        };
        let left = || fs::read_dir(folder.path()).expect("there").count();
        refuse(&name);
        outbox.sweep();
        let refused = outbox.all().remove(0);
        let why = refused.attempts.map(|tries| tries.why);
        assert_eq!(why.as_deref(), Some("550 no such user"));
        assert_eq!((left(), outbox.count()), (2, [0, 0, 1]));
        assert_eq!(outbox.remove(&refused.name).ok(), Some(true));
        assert_eq!(left(), 0, "nor is it kept for longer");
        outbox.write(AccountId(7), MAIL).expect("written");
        refuse(&outbox.all()[0].name);
        outbox.forget(AccountId(70));
        assert_eq!(left(), 2, "another's account");
        outbox.forget(AccountId(7));
        assert_eq!(left(), 0);
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
