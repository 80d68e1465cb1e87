//! The account's one photo.

use std::fs::File;

use crate::app::App;
use crate::domain::account::AccountId;
use crate::domain::admin_log::Deed;
use crate::domain::caller::{Admin, Caller};
use crate::domain::fault::Fault;
use crate::domain::photo::{Photo, PhotoLink};
use crate::photos::{PhotoFault, PhotoKey, Size, Upload};
use crate::platform::folder;
use crate::store::{self, Tx};

/// Sets the caller's photo. Its files are on disk before its row is; the
/// files of the one before go after.
///
/// # Errors
/// [`Fault::PhotoNotAnImage`], [`Fault::PhotoOtherFormat`], [`Fault::PhotoBroken`],
/// [`Fault::PhotoTooManyPixels`], or [`Fault::Busy`] when too many are decoded.
pub(crate) fn upload_photo(app: &App, caller: Caller, upload: Upload) -> Result<PhotoLink, Fault> {
    upload_with(app, caller, upload, |_| Ok(()))
}

/// Sets the caller's photo, and in the same transaction does what goes with it.
pub(super) fn upload_with<F>(
    app: &App,
    caller: Caller,
    upload: Upload,
    also: F,
) -> Result<PhotoLink, Fault>
where
    F: FnOnce(&Tx) -> Result<(), Fault> + Send + 'static,
{
    app.store.allows_writing()?;
    let stored = app.photos.store(upload)?;
    let key = stored.key.clone();
    let written = app.store.write(move |tx| {
        let (username, count) = store::accounts::count_photo(tx, caller.account)?;
        let link = PhotoLink {
            key: stored.key.to_string(),
            file_name: format!("{username}_{count}.jpg"),
        };
        let photo = Photo {
            link: link.clone(),
            hash: stored.sha256,
            width: stored.width,
            height: stored.height,
            bytes: stored.bytes,
        };
        let before = store::photos::replace(tx, caller.account, &photo)?;
        also(tx)?;
        Ok((link, before))
    });
    match written {
        Ok((link, before)) => {
            remove_files(app, before.as_deref());
            Ok(link)
        }
        // The row may have been committed all the same: it may come back from the log after a crash, and
        // needs its files. The next start keeps or removes them.
        Err(fault @ (Fault::StorageFailing | Fault::StorageDamaged)) => Err(fault),
        Err(fault) => {
            app.photos.remove(&key);
            Err(fault)
        }
    }
}

/// Takes the caller's photo away.
///
/// # Errors
/// [`Fault::NoPhoto`] if there is none.
pub(crate) fn delete_photo(app: &App, caller: Caller) -> Result<(), Fault> {
    let key = app
        .store
        .write(move |tx| store::photos::remove(tx, caller.account))?
        .ok_or(Fault::NoPhoto)?;
    remove_files(app, Some(&key));
    Ok(())
}

/// Takes somebody's photo away, by an administrator's right.
///
/// # Errors
/// [`Fault::NoAccount`], [`Fault::NoPhoto`] if there is none.
pub(crate) fn delete_photo_of(app: &App, admin: Admin, account: AccountId) -> Result<(), Fault> {
    let by = admin.caller();
    let key = app.store.write(move |tx| {
        store::sessions::check_still(tx, by)?;
        store::accounts::get(tx, account)?.ok_or(Fault::NoAccount)?;
        let key = store::photos::remove(tx, account)?.ok_or(Fault::NoPhoto)?;
        store::admin_log::note(tx, by, Deed::Photo, Some(account), [None, None])?;
        Ok(key)
    })?;
    remove_files(app, Some(&key));
    Ok(())
}

/// The caller's photo itself, in full size, if they have one.
pub(crate) fn photo(app: &App, caller: Caller) -> Result<Option<Vec<u8>>, Fault> {
    // One that was replaced between the row and the file is looked for again.
    for _ in 0..3 {
        let key = app
            .store
            .read(|tx| store::photos::key_of(tx, caller.account))?;
        let Some(key) = key.as_deref().and_then(PhotoKey::parse) else {
            break;
        };
        let found = app
            .photos
            .read(&key, Size::Full)
            .map_err(|error| unreadable(&error))?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn unreadable(error: &std::io::Error) -> Fault {
    tracing::error!(%error, "a photo can't be read");
    Fault::StorageFailing
}

/// Removes the files of a photo whose row is gone. A power cut right before
/// leaves them behind; the next start removes them.
pub(crate) fn remove_files(app: &App, key: Option<&str>) {
    if let Some(key) = key.and_then(PhotoKey::parse) {
        app.photos.remove(&key);
    }
}

/// A photo to be sent.
pub(crate) struct PhotoFile {
    /// What is known of it.
    pub photo: Photo,
    /// Its bytes.
    pub file: File,
    /// How many they are.
    pub length: u64,
}

/// The photo behind a link, in one of its sizes. Who knows the link may see it.
///
/// # Errors
/// [`Fault::NoPhoto`] if the link leads nowhere, or no longer.
pub(crate) fn open_photo(
    app: &App,
    key: &str,
    file_name: &str,
    size: Size,
) -> Result<PhotoFile, Fault> {
    let found = app.store.read(|tx| store::photos::by_key(tx, key))?;
    let photo = found
        .filter(|photo| photo.link.file_name == file_name)
        .ok_or(Fault::NoPhoto)?;
    let key = PhotoKey::parse(key).ok_or(Fault::NoPhoto)?;
    let opened = app
        .photos
        .open_file(&key, size)
        .map_err(|error| unreadable(&error))?;
    let (file, length) = opened.ok_or(Fault::NoPhoto)?;
    Ok(PhotoFile {
        photo,
        file,
        length,
    })
}

impl From<PhotoFault> for Fault {
    fn from(fault: PhotoFault) -> Self {
        match fault {
            PhotoFault::NotAnImage => Self::PhotoNotAnImage,
            PhotoFault::OtherFormat { format } => Self::PhotoOtherFormat { format },
            PhotoFault::Broken => Self::PhotoBroken,
            PhotoFault::TooManyPixels { limit } => Self::PhotoTooManyPixels { limit },
            PhotoFault::TooLarge { limit } => Self::BodyTooLarge { limit },
            PhotoFault::Busy { retry_after } => Self::Busy { retry_after },
            PhotoFault::Disk(error) => {
                tracing::error!(%error, "a photo can't be stored");
                folder::disk_fault(&error)
            }
        }
    }
}
