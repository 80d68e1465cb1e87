//! Verbs: what an account shows of itself.

mod card;
mod document;
mod export;
mod photo;

pub(crate) use card::{card, change_card};
pub(crate) use document::{Described, change_document, describe, describe_all};
pub(crate) use export::export;
pub(crate) use photo::{delete_photo, open_photo, photo, remove_files, upload_photo};
