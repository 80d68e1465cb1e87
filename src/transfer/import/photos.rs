//! Stores the photos of imported accounts.

use std::io::Read as _;
use std::path::Path;

use crate::app::App;
use crate::domain::account::{AccountId, Role};
use crate::domain::caller::Caller;
use crate::domain::fault::Fault;
use crate::domain::session::SessionId;
use crate::photos::MAX_BYTES;
use crate::platform::folder;
use crate::services::profiles;
use crate::store;

/// Stores an account's photo, unless it has one; returns whether it did. It is processed like any
/// upload, with the same limits.
///
/// # Errors
/// The outer error is the disk's or the database's; the inner one says why this picture is rejected.
pub(super) fn store(
    app: &App,
    account: AccountId,
    bytes: Vec<u8>,
) -> Result<Result<bool, String>, Fault> {
    if app
        .store
        .read(|tx| store::photos::key_of(tx, account))?
        .is_some()
    {
        return Ok(Ok(false));
    }
    let caller = Caller {
        account,
        role: Role::User,
        session: SessionId(0),
    };
    match profiles::upload_photo(app, caller, bytes.into()) {
        Ok(_) => Ok(Ok(true)),
        Err(Fault::PhotoNotAnImage) => Ok(Err("it is no JPEG, PNG or WebP".to_owned())),
        Err(Fault::PhotoOtherFormat { format }) => Ok(Err(format!(
            "its format is {format}, and not JPEG, PNG or WebP"
        ))),
        Err(Fault::PhotoBroken) => Ok(Err("it is damaged".to_owned())),
        Err(Fault::PhotoTooManyPixels { limit }) => {
            Ok(Err(format!("it has more than {limit} pixels")))
        }
        Err(Fault::BodyTooLarge { limit }) => Ok(Err(format!("it has more than {limit} bytes"))),
        Err(fault) => Err(fault),
    }
}

/// A photo's file in the folder; `name` is a name alone.
pub(super) fn read(folder: &Path, name: &str) -> Result<Vec<u8>, String> {
    let unreadable = |error: std::io::Error| format!("the photo {name} can't be read ({error})");
    let file = folder::open_inside(folder, name).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(bytes)
}
