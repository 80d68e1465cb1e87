//! Counts and paths in the sentences of findings.

use std::path::Path;

/// A count with its noun: "1 row", "3 rows".
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A path as a shell takes it, quoted where it must be.
pub(crate) fn shell_quoted(path: &Path) -> String {
    let text = path.display().to_string();
    if cfg!(windows) {
        // No name on Windows has a quotation mark in it.
        return format!("\"{text}\"");
    }
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+@".contains(letter);
    if text.chars().all(plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The command that removes folders and files with all that is in them.
pub(crate) fn removal<'a>(paths: impl Iterator<Item = &'a Path>) -> String {
    let names: Vec<String> = paths.map(shell_quoted).collect();
    let command = if cfg!(windows) {
        "Remove-Item -Recurse"
    } else {
        "rm -r"
    };
    let between = if cfg!(windows) { ", " } else { " " };
    format!("{command} {}", names.join(between))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_can_be_typed_as_they_stand() {
        assert_eq!(
            shell_quoted(Path::new("/srv/first-step/data")),
            "/srv/first-step/data"
        );
        assert_eq!(shell_quoted(Path::new("my data")), "'my data'");
        assert_eq!(
            shell_quoted(Path::new("Ann's; rm -r")),
            r"'Ann'\''s; rm -r'"
        );
        assert_eq!(
            counted(1, "row", "rows") + ", " + &counted(0, "row", "rows"),
            "1 row, 0 rows"
        );
    }
}
