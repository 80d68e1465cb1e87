//! A mail as a message of RFC 5322.

use std::io;

use lettre::Message;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;

use crate::domain::email::Email;

/// FirstStep as the sender, at this address.
pub(super) fn sender(address: &str) -> io::Result<Mailbox> {
    let sender = format!("FirstStep <{address}>");
    sender.parse().map_err(io::Error::other)
}

pub(super) fn message(from: Mailbox, to: &Email, subject: &str, text: &str) -> io::Result<Message> {
    let to: Mailbox = to.as_str().parse().map_err(io::Error::other)?;
    Message::builder()
        .from(from)
        .to(to)
        .subject(subject)
        .header(ContentType::TEXT_PLAIN)
        .body(text.to_owned())
        .map_err(io::Error::other)
}
