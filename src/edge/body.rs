//! A request's body, as it arrives.

use std::io::{self, BufRead, Read};

use super::budget::Reservation;
use super::refusal::{OverLimit, ReadError, Refusal};

/// Least and most bytes that are allocated ahead of their arrival.
const STEP: std::ops::Range<u64> = 16 << 10..256 << 10;

/// What is wrong with a body that isn't what its content coding says.
pub(super) const BROKEN: &str = "a content coding that can't be undone";

/// The refusal when all connections together hold as many bytes as they may.
pub(super) const fn over_budget() -> Refusal {
    Refusal::Busy {
        retry_after: 1,
        over_limit: OverLimit::Bodies,
    }
}

/// A body as it arrives, within its limit and its reservation of the budget.
pub(super) struct RequestBody {
    pub bytes: Vec<u8>,
    pub limit: u64,
    pub reservation: Reservation,
}

impl RequestBody {
    /// Reads exactly `count` more bytes. Memory grows with what has arrived, whatever was announced.
    pub(crate) fn append(&mut self, from: &mut impl BufRead, count: u64) -> Result<(), ReadError> {
        let mut left = count;
        if count > self.limit.saturating_sub(self.bytes.len() as u64) {
            return Err(Refusal::BodyTooLarge { limit: self.limit }.into());
        }
        while left > 0 {
            let arrived = self.bytes.len() as u64;
            let step = left.min(arrived.clamp(STEP.start, STEP.end));
            if !self.reservation.grow_to(arrived + step) {
                return Err(over_budget().into());
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

    /// Appends all that a decoder yields. It is asked for one byte beyond the limit at the most.
    pub(crate) fn append_all(&mut self, mut from: impl Read) -> Result<(), ReadError> {
        loop {
            let arrived = self.bytes.len() as u64;
            let room = (self.limit + 1).saturating_sub(arrived);
            if room == 0 {
                return Err(Refusal::BodyTooLarge { limit: self.limit }.into());
            }
            let step = room.min(arrived.clamp(STEP.start, STEP.end));
            if !self.reservation.grow_to(arrived + step) {
                return Err(over_budget().into());
            }
            self.bytes.reserve(usize::try_from(step).unwrap_or(0));
            let got = from.by_ref().take(step).read_to_end(&mut self.bytes);
            if got.map_err(|_| Refusal::BadRequest(BROKEN))? == 0 {
                return Ok(());
            }
        }
    }
}
