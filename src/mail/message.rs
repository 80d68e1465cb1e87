//! A mail as a message of RFC 5322, and what its head says.

use std::io;

use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::{Address, Message};

use crate::domain::email::Email;
use crate::domain::moment::Moment;

/// The field of the head for how long a mail is good, beyond a day.
const UNTIL: &str = "X-FirstStep-Good-Until";

/// FirstStep as the sender, at this address.
pub(super) fn sender(address: &str) -> io::Result<Mailbox> {
    let sender = format!("FirstStep <{address}>");
    sender.parse().map_err(io::Error::other)
}

/// Whether a mail can come from this address.
#[must_use]
pub(crate) fn is_address(text: &str) -> bool {
    text.parse::<Address>().is_ok()
}

pub(super) fn message(
    from: Mailbox,
    to: &Email,
    [subject, text]: [&str; 2],
    until: Option<Moment>,
) -> io::Result<Message> {
    let to = recipient(to.as_str()).map_err(io::Error::other)?;
    let mut message = Message::builder()
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(subject)
        .header(ContentType::TEXT_PLAIN)
        .body(text.to_owned())
        .map_err(io::Error::other)?;
    if let Some(until) = until {
        let name = HeaderName::new_from_ascii_str(UNTIL);
        let value = HeaderValue::new(name, until.rfc3339());
        message.headers_mut().insert_raw(value);
    }
    Ok(message)
}

/// Until when a mail is worth sending, if its head says so.
pub(super) fn until(mail: &str) -> Option<Moment> {
    Moment::parse(&field(mail, UNTIL)?).ok()
}

/// The address, its domain in ASCII (RFC 5891): every mail server takes that, while only those with
/// SMTPUTF8 take the domain as people write it.
fn recipient(text: &str) -> Result<Address, lettre::address::AddressError> {
    let address: Address = text.parse()?;
    match idna::domain_to_ascii(address.domain()) {
        Ok(domain) => Address::new(address.user(), domain),
        Err(_) => Ok(address),
    }
}

/// The mailbox that an address is of: two ways to write a domain are one.
#[must_use]
pub(crate) fn mailbox(email: &Email) -> String {
    recipient(email.as_str()).map_or_else(|_| email.to_string(), |address| address.to_string())
}

/// Sender and recipient, read from the mail's head.
pub(super) fn envelope(bytes: &[u8]) -> Option<lettre::address::Envelope> {
    let text = std::str::from_utf8(bytes).ok()?;
    let address = |name: &str| Some(field(text, name)?.parse::<Mailbox>().ok()?.email);
    lettre::address::Envelope::new(address("From"), vec![address("To")?]).ok()
}

/// Whether an address in it takes a server with SMTPUTF8.
pub(super) fn is_beyond_ascii(envelope: &lettre::address::Envelope) -> bool {
    let mut all = envelope.to().iter().chain(envelope.from());
    all.any(|address| !address.to_string().is_ascii())
}

/// The value of a field of the head, its continuation lines joined.
pub(super) fn field(mail: &str, name: &str) -> Option<String> {
    let (head, _) = mail.split_once("\r\n\r\n")?;
    let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let mut fields = head.lines().filter_map(|line| line.split_once(':'));
    let (_, value) = fields.find(|(found, _)| found.eq_ignore_ascii_case(name))?;
    Some(value.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written_to(address: &str) -> Vec<u8> {
        let to = Email::parse(address).expect(address);
        let from = sender("house@example.org").expect("a sender");
        let message = message(from, &to, ["Code", "1"], None).expect(address);
        message.formatted()
    }

    #[test]
    fn how_long_it_is_good_is_read_again() {
        let to = Email::parse("ayu@example.org").expect("an address");
        let end = Moment::from_micros(1_800_000_000_123_456);
        for until in [Some(end), None] {
            let from = sender("house@example.org").expect("a sender");
            let written = ["Address", "X-FirstStep-Good-Until: 2100-01-01T00:00:00Z"];
            let bytes = message(from, &to, written, until)
                .expect("a mail")
                .formatted();
            let text = String::from_utf8(bytes).expect("text");
            assert_eq!(super::until(&text), until);
        }
    }

    #[test]
    fn what_is_written_names_whom_it_goes_to() {
        let long = format!("{}@{}.example.org", "a".repeat(40), "b".repeat(40));
        for (address, goes_to) in [
            ("ayu@example.org", "ayu@example.org"),
            ("jürgen@example.org", "jürgen@example.org"),
            ("ayu@bücher.example", "ayu@xn--bcher-kva.example"),
            (&long, &long),
        ] {
            let bytes = written_to(address);
            let envelope = envelope(&bytes).expect(address);
            assert_eq!(envelope.to()[0].to_string(), goes_to);
            let from = envelope.from().map(ToString::to_string);
            assert_eq!(from.as_deref(), Some("house@example.org"));
        }
    }

    #[test]
    fn only_a_local_part_beyond_ascii_needs_a_server_that_takes_it() {
        let asks = |address| {
            let bytes = written_to(address);
            is_beyond_ascii(&envelope(&bytes).expect(address))
        };
        assert!(asks("jürgen@example.org"));
        assert!(!asks("ayu@bücher.example"));
    }

    #[test]
    fn a_field_may_go_on_in_the_next_line() {
        let mail = "From: a@b.example\r\nTo:\r\n long@example.org\r\n\r\nTo: c@d.example\r\n";
        assert_eq!(field(mail, "to").as_deref(), Some("long@example.org"));
        assert_eq!(field(mail, "Subject"), None);
    }
}
