//! A map that forgets what wasn't used for longest, so that its memory is bounded.

use std::collections::HashMap;

/// Values by key in two generations. When the younger is full it becomes the older, and the one that was
/// older is dropped; what is used moves into the younger. So at least the `most / 2` latest used are kept,
/// and never more than `most`, at the cost of a look-up or two.
#[derive(Debug)]
pub(crate) struct Recent<Value> {
    most: usize,
    young: HashMap<u64, Value>,
    old: HashMap<u64, Value>,
}

impl<Value: Default> Recent<Value> {
    /// A map of at most this many values.
    #[must_use]
    pub(crate) fn new(most: usize) -> Self {
        Self {
            most,
            young: HashMap::new(),
            old: HashMap::new(),
        }
    }

    /// The value of this key, which is one of the latest used from now on; a new one if there is none.
    pub(crate) fn entry(&mut self, key: u64) -> &mut Value {
        if !self.young.contains_key(&key) {
            let value = self.old.remove(&key).unwrap_or_default();
            if self.young.len() >= self.most / 2 {
                self.old = std::mem::take(&mut self.young);
            }
            self.young.insert(key, value);
        }
        self.young.entry(key).or_default()
    }

    /// The same, if it is kept.
    pub(crate) fn get_mut(&mut self, key: u64) -> Option<&mut Value> {
        let kept = self.young.contains_key(&key) || self.old.contains_key(&key);
        kept.then(|| self.entry(key))
    }

    /// Forgets this key.
    pub(crate) fn remove(&mut self, key: u64) {
        self.young.remove(&key);
        self.old.remove(&key);
    }

    /// How many are kept.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_recently_used_go_first() {
        let mut recent = Recent::<u64>::new(100);
        for key in 0..1000 {
            *recent.entry(key) = key;
            *recent.entry(7) += 1;
            assert!(recent.len() <= 100);
        }
        assert_eq!(recent.get_mut(7).copied(), Some(7 + 993), "used all along");
        assert!((951..1000).all(|key| recent.get_mut(key).copied() == Some(key)));
        assert_eq!(recent.get_mut(800), None);
    }
}
