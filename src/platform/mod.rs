//! What every room above may need of the machine: time, randomness, folders, locks, threads, figures.

pub mod background_tasks;
pub mod cache;
pub mod clock;
pub mod digest;
pub mod folder;
pub mod gate;
pub mod lock;
pub mod metrics;
pub mod random;
pub mod version;
