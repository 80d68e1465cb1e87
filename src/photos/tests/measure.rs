//! Not tests: how long an upload takes, and how much memory. One case in a process, as the peak is
//! the whole process's:
//!
//! `cargo test --release --lib photos::tests::measure::NAME -- --ignored --nocapture`
//!
//! On two shared cores, release build, glibc, above what the process had before (the upload):
//!
//! | case | time | peak |
//! | --- | --- | --- |
//! | `jpeg_12_megapixels` | 0.20 s | 61 MiB |
//! | `jpeg_at_the_limit` | 0.30 s | 167 MiB |
//! | `progressive_12_megapixels` | 0.20 s | 118 MiB |
//! | `progressive_at_the_limit` | 0.36 s | 275 MiB |
//! | `png_at_the_limit` | 0.47 s | 276 MiB |
//! | `sixteen_at_once` on 2 threads | | 155 to 183 MiB, 110 kept |
//!
//! Some of each is what glibc keeps for later. With `MALLOC_MMAP_THRESHOLD_=1048576` in the
//! environment the peaks are 39, 146, 104, 254, 257 and 83 MiB, 1 or 2 are kept, and the times a
//! fifth longer.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use super::super::test_images::{flat_jpeg, flat_png, jpeg, photo};
use super::super::{MAX_BYTES, Photos};
use super::prepare;

/// Bytes of memory in use, by the name of its line in `/proc/self/status`.
fn memory(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    number.unwrap_or_default() << 10
}

/// The memory in use before a measurement.
struct Baseline(u64);

impl Baseline {
    fn start() -> Baseline {
        // Sets the peak back to what is in use now.
        let _ = fs::write("/proc/self/clear_refs", "5");
        Baseline(memory("VmRSS"))
    }

    fn print(&self, name: &str, times: &[Duration]) {
        let more = |name| memory(name).saturating_sub(self.0).div_ceil(1 << 20);
        let (peak, left) = (more("VmHWM"), more("VmRSS"));
        println!("{name}: {times:.0?}, peak +{peak} MiB, afterwards +{left} MiB");
    }
}

fn measure(name: &str, bytes: &[u8]) {
    let baseline = Baseline::start();
    let time = |_| {
        let start = Instant::now();
        assert!(bytes.len() <= MAX_BYTES && prepare(bytes).is_ok());
        start.elapsed()
    };
    let times: Vec<_> = (0..5).map(time).collect();
    baseline.print(name, &times);
}

#[test]
#[ignore = "measures"]
fn jpeg_12_megapixels() {
    measure("12 MP JPEG", &jpeg(&photo(4000, 3000)));
}

#[test]
#[ignore = "measures"]
fn jpeg_at_the_limit() {
    measure("50 MP JPEG", &flat_jpeg(8192, 6144, 3, false));
}

#[test]
#[ignore = "measures"]
fn progressive_12_megapixels() {
    measure("12 MP progressive JPEG", &flat_jpeg(4000, 3000, 3, true));
}

#[test]
#[ignore = "measures"]
fn progressive_at_the_limit() {
    measure("29 MP progressive JPEG", &flat_jpeg(6200, 4750, 3, true));
}

#[test]
#[ignore = "measures"]
fn png_at_the_limit() {
    measure("33 MP PNG of 16 bits", &flat_png(6700, 5000, 16, 6));
}

#[test]
#[ignore = "measures"]
fn sixteen_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let photos = Photos::open(folder.path().to_owned(), 2).unwrap();
    let upload = jpeg(&photo(4000, 3000));
    let baseline = Baseline::start();
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                (0..4)
                    .map(|_| photos.store(upload.clone().into()).is_ok())
                    .collect::<Vec<_>>()
            });
        }
    });
    baseline.print("16 uploads of 12 MP at once, 2 threads", &[]);
}
