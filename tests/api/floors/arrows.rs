//! Which file imports from which, down to the file that defines what is named.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::{Path, handed_on, imports};
use super::source::Source;

/// The files of a tree, as the crate's modules.
pub struct Tree<'tree> {
    /// Each module's file.
    files: BTreeMap<Path, &'tree Source>,
    /// What each module hands on from elsewhere.
    handed: BTreeMap<Path, Vec<(String, Path)>>,
}

impl<'tree> Tree<'tree> {
    pub fn new(sources: &'tree [Source]) -> Self {
        let path = |source: &Source| source.module().iter().map(ToString::to_string).collect();
        Self {
            files: sources.iter().map(|one| (path(one), one)).collect(),
            handed: sources
                .iter()
                .map(|one| (path(one), handed_on(one)))
                .collect(),
        }
    }

    /// The file in which something named by this path is defined; `None` for a module itself, of which
    /// nothing is taken yet.
    fn definition(&self, path: &[String], depth: u8) -> Option<&'tree str> {
        let length = (1..=path.len())
            .rev()
            .find(|length| self.files.contains_key(&path[..*length]))?;
        let (module, rest) = path.split_at(length);
        let name = rest.first()?;
        let handed = self.handed[module].iter().find(|(known, _)| known == name);
        match handed {
            Some((_, behind)) if depth > 0 => {
                let whole: Path = behind.iter().chain(&rest[1..]).cloned().collect();
                self.definition(&whole, depth - 1)
            }
            _ => Some(&self.files[module].path),
        }
    }

    /// The files that each file imports from.
    pub fn arrows(&self) -> BTreeMap<&'tree str, BTreeSet<&'tree str>> {
        let arrows = self.files.values().map(|source| {
            let to = imports(source)
                .into_iter()
                .filter_map(|path| self.definition(&path, 8))
                .filter(|to| *to != source.path)
                .collect();
            (&*source.path, to)
        });
        arrows.collect()
    }
}

/// Sets of nodes that reach each other, each of two or more.
pub fn circles<'a>(arrows: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Vec<Vec<&'a str>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> = arrows
        .keys()
        .map(|from| (*from, reach(arrows, from)))
        .collect();
    let mut circles = BTreeSet::new();
    for (from, to) in &reached {
        let back = |other: &&&str| reached.get(**other).is_some_and(|to| to.contains(from));
        let circle: Vec<&str> = to.iter().filter(back).copied().collect();
        if !circle.is_empty() {
            circles.insert(circle);
        }
    }
    circles.into_iter().collect()
}

fn reach<'a>(arrows: &BTreeMap<&'a str, BTreeSet<&'a str>>, from: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = vec![from];
    while let Some(next) = open.pop() {
        for to in arrows.get(next).into_iter().flatten() {
            if reached.insert(*to) {
                open.push(to);
            }
        }
    }
    reached
}

#[test]
fn names_are_followed_to_their_definition() {
    let sources = [
        Source::new(
            "store/mod.rs",
            "mod tx;\npub mod accounts;\npub use tx::Tx;\npub struct Store;",
        ),
        Source::new(
            "store/tx.rs",
            "use crate::store::Store;\npub struct Tx(Store);",
        ),
        Source::new(
            "store/accounts.rs",
            "use crate::store::Tx;\npub fn find(_: Tx) {}",
        ),
        Source::new(
            "app.rs",
            "use crate::store;\nfn a() { store::accounts::find(todo()) }",
        ),
    ];
    let arrows = Tree::new(&sources).arrows();
    let to = |file: &str| arrows[file].iter().copied().collect::<Vec<_>>();
    assert_eq!(to("store/accounts.rs"), ["store/tx.rs"]);
    assert_eq!(to("store/tx.rs"), ["store/mod.rs"]);
    assert_eq!(to("app.rs"), ["store/accounts.rs"]);
    assert_eq!(to("store/mod.rs"), [""; 0]);
    assert_eq!(circles(&arrows), [[""; 0]; 0]);
}

#[test]
fn circles_are_found() {
    let arrows = BTreeMap::from(
        [
            ("a", vec!["b"]),
            ("b", vec!["c"]),
            ("c", vec!["a", "d"]),
            ("d", vec![]),
        ]
        .map(|(from, to)| (from, to.into_iter().collect())),
    );
    assert_eq!(circles(&arrows), [["a", "b", "c"]]);
}
