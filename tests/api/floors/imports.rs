//! What a file names of the crate.

use super::source::Source;

/// The paths a file names from the crate's root, as far as they can be read: `["store", "accounts"]`.
pub fn imports(source: &Source) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for rest in named(&source.code, "crate::") {
        paths(&[], rest, &mut found);
    }
    let module = source.module();
    for (climbs, rest) in climbs(source.without_tests()) {
        let base = &module[..module.len().saturating_sub(climbs)];
        paths(base, rest, &mut found);
    }
    found
}

/// What follows this word wherever it stands alone.
fn named<'code>(code: &'code str, word: &str) -> Vec<&'code str> {
    let hits = code.match_indices(word);
    let alone = hits.filter(|(at, _)| {
        !code[..*at]
            .ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':')
    });
    alone.map(|(at, word)| &code[at + word.len()..]).collect()
}

/// `super::super::x` as two climbs and `x`.
fn climbs(code: &str) -> Vec<(usize, &str)> {
    let climbed = named(code, "super::").into_iter().map(|mut rest| {
        let mut climbs = 1;
        while let Some(further) = rest.strip_prefix("super::") {
            (climbs, rest) = (climbs + 1, further);
        }
        (climbs, rest)
    });
    climbed.collect()
}

/// The paths that begin here: one, or several in braces.
fn paths(base: &[&str], mut rest: &str, found: &mut Vec<Vec<String>>) {
    let mut path = base.to_vec();
    loop {
        let name = word(rest);
        if !name.is_empty() && name != "self" {
            path.push(name);
        }
        let after = &rest[name.len()..];
        if let Some(inside) = after.strip_prefix('{') {
            return items(inside)
                .into_iter()
                .for_each(|one| paths(&path, one, found));
        }
        match after.strip_prefix("::") {
            Some(further) => rest = further,
            None => return found.push(path.iter().take(3).map(ToString::to_string).collect()),
        }
    }
}

/// The items of a list in braces, whose opening one is gone.
fn items(inside: &str) -> Vec<&str> {
    let (mut depth, mut start) = (0, 0);
    let mut items = Vec::new();
    for (at, letter) in inside.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                items.push(inside[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        if letter == '}' && depth == 0 && start == at + 1 {
            break;
        }
    }
    items.retain(|item| !item.is_empty());
    items
}

/// The word that a text begins with.
fn word(text: &str) -> &str {
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    &text[..end.unwrap_or(text.len())]
}

#[test]
fn every_way_of_naming_is_seen() {
    let text = "use crate::store;\nuse crate::{random, store::{self, Tx}, app::App};\nuse crate::families::{self, firststep};\nfn a() { crate::http::reply::json(); mycrate::no(); }\nuse super::guard::X;\nuse super::super::other::Y;\n#[cfg(test)]\nmod tests {\n use super::*;\n}";
    let source = Source::new("families/firststep/account.rs", text);
    let mut found: Vec<String> = imports(&source)
        .iter()
        .map(|path| path.join("::"))
        .collect();
    found.sort_unstable();
    let expected = [
        "app::App",
        "families",
        "families::firststep",
        "families::firststep::guard",
        "families::other::Y",
        "http::reply::json",
        "random",
        "store",
        "store",
        "store::Tx",
    ];
    assert_eq!(found, expected);
}
