//! What proves who somebody is, and how fast a stranger may guess: hashes, signatures, limits, secrets.

pub mod failures;
pub mod hasher;
pub mod limiter;
pub mod secret;
pub mod set_up_key;
pub mod signer;
