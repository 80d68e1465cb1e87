//! Outgoing mail: a file in the outbox first, then SMTP if a server is configured.
//!
//! Each mail is written to the outbox first, so that nothing is lost while the server is unreachable; a
//! thread sends the outbox's mails and removes them. One that fails waits alone, longer each time, and
//! is set aside in the end. Without an SMTP server they stay, to be read.

mod attempts;
mod message;
mod outbox;
mod sending;
mod smtp;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use lettre::message::Mailbox;

use crate::domain::account::AccountId;
use crate::domain::email::Email;
use crate::domain::moment::Moment;
use crate::platform::clock::Clock;
use crate::platform::folder;
use message::{message, sender};

pub(crate) use message::{is_address, mailbox};
pub(crate) use outbox::{Outbox, OutboxMail};
pub use smtp::{Authority, Smtp, SmtpTls};

/// The sender of mails that stay in the outbox.
pub(crate) const NO_SENDER: &str = "firststep@localhost";

/// A mail to send.
#[derive(Debug)]
pub(crate) struct OutgoingMail<'text> {
    /// The account it is about; deleting that deletes the mail.
    pub account: AccountId,
    /// Who gets it.
    pub to: &'text Email,
    /// Its subject.
    pub subject: &'text str,
    /// Its text.
    pub text: &'text str,
    /// Until when what it brings is good, if that is longer than a day.
    pub until: Option<Moment>,
}

/// The outbox, and the thread that sends its mails.
pub struct Mailer {
    outbox: Outbox,
    sender: Mailbox,
    smtp: Option<Smtp>,
    wake: Option<Sender<()>>,
}

impl Mailer {
    /// Opens the outbox and makes its folder if there is none.
    pub(crate) fn open(outbox: PathBuf, smtp: Option<Smtp>) -> io::Result<Self> {
        folder::make(&outbox)?;
        let sender = match &smtp {
            Some(smtp) => smtp.sender()?,
            None => sender(NO_SENDER)?,
        };
        Ok(Self {
            outbox: Outbox::at(outbox),
            sender,
            smtp,
            wake: None,
        })
    }

    /// Sends what is in the outbox and what comes, if there is an SMTP server. Only the server that owns this folder may do
    /// so, once it has swept: two would send each mail twice, and what is swept is what the sender writes.
    pub(crate) fn start(&mut self, clock: &Arc<Clock>) -> io::Result<()> {
        let start = |smtp| sending::start(&self.outbox, smtp, Arc::clone(clock));
        self.wake = self.smtp.clone().map(start).transpose()?;
        Ok(())
    }

    /// Writes a mail to the outbox and wakes the thread that sends it.
    pub(crate) fn send(&self, mail: &OutgoingMail) -> io::Result<()> {
        let written = [mail.subject, mail.text];
        let message = message(self.sender.clone(), mail.to, written, mail.until)?;
        self.outbox.write(mail.account, &message.formatted())?;
        if self.sends() {
            self.wake();
        } else {
            tracing::info!("a mail stays in the outbox; no SMTP server is configured");
        }
        Ok(())
    }

    /// Removes half-written mails that a crash left; none of them was acknowledged. Only the server that
    /// owns this folder may do so: another would remove mails that are being written.
    pub(crate) fn sweep(&self) {
        self.outbox.sweep();
    }

    /// Whether an SMTP server is configured.
    #[must_use]
    pub(crate) const fn sends(&self) -> bool {
        self.smtp.is_some()
    }

    /// How many mails in the outbox wait to be sent or read, how many of a failed try wait for the next,
    /// and how many were set aside.
    #[must_use]
    pub(crate) fn count(&self) -> [usize; 3] {
        self.outbox.count()
    }

    /// The mails in the outbox, newest first.
    #[must_use]
    pub(crate) fn outbox(&self) -> Vec<OutboxMail> {
        self.outbox.all()
    }

    /// Forgets the failed tries of a mail in the outbox, and has it tried at once. Returns it, or `None` if there is none
    /// of this name that failed.
    pub(crate) fn retry(&self, name: &str) -> io::Result<Option<OutboxMail>> {
        let found = self.outbox.find(name);
        if !self.outbox.retry(name)? {
            return Ok(None);
        }
        self.wake();
        Ok(found)
    }

    fn wake(&self) {
        if let Some(wake) = &self.wake {
            // The thread ends only with the process.
            let _ = wake.send(());
        }
    }

    /// Removes a deleted account's mails: nothing that names it may stay.
    pub(crate) fn forget(&self, account: AccountId) {
        self.outbox.forget(account);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn without_a_server_a_mail_stays_readable_in_the_outbox() {
        let folder = tempfile::tempdir().expect("a folder");
        let mailer = Mailer::open(folder.path().join("outbox"), None).expect("opened");
        let to = Email::parse("ayu@example.com").expect("an address");
        mailer
            .send(&OutgoingMail {
                account: AccountId(1),
                to: &to,
                subject: "Your code",
                text: "Your code is 123456.\n",
                until: None,
            })
            .expect("written");
        let files = mailer.outbox.waiting();
        assert_eq!(files.len(), 1);
        let bytes = fs::read(&files[0]).expect("readable");
        let text = String::from_utf8(bytes.clone()).expect("text");
        assert!(
            text.contains("To: ayu@example.com") && text.contains("Your code is 123456."),
            "{text}"
        );
        let envelope = message::envelope(&bytes).expect("an envelope");
        assert_eq!(envelope.to()[0].to_string(), "ayu@example.com");
        assert_eq!(
            envelope.from().expect("a sender").to_string(),
            "firststep@localhost"
        );
    }

    #[test]
    fn an_accounts_mails_are_forgotten_and_no_others() {
        let folder = tempfile::tempdir().expect("a folder");
        let mailer = Mailer::open(folder.path().to_path_buf(), None).expect("opened");
        let to = Email::parse("ayu@example.com").expect("an address");
        for account in [1, 12, 12, 2] {
            let mail = OutgoingMail {
                account: AccountId(account),
                to: &to,
                subject: "Your code",
                text: "123456",
                until: None,
            };
            mailer.send(&mail).expect("written");
        }
        mailer.forget(AccountId(1));
        assert_eq!(mailer.outbox().len(), 3);
        mailer.forget(AccountId(12));
        assert_eq!(mailer.outbox().len(), 1);
    }
}
