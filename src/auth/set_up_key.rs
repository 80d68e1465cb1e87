//! The key of the link that makes the first administrator.

use parking_lot::Mutex;

use crate::platform::digest::sha256;

/// The hash of the key in the link; none once it was used.
#[derive(Debug, Default)]
pub struct SetUpKey(Mutex<Option<String>>);

impl SetUpKey {
    /// Accepts this key from now on, instead of any before.
    pub(crate) fn set(&self, key: &str) {
        *self.0.lock() = Some(sha256(key.as_bytes()));
    }

    /// Whether this is the key.
    #[must_use]
    pub(crate) fn matches(&self, key: &str) -> bool {
        let known = self.0.lock();
        known.as_deref() == Some(&sha256(key.as_bytes()))
    }

    /// Accepts no key any more.
    pub(crate) fn clear(&self) {
        *self.0.lock() = None;
    }
}
