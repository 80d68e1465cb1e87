use std::io::{self, BufRead, Read};

use super::budget::Share;
use super::refusal::{Crowd, Refusal, Trouble};

/// Least and most bytes that are made room for ahead of their arrival.
const STEP: std::ops::Range<u64> = 16 << 10..256 << 10;

/// All connections together hold as many bytes as they may.
pub(super) const fn no_room() -> Refusal {
    Refusal::Busy {
        retry_after: 1,
        crowd: Crowd::Bodies,
    }
}

/// A body as it arrives, within its limit and its share of the budget.
pub(super) struct Body {
    pub bytes: Vec<u8>,
    pub limit: u64,
    pub share: Share,
}

impl Body {
    /// Reads exactly `count` more bytes. Room grows with what has arrived, whatever was announced.
    pub(crate) fn append(&mut self, from: &mut impl BufRead, count: u64) -> Result<(), Trouble> {
        let mut left = count;
        if count > self.limit.saturating_sub(self.bytes.len() as u64) {
            return Err(Refusal::BodyTooLarge { limit: self.limit }.into());
        }
        while left > 0 {
            let arrived = self.bytes.len() as u64;
            let step = left.min(arrived.clamp(STEP.start, STEP.end));
            if !self.share.grow_to(arrived + step) {
                return Err(no_room().into());
            }
            self.bytes.reserve(usize::try_from(step).unwrap_or(0));
            let got = from.by_ref().take(step).read_to_end(&mut self.bytes)? as u64;
            if got < step {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
            left -= step;
        }
        Ok(())
    }
}
