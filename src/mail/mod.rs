//! Mail: by SMTP when there is a server, always first as a readable file.
//!
//! Each mail is written to the outbox before anything else, so that nothing is
//! lost when the server is away; a thread of its own sends what lies there and
//! takes it out. Without an SMTP server it simply stays, to be read.

mod outbox;
mod smtp;

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::Sender;

use lettre::Message;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;

use crate::domain::account::AccountId;
use crate::domain::email::Email;
use crate::platform::folder;

pub(crate) use outbox::{Kept, Outbox};
pub(crate) use smtp::Smtp;

/// A mail to be.
#[derive(Debug)]
pub(crate) struct Mail<'text> {
    /// The account it is about, whose end is its end too.
    pub account: AccountId,
    /// Who gets it.
    pub to: &'text Email,
    /// Its subject.
    pub subject: &'text str,
    /// Its text.
    pub text: &'text str,
}

/// The outbox, and who empties it.
pub struct Mailer {
    outbox: Outbox,
    sender: Mailbox,
    wake: Option<Sender<()>>,
}

impl Mailer {
    /// Opens the outbox, making its folder if need be; with a server, starts to send.
    ///
    /// # Errors
    /// What goes wrong with the folder, or a sender's address that isn't one.
    pub(crate) fn open(outbox: PathBuf, smtp: Option<Smtp>) -> io::Result<Self> {
        folder::make(&outbox)?;
        let address = smtp
            .as_ref()
            .map_or("firststep@localhost", |smtp| smtp.user.as_str());
        let sender = sender(address)?;
        let outbox = Outbox::at(outbox);
        let wake = smtp.map(|smtp| smtp::start(&outbox, &smtp)).transpose()?;
        Ok(Self {
            outbox,
            sender,
            wake,
        })
    }

    /// Puts a mail into the outbox and has it sent.
    ///
    /// # Errors
    /// If it can't be written, or its address is one no mail can go to.
    pub(crate) fn send(&self, mail: &Mail) -> io::Result<()> {
        let message = message(self.sender.clone(), mail.to, mail.subject, mail.text)?;
        self.outbox.keep(mail.account, &message.formatted())?;
        if let Some(wake) = &self.wake {
            // The thread ends with the process only.
            let _ = wake.send(());
        } else {
            tracing::info!("a mail lies in the outbox; there is no SMTP server to send it");
        }
        Ok(())
    }

    /// Takes away what a crash left of mails nobody was promised. For the one
    /// server of this folder only: to another, a mail half written is in work.
    ///
    /// # Errors
    /// When one can't be removed.
    pub(crate) fn sweep(&self) -> io::Result<()> {
        self.outbox.sweep()
    }

    /// Whether an SMTP server is there to send what lies in the outbox.
    #[must_use]
    pub(crate) const fn sends(&self) -> bool {
        self.wake.is_some()
    }

    /// How many mails lie in the outbox to be sent or read, and how many were refused for good.
    #[must_use]
    pub(crate) fn count(&self) -> [usize; 2] {
        self.outbox.count()
    }

    /// What lies in the outbox, newest first.
    #[must_use]
    pub(crate) fn outbox(&self) -> Vec<Kept> {
        self.outbox.all()
    }

    /// Takes an account's mails out of the outbox: it is gone, and nothing that
    /// names it is to stay.
    pub(crate) fn forget(&self, account: AccountId) {
        self.outbox.forget(account);
    }
}

fn sender(address: &str) -> io::Result<Mailbox> {
    let sender = format!("FirstStep <{address}>");
    sender.parse().map_err(io::Error::other)
}

fn message(from: Mailbox, to: &Email, subject: &str, text: &str) -> io::Result<Message> {
    let to: Mailbox = to.as_str().parse().map_err(io::Error::other)?;
    Message::builder()
        .from(from)
        .to(to)
        .subject(subject)
        .header(ContentType::TEXT_PLAIN)
        .body(text.to_owned())
        .map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn without_a_server_a_mail_lies_readable_in_the_outbox() {
        let folder = tempfile::tempdir().expect("a folder");
        let mailer = Mailer::open(folder.path().join("outbox"), None).expect("opened");
        let to = Email::parse("ayu@example.com").expect("an address");
        mailer
            .send(&Mail {
                account: AccountId(1),
                to: &to,
                subject: "Your code",
                text: "Your code is 123456.\n",
            })
            .expect("kept");
        let files = mailer.outbox.waiting();
        assert_eq!(files.len(), 1);
        let bytes = fs::read(&files[0]).expect("readable");
        let text = String::from_utf8(bytes.clone()).expect("text");
        assert!(
            text.contains("To: ayu@example.com") && text.contains("Your code is 123456."),
            "{text}"
        );
        let envelope = smtp::envelope(&bytes).expect("an envelope");
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
            let mail = Mail {
                account: AccountId(account),
                to: &to,
                subject: "Your code",
                text: "123456",
            };
            mailer.send(&mail).expect("kept");
        }
        mailer.forget(AccountId(1));
        assert_eq!(mailer.outbox().len(), 3);
        mailer.forget(AccountId(12));
        assert_eq!(mailer.outbox().len(), 1);
    }
}
