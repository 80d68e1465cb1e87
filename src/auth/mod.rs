//! What proves who somebody is, and how fast a stranger may guess: hashes, signatures, limits, secrets.

pub(crate) mod failures;
pub(crate) mod hasher;
pub(crate) mod limiter;
pub(crate) mod secret;
pub(crate) mod set_up_key;
pub(crate) mod signer;
