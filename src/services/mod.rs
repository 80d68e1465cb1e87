//! What the product does: free functions over [`App`](crate::app::App) that never see HTTP.

pub mod accounts;
pub mod backups;
pub mod community;
pub mod diary;
pub mod personality;
pub mod profiles;
pub mod sessions;
