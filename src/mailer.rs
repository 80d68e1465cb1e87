//! Mail: by SMTP when there is a server, always first as a readable file.
//!
//! Each mail is written to the outbox before anything else, so that nothing is
//! lost when the server is away; a thread of its own sends what lies there and
//! takes it out. Without an SMTP server it simply stays, to be read.

use std::cmp::Reverse;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::response::{Category, Code, Severity};
use lettre::{Message, SmtpTransport, Transport as _};

use crate::domain::account::AccountId;
use crate::domain::email::Email;
use crate::domain::moment::Moment;
use crate::folder;
use crate::random;

/// An SMTP server to hand mail to.
#[derive(Clone)]
pub struct Smtp {
    /// Its name; its certificate must be for it, unless it is this machine.
    pub host: String,
    /// Its port: 465 speaks TLS at once, any other must offer STARTTLS. On this
    /// machine itself nobody listens in between, so there it is spoken plainly.
    pub port: u16,
    /// Who we are there, and the sender's address.
    pub user: String,
    /// What we prove it with; without one we don't.
    pub password: Option<String>,
}

impl Smtp {
    /// Whether it is on this machine.
    #[must_use]
    pub fn is_here(&self) -> bool {
        let address = self.host.parse::<std::net::IpAddr>();
        self.host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }
}

/// The password isn't printed.
impl std::fmt::Debug for Smtp {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Smtp({}:{})", self.host, self.port)
    }
}

/// A mail to be.
#[derive(Debug)]
pub struct Mail<'text> {
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
    outbox: PathBuf,
    sender: Mailbox,
    wake: Option<Sender<()>>,
}

/// How long a mail that couldn't be sent waits for its next try.
const AGAIN: Duration = Duration::from_secs(60);
/// Most time one conversation with the server may take.
const PATIENCE: Duration = Duration::from_secs(20);

