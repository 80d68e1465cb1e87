//! Quoted strings and their escapes.

use super::budget::RowBudget;
use super::parse_error::Truncated;
use super::scan::Scan;

/// What a backslash means in a string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    /// Itself.
    None,
    /// MySQL's escapes: `\n`, `\0`, `\Z`; before any other letter it is dropped.
    MySql,
    /// PostgreSQL's in `E'…'` and in copies: octal, hexadecimal and Unicode numbers as well.
    Posix,
}

impl Scan {
    /// The content of a string whose opening quote is next; a doubled quote is one.
    pub(super) fn quoted(
        &mut self,
        escapes: Escapes,
        budget: &mut RowBudget,
    ) -> Result<Vec<u8>, Truncated> {
        let quote = self.bytes.pop().ok_or(Truncated)?;
        let mut text = Vec::new();
        loop {
            match self.bytes.pop().ok_or(Truncated)? {
                byte if byte == quote => {
                    if self.bytes.peek() != Some(quote) {
                        return Ok(text);
                    }
                    self.bytes.pop();
                    budget.push(&mut text, quote);
                }
                b'\\' if escapes != Escapes::None => self.escaped(escapes, &mut text, budget)?,
                byte => budget.push(&mut text, byte),
            }
        }
    }

    /// What follows a backslash.
    pub(super) fn escaped(
        &mut self,
        escapes: Escapes,
        text: &mut Vec<u8>,
        budget: &mut RowBudget,
    ) -> Result<(), Truncated> {
        let posix = escapes == Escapes::Posix;
        let byte = self.bytes.pop().ok_or(Truncated)?;
        let meant = match byte {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'0' if !posix => 0,
            b'Z' if !posix => 0x1a,
            // MySQL keeps the backslash here, for patterns of `like`.
            b'%' | b'_' if !posix => {
                budget.push(text, b'\\');
                byte
            }
            b'f' if posix => 12,
            b'v' if posix => 11,
            b'0'..=b'7' if posix => low(self.number(u32::from(byte - b'0'), 8, 2)),
            b'x' if posix => low(self.number(0, 16, 2)),
            b'u' | b'U' if posix => {
                let number = self.number(0, 16, if byte == b'u' { 4 } else { 8 });
                let letter = char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER);
                let mut utf8 = [0; 4];
                for byte in letter.encode_utf8(&mut utf8).bytes() {
                    budget.push(text, byte);
                }
                return Ok(());
            }
            byte => byte,
        };
        budget.push(text, meant);
        Ok(())
    }

    /// Up to so many more digits of a number.
    fn number(&mut self, begun: u32, base: u32, digits: usize) -> u32 {
        let mut number = begun;
        for _ in 0..digits {
            let digit = self
                .bytes
                .peek()
                .and_then(|byte| char::from(byte).to_digit(base));
            let Some(digit) = digit else { break };
            self.bytes.pop();
            number = number.wrapping_mul(base).wrapping_add(digit);
        }
        number
    }
}

/// The low byte of a number: three octal digits can exceed one.
const fn low(number: u32) -> u8 {
    number.to_le_bytes()[0]
}
