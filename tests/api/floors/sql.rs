//! SQL stands in the store.

use super::source::{Source, tree};

/// Whether a text speaks SQL. Sentences that only use its words don't.
fn speaks_sql(text: &str) -> bool {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    let has = |parts: &[&str]| {
        let mut rest = text.as_str();
        parts.iter().all(|part| match rest.split_once(part) {
            Some((_, after)) => {
                rest = after;
                true
            }
            None => false,
        })
    };
    let shapes: [&[&str]; 14] = [
        &["select ", " from "],
        &["select count("],
        &["insert into "],
        &["insert or "],
        &["replace into "],
        &["update ", " set ", "="],
        &["delete from "],
        &["create table "],
        &["create index "],
        &["create unique index "],
        &["drop table "],
        &["alter table "],
        &["pragma "],
        &["begin immediate"],
    ];
    shapes.iter().any(|shape| has(shape))
}

/// Parses dumps of other programs: it reads SQL from their files, and runs none. Its tests quote such files.
const DUMP_READER: &str = "transfer/rows/dump/";
/// The same of phpMyAdmin's XML, which has the tables' definitions in it.
const XML_TESTS: &str = "transfer/rows/xml/tests.rs";

#[test]
fn sql_stands_in_the_store_only() {
    let sources = tree("src");
    let speaks = |source: &&Source| source.strings.iter().any(|text| speaks_sql(text));
    let (inside, outside): (Vec<&Source>, Vec<&Source>) = sources
        .iter()
        .filter(speaks)
        .filter(|source| !source.path.starts_with(DUMP_READER) && source.path != XML_TESTS)
        .partition(|source| source.path.starts_with("store/"));
    assert!(inside.len() >= 4, "it does speak it there");
    let found: Vec<&str> = outside.iter().map(|source| &*source.path).collect();
    assert_eq!(found, [""; 0]);
    for source in &sources {
        let known = source.path.starts_with("store/") || !source.code.contains("rusqlite");
        assert!(known, "{} knows rusqlite", source.path);
    }
}

#[test]
fn sql_is_told_from_sentences() {
    for text in [
        "select id from accounts",
        "SELECT\n  x\nFROM y",
        "insert into a values (?1)",
        "update a set b = 1",
        "delete from a",
        "create table a (b)",
        "pragma user_version",
        "select count(*)",
    ] {
        assert!(speaks_sql(text), "{text}");
    }
    for text in [
        "Deletes the account",
        "Select a file",
        "Set from the environment",
        "an update of settings",
        "from",
        "Begin here",
    ] {
        assert!(!speaks_sql(text), "{text}");
    }
}
