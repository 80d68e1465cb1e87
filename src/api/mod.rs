//! The API families and the site; a family is registered in the list below.

mod app;
mod coded;
mod cultureconnect;
mod faceofmind;
mod faults;
mod firststep;
mod flaskapi;
mod instrument;
mod kserve;
mod norms;
mod profilecard;
mod qr_code;
mod research;
mod rooms;
mod site;
mod words;

pub(crate) use app::Statistics;
pub(crate) use flaskapi::judge_document;

use crate::http::family::Family;
use crate::http::openapi::{self, About};

/// What `/openapi.json` says of itself.
const PUBLISHED: About = About {
    title: "FirstStep",
    description: "Five published APIs over the same accounts, the model's and that of rooms, a tag each. \
        The page's own is described apart: [read it](/redoc?page), [as JSON](/openapi/page.json).",
};

/// What `/openapi/page.json` says of itself.
const PAGE: About = About {
    title: "FirstStep's page",
    description: "What the web page of this server uses beside the published APIs: \
        [read those](/redoc), [as JSON](/openapi.json).",
};

/// Every family. The first answers for paths that no other has a longer scope for.
#[must_use]
pub fn all() -> Vec<Family> {
    let mut all = published();
    all.push(app::family());
    all
}

/// Those that `/openapi.json` describes. The page's own API is a quarter of everything and for generators of
/// clients a burden.
fn published() -> Vec<Family> {
    vec![
        firststep::family(),
        cultureconnect::family(),
        flaskapi::family(),
        faceofmind::family(),
        profilecard::family(),
        kserve::family(),
        rooms::family(),
        site::family(&site::Descriptions {
            published: site::Description::new(|| openapi::document(&PUBLISHED, &published())),
            page: site::Description::new(|| openapi::document(&PAGE, &[app::family()])),
        }),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::username::Username;

    /// Whoever is called like a literal would find somebody else's route at the path of their own.
    #[test]
    fn no_username_is_a_word_beside_one_in_a_path() {
        let families = all();
        let patterns: Vec<Vec<&str>> = families
            .iter()
            .flat_map(|family| &family.routes)
            .map(|route| route.pattern.split('/').collect())
            .collect();
        let mut words = BTreeSet::new();
        for pattern in &patterns {
            let Some(at) = pattern.iter().position(|part| *part == "{username}") else {
                continue;
            };
            let beside = patterns.iter().filter(|other| {
                let same = |at: usize| other[at] == pattern[at];
                other.len() == pattern.len() && (0..at).chain(at + 1..pattern.len()).all(same)
            });
            words.extend(
                beside
                    .map(|other| other[at])
                    .filter(|word| !word.starts_with('{')),
            );
        }
        assert!(!words.is_empty());
        assert_eq!(words, BTreeSet::from(Username::RESERVED));
    }

    /// It panics for two types of one name, and says which.
    #[test]
    fn every_type_of_the_description_has_a_name_of_its_own() {
        assert!(!openapi::document(&PUBLISHED, &all()).is_empty());
    }
}
