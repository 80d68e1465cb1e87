//! The floors, read from the map in `src/lib.rs`.

use std::collections::BTreeMap;
use std::fs;

use super::source::root;

/// The floor of each room, as the map has it.
pub fn floors() -> BTreeMap<String, u32> {
    let text = fs::read_to_string(root().join("src/lib.rs")).expect("the map");
    read(&text)
}

fn read(text: &str) -> BTreeMap<String, u32> {
    let (_, map) = text.split_once("//! # The map").expect("the map");
    let (map, _) = map.split_once("//! # ").expect("its end");
    let mut floors = BTreeMap::new();
    let mut floor = 0;
    for line in map.lines() {
        let line = line.trim_start_matches("//!").trim();
        let number = line
            .split_once(". ")
            .and_then(|(number, _)| number.parse().ok());
        floor = number.unwrap_or(floor);
        for name in line
            .split("[`")
            .skip(1)
            .filter_map(|rest| rest.split_once("`]"))
        {
            assert!(floor > 0, "{} stands on no floor", name.0);
            let before = floors.insert(name.0.to_owned(), floor);
            assert_eq!(before, None, "{} stands twice", name.0);
        }
    }
    floors
}

/// The rooms that the crate declares.
fn declared() -> Vec<String> {
    let text = fs::read_to_string(root().join("src/lib.rs")).expect("the map");
    let names = text
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "));
    names
        .map(|name| name.trim_end_matches(';').to_owned())
        .collect()
}

/// Most rooms of `src`, with `main.rs`, and most floors they stand on.
const ROOMS: usize = 18;
const FLOORS: u32 = 12;

#[test]
fn every_room_has_its_floor() {
    let floors = floors();
    let mut declared = declared();
    declared.push("main".to_owned());
    declared.sort_unstable();
    assert_eq!(floors.keys().cloned().collect::<Vec<_>>(), declared);
    assert!(declared.len() <= ROOMS, "{} rooms", declared.len());
    let highest = floors.values().max().copied().unwrap_or_default();
    assert!(highest <= FLOORS, "{highest} floors");
    assert!(floors["domain"] < floors["store"] && floors["store"] < floors["http"]);
    let mut standing: Vec<String> = fs::read_dir(root().join("src"))
        .expect("the tree")
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.to_string_lossy().trim_end_matches(".rs").to_owned())
        .filter(|name| name != "lib")
        .collect();
    standing.sort_unstable();
    assert_eq!(standing, declared);
}

#[test]
fn a_map_is_read() {
    let floors = read(
        "//! # The map\n//! 1. [`a`]: x\n//!    and [`b`],\n//! 2. [`c`]\n//! # Rest\n//! [`d`]",
    );
    let read: Vec<(&str, u32)> = floors
        .iter()
        .map(|(name, floor)| (name.as_str(), *floor))
        .collect();
    assert_eq!(read, [("a", 1), ("b", 1), ("c", 2)]);
}
