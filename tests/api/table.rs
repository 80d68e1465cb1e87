//! `docs/routes.md`: which test proves which route. Every documented route has a row, and each test
//! named in one is run here and seen to ask for the route and to get what it asked for.

use std::collections::BTreeSet;
use std::process::Command;

use super::{cultureconnect, document, faceofmind, flaskapi, profilecard, routes};
use crate::common::journal;

const TABLE: &str = include_str!("../../docs/routes.md");

/// The families with a published document, as the table's headings name them.
const FAMILIES: [(&str, &str); 5] = [
    ("FirstStep", "firststep"),
    ("CultureConnect", "cultureconnect"),
    ("flask-api", "flaskapi"),
    ("FaceofMind", "faceofmind"),
    ("Profile card", "profilecard"),
];

/// A row: a route and the tests that prove it.
#[derive(Debug)]
struct Row {
    method: &'static str,
    pattern: &'static str,
    tests: Vec<&'static str>,
}

/// The rows under a heading.
fn rows(heading: &str) -> Vec<Row> {
    let (_, rest) = TABLE
        .split_once(&format!("\n## {heading}\n"))
        .expect(heading);
    let chapter = rest.split("\n## ").next().unwrap_or_default();
    let lines = chapter.lines().filter(|line| line.starts_with("| `"));
    lines.map(row).collect()
}

/// ``| `GET` | `/health` | `a::test`, `another::test` |``
fn row(line: &'static str) -> Row {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [method, pattern, tests] = cells[..] else {
        panic!("three cells: {line}");
    };
    let tests: Vec<&str> = tests
        .split(", ")
        .map(|test| test.trim_matches('`'))
        .collect();
    assert!(tests.iter().all(|test| test.contains("::")), "{line}");
    Row {
        method: method.trim_matches('`'),
        pattern: pattern.trim_matches('`'),
        tests,
    }
}

/// A path with its blanks unnamed and no slash at its end: what two ways of writing it share.
fn bare(path: &str) -> String {
    let unnamed = path.trim_end_matches('/').split('/').map(|segment| {
        let blank = segment.starts_with(['{', '<', ':']);
        if blank { "{}" } else { segment }
    });
    unnamed.collect::<Vec<_>>().join("/")
}

/// The routes that a family's document has.
fn documented(family: &str) -> Vec<(&'static str, String)> {
    match family {
        "firststep" => document::firststep()
            .into_iter()
            .map(|example| (example.method, example.path.to_owned()))
            .collect(),
        "cultureconnect" => cultureconnect::document::routes(),
        "flaskapi" => flaskapi::document::accessible(),
        "faceofmind" => faceofmind::document::listed(),
        "profilecard" => profilecard::document::listed()
            .into_iter()
            .map(|(method, path)| (method, path.to_owned()))
            .collect(),
        _ => panic!("{family} has no document"),
    }
}

#[test]
fn every_documented_route_has_a_row() {
    for (heading, family) in FAMILIES {
        let rows = rows(heading);
        let listed = documented(family);
        assert!(listed.len() >= 7, "{family}: {listed:?}");
        for (method, path) in listed {
            let has = |row: &Row| row.method == method && bare(row.pattern) == bare(&path);
            assert!(
                rows.iter().any(has),
                "{heading}: no row for {method} {path}"
            );
        }
    }
}

#[test]
fn every_route_that_is_served_has_one_row() {
    for (heading, family) in FAMILIES {
        let rows = rows(heading);
        let table: Vec<_> = rows.iter().map(|row| (row.method, row.pattern)).collect();
        let once: BTreeSet<_> = table.iter().copied().collect();
        let known = routes::of(family);
        let served: BTreeSet<_> = known.iter().map(|one| (one.method, one.pattern)).collect();
        assert_eq!(once, served, "{heading}");
        assert_eq!(table.len(), once.len(), "{heading} has a row twice");
    }
}

/// The route's pattern that a path belongs to: of those that fit, the one with the fewest blanks.
fn pattern(method: &str, path: &str, known: &[routes::Known]) -> Option<&'static str> {
    let fits = |pattern: &str| {
        let (wanted, given) = (pattern.trim_end_matches('/'), path.trim_end_matches('/'));
        let (wanted, given): (Vec<_>, Vec<_>) =
            (wanted.split('/').collect(), given.split('/').collect());
        let alike = |(wanted, given): (&&str, &&str)| wanted.starts_with('{') || wanted == given;
        wanted.len() == given.len() && wanted.iter().zip(&given).all(alike)
    };
    let fitting = known
        .iter()
        .filter(|route| route.method == method && fits(route.pattern));
    let best = fitting.min_by_key(|route| route.pattern.matches('{').count());
    best.map(|route| route.pattern)
}

/// What was asked for with success: test, method, pattern.
fn asked(journal: &str) -> BTreeSet<(String, String, &'static str)> {
    let known = routes::all();
    let lines = journal.lines().filter_map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [test, method, url, status] = cells[..] else {
            panic!("a line of four: {line}");
        };
        let path = url.splitn(4, '/').nth(3).unwrap_or_default();
        let path = format!("/{}", path.split('?').next().unwrap_or_default());
        let pattern = pattern(method, &path, &known)?;
        let success = status.starts_with('2');
        success.then(|| (test.to_owned(), method.to_owned(), pattern))
    });
    lines.collect()
}

#[test]
fn every_test_in_the_table_asks_for_its_route() {
    let rows: Vec<Row> = FAMILIES.iter().flat_map(|(name, _)| rows(name)).collect();
    let tests: BTreeSet<&str> = rows.iter().flat_map(|row| row.tests.clone()).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal");
    let program = std::env::current_exe().expect("these tests' own program");
    let run = Command::new(program)
        .arg("--exact")
        .args(&tests)
        .env(journal::VARIABLE, &path)
        .output()
        .expect("a run of them");
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{told}");
    let passed = format!("{} passed", tests.len());
    assert!(
        told.contains(&passed),
        "a test isn't there any more: {told}"
    );
    let asked = asked(&std::fs::read_to_string(&path).expect("a journal"));
    for row in &rows {
        for test in &row.tests {
            let entry = ((*test).to_owned(), row.method.to_owned(), row.pattern);
            let Row {
                method, pattern, ..
            } = row;
            assert!(
                asked.contains(&entry),
                "{test} isn't about {method} {pattern}"
            );
        }
    }
}
