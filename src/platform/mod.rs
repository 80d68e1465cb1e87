//! What every room above may need of the machine: time, randomness, folders, locks, threads, figures.

pub mod background_tasks;
pub(crate) mod cache;
pub(crate) mod clock;
pub mod digest;
pub(crate) mod folder;
pub(crate) mod gate;
pub(crate) mod lock;
pub(crate) mod metrics;
pub mod random;
pub mod version;
