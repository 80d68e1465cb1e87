//! The card, the photo and the document of an account, and its export.

mod card;
mod document;
mod export;
mod photo;

pub(crate) use card::{card, change_card};
pub(crate) use document::{Described, change_document, describe, describe_all};
pub(crate) use export::export;
pub(crate) use photo::{
    delete_photo, delete_photo_of, open_photo, photo, remove_files, upload_photo,
};
