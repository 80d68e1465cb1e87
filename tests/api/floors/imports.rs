//! What a file names of the crate, as paths from the crate's root.

use super::source::Source;

/// A path from the crate's root: `["store", "accounts", "find"]`.
pub type Path = Vec<String>;

/// The paths a file names outside its tests: in `use`, and in code through `crate::`, `super::`, a module
/// that was imported, or one that the file declares. Names that a file hands on (`pub use`) are in [`handed_on`].
pub fn imports(source: &Source) -> Vec<Path> {
    let mut found = Vec::new();
    let (uses, code) = take_uses(source.without_tests());
    let mut modules: Vec<Path> = children(&code)
        .map(|child| below(&source.module(), child))
        .collect();
    for one in uses.iter().filter(|one| !one.public) {
        let paths = resolve(source, &modules, one.tree);
        modules.extend(paths.iter().cloned());
        found.extend(paths);
    }
    for start in ["crate::", "super::"] {
        for rest in named(&code, start) {
            let tree = &rest[start.len()..];
            found.extend(if start == "crate::" {
                spread(&[], tree)
            } else {
                climb(source, rest)
            });
        }
    }
    for module in &modules {
        let Some(name) = module.last() else { continue };
        for rest in named(&code, &format!("{name}::")) {
            found.extend(spread(module, &rest[name.len() + 2..]));
        }
    }
    found
}

/// What a file hands on: the name under which it does, and the path behind it.
pub fn handed_on(source: &Source) -> Vec<(String, Path)> {
    let (uses, code) = take_uses(source.without_tests());
    let modules: Vec<Path> = children(&code)
        .map(|child| below(&source.module(), child))
        .collect();
    let public = uses.iter().filter(|one| one.public);
    let paths = public.flat_map(|one| resolve(source, &modules, one.tree));
    paths
        .filter_map(|path| Some((path.last()?.clone(), path)))
        .collect()
}

/// A `use` declaration: whether it hands on what it names, and its tree.
struct Use<'code> {
    public: bool,
    tree: &'code str,
}

/// The `use` declarations of a file, and the code without them.
fn take_uses(code: &str) -> (Vec<Use<'_>>, String) {
    let mut uses = Vec::new();
    let mut rest = String::new();
    let mut after = 0;
    for (at, word) in code.match_indices("use ") {
        let line = &code[code[..at].rfind('\n').map_or(0, |end| end + 1)..at];
        let public = line.trim_start().starts_with("pub");
        if at < after || !(line.trim().is_empty() || public) {
            continue;
        }
        let Some(length) = code[at..].find(';') else {
            continue;
        };
        uses.push(Use {
            public,
            tree: &code[at + word.len()..at + length],
        });
        rest.push_str(&code[after..at]);
        after = at + length;
    }
    rest.push_str(&code[after..]);
    (uses, rest)
}

/// The modules that a file declares.
fn children(code: &str) -> impl Iterator<Item = &str> {
    code.lines().filter_map(|line| {
        let (before, after) = line.split_once("mod ")?;
        let declares = before.is_empty() || before.starts_with("pub");
        after.strip_suffix(';').filter(|_| declares)
    })
}

/// The paths of a `use` tree; none of other crates.
fn resolve(source: &Source, modules: &[Path], tree: &str) -> Vec<Path> {
    if let Some(rest) = tree.strip_prefix("crate::") {
        return spread(&[], rest);
    }
    if tree.starts_with("super::") {
        return climb(source, tree);
    }
    let tree = tree.strip_prefix("self::").unwrap_or(tree);
    let first = word(tree);
    let Some(module) = modules
        .iter()
        .find(|module| module.last().is_some_and(|name| name == first))
    else {
        return Vec::new();
    };
    spread(&module[..module.len() - 1], tree)
}

/// `super::super::x` as paths.
fn climb(source: &Source, mut rest: &str) -> Vec<Path> {
    let module = source.module();
    let mut climbs = 0;
    while let Some(further) = rest.strip_prefix("super::") {
        (climbs, rest) = (climbs + 1, further);
    }
    let base: Path = module[..module.len().saturating_sub(climbs)]
        .iter()
        .map(ToString::to_string)
        .collect();
    spread(&base, rest)
}

fn below(module: &[&str], child: &str) -> Path {
    module
        .iter()
        .copied()
        .chain([child])
        .map(str::to_owned)
        .collect()
}

/// What begins with this wherever it stands alone.
fn named<'code>(code: &'code str, start: &str) -> Vec<&'code str> {
    let hits = code.match_indices(start);
    let alone = hits.filter(|(at, _)| {
        !code[..*at].ends_with(|before: char| {
            before.is_alphanumeric() || before == '_' || before == ':' || before == '.'
        })
    });
    alone.map(|(at, _)| &code[at..]).collect()
}

/// The paths that begin here: one, or several in braces.
fn spread(base: &[String], mut rest: &str) -> Vec<Path> {
    let mut path = base.to_vec();
    loop {
        let name = word(rest);
        if !name.is_empty() && name != "self" {
            path.push(name.to_owned());
        }
        let after = &rest[name.len()..];
        if let Some(inside) = after.strip_prefix('{') {
            let all = items(inside).into_iter();
            return all.flat_map(|one| spread(&path, one)).collect();
        }
        match after.strip_prefix("::") {
            Some(further) => rest = further,
            None => return vec![path],
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
    let text = "mod child;\npub use child::Handed;\nuse std::fs;\nuse crate::store;\nuse crate::{random, store::{self, Tx}, app::App};\nuse super::extractor::X;\nuse super::super::other::Y;\nfn a() { crate::http::reply::json(); mycrate::no(); random::hex(); child::run(); x.child::<u8>(); store::accounts::find() }\n#[cfg(test)]\nmod tests {\n use super::*;\n}";
    let source = Source::new("api/firststep/account.rs", text);
    let mut found: Vec<String> = imports(&source)
        .iter()
        .map(|path| path.join("::"))
        .collect();
    found.sort_unstable();
    found.dedup();
    let expected = [
        "api::firststep::account::child::run",
        "api::firststep::extractor::X",
        "api::other::Y",
        "app::App",
        "http::reply::json",
        "random",
        "random::hex",
        "store",
        "store::Tx",
        "store::accounts::find",
    ];
    assert_eq!(found, expected);
    let handed = handed_on(&source);
    assert_eq!(handed.len(), 1);
    assert_eq!(handed[0].0, "Handed");
    assert_eq!(
        handed[0].1.join("::"),
        "api::firststep::account::child::Handed"
    );
}
