//! A body's content codings (RFC 9110, 8.4): gzip and deflate, undone within the body's limit.

use std::io::{self, Read};

use flate2::bufread::MultiGzDecoder;
use flate2::{Decompress, FlushDecompress, Status};

use super::body::RequestBody;
use super::refusal::{ReadError, Refusal};

/// Most codings of one body; each costs a pass over it, and nobody needs a second.
const MOST: usize = 3;

/// How a body is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContentCoding {
    /// `gzip`, and its old name `x-gzip`.
    Gzip,
    /// `deflate`: by RFC 9110 with zlib's head, which some clients leave out.
    Deflate,
}

impl ContentCoding {
    /// The codings of a request's body, in the order in which they were applied.
    ///
    /// # Errors
    /// [`Refusal::UnsupportedCoding`] for any other, or too many.
    pub(crate) fn all(headers: &[(String, String)]) -> Result<Vec<Self>, Refusal> {
        let named = |(name, _): &&(String, String)| name.eq_ignore_ascii_case("Content-Encoding");
        let values = headers.iter().filter(named);
        let codings = values.flat_map(|(_, value)| value.split(',').map(str::trim));
        let known: Option<Vec<Self>> = codings
            .filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("identity"))
            .map(Self::of)
            .collect();
        let few = known.filter(|codings| codings.len() <= MOST);
        few.ok_or(Refusal::UnsupportedCoding)
    }

    /// `None` for a coding that isn't known.
    fn of(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" => Some(Self::Deflate),
            _ => None,
        }
    }
}

/// Undoes the codings of a body. Each result has the body's own limit and counts in the budget, so
/// that a bomb ends where a body of its size would.
///
/// # Errors
/// [`Refusal::BodyTooLarge`], [`Refusal::Busy`], or [`Refusal::BadRequest`] for a body that isn't what
/// its header says, ends early, or has something behind its end.
pub(super) fn decode(
    mut body: RequestBody,
    codings: &[ContentCoding],
) -> Result<RequestBody, ReadError> {
    for coding in codings.iter().rev() {
        let mut decoded = RequestBody {
            bytes: Vec::new(),
            limit: body.limit,
            reservation: body.reservation.another(),
        };
        match coding {
            ContentCoding::Gzip => decoded.append_all(MultiGzDecoder::new(&*body.bytes))?,
            ContentCoding::Deflate => decoded.append_all(Inflate::new(&body.bytes))?,
        }
        body = decoded;
    }
    Ok(body)
}

/// What `deflate` means, read to its end: flate2's own readers take a stream that is cut short for a
/// whole one.
struct Inflate<'body> {
    rest: &'body [u8],
    state: Decompress,
    has_ended: bool,
}

impl<'body> Inflate<'body> {
    fn new(body: &'body [u8]) -> Self {
        // zlib's head (RFC 1950, 2.2): method 8, and a multiple of 31.
        let has_head = matches!(body, [first, second, ..]
            if first & 15 == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0);
        Self {
            rest: body,
            state: Decompress::new(has_head),
            has_ended: false,
        }
    }
}

