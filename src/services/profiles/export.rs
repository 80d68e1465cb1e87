//! The export of all data of an account, for its owner.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek as _, Write as _};

use serde_json::Value;
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, result::ZipError};

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::platform::{private_file, random};
use crate::services::profiles::photo;
use crate::store;

/// A zip of the caller's data: `data.json` with every row that is theirs, and `photo.jpg`. It is sent from a file that
/// has no name on disk and ends when it is closed, so that a slow reader holds no memory.
///
/// # Errors
/// [`Fault::Busy`] when too many wait for theirs, [`Fault::StorageFull`] or [`Fault::StorageFailing`].
pub(crate) fn export(app: &App, caller: Caller) -> Result<File, Fault> {
    // All rows are in memory once, whoever's they are.
    let permit = app.exporting.acquire();
    let _permit = permit.ok_or(Fault::Busy { retry_after: 2 })?;
    let rows = app
        .store
        .read(|tx| store::export::of_account(tx, caller.account))?;
    let photo = photo::photo(app, caller)?;
    nameless(app)
        .map_err(ZipError::Io)
        .and_then(|file| zipped(file, &rows, photo.as_deref()))
        .map_err(|error| failed(&error))
}

fn failed(error: &ZipError) -> Fault {
    tracing::error!(%error, "an export can't be packed");
    match error {
        ZipError::Io(error) if error.kind() == io::ErrorKind::StorageFull => Fault::StorageFull,
        ZipError::Io(_) => Fault::StorageFailing,
        _ => Fault::Internal,
    }
}

/// A file in the data folder that loses its name at once.
fn nameless(app: &App) -> io::Result<File> {
    let path = app.folder.join(format!("export-{}", random::name()));
    let file = private_file::create(&path)?;
    fs::remove_file(path)?;
    Ok(file)
}

fn zipped(file: File, rows: &Value, photo: Option<&[u8]>) -> Result<File, ZipError> {
    let plain = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .large_file(true);
    let mut archive = ZipWriter::new(file);
    archive.start_file("data.json", plain)?;
    let mut text = BufWriter::new(&mut archive);
    serde_json::to_writer_pretty(&mut text, rows).map_err(io::Error::from)?;
    text.flush()?;
    drop(text);
    if let Some(photo) = photo {
        archive.start_file("photo.jpg", plain)?;
        archive.write_all(photo)?;
    }
    let mut file = archive.finish()?;
    file.rewind()?;
    Ok(file)
}
