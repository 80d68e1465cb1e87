//! What the product does: free functions over [`App`](crate::app::App) that never see HTTP.

pub mod accounts;
pub(crate) mod admin_log;
pub(crate) mod backups;
pub(crate) mod community;
pub(crate) mod diary;
pub(crate) mod idempotency;
pub(crate) mod instruments;
pub(crate) mod mails;
pub(crate) mod personality;
mod pieces;
pub(crate) mod profiles;
pub(crate) mod replica;
pub(crate) mod rooms;
pub(crate) mod second_factor;
pub mod sessions;
pub(crate) mod statistics;
