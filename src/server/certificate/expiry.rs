//! When a certificate expires. rustls doesn't expose its own parser, and for one field an X.509
//! parser would be a large dependency.

use crate::domain::moment::Moment;

/// ASN.1's tags, as DER writes them (X.690).
const INTEGER: u8 = 0x02;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;

/// The end of a certificate's validity; `None` if it is none (RFC 5280, section 4.1).
pub(super) fn of(certificate: &[u8]) -> Option<Moment> {
    let (certificate, _) = take(certificate, SEQUENCE)?;
    let (body, _) = take(certificate, SEQUENCE)?;
    let rest = take(body, VERSION).map_or(body, |(_, rest)| rest);
    let (_serial, rest) = take(rest, INTEGER)?;
    let (_algorithm, rest) = take(rest, SEQUENCE)?;
    let (_issuer, rest) = take(rest, SEQUENCE)?;
    let (validity, _) = take(rest, SEQUENCE)?;
    let (_, rest) = time(validity)?;
    time(rest).map(|(end, _)| end)
}

/// What an element of this tag holds, and what follows it.
fn take(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&[found, short], rest) = bytes.split_first_chunk()?;
    let (length, rest) = match short {
        0..=0x7f => (usize::from(short), rest),
        0x81 => (usize::from(*rest.first()?), &rest[1..]),
        0x82 => {
            let (length, rest) = rest.split_first_chunk()?;
            (usize::from(u16::from_be_bytes(*length)), rest)
        }
        _ => return None,
    };
    (found == tag)
        .then(|| rest.split_at_checked(length))
        .flatten()
}

/// A time, which is in UTC and has seconds, and what follows it.
fn time(bytes: &[u8]) -> Option<(Moment, &[u8])> {
    let read =
        |tag| take(bytes, tag).and_then(|(text, rest)| Some((str::from_utf8(text).ok()?, rest)));
    let (text, rest) = match read(UTC_TIME) {
        // Two digits of the year: 50 is 1950, 49 is 2049.
        Some((text, rest)) if text.get(..2)? < "50" => (format!("20{text}"), rest),
        Some((text, rest)) => (format!("19{text}"), rest),
        None => read(GENERALIZED_TIME).map(|(text, rest)| (text.to_owned(), rest))?,
    };
    let part = |from: usize, to: usize| text.get(from..to).filter(|part| part.len() == to - from);
    let written = format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0, 4)?,
        part(4, 6)?,
        part(6, 8)?,
        part(8, 10)?,
        part(10, 12)?,
        part(12, 14)?
    );
    Some((Moment::parse(&written).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    use super::*;

    fn ending(year: i32) -> Vec<u8> {
        let mut certificate = CertificateParams::new(vec!["a.example".to_owned()]).expect("sound");
        certificate.not_after = date_time_ymd(year, 3, 9);
        let key = KeyPair::generate().expect("a key");
        certificate
            .self_signed(&key)
            .expect("signed")
            .der()
            .to_vec()
    }

    #[test]
    fn the_end_is_read_in_either_form() {
        for (year, written) in [
            (2031, "2031-03-09T00:00:00Z"),
            (2049, "2049-03-09T00:00:00Z"),
            (2050, "2050-03-09T00:00:00Z"),
            (1999, "1999-03-09T00:00:00Z"),
            (4096, "4096-03-09T00:00:00Z"),
        ] {
            let end = Moment::parse(written).expect("a time");
            assert_eq!(of(&ending(year)), Some(end), "{year}");
        }
    }

    #[test]
    fn nothing_cut_short_is_a_certificate() {
        let whole = ending(2031);
        assert!((0..whole.len()).all(|end| of(&whole[..end]).is_none()));
    }

    proptest! {
        #[test]
        fn any_bytes_are_borne(bytes: Vec<u8>, at: prop::sample::Index, byte: u8) {
            let _ = of(&bytes);
            let mut broken = ending(2031);
            let at = at.index(broken.len());
            broken[at] = byte;
            let _ = of(&broken);
        }
    }
}
