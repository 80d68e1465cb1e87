//! Reads the values of a row.

use crate::transfer::rows::Cell;
use crate::transfer::rows::dump::budget::RowBudget;
use crate::transfer::rows::dump::parse_error::ParseError;
use crate::transfer::rows::dump::scan::{Scan, in_word};
use crate::transfer::rows::dump::text::Escapes;

/// Deepest nesting of calls: `replace(replace('…'))`.
const DEEPEST: u32 = 8;

impl Scan {
    /// `(1, 'a', null)`, whose parenthesis is next.
    pub(super) fn cells(&mut self, budget: &mut RowBudget) -> Result<Vec<Cell>, ParseError> {
        self.depth = 1;
        self.bytes.pop();
        let mut cells = Vec::new();
        loop {
            let kept = budget.begin_value();
            let cell = self.value(budget, 0)?;
            if kept {
                cells.push(cell);
            }
            self.skip_blank();
            match self.bytes.peek() {
                Some(b',') => drop(self.bytes.pop()),
                Some(b')') => {
                    self.bytes.pop();
                    self.depth = 0;
                    return Ok(cells);
                }
                None => return Err(ParseError::Truncated),
                Some(sign) => return Err(unexpected(sign)),
            }
        }
    }

    fn value(&mut self, budget: &mut RowBudget, depth: u32) -> Result<Cell, ParseError> {
        self.skip_blank();
        let cell = match self.bytes.peek() {
            None => return Err(ParseError::Truncated),
            Some(b'\'' | b'"') => Cell::from_bytes(self.quoted(self.escapes(), budget)?),
            Some(b'0') if self.bytes.is_ahead(b"0x") || self.bytes.is_ahead(b"0X") => {
                self.bytes.take_if(b"0");
                self.bytes.pop();
                let digits = self.digits(budget);
                Cell::Bytes(
                    pairs(&digits)
                        .ok_or_else(|| ParseError::Unexpected("its 0x… has odd digits".into()))?,
                )
            }
            Some(b'0'..=b'9' | b'-' | b'+' | b'.') => {
                let digits = self.digits(budget);
                Cell::from_bytes(digits)
            }
            Some(byte) if in_word(byte) => self.worded(budget, depth)?,
            Some(sign) => return Err(unexpected(sign)),
        };
        self.skip_cast()?;
        Ok(cell)
    }

    fn escapes(&self) -> Escapes {
        if self.backslashes() {
            Escapes::MySql
        } else {
            Escapes::None
        }
    }

    /// Letters, digits and signs of a number.
    fn digits(&mut self, budget: &mut RowBudget) -> Vec<u8> {
        let mut digits = Vec::new();
        let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
        while let Some(byte) = self.bytes.peek().filter(part) {
            self.bytes.pop();
            budget.push(&mut digits, byte);
        }
        digits
    }

    /// A value that begins with a word: `null`, `x'ff'`, `_utf8'…'`, `replace('…','\n',char(10))`.
    fn worded(&mut self, budget: &mut RowBudget, depth: u32) -> Result<Cell, ParseError> {
        let word = self.word();
        let text_follows = self.bytes.peek() == Some(b'\'');
        match word.as_str() {
            "null" | "default" => return Ok(Cell::Null),
            "true" => return Ok(Cell::Text("1".into())),
            "false" => return Ok(Cell::Text("0".into())),
            "x" if text_follows => {
                let digits = self.quoted(Escapes::None, budget)?;
                let bytes = pairs(&digits);
                return bytes
                    .map(Cell::Bytes)
                    .ok_or_else(|| ParseError::Unexpected("its x'…' has odd digits".into()));
            }
            "b" if text_follows => return Ok(bits(&self.quoted(Escapes::None, budget)?)),
            "e" if text_follows => {
                return Ok(Cell::from_bytes(self.quoted(Escapes::Posix, budget)?));
            }
            "n" if text_follows => {
                return Ok(Cell::from_bytes(self.quoted(self.escapes(), budget)?));
            }
            _ => {}
        }
        self.skip_blank();
        match self.bytes.peek() {
            Some(b'\'' | b'"' | b'0' | b'x' | b'X') if word.starts_with('_') => {
                let value = self.value(budget, depth)?;
                Ok(if word == "_binary" {
                    binary(value)
                } else {
                    value
                })
            }
            Some(b'(') if depth < DEEPEST => self.call(&word, budget, depth),
            _ => Err(ParseError::Unexpected(format!(
                "it has {word:.40} for a value"
            ))),
        }
    }

