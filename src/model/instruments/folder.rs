//! An instrument's files, read and checked together.

use std::path::{Path, PathBuf};

use crate::domain::language::Language;
use crate::domain::operator_error::OperatorError;
use crate::model::instruments::manifest::{self, LANGUAGES};
use crate::model::instruments::remark::{Remark, Remarks};
use crate::model::instruments::source::Source;
use crate::model::instruments::texts::{self, Wanted};
use crate::model::instruments::tree::Tree;
use crate::model::instruments::{Content, FORMAT, Instrument, Texts, key};

/// What is to say of a folder.
#[derive(Debug)]
pub(crate) struct Checked {
    /// The instrument, if nothing is wrong with it.
    pub instrument: Option<Instrument>,
    /// What is wrong, and what is worth knowing.
    pub remarks: Vec<Remark>,
}

impl Checked {
    /// What is wrong.
    pub(crate) fn faults(&self) -> impl Iterator<Item = &Remark> {
        self.remarks.iter().filter(|remark| !remark.is_warning)
    }
}

/// Reads the instrument in a folder, or the one of the program that is called `example`, and says all that is wrong.
#[must_use]
pub(crate) fn check(path: &Path) -> Checked {
    let source = Source::named(path);
    let mut remarks = Vec::new();
    if let Some(what) = source.trouble() {
        Remarks::of("", &mut remarks).wrong("", what);
        return Checked {
            instrument: None,
            remarks,
        };
    }
    let content = content(&source, &mut remarks);
    let is_good = remarks.iter().all(|remark| remark.is_warning);
    Checked {
        instrument: content.filter(|_| is_good).and_then(Instrument::new),
        remarks,
    }
}

fn content(source: &Source, remarks: &mut Vec<Remark>) -> Option<Content> {
    let manifest = read(source, manifest::FILE, remarks, manifest::read).unwrap_or_default();
    let scales = manifest.scales.as_deref();
    let key = read(source, key::FILE, remarks, |tree, to| {
        key::read(tree, scales, to)
    })
    .unwrap_or_default();
    let wanted = Wanted {
        points: manifest.points,
        scales,
        statements: key.ids.as_deref(),
    };
    let [english, indonesian] = LANGUAGES.map(|(tag, language)| {
        let file = file_of(language);
        if manifest.languages.contains(&language) {
            return read(source, file, remarks, |tree, to| {
                texts::read(tree, wanted, to)
            })
            .flatten();
        }
        if !manifest.languages.is_empty() && source.has(file) {
            let what = format!(
                "nobody reads it: the languages in {} don't name {tag}",
                manifest::FILE
            );
            Remarks::of(file, remarks).warn("", what);
        }
        None::<Texts>
    });
    Some(Content {
        format: FORMAT,
        id: manifest.id?,
        version: manifest.version?,
        points: manifest.points?,
        scales: manifest.scales?,
        statements: key.statements?,
        indonesian,
        english,
    })
}

const fn file_of(language: Language) -> &'static str {
    match language {
        Language::English => "en.json",
        Language::Indonesian => "id.json",
    }
}

/// Reads a file's JSON and what it means.
fn read<T>(
    source: &Source,
    file: &'static str,
    remarks: &mut Vec<Remark>,
    meant: impl FnOnce(&Tree, &mut Remarks) -> T,
) -> Option<T> {
    let mut to = Remarks::of(file, remarks);
    let text = match source.read(file) {
        Ok(text) => text,
        Err((place, what)) => {
            to.wrong(&place, what);
            return None;
        }
    };
    match serde_json::from_str::<Tree>(&text) {
        Ok(tree) => Some(meant(&tree, &mut to)),
        Err(error) => {
            let place = format!("line {}, column {}", error.line(), error.column());
            let told = error.to_string();
            let reason = told.split(" at line ").next().unwrap_or_default();
            to.wrong(&place, format!("it isn't JSON ({reason})"));
            None
        }
    }
}

/// Most instruments of a server.
const MOST: usize = 50;

/// The instruments in these folders, for a server.
///
/// # Errors
/// A sentence with the first thing that is wrong, and its place.
pub(crate) fn load(paths: &[PathBuf]) -> Result<Vec<Instrument>, OperatorError> {
    if paths.len() > MOST {
        return Err(OperatorError::new(
            format!("There are {} instruments; {MOST} is the most", paths.len()),
            "Name fewer with --instrument.",
        ));
    }
    let mut found: Vec<Instrument> = Vec::new();
    for path in paths {
        let next = one(path)?;
        let id = &next.content().id;
        if found.iter().any(|known| known.content().id == *id) {
            return Err(OperatorError::new(
                format!(
                    "Two instruments have the id {id}; the second is in {}",
                    path.display()
                ),
                "Give one of them another id in its instrument.json, or leave it out.",
            ));
        }
        found.push(next);
    }
    Ok(found)
}

fn one(path: &Path) -> Result<Instrument, OperatorError> {
    let checked = check(path);
    let told = path.display();
    let more = match checked.faults().count() {
        0 | 1 => String::new(),
        2 => "; and one thing more is wrong".to_owned(),
        count => format!("; and {} things more are wrong", count - 1),
    };
    let first = checked.faults().next().map(ToString::to_string);
    checked.instrument.ok_or_else(|| {
        OperatorError::new(
            format!(
                "The instrument {told} can't be used: {}{more}",
                first.unwrap_or_default()
            ),
            format!("firststep instrument check {told} says all that is wrong."),
        )
    })
}
