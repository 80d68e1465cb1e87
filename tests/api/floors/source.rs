//! A source file taken apart: code without comments and texts, and the texts by themselves.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of the tree.
#[derive(Debug)]
pub struct Source {
    /// Its path below `src`, with slashes.
    pub path: String,
    /// As it is.
    pub text: String,
    /// Line by line the same, with comments and the insides of texts left out.
    pub code: String,
    /// Its string literals.
    pub strings: Vec<String>,
}

/// The repository's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder of the repository.
pub fn tree(folder: &str) -> Vec<Source> {
    let base = root().join(folder);
    let mut sources = Vec::new();
    collect(&base, &base, &mut sources);
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    sources
}

fn collect(base: &Path, folder: &Path, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(base, &path, sources);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let name = path.strip_prefix(base).expect("below it");
            let text = fs::read_to_string(&path).expect("a text");
            sources.push(Source::new(&name.to_string_lossy(), &text));
        }
    }
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let mut scan = Scan {
            letters: text.chars().collect(),
            at: 0,
            code: String::new(),
            strings: Vec::new(),
        };
        while scan.at < scan.letters.len() {
            scan.step();
        }
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code: scan.code,
            strings: scan.strings,
        }
    }

    /// The module it is: `["store", "accounts"]`.
    pub fn module(&self) -> Vec<&str> {
        let path = self.path.trim_end_matches(".rs").trim_end_matches("/mod");
        path.split('/').collect()
    }

    /// The code up to the tests at its end.
    pub fn without_tests(&self) -> &str {
        let end = self.code.find("#[cfg(test)]\nmod tests {");
        &self.code[..end.unwrap_or(self.code.len())]
    }
}

struct Scan {
    letters: Vec<char>,
    at: usize,
    code: String,
    strings: Vec<String>,
}

impl Scan {
    fn ahead(&self, text: &str) -> bool {
        let rest = self.letters[self.at..].iter();
        rest.take(text.len()).copied().eq(text.chars())
    }

    fn take(&mut self) -> char {
        self.at += 1;
        self.letters[self.at - 1]
    }

    fn step(&mut self) {
        let after_word = self
            .code
            .ends_with(|last: char| last.is_alphanumeric() || last == '_');
        if self.ahead("//") {
            while self.at < self.letters.len() && !self.ahead("\n") {
                self.take();
            }
        } else if self.ahead("/*") {
            self.block_comment();
        } else if self.ahead("\"") {
            self.take();
            self.string();
        } else if !after_word && self.raw_hashes().is_some() {
            self.raw_string();
        } else if self.ahead("'") {
            self.letter_or_lifetime();
        } else {
            let letter = self.take();
            self.code.push(letter);
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        loop {
            if self.ahead("/*") {
                depth += 1;
                self.at += 2;
            } else if self.ahead("*/") {
                depth -= 1;
                self.at += 2;
            } else {
                self.keep_line();
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// Takes one letter; a line's end stays in the code, so that lines keep their numbers.
    fn keep_line(&mut self) -> char {
        let letter = self.take();
        if letter == '\n' {
            self.code.push('\n');
        }
        letter
    }

    fn string(&mut self) {
        let mut text = String::new();
        while !self.ahead("\"") {
            let letter = self.keep_line();
            text.push(letter);
            if letter == '\\' {
                text.push(self.keep_line());
            }
        }
        self.take();
        self.code.push_str("\"\"");
        self.strings.push(text);
    }

    /// How many hashes stand before a raw string that begins here: `r"`, `br##"`.
    fn raw_hashes(&self) -> Option<usize> {
        let rest: String = self.letters[self.at..].iter().take(12).collect();
        let rest = rest.trim_start_matches(['b', 'c']).strip_prefix('r')?;
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        rest[hashes..].starts_with('"').then_some(hashes)
    }

    fn raw_string(&mut self) {
        let hashes = self.raw_hashes().unwrap_or(0);
        while self.take() != '"' {}
        let end = format!("\"{}", "#".repeat(hashes));
        let mut text = String::new();
        while !self.ahead(&end) {
            text.push(self.keep_line());
        }
        self.at += end.len();
        self.code.push_str("\"\"");
        self.strings.push(text);
    }

    /// `'x'` and `'\n'` are letters; `'static` is none.
    fn letter_or_lifetime(&mut self) {
        self.take();
        let escaped = self.ahead("\\");
        if escaped {
            self.at += 2;
        } else if self.letters.get(self.at + 1) == Some(&'\'') {
            self.at += 1;
        } else {
            self.code.push('\'');
            return;
        }
        while self.take() != '\'' {}
        self.code.push_str("' '");
    }
}

#[test]
fn comments_and_texts_are_told_from_code() {
    let source = Source::new(
        "a/b.rs",
        "let a = \"x // \\\" y\"; // \"no\" {\n/* { /* { */\n */ let b = r#\"q\"w\"#; let c = '{'; let d = '\\''; fn e<'a>() {}\nlet f = b\"z\";",
    );
    assert_eq!(source.strings, ["x // \\\" y", "q\"w", "z"]);
    assert_eq!(
        source.code,
        "let a = \"\"; \n\n let b = \"\"; let c = ' '; let d = ' '; fn e<'a>() {}\nlet f = b\"\";"
    );
    assert_eq!(source.module(), ["a", "b"]);
    assert_eq!(Source::new("a/mod.rs", "").module(), ["a"]);
    for source in tree("src") {
        assert_eq!(
            source.code.lines().count(),
            source.text.lines().count(),
            "{}",
            source.path
        );
        let [open, close] = ['{', '}'].map(|brace| source.code.matches(brace).count());
        assert_eq!(open, close, "{}", source.path);
    }
}
