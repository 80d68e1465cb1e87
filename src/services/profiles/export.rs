//! The export of all data of an account, for its owner.

use std::fs::File;
use std::io::{self, BufWriter, Seek as _, Write};

use serde_json::Value;
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, result::ZipError};

use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::platform::private_file;
use crate::services::profiles::photo;
use crate::store::{self, export::Sink};

/// A zip of the caller's data: `data.json` with every row that is theirs, as of one moment, and `photo.jpg`. It is
/// written row by row into a file that has no name on disk, ends when it is closed and is sent from there: it is never
/// whole in memory.
///
/// # Errors
/// [`Fault::Busy`] when too many wait for theirs, [`Fault::StorageFull`] or [`Fault::StorageFailing`].
pub(crate) fn export(app: &App, caller: Caller) -> Result<File, Fault> {
    let permit = app.exporting.acquire();
    let _permit = permit.ok_or(Fault::Busy { retry_after: 2 })?;
    let photo = photo::photo(app, caller)?;
    let file = private_file::nameless(&app.folder);
    let mut file = file.map_err(|error| failed(&error.into()))?;
    let mut archive = begun(&mut file).map_err(|error| failed(&error))?;
    let mut rows = Rows::new(&mut archive);
    app.store
        .read_snapshot(|tx| store::export::of_account(tx, caller.account, &mut rows))?;
    rows.end()
        .map_err(ZipError::Io)
        .and_then(|()| ended(archive, photo.as_deref()))
        .map_err(|error| failed(&error))?;
    file.rewind().map_err(|error| failed(&error.into()))?;
    Ok(file)
}

fn failed(error: &ZipError) -> Fault {
    tracing::error!(%error, "an export can't be packed");
    match error {
        ZipError::Io(error) if error.kind() == io::ErrorKind::StorageFull => Fault::StorageFull,
        ZipError::Io(_) => Fault::StorageFailing,
        _ => Fault::Internal,
    }
}

/// How the files in the archive are written.
fn plain() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .large_file(true)
}

/// The archive, with the file of the rows begun.
fn begun(file: &mut File) -> Result<ZipWriter<&mut File>, ZipError> {
    let mut archive = ZipWriter::new(file);
    archive.start_file("data.json", plain())?;
    Ok(archive)
}

fn ended(mut archive: ZipWriter<&mut File>, photo: Option<&[u8]>) -> Result<(), ZipError> {
    if let Some(photo) = photo {
        archive.start_file("photo.jpg", plain())?;
        archive.write_all(photo)?;
    }
    archive.finish().map(drop)
}

/// Writes the rows as one JSON object as they come, a list of each part.
struct Rows<'archive, W: Write> {
    text: BufWriter<&'archive mut W>,
    /// How many parts began, and how many rows of the latest came.
    parts: usize,
    rows: usize,
    failed: Option<io::Error>,
}

impl<'archive, W: Write> Rows<'archive, W> {
    fn new(to: &'archive mut W) -> Self {
        Self {
            text: BufWriter::new(to),
            parts: 0,
            rows: 0,
            failed: None,
        }
    }

    /// Writes, unless writing failed before.
    fn put(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        if self.failed.is_none() {
            self.failed = write(&mut self.text).err();
        }
    }

    /// Ends the latest part, if there is one.
    fn end_part(&mut self) {
        if self.parts > 0 {
            let end: &[u8] = if self.rows > 0 { b"\n  ]" } else { b"]" };
            self.put(|text| text.write_all(end));
        }
    }

    /// Ends it all; the first error, if there was one.
    fn end(mut self) -> io::Result<()> {
        self.end_part();
        self.put(|text| text.write_all(b"\n}\n").and_then(|()| text.flush()));
        self.failed.map_or(Ok(()), Err)
    }
}

impl<W: Write> Sink for Rows<'_, W> {
    fn part(&mut self, name: &'static str) {
        self.end_part();
        let start = if self.parts > 0 { "," } else { "{" };
        self.put(|text| write!(text, "{start}\n  \"{name}\": ["));
        (self.parts, self.rows) = (self.parts + 1, 0);
    }

    fn row(&mut self, row: &Value) -> bool {
        let start: &[u8] = if self.rows > 0 { b",\n    " } else { b"\n    " };
        self.put(|text| {
            text.write_all(start)?;
            serde_json::to_writer(text, row).map_err(io::Error::from)
        });
        self.rows += 1;
        self.failed.is_none()
    }
}
