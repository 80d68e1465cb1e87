//! How much of one row is held in memory.

/// What is left of the bytes that a row may take.
pub(super) struct RowBudget {
    keep: bool,
    room: usize,
    /// Whether the row was larger.
    pub over: bool,
}

impl RowBudget {
    pub(super) const fn new(keep: bool, room: usize) -> Self {
        Self {
            keep,
            room,
            over: false,
        }
    }

    #[inline]
    pub(super) fn push(&mut self, to: &mut Vec<u8>, byte: u8) {
        if !self.keep {
            return;
        }
        if self.room == 0 {
            self.over = true;
        } else {
            self.room -= 1;
            to.push(byte);
        }
    }

    /// Charges 32 bytes for the value itself, so that a row of a million empty values ends, too; whether the
    /// value is to be kept.
    pub(super) fn begin_value(&mut self) -> bool {
        const VALUE: usize = 32;
        if self.keep && self.room < VALUE {
            self.over = true;
        }
        self.room = self.room.saturating_sub(VALUE);
        self.keep && !self.over
    }
}
