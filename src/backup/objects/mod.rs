//! Files kept elsewhere: in a folder on another disk, or in an S3-compatible store.

mod client;
mod folder;
mod place;
mod reply;
mod s3;

pub(super) use place::KeptFile;
pub(crate) use place::{Place, PlaceFault};
pub(crate) use s3::S3Settings;
