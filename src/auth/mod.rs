//! Authentication: password hashes, tokens, codes of a second factor, limits on guessing, secrets.

pub(crate) mod breached_passwords;
pub(crate) mod failed_sign_ins;
pub(crate) mod hasher;
pub(crate) mod limiter;
pub(crate) mod pace;
pub(crate) mod reply_keys;
pub(crate) mod sealed;
pub(crate) mod secret;
pub(crate) mod sign_up_keys;
pub(crate) mod signer;
pub(crate) mod totp;
