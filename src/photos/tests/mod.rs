//! The module as its callers see it; what one file does alone is tested in that file.

mod decode;
mod hostile;
mod measure;
mod store;

use super::inspect::inspect;
use super::prepare::render;
use super::{PhotoFault, Prepared};

/// The three sizes of an upload.
fn prepare(bytes: &[u8]) -> Result<Prepared, PhotoFault> {
    render(bytes, &inspect(bytes)?)
}
