//! Places that are held for long.

use std::sync::atomic::AtomicUsize;

use super::*;

/// However many come back meanwhile and wait, somebody gets in beside requests that hold every place.
#[test]
fn who_comes_back_and_waits_keeps_nobody_out() {
    let workers = Workers::start(256 << 10).expect("threads");
    let held = Arc::new((AtomicUsize::new(0), AtomicBool::new(false)));
    let answer = |work: Resume| {
        let workers = Arc::clone(&workers);
        thread::spawn(move || workers.answer(work))
    };
    let occupy = |_| {
        let held = Arc::clone(&held);
        answer(Box::new(move || {
            held.0.fetch_add(1, SeqCst);
            while !held.1.load(SeqCst) {
                thread::sleep(STUCK / 10);
            }
        }))
    };
    let mut all: Vec<_> = (0..workers.places).map(occupy).collect();
    while held.0.load(SeqCst) < workers.places {
        thread::sleep(STUCK / 10);
    }
    let done = Arc::new(AtomicBool::new(false));
    // More often than it is looked for places that are stuck.
    for _ in 0..400 {
        let done = Arc::clone(&done);
        all.push(answer(Box::new(move || done.store(true, SeqCst))));
        thread::sleep(STUCK / 3);
        if done_is(&all, workers.places) {
            break;
        }
    }
    let got_in = done.load(SeqCst);
    held.1.store(true, SeqCst);
    for thread in all {
        thread.join().expect("it ends");
    }
    workers.stop();
    assert!(got_in, "nobody in four hundred");
}

/// Whether any but those that hold the places has ended.
fn done_is(all: &[thread::JoinHandle<()>], holders: usize) -> bool {
    all[holders..].iter().any(thread::JoinHandle::is_finished)
}
