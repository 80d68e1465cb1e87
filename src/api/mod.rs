//! The API families and the site; a family is registered in the list below.

mod app;
mod cultureconnect;
mod faceofmind;
mod faults;
mod firststep;
mod flaskapi;
mod kserve;
mod profilecard;
mod site;
mod words;

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

#[cfg(test)]
mod tests {
    use super::*;

    /// It panics for two types of one name, and says which.
    #[test]
    fn every_type_of_the_description_has_a_name_of_its_own() {
        assert!(!openapi::document(&all()).is_empty());
    }
}
