//! Sends the outbox's mails by SMTP.

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
use crate::mail::Outbox;
use crate::mail::message::{message, sender};

/// An SMTP server.
#[derive(Clone)]
pub struct Smtp {
    /// Its host name, which its certificate must match, unless it is this machine.
    pub host: String,
    /// Its port: implicit TLS on 465, STARTTLS required on any other; unencrypted on this machine itself.
    pub port: u16,
    /// The user name, which is also the sender's address.
    pub user: String,
    /// The user's password; without one we don't authenticate.
    pub password: Option<String>,
}

/// The password isn't printed.
impl std::fmt::Debug for Smtp {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Smtp({}:{})", self.host, self.port)
    }
}

/// How long a mail that couldn't be sent waits for its next try.
const RETRY_AFTER: Duration = Duration::from_secs(60);
/// Timeout of the connection to the server.
const TIMEOUT: Duration = Duration::from_secs(20);

impl Smtp {
    /// Whether it is on this machine.
    #[must_use]
    pub(crate) fn is_local(&self) -> bool {
        let address = self.host.parse::<std::net::IpAddr>();
        self.host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }

    /// Sends a mail at once, without the outbox; returns the server's response, or its error.
    pub(crate) fn send_now(&self, to: &Email, subject: &str, text: &str) -> Result<String, String> {
        let written = sender(&self.user).and_then(|from| message(from, to, subject, text));
        let message = written.map_err(|error| error.to_string())?;
        let transport = transport(self).map_err(|error| error.to_string())?;
        let answer = transport
            .send(&message)
            .map_err(|error| with_causes(&error))?;
        let lines: Vec<&str> = answer.message().collect();
        Ok(format!("{} {}", answer.code(), lines.join(" ")))
    }
}

/// An error with its causes: the topmost one says "connection error" only.
fn with_causes(error: &dyn std::error::Error) -> String {
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
        _ if smtp.is_local() => Ok(SmtpTransport::builder_dangerous(&smtp.host)),
        465 => SmtpTransport::relay(&smtp.host),
        _ => SmtpTransport::starttls_relay(&smtp.host),
    };
    let mut relay = relay
        .map_err(io::Error::other)?
        .port(smtp.port)
        .timeout(Some(TIMEOUT));
    if let Some(password) = smtp.password.clone() {
        relay = relay.credentials(Credentials::new(smtp.user.clone(), password));
    }
    Ok(relay.build())
}

/// Sends the outbox's mails on a thread of its own: now, when woken, and every minute.
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
                Err(SendFault::Refused(error)) => Outbox::mark_refused(&path, &error),
                Err(SendFault::Later(error)) => {
                    tracing::warn!(%error, "a mail couldn't be sent; it stays in the outbox and is tried again");
                    break;
                }
            }
        }
        if woken.recv_timeout(RETRY_AFTER) == Err(RecvTimeoutError::Disconnected) {
            return;
        }
    }
}

/// Why a mail wasn't sent.
enum SendFault {
    /// The server rejects it for good.
    Refused(String),
    /// The next try may succeed.
    Later(String),
}

fn send_one(path: &Path, transport: &SmtpTransport) -> Result<(), SendFault> {
    let later = |error: io::Error| SendFault::Later(error.to_string());
    let bytes = match fs::read(path) {
        // Its account was deleted meanwhile.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        read => read.map_err(later)?,
    };
    let foreign = || SendFault::Refused("the file isn't one of our mails".to_owned());
    let envelope = envelope(&bytes).ok_or_else(foreign)?;
    let sent = transport.send_raw(&envelope, &bytes);
    sent.map_err(|error| match error.status() {
        Some(code) if is_about_the_mail(code) => SendFault::Refused(error.to_string()),
        _ => SendFault::Later(error.to_string()),
    })?;
    match fs::remove_file(path) {
        // It was removed while it was being sent.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(later),
    }
}

/// 55x such as "no such mailbox" is permanent and about this mail alone. Other refusals (53x:
/// authentication) are about the configuration, which can be corrected.
fn is_about_the_mail(code: Code) -> bool {
    code.severity == Severity::PermanentNegativeCompletion && code.category == Category::MailSystem
}

/// Sender and recipient, read from the mail's headers.
pub(super) fn envelope(bytes: &[u8]) -> Option<lettre::address::Envelope> {
    let text = std::str::from_utf8(bytes).ok()?;
    let head = text.split("\r\n\r\n").next()?;
    let address = |name: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(name))?;
        Some(line.trim().parse::<Mailbox>().ok()?.email)
    };
    lettre::address::Envelope::new(address("From:"), vec![address("To:")?]).ok()
}
