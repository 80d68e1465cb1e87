//! The hooks of the whole process: the panic hook, and the algorithms of JSON Web Tokens. Each is
//! installed once, here alone, and stays: if two threads replaced and restored it, the wrong one could stay.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use jsonwebtoken::crypto::CryptoProvider;

thread_local! { static SILENT: Cell<bool> = const { Cell::new(false) }; }

/// Runs `work`; `None` if it panics, which is then not reported.
pub(crate) fn catch_silently<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !SILENT.get() {
                report(panic);
            }
        }));
    });
    SILENT.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work)).ok();
    SILENT.set(false);
    result
}

/// Makes these the algorithms of all tokens in this process; a second call changes nothing.
pub(crate) fn install_token_algorithms(algorithms: &'static CryptoProvider) {
    let _ = algorithms.install_default();
}
