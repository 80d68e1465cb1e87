//! Time until the first answer, and memory. It prints the figures; its bounds are wide and catch only
//! gross regressions.

use std::time::{Duration, Instant};

use crate::support::{Server, eventually};

const RUNS: usize = 5;

#[test]
fn it_starts_soon_and_stays_small() {
    let runs: Vec<(Duration, u64)> = (0..RUNS).map(|_| cold_start()).collect();
    let start = median(runs.iter().map(|run| run.0));
    let resident = median(runs.iter().map(|run| run.1));
    println!("cold start {start:.1?}, memory at idle {resident} KiB (medians of {RUNS})");
    assert!(start < Duration::from_secs(2), "{start:?}");
    assert!(resident < 60 << 10, "{resident} KiB");
}

/// From the start of the process, on a new folder, to its first answer; and its memory after that.
fn cold_start() -> (Duration, u64) {
    let folder = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    let server = Server::on(&folder.path().join("data"));
    eventually("it is healthy", || {
        (server.client().get("/health").status == 200).then_some(())
    });
    (begun.elapsed(), server.resident())
}

fn median<T: Ord + Copy>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values[values.len() / 2]
}
