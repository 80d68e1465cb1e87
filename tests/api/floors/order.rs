//! Who may import from whom.

use std::collections::{BTreeMap, BTreeSet};

use super::arrows::{Tree, circles};
use super::imports::{handed_on, imports};
use super::map::floors;
use super::source::{Source, tree};

/// The room of a file: the folder at the top of `src` in which it stands.
fn room(path: &str) -> &str {
    path.split('/')
        .next()
        .unwrap_or_default()
        .trim_end_matches(".rs")
}

/// The rooms that a file imports from, besides its own.
fn rooms(source: &Source, known: &BTreeMap<String, u32>) -> BTreeSet<String> {
    let handed = handed_on(source).into_iter().map(|(_, path)| path);
    let named = imports(source)
        .into_iter()
        .chain(handed)
        .filter_map(|path| path.into_iter().next());
    named
        .filter(|name| known.contains_key(name) && name != room(&source.path))
        .collect()
}

/// Imports from rooms that don't stand below the file's own.
fn climbs(source: &Source, floors: &BTreeMap<String, u32>) -> Vec<String> {
    let own = floors.get(room(&source.path)).copied().unwrap_or(u32::MAX);
    let named = rooms(source, floors).into_iter();
    named
        .filter(|other| floors[other] >= own)
        .map(|other| format!("{} (floor {own}) imports {other}", source.path))
        .collect()
}

/// Pairs of rooms that import each other.
fn pairs(sources: &[Source], known: &BTreeMap<String, u32>) -> Vec<String> {
    let mut arrows = BTreeSet::new();
    for source in sources {
        for other in rooms(source, known) {
            arrows.insert((room(&source.path).to_owned(), other));
        }
    }
    let mutual = arrows
        .iter()
        .filter(|(one, other)| one < other && arrows.contains(&(other.clone(), one.clone())));
    mutual
        .map(|(one, other)| format!("{one} and {other} import each other"))
        .collect()
}

/// Imports that a room is denied whatever its floor.
const DENIED: [(&str, &str); 3] = [("api", "store"), ("http", "store"), ("server", "store")];

fn denied(source: &Source, known: &BTreeMap<String, u32>) -> Vec<String> {
    let own = room(&source.path);
    let named = rooms(source, known).into_iter();
    named
        .filter(|other| DENIED.contains(&(own, other)))
        .map(|other| format!("{} imports {other}", source.path))
        .collect()
}

/// Names of other families in a family's file.
fn neighbours(source: &Source) -> Vec<String> {
    let module = source.module();
    let ["api", family, ..] = module[..] else {
        return Vec::new();
    };
    let named = imports(source).into_iter();
    let others = named
        .filter(|path| path[0] == "api" && path.get(1).is_some_and(|other| other != family))
        .filter(|path| FAMILIES.contains(&&*path[1]));
    others
        .map(|path| format!("{} names {}", source.path, path.join("::")))
        .collect()
}

/// The families, which are strangers to each other.
const FAMILIES: [&str; 8] = [
    "app",
    "cultureconnect",
    "faceofmind",
    "firststep",
    "flaskapi",
    "kserve",
    "profilecard",
    "site",
];

/// Files that use rouille where it isn't known.
fn strangers_to_rouille(source: &Source) -> bool {
    let known = ["http", "edge", "server"];
    !known.contains(&room(&source.path)) && source.code.contains("rouille")
}

#[test]
fn every_file_imports_from_its_room_and_those_below() {
    let floors = floors();
    let sources = tree("src");
    let climbing: Vec<String> = sources
        .iter()
        .flat_map(|source| climbs(source, &floors))
        .collect();
    assert_eq!(climbing, [""; 0]);
    assert_eq!(pairs(&sources, &floors), [""; 0]);
    let refused: Vec<String> = sources
        .iter()
        .flat_map(|source| denied(source, &floors))
        .collect();
    assert_eq!(refused, [""; 0]);
}