impl Mailer {
    /// Opens the outbox, making its folder if need be; with a server, starts to send.
    ///
    /// # Errors
    /// What goes wrong with the folder, or a sender's address that isn't one.
    pub fn open(outbox: PathBuf, smtp: Option<Smtp>) -> io::Result<Self> {
        folder::make(&outbox)?;
        let address = smtp
            .as_ref()
            .map_or("firststep@localhost", |smtp| smtp.user.as_str());
        let sender = format!("FirstStep <{address}>")
            .parse()
            .map_err(io::Error::other)?;
        let wake = smtp.map(|smtp| start(&outbox, &smtp)).transpose()?;
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
    pub fn send(&self, mail: &Mail) -> io::Result<()> {
        let to: Mailbox = mail.to.as_str().parse().map_err(io::Error::other)?;
        let message = Message::builder()
            .from(self.sender.clone())
            .to(to)
            .subject(mail.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.to_owned())
            .map_err(io::Error::other)?;
        self.keep(mail.account, &message.formatted())?;
        if let Some(wake) = &self.wake {
            // The thread ends with the process only.
            let _ = wake.send(());
        } else {
            tracing::info!("a mail lies in the outbox; there is no SMTP server to send it");
        }
        Ok(())
    }

    /// Whole or not at all: a sender never sees half a mail.
    fn keep(&self, account: AccountId, bytes: &[u8]) -> io::Result<()> {
        let name = format!("{}{}", prefix(account), random::name());
        let (temporary, path) = (
            self.outbox.join(format!("{name}.tmp")),
            self.outbox.join(format!("{name}.eml")),
        );
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(temporary, path)?;
        folder::sync(&self.outbox)
    }

    /// Takes away what a crash left of mails nobody was promised. For the one
    /// server of this folder only: to another, a mail half written is in work.
    ///
    /// # Errors
    /// When one can't be removed.
    pub fn sweep(&self) -> io::Result<()> {
        files(&self.outbox, "tmp")
            .into_iter()
            .try_for_each(fs::remove_file)
    }

    /// Whether an SMTP server is there to send what lies in the outbox.
    #[must_use]
    pub const fn sends(&self) -> bool {
        self.wake.is_some()
    }

    /// How many mails lie in the outbox to be sent or read, and how many were refused for good.
    #[must_use]
    pub fn count(&self) -> [usize; 2] {
        [
            waiting(&self.outbox).len(),
            files(&self.outbox, "refused").len(),
        ]
    }

    /// What lies in the outbox, newest first.
    #[must_use]
    pub fn outbox(&self) -> Vec<Kept> {
        let waiting = waiting(&self.outbox).into_iter();
        let all = waiting.chain(files(&self.outbox, "refused"));
        let mut kept: Vec<Kept> = all.filter_map(|path| Kept::read(&path)).collect();
        kept.sort_by_key(|mail| Reverse(mail.at));
        kept
    }

    /// Takes an account's mails out of the outbox: it is gone, and nothing that
    /// names it is to stay.
    pub fn forget(&self, account: AccountId) {
        let prefix = prefix(account);
        let kept = waiting(&self.outbox).into_iter();
        for path in kept.chain(files(&self.outbox, "refused")) {
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
}

/// A mail in the outbox.
#[derive(Debug)]
pub struct Kept {
    /// Its file's name.
    pub name: String,
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

impl Kept {
    /// `None` if it is gone by now, or none of ours.
    fn read(path: &Path) -> Option<Self> {
        let text = fs::read_to_string(path).ok()?;
        let written = fs::metadata(path).ok()?.modified().ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        let line = |name: &str| head.lines().find_map(|line| line.strip_prefix(name));
        Some(Self {
            name: path.file_name()?.to_string_lossy().into_owned(),
            to: line("To: ")?.to_owned(),
            subject: line("Subject: ")?.to_owned(),
            text: body.replace("\r\n", "\n"),
            at: Moment::from(written),
            refused: path.extension().is_some_and(|kind| kind == "refused"),
        })
    }
}

/// What the names of an account's mails begin with.
fn prefix(AccountId(account): AccountId) -> String {
    format!("{account}-")
}

fn start(outbox: &Path, smtp: &Smtp) -> io::Result<Sender<()>> {
    let relay = match smtp.port {
        _ if smtp.is_here() => Ok(SmtpTransport::builder_dangerous(&smtp.host)),
        465 => SmtpTransport::relay(&smtp.host),
        _ => SmtpTransport::starttls_relay(&smtp.host),
    };
    let mut relay = relay
        .map_err(io::Error::other)?
        .port(smtp.port)
        .timeout(Some(PATIENCE));
    if let Some(password) = smtp.password.clone() {
        relay = relay.credentials(Credentials::new(smtp.user.clone(), password));
    }
    let transport = relay.build();
    let (wake, woken) = channel();
    let outbox = outbox.to_path_buf();
    thread::Builder::new()
        .name("mailer".into())
        .spawn(move || send_all(&outbox, &transport, &woken))?;
    Ok(wake)
}

fn send_all(outbox: &Path, transport: &SmtpTransport, woken: &Receiver<()>) {
    loop {
        for path in waiting(outbox) {
            match send_one(&path, transport) {
                Ok(()) => {}
                Err(Failure::Refused(error)) => set_aside(&path, &error),
                Err(Failure::Later(error)) => {
                    tracing::warn!(%error, "a mail couldn't be sent; it stays in the outbox and is tried again");
                    break;
                }
            }
        }
        if woken.recv_timeout(AGAIN) == Err(RecvTimeoutError::Disconnected) {
            return;
        }
    }
}

/// A mail that the server will never take: out of the way of the others, still
/// there to be read.
fn set_aside(path: &Path, error: &str) {
    tracing::warn!(
        error,
        "the SMTP server refuses a mail; it stays in the outbox as .refused"
    );
    if let Err(error) = fs::rename(path, path.with_extension("refused")) {
        tracing::warn!(%error, "a refused mail can't be set aside");
    }
}

fn waiting(outbox: &Path) -> Vec<PathBuf> {
    files(outbox, "eml")
}

fn files(outbox: &Path, kind: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(outbox).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths
        .filter(|path| path.extension().is_some_and(|found| found == kind))
        .collect()
}

/// Why a mail wasn't sent.
enum Failure {
    /// It never will be.
    Refused(String),
    /// It may be, the next time.
    Later(String),
}

fn send_one(path: &Path, transport: &SmtpTransport) -> Result<(), Failure> {
    let later = |error: io::Error| Failure::Later(error.to_string());
    let bytes = match fs::read(path) {
        // Its account was deleted this very moment.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        read => read.map_err(later)?,
    };
    let foreign = || Failure::Refused("the file isn't one of our mails".to_owned());
    let envelope = envelope(&bytes).ok_or_else(foreign)?;
    let sent = transport.send_raw(&envelope, &bytes);
    sent.map_err(|error| match error.status() {
        Some(code) if is_about_the_mail(code) => Failure::Refused(error.to_string()),
        _ => Failure::Later(error.to_string()),
    })?;
    fs::remove_file(path).map_err(later)
}

/// 55x, "no such mailbox" and its like: for good, and about this mail alone.
/// Other refusals (53x: who are you?) are about us and can be mended.
fn is_about_the_mail(code: Code) -> bool {
    code.severity == Severity::PermanentNegativeCompletion && code.category == Category::MailSystem
}

/// Who a mail is from and to, read from its own head.
fn envelope(bytes: &[u8]) -> Option<lettre::address::Envelope> {
    let text = std::str::from_utf8(bytes).ok()?;
    let head = text.split("\r\n\r\n").next()?;
    let address = |name: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(name))?;
        Some(line.trim().parse::<Mailbox>().ok()?.email)
    };
    lettre::address::Envelope::new(address("From:"), vec![address("To:")?]).ok()
}

#[cfg(test)]
mod tests {
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
        let files = waiting(&folder.path().join("outbox"));
        assert_eq!(files.len(), 1);
        let bytes = fs::read(&files[0]).expect("readable");
        let text = String::from_utf8(bytes.clone()).expect("text");
        assert!(
            text.contains("To: ayu@example.com") && text.contains("Your code is 123456."),
            "{text}"
        );
        let envelope = envelope(&bytes).expect("an envelope");
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
        assert_eq!(waiting(folder.path()).len(), 3);
        mailer.forget(AccountId(12));
        assert_eq!(waiting(folder.path()).len(), 1);
    }
}
