//! `en.json` and `id.json`: everything that people read, a file for each language.

use std::collections::HashMap;

use crate::model::instruments::remark::{Remarks, cut};
use crate::model::instruments::tree::Tree;
use crate::model::instruments::walk::Fields;
use crate::model::instruments::walk::{below, list, object, root, text};
use crate::model::instruments::{ScaleTexts, Texts};

const TITLE: usize = 80;
const NAME: usize = 60;
const LABEL: usize = 40;
const STATEMENT: usize = 300;
const PARAGRAPH: usize = 1000;

/// What the other files say that the texts are for; nothing where they don't.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'all> {
    pub(super) points: Option<u8>,
    pub(super) scales: Option<&'all [String]>,
    pub(super) statements: Option<&'all [String]>,
}

/// Reads a language's file; nothing if anything in it is wrong.
pub(super) fn read(tree: &Tree, wanted: Wanted, to: &mut Remarks) -> Option<Texts> {
    let fields = root(tree, to)?;
    fields.only(
        &[
            "title",
            "about",
            "credit",
            "evidence",
            "points",
            "scales",
            "statements",
        ],
        to,
    );
    let title = fields.text("title", TITLE, to);
    let about = fields.text("about", PARAGRAPH, to);
    let credit = fields.text_if_any("credit", PARAGRAPH, to);
    let evidence = fields.text_if_any("evidence", PARAGRAPH, to);
    let points = points(&fields, wanted.points, to);
    let scales = named(&fields, "scales", wanted.scales, to, scale);
    let statements = named(
        &fields,
        "statements",
        wanted.statements,
        to,
        |value, place, to| text(value, place, STATEMENT, to),
    );
    if let Some((ids, texts)) = wanted.statements.zip(statements.as_deref()) {
        alike(ids, texts, to);
    }
    Some(Texts {
        title: title?,
        about: about?,
        credit,
        evidence,
        points: points?,
        scales: scales?,
        statements: statements?,
    })
}

fn points(fields: &Fields, wanted: Option<u8>, to: &mut Remarks) -> Option<Vec<String>> {
    let values = list(fields.wanted("points", to)?, "points", to)?;
    let wanted = wanted?;
    if values.len() != usize::from(wanted) {
        let count = values.len();
        to.wrong(
            "points",
            format!("there are {count} names; instrument.json says that there are {wanted} points"),
        );
        return None;
    }
    let read = |(at, value)| text(value, &format!("points[{at}]"), LABEL, to);
    let found: Vec<Option<String>> = values.iter().enumerate().map(read).collect();
    found.into_iter().collect()
}

/// Reads what each of these ids has; says which has nothing, and which name is no id.
fn named<T>(
    fields: &Fields,
    name: &str,
    ids: Option<&[String]>,
    to: &mut Remarks,
    read: impl Fn(&Tree, &str, &mut Remarks) -> Option<T>,
) -> Option<Vec<T>> {
    let given = object(fields.wanted(name, to)?, name, to)?;
    let ids = ids?;
    let known: HashMap<&str, &Tree> = given
        .all()
        .iter()
        .map(|(id, value)| (id.as_str(), value))
        .collect();
    let mut found = Vec::new();
    for id in ids {
        match known.get(id.as_str()) {
            Some(value) => found.extend(read(value, &below(name, id), to)),
            None => to.wrong(&below(name, id), "its text is missing in this language"),
        }
    }
    for (id, _) in given.all() {
        if !ids.contains(id) {
            let from = if name == "scales" {
                "instrument.json"
            } else {
                "key.json"
            };
            to.wrong(
                &below(name, &cut(id, 40)),
                format!("{from} has nothing of this id"),
            );
        }
    }
    (found.len() == ids.len()).then_some(found)
}

fn scale(value: &Tree, place: &str, to: &mut Remarks) -> Option<ScaleTexts> {
    let fields = object(value, place, to)?;
    fields.only(&["name", "about", "ends", "low", "high"], to);
    let name = fields.text("name", NAME, to);
    let about = fields.text("about", PARAGRAPH, to);
    let ends = fields
        .get("ends")
        .map(|value| ends(value, &fields.place("ends"), to));
    let low = fields.text("low", PARAGRAPH, to);
    let high = fields.text("high", PARAGRAPH, to);
    Some(ScaleTexts {
        name: name?,
        about: about?,
        // Wrong ones are told of; the instrument isn't used then.
        ends: ends.flatten(),
        low: low?,
        high: high?,
    })
}

fn ends(value: &Tree, place: &str, to: &mut Remarks) -> Option<[String; 2]> {
    let values = list(value, place, to)?;
    let [low, high] = values else {
        to.wrong(
            place,
            "it must have two words: one for the low end, one for the high end",
        );
        return None;
    };
    let low = text(low, &format!("{place}[0]"), LABEL, to);
    let high = text(high, &format!("{place}[1]"), LABEL, to);
    Some([low?, high?])
}

/// Two statements of one text ask the same twice.
fn alike(ids: &[String], texts: &[String], to: &mut Remarks) {
    let mut first: HashMap<&str, &str> = HashMap::new();
    for (id, text) in ids.iter().zip(texts) {
        if let Some(other) = first.insert(text, id) {
            to.warn(
                &below("statements", id),
                format!("it says the same as {other}"),
            );
        }
    }
}
