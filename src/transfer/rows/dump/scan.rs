//! The tokens of a dump: words, whitespace, comments, ends of statements.

use super::parse_error::Truncated;
use crate::transfer::rows::Bytes;

/// A dump as a stream of tokens.
pub(super) struct Scan {
    pub bytes: Bytes,
    /// Whether backslashes escape in strings; `None` until the dump shows which program wrote it.
    backslashes: Option<bool>,
    delimiter: Vec<u8>,
    /// How many parentheses of a row are open.
    pub depth: u32,
    /// Whether the program that wrote the dump ends it with a comment, which hasn't come.
    pub lacks_end: bool,
    /// The line of a comment that never ends.
    pub open_comment: Option<u64>,
}

/// Comments that programs for MySQL begin their dumps with.
const MYSQLS_COMMENTS: [&[u8]; 5] = [
    b"-- MySQL dump",
    b"-- MariaDB dump",
    b"-- phpMyAdmin SQL Dump",
    b"-- Adminer",
    b"-- Dump created by MySQL",
];

/// Comments that mysqldump and pg_dump begin a dump with, and that they end it with.
const BEGINS: [&[u8]; 3] = [
    b"-- MySQL dump",
    b"-- MariaDB dump",
    b"-- PostgreSQL database dump",
];
const ENDS: [&[u8]; 2] = [
    b"-- Dump completed",
    b"-- PostgreSQL database dump complete",
];

/// Most bytes of a name or a word that are kept.
const LONGEST_WORD: usize = 256;

impl Scan {
    pub(super) fn new(mut bytes: Bytes, backslashes: Option<bool>) -> Self {
        bytes.take_if(b"\xef\xbb\xbf");
        Self {
            bytes,
            backslashes,
            delimiter: b";".to_vec(),
            depth: 0,
            lacks_end: false,
            open_comment: None,
        }
    }

    /// Whether this is MySQL's dump.
    pub(super) fn backslashes(&self) -> bool {
        self.backslashes.unwrap_or(false)
    }

    /// Only MySQL and MariaDB write backticks and versioned comments.
    pub(super) fn is_mysql(&mut self) {
        self.backslashes.get_or_insert(true);
    }

    /// Consumes whitespace and comments.
    pub(super) fn skip_blank(&mut self) {
        loop {
            match self.bytes.peek() {
                Some(byte) if byte.is_ascii_whitespace() => {
                    self.bytes.pop();
                }
                Some(b'-') if self.bytes.is_ahead(b"--") => self.line_comment(),
                Some(b'#') if self.backslashes() => self.skip_line(),
                Some(b'/') if self.bytes.is_ahead(b"/*") => self.block_comment(),
                _ => return,
            }
        }
    }

    fn line_comment(&mut self) {
        if MYSQLS_COMMENTS
            .iter()
            .any(|begin| self.bytes.is_ahead(begin))
        {
            self.is_mysql();
        }
        let ahead = self.bytes.ahead(40);
        if ENDS.iter().any(|end| ahead.starts_with(end)) {
            self.lacks_end = false;
        } else if BEGINS.iter().any(|begin| ahead.starts_with(begin)) {
            self.lacks_end = true;
        }
        self.skip_line();
    }

    fn block_comment(&mut self) {
        if self.bytes.is_ahead(b"/*!") || self.bytes.is_ahead(b"/*M!") {
            self.is_mysql();
        }
        let line = self.bytes.line();
        self.bytes.take_if(b"/*");
        while !self.bytes.take_if(b"*/") {
            if self.bytes.pop().is_none() {
                self.open_comment = Some(line);
                return;
            }
        }
    }

    /// Consumes the rest of the line.
    pub(super) fn skip_line(&mut self) {
        while self.bytes.pop().is_some_and(|byte| byte != b'\n') {}
    }

    /// Consumes the statement delimiter, if it comes next.
    pub(super) fn take_delimiter(&mut self) -> bool {
        let delimiter = std::mem::take(&mut self.delimiter);
        let found = self.bytes.take_if(&delimiter);
        self.delimiter = delimiter;
        found
    }

    /// The MySQL client's `delimiter ;;`, around triggers and procedures.
    pub(super) fn set_delimiter(&mut self) {
        while matches!(self.bytes.peek(), Some(b' ' | b'\t')) {
            self.bytes.pop();
        }
        let mut delimiter = Vec::new();
        while let Some(byte) = self.bytes.peek().filter(|byte| !byte.is_ascii_whitespace()) {
            self.bytes.pop();
            if delimiter.len() < 16 {
                delimiter.push(byte);
            }
        }
        if !delimiter.is_empty() {
            self.delimiter = delimiter;
        }
    }

    /// Consumes a word, in lower case; empty if there is none.
    pub(super) fn word(&mut self) -> String {
        self.skip_blank();
        let mut word = String::new();
        while let Some(byte) = self.bytes.peek().filter(|byte| in_word(*byte)) {
            self.bytes.pop();
            if word.len() < LONGEST_WORD {
                word.push(char::from(byte.to_ascii_lowercase()));
            }
        }
        word
    }

