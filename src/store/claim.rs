//! The claim of an `Idempotency-Key`, on its way from a request to the transaction of its effect.
//!
//! A claim must be written in the very transaction that it vouches for, which a service opens deep inside
//! a handler. It waits in a thread-local meanwhile: a request is served by one thread, and no function in
//! between needs a parameter that it only hands on.

use std::cell::RefCell;

use crate::domain::account::AccountId;

/// A key's claim to what a request does.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    /// What the key is known by.
    pub name: String,
    /// What the request is known by.
    pub request: String,
    /// Who asks; `None` for a sign-up, whose account is made by what it does.
    pub account: Option<AccountId>,
}

thread_local! {
    static WAITING: RefCell<Option<Claim>> = const { RefCell::new(None) };
}

/// Does `work`, and has the first write that it makes write this claim, too. Returns whether one did.
pub(crate) fn claiming<T>(claim: Claim, work: impl FnOnce() -> T) -> (T, bool) {
    /// Whatever happens in `work`, the thread's next request has no claim.
    struct Forget;
    impl Drop for Forget {
        fn drop(&mut self) {
            WAITING.take();
        }
    }
    let _forget = Forget;
    put_back(claim);
    let result = work();
    let is_claimed = WAITING.take().is_none();
    (result, is_claimed)
}

/// The claim that waits on this thread, if there is one.
pub(super) fn take() -> Option<Claim> {
    WAITING.take()
}

/// Has a claim wait for the next write: this one came to nothing.
pub(super) fn put_back(claim: Claim) {
    WAITING.set(Some(claim));
}
