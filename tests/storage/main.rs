//! What the store promises, on disks that lose their power, fill up, fail or cannot be written.
//!
//! The built program runs with `faults.c` preloaded: a library between it and the disk that counts
//! what changes a file, writes it down, and makes it fail on demand. The tests compile it with `cc`.
//! Where there is none they are skipped and say so; with `CI=true` that is a failure.
//!
//! - `power`: everything that reached the disk during a busy time is written down. A disk is then
//!   rebuilt as a power cut at some moment could have left it: what was synced is there, of what
//!   wasn't anything may be lost, torn or out of order. The program starts on it, and everything
//!   acknowledged before that moment is looked for. To prove that losses would be found, the same
//!   is done with syncs that lie. `FIRSTSTEP_POWER_CUTS` says how many cuts there are: 140 by
//!   default; 5000, for a long run, take about five minutes.
//! - `failing`: a full, failing or read-only disk under a server at work, and its recovery.
//! - `start`: the same for every single step of a start.
//! - `restore`: a restore that is killed, or whose disk fails, at every single step.
//! - `restore_power`: a restore during which the power goes, after each event of it, on as many
//!   disks as `FIRSTSTEP_RESTORE_DISKS` says: one by default; 20 take a minute and a half.
//! - `full`: a real small file system, filled; where mounting is permitted.
//! - `counts`: commits in groups sync less often than they acknowledge; who only reads writes nothing.

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
mod restore;
mod restore_power;
mod server;
mod shim;
mod start;
mod trace;
