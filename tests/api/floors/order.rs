//! Who may name whom.

use std::collections::BTreeMap;

use super::imports::imports;
use super::map::floors;
use super::source::{Source, tree};

/// Names of higher floors in a file.
fn climbs(source: &Source, floors: &BTreeMap<String, u32>) -> Vec<String> {
    let own = floors.get(source.module()[0]).copied().unwrap_or(u32::MAX);
    let named = imports(source)
        .into_iter()
        .filter_map(|path| path.into_iter().next());
    let higher = named.filter(|module| floors.get(module).is_some_and(|floor| *floor > own));
    higher
        .map(|module| format!("{} (floor {own}) names {module}", source.path))
        .collect()
}

/// Names of other families in a family's file.
fn neighbours(source: &Source) -> Vec<String> {
    let module = source.module();
    let ["families", family, ..] = module[..] else {
        return Vec::new();
    };
    let named = imports(source).into_iter();
    let others = named
        .filter(|path| path[0] == "families" && path.get(1).is_some_and(|other| other != family));
    others
        .map(|path| format!("{} names {}", source.path, path.join("::")))
        .collect()
}

/// Files that use rouille where it isn't known.
fn strangers_to_rouille(source: &Source) -> bool {
    let known = ["http/", "edge/", "server/"];
    !known.iter().any(|place| source.path.starts_with(place)) && source.code.contains("rouille")
}

#[test]
fn every_file_names_its_own_floor_and_lower_ones_only() {
    let floors = floors();
    let found: Vec<String> = tree("src")
        .iter()
        .flat_map(|source| climbs(source, &floors))
        .collect();
    assert_eq!(found, [""; 0]);
}

#[test]
fn no_family_names_another() {
    let found: Vec<String> = tree("src").iter().flat_map(neighbours).collect();
    assert_eq!(found, [""; 0]);
}

#[test]
fn rouille_is_known_in_three_places() {
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
        let own = source.module()[0].to_owned();
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
        [("domain", 1), ("store", 2), ("families", 5)]
            .map(|(name, floor)| (name.to_owned(), floor)),
    );
    let climbing = Source::new("domain/email.rs", "use crate::store::Tx;");
    assert_eq!(
        climbs(&climbing, &floors),
        ["domain/email.rs (floor 1) names store"]
    );
    assert_eq!(
        climbs(&Source::new("store/a.rs", "use crate::domain::x;"), &floors),
        [""; 0]
    );
    for text in [
        "use crate::families::other::wire;",
        "use super::super::other::wire;",
        "use crate::families::{self, other};",
    ] {
        assert_eq!(
            neighbours(&Source::new("families/mine/a.rs", text)).len(),
            1,
            "{text}"
        );
    }
    assert_eq!(
        neighbours(&Source::new(
            "families/mine/a.rs",
            "use crate::families::mine::wire;"
        )),
        [""; 0]
    );
    assert!(strangers_to_rouille(&Source::new(
        "store/a.rs",
        "use rouille::Request;"
    )));
    assert!(!strangers_to_rouille(&Source::new(
        "store/a.rs",
        "// rouille"
    )));
}
