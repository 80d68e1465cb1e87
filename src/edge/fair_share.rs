//! How much of what all clients share one client network may take.
//!
//! Source: A. K. Choudhury, E. L. Hahne, Dynamic Queue Length Thresholds for Shared-Memory Packet Switches,
//! IEEE/ACM Transactions on Networking 6(2), 1998.

/// Whether somebody who then has `taken` leaves others enough: a third of that at the least. One alone gets three
/// quarters of the whole, two three sevenths each, and however many there are, the next still finds some.
pub(crate) const fn leaves_enough(taken: u64, left: u64) -> bool {
    taken <= left.saturating_mul(3)
}
