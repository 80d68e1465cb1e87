//! The export of all data of an account, for its owner.

use std::io::{Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, result::ZipError};

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::services::profiles::photo;
use crate::store;

/// A zip of the caller's data: `data.json` with every row that is theirs, and `photo.jpg`.
pub(crate) fn export(app: &App, caller: Caller) -> Result<Vec<u8>, Fault> {
    let rows = app
        .store
        .read(|tx| store::export::of_account(tx, caller.account))?;
    let photo = photo::photo(app, caller)?;
    let text = serde_json::to_vec_pretty(&rows).unwrap_or_default();
    zipped(&text, photo.as_deref()).map_err(|error| {
        tracing::error!(%error, "an export can't be packed");
        Fault::Internal
    })
}

fn zipped(text: &[u8], photo: Option<&[u8]>) -> Result<Vec<u8>, ZipError> {
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("data.json", plain)?;
    archive.write_all(text)?;
    if let Some(photo) = photo {
        archive.start_file("photo.jpg", plain)?;
        archive.write_all(photo)?;
    }
    Ok(archive.finish()?.into_inner())
}
