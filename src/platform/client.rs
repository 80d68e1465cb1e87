//! For which client network this thread works, so that what all share is shared out fairly.
//!
//! It waits in a thread-local: a request is answered by one thread, and no service in between needs a parameter
//! that it only hands on.

use std::cell::Cell;
use std::net::IpAddr;

thread_local! {
    static CLIENT: Cell<Option<IpAddr>> = const { Cell::new(None) };
}

/// Does `work` for this client network.
pub(crate) fn working_for<T>(network: IpAddr, work: impl FnOnce() -> T) -> T {
    /// Also where the work panics.
    struct Done;
    impl Drop for Done {
        fn drop(&mut self) {
            CLIENT.set(None);
        }
    }
    CLIENT.set(Some(network));
    let _done = Done;
    work()
}

/// The client network that this thread works for; `None` for the server itself and its operator.
pub(crate) fn current() -> Option<IpAddr> {
    CLIENT.get()
}