    /// The next word in lower case, not consumed.
    pub(super) fn peek_word(&mut self) -> String {
        self.skip_blank();
        let ahead = self.bytes.ahead(32).iter();
        let letters = ahead.take_while(|byte| in_word(**byte));
        letters
            .map(|byte| char::from(byte.to_ascii_lowercase()))
            .collect()
    }

    /// Skips the rest of a statement; delimiters in quotes don't end it.
    pub(super) fn skip_statement(&mut self) -> Result<(), Truncated> {
        loop {
            self.skip_blank();
            if self.take_delimiter() {
                return Ok(());
            }
            if self.bytes.peek().is_none() {
                return Ok(());
            }
            self.skip_token()?;
        }
    }

    /// The same for a statement that holds no others: a line that begins with a statement of rows ends
    /// it, since some programs leave out the delimiter.
    pub(super) fn skip_simple_statement(&mut self) -> Result<(), Truncated> {
        let mut line = self.bytes.line();
        loop {
            self.skip_blank();
            if self.bytes.peek().is_none() || self.take_delimiter() {
                return Ok(());
            }
            if self.bytes.line() > line && self.begins_rows() {
                return Ok(());
            }
            line = self.bytes.line();
            self.skip_token()?;
        }
    }

    /// Whether a statement comes next that rows are read from.
    fn begins_rows(&mut self) -> bool {
        let ahead = self.bytes.ahead(32).to_ascii_lowercase();
        let mut words = ahead.split(u8::is_ascii_whitespace);
        let first = words.next().unwrap_or_default();
        let second = words.next().unwrap_or_default();
        match first {
            b"insert" | b"replace" => {
                matches!(
                    second,
                    b"into" | b"ignore" | b"or" | [b'`' | b'"' | b'[', ..]
                )
            }
            b"create" => second == b"table",
            _ => false,
        }
    }

    /// Skips the rest of `create trigger`, whose statements between `begin` and `end` are no data.
    pub(super) fn skip_trigger(&mut self) -> Result<(), Truncated> {
        let mut depth = 0_u32;
        loop {
            self.skip_blank();
            if self.take_delimiter() {
                if depth == 0 {
                    return Ok(());
                }
                continue;
            }
            match self.peek_word().as_str() {
                "begin" | "case" => depth += 1,
                "end" => depth = depth.saturating_sub(1),
                _ if self.bytes.peek().is_none() => {
                    return if depth == 0 { Ok(()) } else { Err(Truncated) };
                }
                _ => {}
            }
            self.skip_token()?;
        }
    }

    fn skip_token(&mut self) -> Result<(), Truncated> {
        match self.bytes.peek() {
            Some(quote @ (b'\'' | b'"' | b'`')) => self.skip_quoted(quote)?,
            Some(b'$') => self.skip_dollars()?,
            Some(byte) if in_word(byte) => drop(self.word()),
            _ => drop(self.bytes.pop()),
        }
        Ok(())
    }

    /// Skips the rest of a row; whether its parenthesis closes before its statement ends.
    pub(super) fn skip_row(&mut self) -> Result<bool, Truncated> {
        self.skip_to_depth(0)
    }

    /// Skips up to the parenthesis that leaves so many open.
    pub(super) fn skip_to_depth(&mut self, depth: u32) -> Result<bool, Truncated> {
        while self.depth > depth {
            self.skip_blank();
            if self.take_delimiter() {
                self.depth = 0;
                return Ok(false);
            }
            match self.bytes.peek().ok_or(Truncated)? {
                b'(' => self.depth += 1,
                b')' => self.depth -= 1,
                _ => {
                    self.skip_token()?;
                    continue;
                }
            }
            self.bytes.pop();
        }
        Ok(true)
    }

    fn skip_quoted(&mut self, quote: u8) -> Result<(), Truncated> {
        self.bytes.pop();
        loop {
            match self.bytes.pop() {
                None => return Err(Truncated),
                Some(b'\\') if self.backslashes() && quote != b'`' => {
                    self.bytes.pop();
                }
                Some(byte) if byte == quote => return Ok(()),
                Some(_) => {}
            }
        }
    }

    /// PostgreSQL's `$tag$ … $tag$`, around functions.
    fn skip_dollars(&mut self) -> Result<(), Truncated> {
        self.bytes.pop();
        let mut tag = vec![b'$'];
        while let Some(byte) = self.bytes.peek().filter(u8::is_ascii_alphanumeric) {
            self.bytes.pop();
            tag.push(byte);
            if tag.len() > LONGEST_WORD {
                return Ok(());
            }
        }
        if !self.bytes.take_if(b"$") {
            return Ok(());
        }
        tag.push(b'$');
        while !self.bytes.take_if(&tag) {
            self.bytes.pop().ok_or(Truncated)?;
        }
        Ok(())
    }
}

/// Whether a byte belongs to a word or an unquoted name.
pub(super) const fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
