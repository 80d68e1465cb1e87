//! Files kept elsewhere: in a folder on another disk, or in an S3-compatible store.

mod client;
mod folder;
mod kind;
mod place;
mod reply;
mod s3;

pub(super) use kind::KeptFile;
pub(crate) use kind::PlaceFault;
pub(crate) use place::Place;
pub(crate) use s3::S3Settings;
