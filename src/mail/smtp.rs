//! The mail server, and a conversation with it about one mail.

use std::time::Duration;

use lettre::address::Envelope;
use lettre::message::Mailbox;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::{Category, Code, Response, Severity};

use super::message::{envelope, is_beyond_ascii, message, sender};
use crate::domain::email::Email;

/// An SMTP server.
#[derive(Clone)]
pub struct Smtp {
    /// Its host name, which its certificate must match, unless the connection isn't encrypted.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// User name and password; without them we don't sign in.
    pub login: Option<(String, String)>,
    /// The sender's address.
    pub from: String,
    /// The name we greet with (EHLO), if it isn't to be an address literal.
    pub hello: Option<String>,
    /// When the connection is encrypted.
    pub tls: SmtpTls,
    /// Whose certificates are trusted beside those of the web's authorities.
    pub authority: Option<Authority>,
}

/// Authorities of one's own network, which sign certificates there.
#[derive(Clone)]
pub struct Authority(Certificate);

impl Authority {
    /// Reads certificates in PEM.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(crate) fn parse(pem: &[u8]) -> Result<Self, String> {
        const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";
        if !pem.windows(BEGIN.len()).any(|part| part == BEGIN) {
            return Err("there is no certificate in PEM in it".to_owned());
        }
        let certificate = Certificate::from_pem(pem).map_err(|error| with_causes(&error))?;
        let authority = Self(certificate);
        // What can't be trusted is told now, not with the first mail.
        authority
            .for_host("localhost")
            .map_err(|error| with_causes(&error))?;
        Ok(authority)
    }

    fn for_host(&self, host: &str) -> Result<TlsParameters, Error> {
        let builder = TlsParameters::builder(host.to_owned());
        builder.add_root_certificate(self.0.clone()).build()
    }
}

/// When the connection to the mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpTls {
    /// From the first byte.
    Always,
    /// By STARTTLS, which the server must offer.
    Starttls,
    /// Never.
    Never,
}

/// The password isn't printed.
impl std::fmt::Debug for Smtp {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Smtp({}:{})", self.host, self.port)
    }
}

/// Deadline of the connection, and of each read and write.
const TIMEOUT: Duration = Duration::from_secs(20);
/// How long a server may take to say goodbye: whoever waits behind this mail waits for it, too.
const GOODBYE: Duration = Duration::from_secs(2);

/// Why a mail wasn't sent.
#[derive(Debug)]
pub(super) enum SendFault {
    /// No mail could be sent: the server can't be reached, or doesn't let us in.
    Server(String),
    /// The server rejects this mail for good.
    Refused(String),
    /// The next try of this mail may succeed.
    Later(String),
}

impl SendFault {
    fn why(self) -> String {
        match self {
            Self::Server(why) | Self::Refused(why) | Self::Later(why) => why,
        }
    }
}

impl Smtp {
    /// Whether a host is this machine.
    #[must_use]
    pub(crate) fn is_local(host: &str) -> bool {
        let address = host.parse::<std::net::IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }

    /// The sender of all mails.
    pub(super) fn sender(&self) -> std::io::Result<Mailbox> {
        sender(&self.from)
    }

    /// Sends a mail at once, without the outbox; returns the server's response, or its error.
    pub(crate) fn send_now(&self, to: &Email, subject: &str, text: &str) -> Result<String, String> {
        let written = self
            .sender()
            .and_then(|from| message(from, to, [subject, text], None));
        let bytes = written.map_err(|error| error.to_string())?.formatted();
        let response = self.deliver(&bytes).map_err(SendFault::why)?;
        let lines: Vec<&str> = response.message().collect();
        Ok(format!("{} {}", response.code(), lines.join(" ")))
    }

    /// Sends a mail over a connection of its own. Its sender is the one that is set now: it may have
    /// been written under another.
    pub(super) fn deliver(&self, bytes: &[u8]) -> Result<Response, SendFault> {
        let foreign = || SendFault::Refused("the file isn't one of our mails".to_owned());
        let found = envelope(bytes).ok_or_else(foreign)?;
        let from = self
            .sender()
            .map_err(|error| SendFault::Server(error.to_string()))?;
        let envelope = Envelope::new(Some(from.email), found.to().to_vec());
        let envelope = envelope.map_err(|_| foreign())?;
        let connection = self.connect();
        let mut connection =
            connection.map_err(|error| SendFault::Server(no_connection(&error)))?;
        let sent = converse(&mut connection, &envelope, bytes);
        if connection.set_timeout(Some(GOODBYE)).is_ok() {
            connection.abort();
        }
        sent
    }

