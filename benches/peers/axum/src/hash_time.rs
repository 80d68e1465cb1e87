//! How long one password takes to check, by the very crate that FirstStep uses, with no server
//! around it: prints `{"seconds_per_hash": …, "hashes_per_second": …}`.

use std::thread;
use std::time::{Duration, Instant};

use crate::Outcome;

pub fn run(cost: u32, threads: usize, seconds: f64) -> Outcome<()> {
    let hash = bcrypt::hash("password123", cost)?;
    let start = Instant::now();
    let end = start + Duration::from_secs_f64(seconds);
    let check_until_the_end = || {
        let mut times = Vec::new();
        while times.is_empty() || Instant::now() < end {
            let start = Instant::now();
            assert!(bcrypt::verify("password123", &hash).is_ok_and(|right| right));
            times.push(start.elapsed().as_secs_f64());
        }
        times
    };
    let mut times: Vec<f64> = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(check_until_the_end)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_default())
            .collect()
    });
    let rate = times.len() as f64 / start.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    println!(
        r#"{{"seconds_per_hash": {}, "hashes_per_second": {rate}}}"#,
        times[times.len() / 2]
    );
    Ok(())
}
