//! The profile photo.

use crate::api::firststep::extractor::Bearer;
use crate::api::firststep::wire;
use crate::app::App;
use crate::domain::fault::Fault;
use crate::http::call::Base;
use crate::http::media;
use crate::http::reply::Json;
use crate::http::upload::{FileField, PhotoUpload};
use crate::services::profiles;

/// The form's field, as the document names it.
pub(crate) struct PhotoProfile;

impl FileField for PhotoProfile {
    const NAME: &'static str = "photo_profile";
}

pub(crate) fn upload(
    app: &App,
    Bearer { caller, .. }: Bearer,
    photo: PhotoUpload<PhotoProfile>,
    Base(base): Base,
) -> Result<Json<wire::Uploaded>, Fault> {
    let link = profiles::upload_photo(app, caller, photo.into_photo())?;
    Ok(Json(wire::Uploaded {
        error: false,
        msg: "Photo profile berhasil di-upload",
        photo_url: media::url(&base, &link),
    }))
}

pub(crate) fn remove(app: &App, Bearer { caller, .. }: Bearer) -> Result<Json<wire::Done>, Fault> {
    profiles::delete_photo(app, caller)?;
    Ok(Json(wire::Done::new("Foto profil berhasil dihapus")))
}