    fn connect(&self) -> Result<SmtpConnection, Error> {
        let hello = self
            .hello
            .clone()
            .map_or_else(ClientId::default, ClientId::Domain);
        let encryption = match self.tls {
            SmtpTls::Never => None,
            SmtpTls::Always | SmtpTls::Starttls => Some(match &self.authority {
                Some(authority) => authority.for_host(&self.host)?,
                None => TlsParameters::new(self.host.clone())?,
            }),
        };
        let from_the_start = encryption.as_ref().filter(|_| self.tls == SmtpTls::Always);
        let server = (&*self.host, self.port);
        let mut connection =
            SmtpConnection::connect(server, Some(TIMEOUT), &hello, from_the_start, None)?;
        if let Some(encryption) = encryption.filter(|_| self.tls == SmtpTls::Starttls) {
            connection.starttls(&encryption, &hello)?;
        }
        if let Some((user, password)) = self.login.clone() {
            connection.auth(DEFAULT_MECHANISMS, &Credentials::new(user, password))?;
        }
        Ok(connection)
    }
}

/// Hands a mail over. The sender is the same for all mails: a server that rejects it rejects all of
/// them, for a reason that can be corrected. What is wrong from then on is about this mail.
fn converse(
    connection: &mut SmtpConnection,
    envelope: &Envelope,
    bytes: &[u8],
) -> Result<Response, SendFault> {
    let parameters = parameters(connection, envelope, bytes)?;
    let plain = parameters.is_empty();
    let from = Mail::new(envelope.from().cloned(), parameters);
    connection.command(from).map_err(|error| {
        let fault = if plain {
            SendFault::Server
        } else {
            SendFault::Later
        };
        fault(with_causes(&error))
    })?;
    for to in envelope.to() {
        let to = Rcpt::new(to.clone(), Vec::new());
        connection.command(to).map_err(about_the_mail)?;
    }
    connection.command(Data).map_err(about_the_mail)?;
    connection.message(bytes).map_err(about_the_mail)
}

fn about_the_mail(error: Error) -> SendFault {
    let why = with_causes(&error);
    if error.status().is_some_and(is_for_good) {
        SendFault::Refused(why)
    } else {
        SendFault::Later(why)
    }
}

/// What a mail beyond ASCII needs (RFC 6531, RFC 6152), if the server offers it.
fn parameters(
    connection: &SmtpConnection,
    envelope: &Envelope,
    bytes: &[u8],
) -> Result<Vec<MailParameter>, SendFault> {
    let offers = |extension| connection.server_info().supports_feature(extension);
    let mut parameters = Vec::new();
    if is_beyond_ascii(envelope) {
        if !offers(Extension::SmtpUtfEight) {
            let why = "the mail server takes no addresses beyond ASCII (it doesn't offer SMTPUTF8)";
            return Err(SendFault::Refused(why.to_owned()));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !bytes.is_ascii() && offers(Extension::EightBitMime) {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    Ok(parameters)
}

/// 55x such as "no such mailbox" is permanent and about this mail alone. Other refusals (53x:
/// authentication) are about the configuration, which can be corrected.
fn is_for_good(code: Code) -> bool {
    code.severity == Severity::PermanentNegativeCompletion && code.category == Category::MailSystem
}

/// What an operator of a mail server in their own network meets first is told with what to do.
fn no_connection(error: &Error) -> String {
    const HINTS: [(&str, &str); 2] = [
        (
            "UnknownIssuer",
            "if it is a server of yours, name who signs its certificate with FIRSTSTEP_SMTP_CA (--smtp-ca)",
        ),
        (
            "CaUsedAsEndEntity",
            "its certificate is an authority's; give it one with basicConstraints=CA:FALSE",
        ),
    ];
    let why = with_causes(error);
    let hint = HINTS.iter().find(|(part, _)| why.contains(part));
    hint.map_or(why.clone(), |(_, hint)| format!("{why}; {hint}"))
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
