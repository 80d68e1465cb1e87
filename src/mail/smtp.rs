//! Handing mail to a server.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::response::{Category, Code, Severity};
use lettre::{SmtpTransport, Transport as _};

use crate::domain::email::Email;
use crate::mail::{Outbox, message, sender};

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

/// The password isn't printed.
impl std::fmt::Debug for Smtp {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Smtp({}:{})", self.host, self.port)
    }
}

/// How long a mail that couldn't be sent waits for its next try.
const AGAIN: Duration = Duration::from_secs(60);
/// Most time one conversation with the server may take.
const PATIENCE: Duration = Duration::from_secs(20);

impl Smtp {
    /// Whether it is on this machine.
    #[must_use]
    pub(crate) fn is_here(&self) -> bool {
        let address = self.host.parse::<std::net::IpAddr>();
        self.host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }

    /// Sends a mail at once, past the outbox, and tells what the server said to it.
    ///
    /// # Errors
    /// What went wrong, in the server's words where it is the server that says no.
    pub(crate) fn try_out(&self, to: &Email, subject: &str, text: &str) -> Result<String, String> {
        let written = sender(&self.user).and_then(|from| message(from, to, subject, text));
        let message = written.map_err(|error| error.to_string())?;
        let transport = transport(self).map_err(|error| error.to_string())?;
        let answer = transport.send(&message).map_err(|error| told(&error))?;
        let lines: Vec<&str> = answer.message().collect();
        Ok(format!("{} {}", answer.code(), lines.join(" ")))
    }
}

/// An error with what is behind it: the topmost one says "connection error" only.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        let more = deeper.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = deeper.source();
    }
    text
}

fn transport(smtp: &Smtp) -> io::Result<SmtpTransport> {
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
    Ok(relay.build())
}

/// Sends what lies in the outbox, on a thread of its own, now and whenever it is woken.
pub(super) fn start(outbox: &Outbox, smtp: &Smtp) -> io::Result<Sender<()>> {
    let transport = transport(smtp)?;
    let (wake, woken) = channel();
    let outbox = outbox.clone();
    thread::Builder::new()
        .name("mailer".into())
        .spawn(move || send_all(&outbox, &transport, &woken))?;
    Ok(wake)
}

fn send_all(outbox: &Outbox, transport: &SmtpTransport, woken: &Receiver<()>) {
    loop {
        for path in outbox.waiting() {
            match send_one(&path, transport) {
                Ok(()) => {}
                Err(Failure::Refused(error)) => Outbox::set_aside(&path, &error),
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
    match fs::remove_file(path) {
        // Somebody took it out while it was on its way.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(later),
    }
}

/// 55x, "no such mailbox" and its like: for good, and about this mail alone.
/// Other refusals (53x: who are you?) are about us and can be mended.
fn is_about_the_mail(code: Code) -> bool {
    code.severity == Severity::PermanentNegativeCompletion && code.category == Category::MailSystem
}

/// Who a mail is from and to, read from its own head.
pub(super) fn envelope(bytes: &[u8]) -> Option<lettre::address::Envelope> {
    let text = std::str::from_utf8(bytes).ok()?;
    let head = text.split("\r\n\r\n").next()?;
    let address = |name: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(name))?;
        Some(line.trim().parse::<Mailbox>().ok()?.email)
    };
    lettre::address::Envelope::new(address("From:"), vec![address("To:")?]).ok()
}
