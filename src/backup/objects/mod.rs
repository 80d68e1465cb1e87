//! Files kept elsewhere: in a folder on another disk, or in an S3-compatible store.

mod client;
mod folder;
mod kind;
mod place;
mod reply;
mod s3;

pub(crate) use kind::PlaceFault;
pub(super) use kind::{KeptFile, MOST_READ};
pub(crate) use place::Place;
pub(crate) use s3::S3Settings;
