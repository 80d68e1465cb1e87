//! Floor 5: the API families. This list is all there is to register one.

mod app;
mod cultureconnect;
mod faceofmind;
mod firststep;
mod flaskapi;
mod kserve;
mod profilecard;
mod site;

pub(crate) use flaskapi::judge_document;

use crate::http::family::Family;
use crate::http::openapi;
use crate::http::pages::Description;

/// Every family; the first answers for paths that no other is nearer to.
#[must_use]
pub fn all() -> Vec<Family> {
    let description = &Description::new(|| openapi::document(&all()));
    vec![
        firststep::family(),
        cultureconnect::family(),
        flaskapi::family(),
        faceofmind::family(),
        profilecard::family(),
        app::family(),
        kserve::family(),
        site::family(description),
    ]
}
