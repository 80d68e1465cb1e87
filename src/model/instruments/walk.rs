//! Reads values out of a file and says of each what is wrong with it.

use crate::domain::text::hidden;
use crate::model::instruments::remark::{Remarks, cut};
use crate::model::instruments::tree::Tree;

/// An object with its place in the file.
pub(super) struct Fields<'tree> {
    place: String,
    fields: &'tree [(String, Tree)],
}

/// Reads a file's object; says so if it is none.
pub(super) fn root<'tree>(tree: &'tree Tree, to: &mut Remarks) -> Option<Fields<'tree>> {
    object(tree, "", to)
}

/// Reads an object; says so if it is none, or has a name twice.
pub(super) fn object<'tree>(
    tree: &'tree Tree,
    place: &str,
    to: &mut Remarks,
) -> Option<Fields<'tree>> {
    let Tree::Object(fields) = tree else {
        to.wrong(
            place,
            format!("it must be an object, {{ … }}, not {}", tree.kind()),
        );
        return None;
    };
    let mut names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let mut twice: Vec<&str> = names
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0])
        .collect();
    twice.dedup();
    for name in twice {
        to.wrong(&below(place, name), "it stands here more than once");
    }
    Some(Fields {
        place: place.to_owned(),
        fields,
    })
}

/// Reads a list; says so if it is none.
pub(super) fn list<'tree>(
    tree: &'tree Tree,
    place: &str,
    to: &mut Remarks,
) -> Option<&'tree [Tree]> {
    if let Tree::List(values) = tree {
        return Some(values);
    }
    to.wrong(
        place,
        format!("it must be a list, [ … ], not {}", tree.kind()),
    );
    None
}

/// Reads a text of one line that people see.
pub(super) fn text(tree: &Tree, place: &str, most: usize, to: &mut Remarks) -> Option<String> {
    let Tree::Text(text) = tree else {
        to.wrong(
            place,
            format!("it must be a text in quotes, not {}", tree.kind()),
        );
        return None;
    };
    let text = text.trim();
    let count = text.chars().count();
    if text.is_empty() {
        to.wrong(place, "it is empty");
    } else if count > most {
        to.wrong(
            place,
            format!("it has {count} characters; {most} is the most"),
        );
    } else if let Some(letter) = hidden(text) {
        let code = u32::from(letter);
        to.wrong(
            place,
            format!("it has a character that nobody sees, U+{code:04X}"),
        );
    } else {
        if looks_like_markup(text) {
            to.warn(
                place,
                "it looks like HTML, and is shown letter by letter: texts are only text",
            );
        }
        return Some(text.to_owned());
    }
    None
}

/// `<b>`, `</p>`, `&amp;`; not "< 3".
fn looks_like_markup(text: &str) -> bool {
    let opens = |part: &str| {
        part.starts_with(|next: char| next.is_ascii_alphabetic() || next == '/' || next == '!')
    };
    let tag = text
        .split('<')
        .skip(1)
        .any(|part| opens(part) && part.contains('>'));
    let entity = text.split('&').skip(1).any(|part| {
        part.split_once(';').is_some_and(|(name, _)| {
            !name.is_empty()
                && name.len() < 8
                && name
                    .chars()
                    .all(|one| one.is_ascii_alphanumeric() || one == '#')
        })
    });
    tag || entity
}

/// Reads a short name that programs use: letters, digits, `-` and `_`.
pub(super) fn id(tree: &Tree, place: &str, to: &mut Remarks) -> Option<String> {
    let Tree::Text(text) = tree else {
        to.wrong(
            place,
            format!("it must be a text in quotes, not {}", tree.kind()),
        );
        return None;
    };
    if is_id(text) {
        return Some(text.clone());
    }
    let shown = cut(text, 40);
    to.wrong(
        place,
        format!("\"{shown}\" can't be an id: 1 to {LONGEST_ID} of a-z, A-Z, 0-9, - and _"),
    );
    None
}

/// Most letters of an id.
const LONGEST_ID: usize = 40;

/// Whether this can be an id.
pub(super) fn is_id(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=LONGEST_ID).contains(&text.len()) && text.bytes().all(fits)
}

/// The place of a value below another.
pub(super) fn below(place: &str, name: &str) -> String {
    if place.is_empty() {
        name.to_owned()
    } else {
        format!("{place}.{name}")
    }
}

impl<'tree> Fields<'tree> {
    /// The place of one of its values.
    pub(super) fn place(&self, name: &str) -> String {
        below(&self.place, name)
    }

    /// The value of this name, if it is there.
    pub(super) fn get(&self, name: &str) -> Option<&'tree Tree> {
        self.fields
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// The value of this name; says so if it is missing.
    pub(super) fn wanted(&self, name: &str, to: &mut Remarks) -> Option<&'tree Tree> {
        let found = self.get(name);
        if found.is_none() {
            to.wrong(&self.place(name), "it is missing");
        }
        found
    }

    /// A text that must be there.
    pub(super) fn text(&self, name: &str, most: usize, to: &mut Remarks) -> Option<String> {
        text(self.wanted(name, to)?, &self.place(name), most, to)
    }

    /// A text that may be left out.
    pub(super) fn text_if_any(&self, name: &str, most: usize, to: &mut Remarks) -> Option<String> {
        text(self.get(name)?, &self.place(name), most, to)
    }

    /// Says of each name that isn't one of these that nobody reads it: a slip of the pen, most likely.
    pub(super) fn only(&self, names: &[&str], to: &mut Remarks) {
        for (name, _) in self.fields {
            if !names.contains(&name.as_str()) {
                let known = names.join(", ");
                to.wrong(
                    &self.place(&cut(name, 40)),
                    format!("nothing of this name belongs here, only {known}"),
                );
            }
        }
    }

    /// All names with their values.
    pub(super) fn all(&self) -> &'tree [(String, Tree)] {
        self.fields
    }
}