impl Read for Inflate<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while !self.has_ended {
            let (read, written) = (self.state.total_in(), self.state.total_out());
            let status = self
                .state
                .decompress(self.rest, into, FlushDecompress::None);
            self.has_ended = status? == Status::StreamEnd;
            let read = self.state.total_in() - read;
            let count = self.state.total_out() - written;
            self.rest = &self.rest[usize::try_from(read).unwrap_or(0)..];
            if self.has_ended && !self.rest.is_empty() {
                return Err(io::ErrorKind::InvalidData.into());
            }
            if count > 0 || into.is_empty() {
                return Ok(usize::try_from(count).unwrap_or(0));
            }
            if read == 0 && !self.has_ended {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::net::{IpAddr, Ipv4Addr};
    use std::sync::Arc;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::body::BROKEN;
    use super::super::budget::BodyBudget;
    use super::ContentCoding::{Deflate, Gzip};
    use super::*;

    const LIMIT: u64 = 64 << 10;
    const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    fn raw_deflate(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    fn undone(bytes: Vec<u8>, codings: &[ContentCoding]) -> Result<Vec<u8>, ReadError> {
        let budget = Arc::new(BodyBudget::new(1 << 30));
        let body = RequestBody {
            bytes,
            limit: LIMIT,
            reservation: budget.reservation(CLIENT),
        };
        decode(body, codings).map(|body| body.bytes)
    }

    fn named(values: &[&str]) -> Result<Vec<ContentCoding>, Refusal> {
        let header = |value: &&str| ("content-encoding".to_owned(), (*value).to_owned());
        ContentCoding::all(&values.iter().map(header).collect::<Vec<_>>())
    }

    #[test]
    fn codings_are_known_by_their_names() {
        assert_eq!(named(&[]), Ok(vec![]));
        assert_eq!(named(&["", "identity"]), Ok(vec![]));
        assert_eq!(named(&["GZIP , deflate"]), Ok(vec![Gzip, Deflate]));
        assert_eq!(named(&["x-gzip", "identity"]), Ok(vec![Gzip]));
        for values in [
            &["br"][..],
            &["gzip, zstd"],
            &["gzip;q=1"],
            &["gzip", "gzip", "gzip", "gzip"],
        ] {
            assert_eq!(named(values), Err(Refusal::UnsupportedCoding), "{values:?}");
        }
    }

    #[test]
    fn several_members_are_one_body() {
        let two = [gzip(b"one "), gzip(b"two")].concat();
        assert_eq!(undone(two, &[Gzip]), Ok(b"one two".to_vec()));
    }

    #[test]
    fn what_is_cut_short_or_longer_than_itself_is_refused() {
        let text: Vec<u8> = (0..=255).cycle().take(2000).collect();
        for (bytes, coding) in [
            (gzip(&text), Gzip),
            (zlib(&text), Deflate),
            (raw_deflate(&text), Deflate),
        ] {
            for length in 0..bytes.len() {
                let cut = undone(bytes[..length].to_vec(), &[coding]);
                let refused = Err(ReadError::Refused(Refusal::BadRequest(BROKEN)));
                assert_eq!(cut, refused, "{coding:?} cut after {length}");
            }
            let longer = undone([&bytes[..], b"x"].concat(), &[coding]);
            assert!(longer.is_err(), "{coding:?} with a byte behind it");
            assert!(undone(text.clone(), &[coding]).is_err(), "{coding:?}");
        }
    }

    /// A gzip of so many megabytes of zeros, without making them: a block that ends at a byte's border
    /// and refers to nothing before it can be repeated.
    fn bomb(megabytes: usize) -> Vec<u8> {
        let mut encoder = flate2::Compress::new(Compression::best(), false);
        let mut block = Vec::with_capacity(1 << 20);
        let full = flate2::FlushCompress::Full;
        let zeros = vec![0; 1 << 20];
        encoder
            .compress_vec(&zeros, &mut block, full)
            .expect("memory");
        let mut bytes = b"\x1f\x8b\x08\0\0\0\0\0\0\xff".to_vec();
        bytes.extend(block.iter().copied().cycle().take(block.len() * megabytes));
        bytes.extend(b"\x03\0\0\0\0\0\0\0\0\0");
        bytes
    }

    /// Counts what is read of a bomb.
    struct Counted<R>(R, u64);

    impl<R: Read> Read for Counted<R> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.0.read(into)?;
            self.1 += count as u64;
            Ok(count)
        }
    }

    #[test]
    fn a_bomb_is_no_larger_than_the_body_that_it_pretends_to_be() {
        let bomb = bomb(10_000);
        assert!(bomb.len() > 8 << 20, "of ten gigabytes: {}", bomb.len());
        for limit in [LIMIT, 8 << 20] {
            let budget = Arc::new(BodyBudget::new(1 << 30));
            let mut decoded = RequestBody {
                bytes: Vec::new(),
                limit,
                reservation: budget.reservation(CLIENT),
            };
            let mut reader = Counted(MultiGzDecoder::new(&*bomb), 0);
            let refused = decoded.append_all(&mut reader);
            assert_eq!(refused, Err(Refusal::BodyTooLarge { limit }.into()));
            assert!(reader.1 <= limit + 1, "{} were unpacked", reader.1);
            let held = decoded.bytes.capacity() as u64;
            assert!(held <= 2 * limit + 1024, "{held} were held");
        }
        // Packed once more it is small enough to arrive, and its inside is what is refused.
        let twice = undone(gzip(&bomb), &[Gzip, Gzip]);
        assert_eq!(twice, Err(Refusal::BodyTooLarge { limit: LIMIT }.into()));
    }

    #[test]
    fn what_is_unpacked_counts_in_the_budget() {
        let budget = Arc::new(BodyBudget::new(1000));
        let body = RequestBody {
            bytes: gzip(&vec![0; 60_000]),
            limit: LIMIT,
            reservation: budget.reservation(CLIENT),
        };
        let refused = decode(body, &[Gzip]).map(|_| ());
        assert!(matches!(
            refused,
            Err(ReadError::Refused(Refusal::Busy { .. }))
        ));
        assert!(
            budget.reservation(CLIENT).has_room(16 << 10),
            "it is released"
        );
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(bytes in vec(any::<u8>(), 0..3000)) {
            for (packed, codings) in [
                (gzip(&bytes), &[Gzip][..]),
                (zlib(&bytes), &[Deflate]),
                (raw_deflate(&bytes), &[Deflate]),
                (zlib(&gzip(&bytes)), &[Gzip, Deflate]),
                (bytes.clone(), &[]),
            ] {
                prop_assert_eq!(undone(packed, codings), Ok(bytes.clone()));
            }
        }

        #[test]
        fn any_bytes_are_answered(bytes in vec(any::<u8>(), 0..400)) {
            for codings in [&[Gzip][..], &[Deflate], &[Gzip, Deflate]] {
                let _ = undone(bytes.clone(), codings);
            }
        }
    }
}
