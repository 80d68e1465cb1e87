//! The hooks of the whole process: the panic hook, and the algorithms of JSON Web Tokens. Each is
//! installed once, here alone, and stays: if two threads replaced and restored it, the wrong one could stay.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use jsonwebtoken::crypto::CryptoProvider;

static LOGGED: AtomicBool = AtomicBool::new(false);

thread_local! { static SILENT: Cell<bool> = const { Cell::new(false) }; }

/// Runs `work`; `None` if it panics, which is then not reported.
pub(crate) fn catch_silently<T>(work: impl FnOnce() -> T) -> Option<T> {
    install();
    SILENT.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work)).ok();
    SILENT.set(false);
    result
}

/// Has panics logged from now on, instead of written to standard error: where that is a pipe that nobody
/// reads, a thread that panics would wait for ever.
pub(crate) fn log_panics() {
    install();
    LOGGED.store(true, Relaxed);
}

fn install() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if SILENT.get() {
                return;
            }
            if LOGGED.load(Relaxed) {
                tracing::error!(%panic, "a defect: please report this");
            } else {
                report(panic);
            }
        }));
    });
}

/// Makes these the algorithms of all tokens in this process; a second call changes nothing.
pub(crate) fn install_token_algorithms(algorithms: &'static CryptoProvider) {
    let _ = algorithms.install_default();
}
