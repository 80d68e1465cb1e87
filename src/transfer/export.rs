//! Exports all data row by row, in a form that [`crate::transfer::import`] reads, or another database.

use std::borrow::Cow;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use crate::app::App;
use crate::domain::photo::PhotoLink;
use crate::photos::{PhotoKey, Size};
use crate::platform::private_file;
use crate::store;
use crate::store::sql_dump::END;
use crate::store::tables::{self, Table};
use crate::transfer::sink::Sink;
pub(crate) use crate::transfer::sink::{ExportError, ExportFormat};

/// Writes these tables, as of one moment; returns how many rows.
pub(crate) fn write(
    app: &App,
    wanted: &[Table],
    form: ExportFormat,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let (mut rows, mut failed) = (0, None);
    if let ExportFormat::Sql(dialect) = form {
        out.write_all(dialect.begin().as_bytes())?;
    }
    app.store.read_snapshot(|tx| {
        for table in wanted {
            let mut sink = Sink::new(form, table.name, out);
            failed = sink.table(tables::described(tx, *table)?).err();
            if failed.is_none() {
                tables::each(tx, *table, |row| {
                    failed = sink.row(row).err();
                    rows += 1;
                    failed.is_none()
                })?;
            }
            if failed.is_none() {
                failed = sink.end().err();
            }
            if failed.is_some() {
                return Ok(());
            }
        }
        Ok(())
    })?;
    if let (None, ExportFormat::Sql(_)) = (&failed, form) {
        out.write_all(END.as_bytes())?;
        out.flush()?;
    }
    failed.map_or(Ok(rows), |error| Err(error.into()))
}

/// Writes every account's photo into a folder, under the file name in its row; returns how many.
pub(crate) fn write_photos(app: &App, folder: &Path) -> Result<u64, ExportError> {
    let photos = app.store.read(store::photos::links)?;
    let mut count = 0;
    for photo in photos {
        let Some(key) = PhotoKey::parse(&photo.key) else {
            continue;
        };
        // A photo that was replaced meanwhile is gone.
        let Some(bytes) = app.photos.read(&key, Size::Full)? else {
            continue;
        };
        let mut options = File::options();
        options.write(true).create(true).truncate(true);
        let mut file = private_file::open(&folder.join(&*name_of(&photo)), &mut options)?;
        file.write_all(&bytes)?;
        count += 1;
    }
    Ok(count)
}

/// What a photo's file is called. A database may have come by anybody's backup: a name that leads out of the folder is
/// none, and the photo is called by its key.
fn name_of(photo: &PhotoLink) -> Cow<'_, str> {
    let name = Path::new(&photo.file_name);
    let is_plain = name.file_name() == Some(name.as_os_str())
        && !photo.file_name.contains(['/', '\\', ':', '\0']);
    if is_plain {
        Cow::from(&photo.file_name)
    } else {
        Cow::from(format!("{}.jpg", photo.key))
    }
}
