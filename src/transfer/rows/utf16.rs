//! UTF-16 as UTF-8: Excel's "Unicode text", and what PowerShell's `>` writes.

use std::io::{self, Read};

use crate::transfer::rows::Bytes;

/// The bytes as UTF-8, if a byte order mark says that they are UTF-16.
pub(super) fn as_utf8(mut bytes: Bytes) -> Bytes {
    let big_endian = bytes.is_ahead(b"\xfe\xff");
    if !big_endian && !bytes.is_ahead(b"\xff\xfe") {
        return bytes;
    }
    Bytes::new(Box::new(Utf16 {
        bytes,
        big_endian,
        text: Vec::new(),
        at: 0,
    }))
}

struct Utf16 {
    bytes: Bytes,
    big_endian: bool,
    /// Text that was decoded, and how much of it was handed on.
    text: Vec<u8>,
    at: usize,
}

/// Bytes of text that are decoded at once.
const CHUNK: usize = 16 * 1024;

impl Utf16 {
    fn unit(&mut self) -> io::Result<Option<u16>> {
        let Some(first) = self.bytes.pop() else {
            return self.bytes.failure().map_or(Ok(None), Err);
        };
        let second = self.bytes.pop().ok_or_else(damaged)?;
        Ok(Some(if self.big_endian {
            u16::from_be_bytes([first, second])
        } else {
            u16::from_le_bytes([first, second])
        }))
    }

    fn letter(&mut self) -> io::Result<Option<char>> {
        let Some(first) = self.unit()? else {
            return Ok(None);
        };
        let is_half = (0xd800..0xdc00).contains(&first);
        let second = if is_half { self.unit()? } else { None };
        let units = [first].into_iter().chain(second);
        match char::decode_utf16(units).next() {
            Some(Ok(letter)) => Ok(Some(letter)),
            _ => Err(damaged()),
        }
    }

    /// Decodes the next text. What comes before damage is handed on; the next call fails at once.
    fn decode(&mut self) -> io::Result<()> {
        while self.text.len() < CHUNK {
            match self.letter() {
                Ok(None) => break,
                // The mark at the beginning.
                Ok(Some('\u{feff}')) => {}
                Ok(Some(letter)) => {
                    let mut utf8 = [0; 4];
                    self.text
                        .extend_from_slice(letter.encode_utf8(&mut utf8).as_bytes());
                }
                Err(_) if !self.text.is_empty() => {
                    self.bytes = Bytes::new(Box::new(Damaged));
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn damaged() -> io::Error {
    io::Error::other("it isn't sound UTF-16")
}

impl Read for Utf16 {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.text.len() {
            self.text.clear();
            self.at = 0;
            self.decode()?;
        }
        let count = out.len().min(self.text.len() - self.at);
        out[..count].copy_from_slice(&self.text[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// What is left of a file after its damage.
struct Damaged;

impl Read for Damaged {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(damaged())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn read(bytes: Vec<u8>) -> io::Result<String> {
        let mut text = String::new();
        let mut bytes = as_utf8(Bytes::new(Box::new(Cursor::new(bytes))));
        bytes.read_to_string(&mut text).map(|_| text)
    }

    fn written(text: &str, big_endian: bool) -> Vec<u8> {
        let units = ['\u{feff}'; 1].into_iter().chain(text.chars());
        let units: Vec<u16> = units.collect::<String>().encode_utf16().collect();
        let bytes = units.into_iter().flat_map(|unit| {
            if big_endian {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        });
        bytes.collect()
    }

    #[test]
    fn damage_is_an_error_and_never_the_end() {
        for tail in [&[0x41][..], &[0x00, 0xd8], &[0x00, 0xdc, 0x41, 0x00]] {
            let bytes = [written("email", false), tail.to_vec()].concat();
            let error = read(bytes).expect_err("it is damaged");
            assert!(error.to_string().contains("UTF-16"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read(text in "[^\u{feff}]{0,60}", big_endian: bool, times in 1_usize..2000) {
            let text = text.repeat(times);
            prop_assert_eq!(read(written(&text, big_endian)).expect("sound"), text);
        }

        #[test]
        fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..99)) {
            let _ = read([b"\xff\xfe".to_vec(), bytes].concat());
        }
    }
}
