//! How often things are done.

use std::time::Duration;

/// How often Litestream is asked whether it has everything.
pub(super) const ASKED: Duration = Duration::from_secs(1);
/// How long to wait before something that failed is tried again: at first, and at most.
pub(super) const SOON: Duration = Duration::from_millis(500);
pub(super) const LATE: Duration = Duration::from_secs(60);
