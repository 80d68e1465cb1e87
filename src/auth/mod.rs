//! Authentication: password hashes, tokens, limits on guessing, secrets.

pub(crate) mod breached_passwords;
pub(crate) mod failed_sign_ins;
pub(crate) mod hasher;
pub(crate) mod limiter;
pub(crate) mod reply_keys;
pub(crate) mod secret;
pub(crate) mod sign_up_keys;
pub(crate) mod signer;
