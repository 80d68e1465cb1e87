//! The memory that the bodies of all connections together may take.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Bytes of each body that don't count, so that no flood of big bodies starves the small ones; the
/// number of connections bounds these.
const UNCOUNTED: u64 = 16 << 10;

/// Bytes of body that all connections together may still reserve.
pub(super) struct BodyBudget(AtomicU64);

/// What one body holds of the budget; released when dropped.
pub(super) struct Reservation {
    budget: Arc<BodyBudget>,
    held: u64,
}

impl BodyBudget {
    pub(crate) fn new(bytes: u64) -> Self {
        Self(AtomicU64::new(bytes))
    }

    /// Whether a body of `bytes` would fit now.
    pub(crate) fn has_room(&self, bytes: u64) -> bool {
        bytes.saturating_sub(UNCOUNTED) <= self.0.load(Relaxed)
    }

    pub(crate) fn reservation(self: &Arc<Self>) -> Reservation {
        Reservation {
            budget: Arc::clone(self),
            held: 0,
        }
    }
}

impl Reservation {
    /// Reserves for a body of `bytes` in all; `false` if the budget has no room for it.
    pub(crate) fn grow_to(&mut self, bytes: u64) -> bool {
        let wanted = bytes.saturating_sub(UNCOUNTED).saturating_sub(self.held);
        let taken = wanted == 0
            || self
                .budget
                .0
                .fetch_update(Relaxed, Relaxed, |left| left.checked_sub(wanted))
                .is_ok();
        self.held += if taken { wanted } else { 0 };
        taken
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.budget.0.fetch_add(self.held, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_bodies_do_not_count_and_big_ones_are_released() {
        let budget = Arc::new(BodyBudget::new(100));
        let mut first = budget.reservation();
        assert!(first.grow_to(UNCOUNTED + 60));
        assert!(
            first.grow_to(UNCOUNTED + 60),
            "what is held is not taken twice"
        );
        let mut second = budget.reservation();
        assert!(second.grow_to(UNCOUNTED));
        assert!(!budget.has_room(UNCOUNTED + 41) && !second.grow_to(UNCOUNTED + 41));
        drop(first);
        assert!(budget.has_room(UNCOUNTED + 100) && second.grow_to(UNCOUNTED + 100));
        drop(second);
        assert_eq!(budget.0.load(Relaxed), 100);
    }
}
