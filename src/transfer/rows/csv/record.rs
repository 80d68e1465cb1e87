//! The fields of a row of CSV.

use crate::transfer::rows::MAX_ROW;

/// The fields of a row, up to the limit of a row.
pub(super) struct Record {
    pub fields: Vec<Vec<u8>>,
    room: usize,
    pub keep: bool,
    pub over: bool,
    /// Whether a quoted field has a line end in it.
    pub spans_lines: bool,
}

impl Record {
    pub(super) const fn new(keep: bool) -> Self {
        Self {
            fields: Vec::new(),
            room: MAX_ROW,
            keep,
            over: false,
            spans_lines: false,
        }
    }

    /// Charges 32 bytes for the field itself, so that a row of a million empty ones ends, too.
    pub(super) fn begin_field(&mut self) {
        const FIELD: usize = 32;
        self.over |= self.room < FIELD;
        self.room = self.room.saturating_sub(FIELD);
        if self.keep && !self.over {
            self.fields.push(Vec::new());
        }
    }

    pub(super) fn push(&mut self, byte: u8) {
        if self.room == 0 || self.over {
            self.over = true;
        } else if let (true, Some(field)) = (self.keep, self.fields.last_mut()) {
            self.room -= 1;
            field.push(byte);
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.fields
            .iter()
            .all(|field| field.trim_ascii().is_empty())
    }
}
