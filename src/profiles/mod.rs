//! Verbs: what an account shows of itself.

mod photo;

pub use photo::{PhotoFile, delete_photo, open_photo, remove_files, upload_photo};