    /// The calls that SQLite's shell writes for strings with line ends or control characters.
    fn call(&mut self, word: &str, budget: &mut RowBudget, depth: u32) -> Result<Cell, ParseError> {
        self.bytes.pop();
        self.depth += 1;
        let mut given = Vec::new();
        self.skip_blank();
        while self.bytes.peek() != Some(b')') {
            given.push(self.value(budget, depth + 1)?);
            self.skip_blank();
            match self.bytes.peek() {
                Some(b')') => {}
                Some(b',') if given.len() < 8 => drop(self.bytes.pop()),
                None => return Err(ParseError::Truncated),
                // SQL Server's `cast(N'…' as datetime)`.
                Some(_) if word == "cast" => {
                    self.skip_to_depth(self.depth - 1)?;
                    return given.pop().ok_or(ParseError::Truncated);
                }
                Some(sign) => return Err(unexpected(sign)),
            }
        }
        self.bytes.pop();
        self.depth -= 1;
        let texts: Option<Vec<&str>> = given.iter().map(text_of).collect();
        let made = match (word, texts.as_deref()) {
            ("replace", Some([text, from, to])) if !from.is_empty() => Some(text.replace(from, to)),
            ("char", Some(numbers)) => numbers
                .iter()
                .map(|number| number.parse().ok().and_then(char::from_u32))
                .collect(),
            ("unistr", Some([text])) => unistr(text),
            _ => None,
        };
        made.map(Cell::Text).ok_or_else(|| {
            ParseError::Unexpected(format!("it calls {word:.40}, which isn't known here"))
        })
    }

    /// PostgreSQL's `::character varying(20)` and `::text[]`.
    fn skip_cast(&mut self) -> Result<(), ParseError> {
        self.skip_blank();
        while self.bytes.take_if(b"::") {
            while let Some(byte) = self.bytes.peek() {
                let part = in_word(byte) || matches!(byte, b' ' | b'.' | b'"' | b'[' | b']');
                if byte == b'(' {
                    while self.bytes.pop().ok_or(ParseError::Truncated)? != b')' {}
                } else if part {
                    self.bytes.pop();
                } else {
                    break;
                }
            }
        }
        Ok(())
    }
}

fn unexpected(sign: u8) -> ParseError {
    ParseError::Unexpected(format!(
        "it has a {:?} where none belongs",
        char::from(sign)
    ))
}

fn text_of(cell: &Cell) -> Option<&str> {
    match cell {
        Cell::Text(text) => Some(text),
        _ => None,
    }
}

fn binary(cell: Cell) -> Cell {
    match cell {
        Cell::Text(text) => Cell::Bytes(text.into_bytes()),
        other => other,
    }
}

/// The bytes of hexadecimal digits.
fn pairs(digits: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |pair: &[u8]| match pair {
        [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
        _ => None,
    };
    digits.chunks(2).map(byte).collect()
}

/// MySQL's `b'1'`: a number, as flags are.
fn bits(digits: &[u8]) -> Cell {
    let text = String::from_utf8_lossy(digits);
    u64::from_str_radix(&text, 2).map_or(Cell::Null, |number| Cell::Text(number.to_string()))
}

/// `unistr('a\u000ab')`, as SQLite writes it.
fn unistr(text: &str) -> Option<String> {
    let mut pieces = text.split('\\');
    let mut made = pieces.next()?.to_owned();
    while let Some(piece) = pieces.next() {
        if piece.is_empty() {
            made.push('\\');
            made.push_str(pieces.next()?);
            continue;
        }
        let (skip, digits) = match piece.as_bytes()[0] {
            b'u' => (1, 4),
            b'U' => (1, 8),
            b'+' => (1, 6),
            _ => (0, 4),
        };
        let number = u32::from_str_radix(piece.get(skip..skip + digits)?, 16).ok()?;
        made.push(char::from_u32(number)?);
        made.push_str(&piece[skip + digits..]);
    }
    Some(made)
}