#[test]
fn no_files_form_a_circle() {
    let sources = tree("src");
    let arrows = Tree::new(&sources).arrows();
    let count: usize = arrows.values().map(BTreeSet::len).sum();
    assert!(count > 1_000, "imports are seen: {count}");
    assert_eq!(circles(&arrows), [[""; 0]; 0]);
}

#[test]
fn no_family_names_another() {
    let sources = tree("src");
    let found: Vec<String> = sources.iter().flat_map(neighbours).collect();
    assert_eq!(found, [""; 0]);
    let folders: BTreeSet<&str> = sources
        .iter()
        .filter_map(|source| match source.module()[..] {
            ["api", family, _, ..] => Some(family),
            _ => None,
        })
        .collect();
    let known: BTreeSet<&str> = FAMILIES.into();
    assert!(known.is_subset(&folders), "{folders:?}");
}

#[test]
fn rouille_is_known_in_three_rooms() {
    let sources = tree("src");
    let found: Vec<&str> = sources
        .iter()
        .filter(|source| strangers_to_rouille(source))
        .map(|source| &*source.path)
        .collect();
    assert_eq!(found, [""; 0]);
    assert!(sources.iter().any(|source| source.code.contains("rouille")));
}

/// The edge could be anybody's, and the nouns touch nothing outside.
#[test]
fn the_edge_and_the_nouns_know_nobody() {
    for source in tree("src") {
        let own = room(&source.path).to_owned();
        if !["edge", "domain"].contains(&&*own) {
            continue;
        }
        for path in imports(&source) {
            assert_eq!(path[0], own, "{} names {}", source.path, path.join("::"));
        }
        let outside = [
            "std::fs", "std::net", "std::io", "rusqlite", "rouille", "tracing", "serde",
        ];
        let named = outside.iter().find(|name| source.code.contains(**name));
        assert!(
            own == "edge" || named.is_none(),
            "{} uses {named:?}",
            source.path
        );
    }
}

#[test]
fn what_is_forbidden_is_found() {
    let floors = BTreeMap::from(
        [("domain", 1), ("photos", 2), ("store", 2), ("api", 5)]
            .map(|(name, floor)| (name.to_owned(), floor)),
    );
    let climbing = |path: &str, text: &str| climbs(&Source::new(path, text), &floors);
    assert_eq!(
        climbing("domain/email.rs", "use crate::store::Tx;"),
        ["domain/email.rs (floor 1) imports store"]
    );
    assert_eq!(climbing("store/a.rs", "use crate::domain::x;"), [""; 0]);
    assert_eq!(climbing("store/a.rs", "use crate::store::x;"), [""; 0]);
    assert_eq!(climbing("store/a.rs", "use crate::photos::x;").len(), 1);
    let mutual = [
        Source::new("store/a.rs", "use crate::photos::x;"),
        Source::new("photos/b.rs", "fn a() { crate::store::y() }"),
    ];
    assert_eq!(
        pairs(&mutual, &floors),
        ["photos and store import each other"]
    );
    assert_eq!(pairs(&mutual[..1], &floors), [""; 0]);
    assert_eq!(
        denied(
            &Source::new("api/app/a.rs", "use crate::store::Tx;"),
            &floors
        ),
        ["api/app/a.rs imports store"]
    );
    for text in [
        "use crate::api::app::wire;",
        "use super::super::app::wire;",
        "use crate::api::{self, app};",
    ] {
        let named = neighbours(&Source::new("api/site/a.rs", text));
        assert_eq!(named.len(), 1, "{text}");
    }
    assert_eq!(
        neighbours(&Source::new("api/site/a.rs", "use crate::api::site::wire;")),
        [""; 0]
    );
    let speaks = |text: &str| strangers_to_rouille(&Source::new("store/a.rs", text));
    assert!(speaks("use rouille::Request;"));
    assert!(!speaks("// rouille"));
}
