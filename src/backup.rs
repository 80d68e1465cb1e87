//! Verb: a copy of everything, in one file to keep.

use std::fs::File;
use std::io::{self, Seek as _, SeekFrom};
use std::path::Path;

use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::app::App;
use crate::domain::caller::Admin;
use crate::domain::fault::Fault;

/// A zip of the database and the photos as they stand, open at its beginning; it
/// has no name on disk and is gone when it is closed. Unpacked into an empty data
/// folder it is the same server, but for its secret: old tokens end.
///
/// The database is copied first: what a photo's row names was on disk before, so
/// a photo is missing only if it was replaced meanwhile.
///
/// # Errors
/// [`Fault::StorageFull`] or [`Fault::StorageFailing`] if there is no room for it.
pub fn archive(app: &App, _: Admin) -> Result<File, Fault> {
    let scratch = tempfile::Builder::new()
        .prefix("backup-")
        .tempdir_in(&app.folder)
        .map_err(failing)?;
    let copy = scratch.path().join("firststep.db");
    app.store.copy_to(&copy)?;
    let mut file = tempfile::tempfile_in(&app.folder).map_err(failing)?;
    pack(app, &copy, &mut file).map_err(failing)?;
    Ok(file)
}

fn pack(app: &App, database: &Path, file: &mut File) -> io::Result<()> {
    let plain = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .large_file(true);
    let mut archive = ZipWriter::new(&mut *file);
    archive.start_file("firststep.db", plain)?;
    io::copy(&mut File::open(database)?, &mut archive)?;
    for (name, path) in app.photos.files()? {
        match File::open(path) {
            Ok(mut photo) => {
                archive.start_file(format!("photos/{name}"), plain)?;
                io::copy(&mut photo, &mut archive)?;
            }
            // Replaced since we looked.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    archive.finish()?;
    file.seek(SeekFrom::Start(0))?;
    Ok(())
}

fn failing(error: io::Error) -> Fault {
    tracing::error!(%error, "a backup can't be written");
    match error.kind() {
        io::ErrorKind::StorageFull => Fault::StorageFull,
        _ => Fault::StorageFailing,
    }
}
