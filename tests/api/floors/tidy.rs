//! Sizes, names, and what lies at the top.

use std::fs;

use super::source::{Source, root, tree};

/// Most lines of a file, and of a function.
const FILE: usize = 400;
const FUNCTION: usize = 50;

/// What the repository's top may hold, besides what `.gitignore` names.
const TOP: [&str; 21] = [
    ".cargo",
    ".ci",
    ".git",
    ".gitattributes",
    ".gitignore",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "benches",
    "build.rs",
    "clippy.toml",
    "deploy",
    "docs",
    "model",
    "schema.sql",
    "seed",
    "src",
    "static",
    "tests",
];

/// The name and the length of every function that has a body.
fn functions(source: &Source) -> Vec<(String, usize)> {
    let code = &source.code;
    let hits = code.match_indices("fn ").filter(|(at, _)| {
        !code[..*at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
    });
    hits.filter_map(|(at, _)| {
        let rest = &code[at..];
        let name = rest[3..].split(['(', '<']).next()?.trim().to_owned();
        let opens = rest
            .find(['{', ';'])
            .filter(|opens| rest[*opens..].starts_with('{'))?;
        let length = body(&rest[opens..]);
        Some((name, rest[..opens + length].lines().count()))
    })
    .collect()
}

/// How far a body reaches that begins with its brace.
fn body(code: &str) -> usize {
    let mut depth = 0;
    for (at, letter) in code.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    code.len()
}

#[test]
fn no_file_is_long() {
    let mut sizes = Vec::new();
    for folder in ["src", "tests"] {
        for source in tree(folder) {
            let lines = source.text.lines().count();
            assert!(lines <= FILE, "{folder}/{} has {lines} lines", source.path);
            if folder == "src" {
                sizes.push(source.without_tests().lines().count());
            }
        }
    }
    sizes.sort_unstable();
    println!(
        "{} files, the median of {} lines without tests",
        sizes.len(),
        sizes[sizes.len() / 2]
    );
}

#[test]
fn no_function_is_long() {
    let mut seen = 0;
    for source in tree("src") {
        for (name, lines) in functions(&source) {
            // A table of one row a line may be long.
            let is_table = matches!(
                (source.path.as_str(), name.as_str()),
                ("api/faults.rs", "entry") | ("api/firststep/errors.rs", "own")
            );
            assert!(
                lines <= FUNCTION || is_table,
                "{} in {} has {lines} lines",
                name,
                source.path
            );
            seen += 1;
        }
    }
    assert!(seen > 300, "they are found: {seen}");
}

#[test]
fn nothing_is_left_to_do_and_nothing_is_called_utils() {
    for folder in ["src", "tests"] {
        for source in tree(folder) {
            let label = format!("{folder}/{}", source.path);
            for unfinished in ["todo!", "unimplemented!", "dbg!"] {
                assert!(!source.code.contains(unfinished), "{unfinished} in {label}");
            }
            let vague = ["util", "utils", "helper", "helpers", "misc"];
            let module = source.module();
            assert!(!module.iter().any(|name| vague.contains(name)), "{label}");
            let marks = ["TODO", "FIXME", "XXX", "HACK"];
            let comments = source.text.lines().filter_map(|line| line.split_once("//"));
            let marked = |text: &str| marks.iter().any(|mark| text.contains(mark));
            let this_file = source.path == "api/floors/tidy.rs";
            assert!(
                this_file || !comments.into_iter().any(|(_, comment)| marked(comment)),
                "{label}"
            );
        }
    }
}

#[test]
fn the_top_holds_what_was_agreed_on() {
    let ignored = fs::read_to_string(root().join(".gitignore")).expect("it is there");
    let ignored: Vec<&str> = ignored.lines().map(|line| line.trim_matches('/')).collect();
    for entry in fs::read_dir(root()).expect("the top") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy();
        assert!(
            TOP.contains(&&*name) || ignored.contains(&&*name),
            "{name} lies at the top"
        );
    }
    for name in [
        "Cargo.toml",
        "src",
        "schema.sql",
        "seed",
        "model",
        "static",
        "tests",
    ] {
        assert!(root().join(name).exists(), "{name} is missing");
    }
}

#[test]
fn functions_are_measured() {
    let long = format!(
        "fn long<T: Fn(u8)>(a: u8)\nwhere T: X {{\n{}}}\n",
        "    a();\n".repeat(60)
    );
    let text = format!(
        "trait A {{ fn none(&self); fn short(&self) {{}} }}\n{long}struct B {{ x: fn() }}\n"
    );
    let found = functions(&Source::new("a.rs", &text));
    assert_eq!(found, [("short".to_owned(), 1), ("long".to_owned(), 63)]);
}
