//! Verbs: what an account shows of itself.

mod card;
mod document;
mod export;
mod photo;

pub use card::{card, change_card};
pub use document::{Described, change_document, describe, describe_all};
pub use export::export;
pub use photo::{PhotoFile, delete_photo, open_photo, photo, remove_files, upload_photo};
