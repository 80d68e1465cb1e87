//! What the rooms above need of the machine: time, randomness, folders, locks, threads, metrics, the log's way out.

pub mod background_tasks;
pub(crate) mod cache;
pub(crate) mod client;
pub(crate) mod clock;
pub mod digest;
pub(crate) mod disk_space;
pub(crate) mod file_system;
pub(crate) mod folder;
pub(crate) mod in_flight;
pub(crate) mod lock;
pub(crate) mod log_queue;
pub(crate) mod metrics;
pub(crate) mod own_address;
pub(crate) mod owner;
pub(crate) mod pem;
pub(crate) mod private_file;
pub mod probe;
pub(crate) mod process_hooks;
pub mod random;
pub(crate) mod recent;
pub(crate) mod semaphore;
pub mod version;
