//! Memory, files, threads and processor time of this process as the kernel has them, under the names
//! that all of Prometheus' clients use. The prometheus crate's own collector would bring a crate for
//! all of `/proc`; six numbers need none. Elsewhere than on Linux they are left out.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::registry::MetricsRegistry;

/// Ticks a second of the times in `/proc` (`USER_HZ`): 100 on every architecture of Linux.
const TICKS: u64 = 100;

/// Adds memory, files, threads, processor time and the time of the start.
pub(super) fn add(registry: &mut MetricsRegistry) {
    let started = SystemTime::now().duration_since(UNIX_EPOCH);
    let started = started.unwrap_or(Duration::ZERO).as_secs();
    registry.gauge(
        "process_start_time_seconds",
        "When the server started, in seconds since 1970.",
        move || started,
    );
    if !Path::new("/proc/self/stat").exists() {
        return;
    }
    registry.gauge(
        "process_resident_memory_bytes",
        "Memory the process holds.",
        || number(&proc_file("status"), "VmRSS:") * 1024,
    );
    registry.gauge("process_threads", "Threads of the process.", || {
        number(&proc_file("status"), "Threads:")
    });
    registry.gauge(
        "process_open_fds",
        "Files and sockets the process has open.",
        // One of them is this very look into the folder.
        || fs::read_dir("/proc/self/fd").map_or(0, |all| all.count().saturating_sub(1)),
    );
    registry.gauge(
        "process_max_fds",
        "Most files and sockets it may have open.",
        || number(&proc_file("limits"), "Max open files"),
    );
    registry.counter(
        "process_cpu_seconds_total",
        "Processor time used, in whole seconds.",
        || ticks(&proc_file("stat")) / TICKS,
    );
}

fn proc_file(name: &str) -> String {
    fs::read_to_string(Path::new("/proc/self").join(name)).unwrap_or_default()
}

/// The first number behind a name; 0 if it isn't there.
fn number(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|rest| rest.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// User's and system's time in `/proc/self/stat`: the 14th and 15th field. The second is the
/// program's name in brackets, which may hold anything.
fn ticks(stat: &str) -> u64 {
    let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let times = rest.split_whitespace().skip(11).take(2);
    times.filter_map(|time| time.parse::<u64>().ok()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_files_are_read() {
        let status = "Name:\tx\nVmRSS:\t   12345 kB\nThreads:\t7\n";
        assert_eq!(number(status, "VmRSS:"), 12345);
        assert_eq!(number(status, "Threads:"), 7);
        assert_eq!(number(status, "VmSwap:"), 0);
        let limits = "Max processes  9  9 processes\nMax open files   1024   4096   files\n";
        assert_eq!(number(limits, "Max open files"), 1024);
        let stat = "17 (a) b) c) S 1 17 17 0 -1 4194560 9 0 0 0 250 50 0 0 20 0 1 0 5 6 7";
        assert_eq!(ticks(stat), 300);
        assert_eq!(ticks(""), 0);
    }
}
