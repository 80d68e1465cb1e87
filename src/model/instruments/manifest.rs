//! `instrument.json`: what the instrument is called, in which languages it is, its points and its scales.

use crate::domain::instrument::{MOST_SCALES, POINTS};
use crate::domain::language::Language;
use crate::model::instruments::FORMAT;
use crate::model::instruments::remark::{Remarks, cut};
use crate::model::instruments::tree::Tree;
use crate::model::instruments::walk::{Fields, id, list, root};

/// The file's name.
pub(super) const FILE: &str = "instrument.json";

/// What could be read of it.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    pub(super) id: Option<String>,
    pub(super) version: Option<String>,
    pub(super) languages: Vec<Language>,
    pub(super) points: Option<u8>,
    /// The scales' ids; nothing if one of them is wrong.
    pub(super) scales: Option<Vec<String>>,
}

/// Most characters of a version.
const LONGEST_VERSION: usize = 20;

/// The languages of the page, by their tags.
pub(super) const LANGUAGES: [(&str, Language); 2] =
    [("en", Language::English), ("id", Language::Indonesian)];

pub(super) fn read(tree: &Tree, to: &mut Remarks) -> Manifest {
    let Some(fields) = root(tree, to) else {
        return Manifest::default();
    };
    fields.only(
        &["format", "id", "version", "languages", "points", "scales"],
        to,
    );
    format(&fields, to);
    Manifest {
        id: fields
            .wanted("id", to)
            .and_then(|value| id(value, "id", to)),
        version: fields.text("version", LONGEST_VERSION, to),
        languages: languages(&fields, to),
        points: points(&fields, to),
        scales: scales(&fields, to),
    }
}

fn format(fields: &Fields, to: &mut Remarks) {
    match fields.wanted("format", to) {
        None => {}
        Some(Tree::Whole(number)) if *number == i64::from(FORMAT) => {}
        Some(_) => to.wrong(
            "format",
            format!("this program reads format {FORMAT} alone"),
        ),
    }
}

fn languages(fields: &Fields, to: &mut Remarks) -> Vec<Language> {
    let mut found = Vec::new();
    let Some(values) = fields
        .wanted("languages", to)
        .and_then(|value| list(value, "languages", to))
    else {
        return found;
    };
    if values.is_empty() {
        to.wrong(
            "languages",
            "there is none; write [\"en\"], [\"id\"] or [\"en\", \"id\"]",
        );
    }
    for (at, value) in values.iter().enumerate() {
        let place = format!("languages[{at}]");
        let known = LANGUAGES
            .iter()
            .find(|(tag, _)| matches!(value, Tree::Text(text) if text == tag));
        match known {
            Some((tag, language)) if found.contains(language) => {
                to.wrong(&place, format!("{tag} stands here more than once"));
            }
            Some((_, language)) => found.push(*language),
            None => to.wrong(&place, "the page speaks \"en\" and \"id\" alone"),
        }
    }
    found
}

fn points(fields: &Fields, to: &mut Remarks) -> Option<u8> {
    let [least, most] = POINTS;
    let value = fields.wanted("points", to)?;
    let Tree::Whole(number) = value else {
        to.wrong(
            "points",
            format!(
                "it must be a whole number from {least} to {most}, not {}",
                value.kind()
            ),
        );
        return None;
    };
    let fits = u8::try_from(*number)
        .ok()
        .filter(|number| (least..=most).contains(number));
    if fits.is_none() {
        to.wrong(
            "points",
            format!("it must be from {least} to {most}, not {number}"),
        );
    }
    fits
}

fn scales(fields: &Fields, to: &mut Remarks) -> Option<Vec<String>> {
    let values = list(fields.wanted("scales", to)?, "scales", to)?;
    if values.is_empty() || values.len() > MOST_SCALES {
        let count = values.len();
        to.wrong(
            "scales",
            format!("there are {count}; an instrument has 1 to {MOST_SCALES}"),
        );
        return None;
    }
    let mut found: Vec<String> = Vec::new();
    for (at, value) in values.iter().enumerate() {
        let place = format!("scales[{at}]");
        let Some(name) = id(value, &place, to) else {
            continue;
        };
        if found.contains(&name) {
            to.wrong(
                &place,
                format!("{} stands here more than once", cut(&name, 40)),
            );
        } else {
            found.push(name);
        }
    }
    (found.len() == values.len()).then_some(found)
}
