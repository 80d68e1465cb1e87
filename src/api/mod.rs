//! The API families and the site; a family is registered in the list below.

mod app;
mod cultureconnect;
mod faceofmind;
mod faults;
mod firststep;
mod flaskapi;
mod kserve;
mod profilecard;
mod schema;
mod site;

pub(crate) use flaskapi::judge_document;

use crate::http::family::Family;
use crate::http::openapi;

/// Every family. The first answers for paths that no other has a longer scope for.
#[must_use]
pub fn all() -> Vec<Family> {
    let description = &site::Description::new(|| openapi::document(&all()));
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
