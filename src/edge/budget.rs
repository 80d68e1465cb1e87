//! The memory that the bodies of all connections together may take, shared out among client networks.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;

use super::client_network::client_network;
use super::fair_share::leaves_enough;

/// Bytes of each body that don't count, so that no flood of big bodies starves the small ones; the
/// number of connections bounds these.
const UNCOUNTED: u64 = 16 << 10;

/// Bytes of body that all connections together may still reserve, and those that each client network holds.
pub(crate) struct BodyBudget {
    shares: Mutex<Shares>,
    /// How much of each body doesn't count.
    uncounted: u64,
}

struct Shares {
    left: u64,
    held: HashMap<IpAddr, u64>,
}

/// What one body holds of the budget; released when dropped.
pub(crate) struct Reservation {
    budget: Arc<BodyBudget>,
    client: IpAddr,
    held: u64,
}

impl BodyBudget {
    /// For the bodies of requests.
    pub(crate) fn new(bytes: u64) -> Self {
        Self::beyond(UNCOUNTED, bytes)
    }

    /// For what each has beyond so many bytes.
    pub(crate) fn beyond(uncounted: u64, bytes: u64) -> Self {
        Self {
            shares: Mutex::new(Shares {
                left: bytes,
                held: HashMap::new(),
            }),
            uncounted,
        }
    }

    /// Whether a body of so many bytes counts at all.
    pub(crate) const fn counts(&self, bytes: u64) -> bool {
        bytes > self.uncounted
    }

    /// Nothing yet, for this client.
    pub(crate) fn reservation(self: &Arc<Self>, client: IpAddr) -> Reservation {
        Reservation {
            budget: Arc::clone(self),
            client: client_network(client),
            held: 0,
        }
    }
}

impl Shares {
    /// What is left once a client network has so many bytes more; `None` if it may not.
    fn without(&self, client: IpAddr, more: u64) -> Option<u64> {
        let held = self.held.get(&client).copied().unwrap_or(0);
        let left = self.left.checked_sub(more)?;
        leaves_enough(held.saturating_add(more), left).then_some(left)
    }
}

impl Reservation {
    /// For another body of the same client.
    pub(crate) fn another(&self) -> Self {
        self.budget.reservation(self.client)
    }

    /// Whether a body of `bytes` in all would fit now.
    pub(crate) fn has_room(&self, bytes: u64) -> bool {
        let more = self.more(bytes);
        more == 0
            || self
                .budget
                .shares
                .lock()
                .without(self.client, more)
                .is_some()
    }

    /// Reserves for a body of `bytes` in all; `false` if the budget has no room for it.
    pub(crate) fn grow_to(&mut self, bytes: u64) -> bool {
        let more = self.more(bytes);
        if more == 0 {
            return true;
        }
        let mut shares = self.budget.shares.lock();
        let Some(left) = shares.without(self.client, more) else {
            return false;
        };
        shares.left = left;
        *shares.held.entry(self.client).or_default() += more;
        self.held += more;
        true
    }

    fn more(&self, bytes: u64) -> u64 {
        bytes
            .saturating_sub(self.budget.uncounted)
            .saturating_sub(self.held)
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if self.held == 0 {
            return;
        }
        let mut shares = self.budget.shares.lock();
        shares.left += self.held;
        match shares.held.get_mut(&self.client) {
            Some(held) if *held > self.held => *held -= self.held,
            _ => drop(shares.held.remove(&self.client)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn small_bodies_do_not_count_and_big_ones_are_released() {
        let budget = Arc::new(BodyBudget::new(100));
        let mut first = budget.reservation(client(1));
        assert!(first.grow_to(UNCOUNTED + 60));
        assert!(
            first.grow_to(UNCOUNTED + 60),
            "what is held is not taken twice"
        );
        let mut second = budget.reservation(client(2));
        assert!(second.grow_to(UNCOUNTED));
        assert!(!second.has_room(UNCOUNTED + 41) && !second.grow_to(UNCOUNTED + 41));
        drop(first);
        assert!(second.has_room(UNCOUNTED + 75) && second.grow_to(UNCOUNTED + 75));
        drop(second);
        let shares = budget.shares.lock();
        assert!(shares.left == 100 && shares.held.is_empty());
    }

    #[test]
    fn one_client_leaves_a_quarter_to_all_others() {
        let budget = Arc::new(BodyBudget::new(1000));
        let take = |from: u8| {
            let mut body = budget.reservation(client(from));
            body.grow_to(UNCOUNTED + 50).then_some(body)
        };
        let greedy: Vec<_> = std::iter::from_fn(|| take(1)).collect();
        assert_eq!(greedy.len(), 15);
        let others: Vec<_> = std::iter::from_fn(|| take(2)).collect();
        assert_eq!(others.len(), 3);
        assert!(take(3).is_some(), "and the next finds some");
        assert!(greedy[0].another().grow_to(UNCOUNTED));
        drop(greedy);
        assert!(take(1).is_some());
    }
}
