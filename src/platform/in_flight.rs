//! What is being done right now, each at most once.

use std::collections::HashSet;

use parking_lot::Mutex;

/// Names of work under way.
#[derive(Debug, Default)]
pub struct InFlight(Mutex<HashSet<String>>);

/// Work under way; dropping it says that it has ended.
pub(crate) struct Begun<'set> {
    set: &'set InFlight,
    name: String,
}

impl InFlight {
    /// Begins the work of this name; `None` if it is under way already.
    pub(crate) fn begin(&self, name: &str) -> Option<Begun<'_>> {
        let name = name.to_owned();
        let is_first = self.0.lock().insert(name.clone());
        // Not made for whoever is second: dropping it would end the first one's.
        is_first.then(|| Begun { set: self, name })
    }
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.set.0.lock().remove(&self.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_begun_once_at_a_time() {
        let set = InFlight::default();
        let first = set.begin("a");
        assert!(first.is_some());
        for _ in 0..2 {
            assert!(set.begin("a").is_none());
        }
        assert!(set.begin("b").is_some());
        drop(first);
        assert!(set.begin("a").is_some());
    }
}
