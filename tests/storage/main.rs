//! The store's guarantees on disks that lose power, fill up, fail or cannot be written.
//!
//! The built program runs with `faults.c` preloaded: a library that counts and records the calls that
//! change a file, and makes them fail on demand. The tests compile it with `cc`. Without a compiler they
//! are skipped with a message; with `CI=true` that is a failure.
//!
//! - `power`: all writes of a busy period are recorded. A disk is then rebuilt as a power cut at some
//!   moment could have left it: what was synced is there, of what wasn't anything may be lost, torn or
//!   reordered. The program starts on it, and must have everything acknowledged before that moment. To
//!   prove that losses would be found, the same is done with syncs that have no effect.
//!   `FIRSTSTEP_POWER_CUTS` is the number of cuts: 140 by default; 5000 take about five minutes.
//! - `failing`: a full, failing or read-only disk under a running server, and its recovery.
//! - `start`: the same for every single step of a start.
//! - `restore`: a restore that is killed, or whose disk fails, at every single step.
//! - `restore_power`: a power cut after each event of a restore, on `FIRSTSTEP_RESTORE_DISKS` disks: one
//!   by default; 20 take a minute and a half.
//! - `full`: a real small file system, filled; where mounting is permitted.
//! - `ready`: what `/readyz` says meanwhile.
//! - `counts`: grouped commits sync less often than they acknowledge; reads write nothing.

#![cfg(target_os = "linux")]

mod chance;
mod client;
mod counts;
mod cuts;
mod disk;
mod failing;
mod full;
mod ledger;
mod power;
mod ready;
mod restore;
mod restore_power;
mod server;
mod shim;
mod start;
mod trace;
