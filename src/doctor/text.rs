//! Counts and paths in the sentences of findings.

use std::path::Path;

/// A count with its noun: "1 row", "3 rows".
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A path as a shell takes it, quoted where it must be.
pub(crate) fn shell_quoted(path: &Path) -> String {
    let text = path.display().to_string();
    if cfg!(windows) {
        quoted_for_windows(&text)
    } else {
        quoted_for_unix(&text)
    }
}

/// No name on Windows has a quotation mark in it.
fn quoted_for_windows(text: &str) -> String {
    format!("\"{text}\"")
}

fn quoted_for_unix(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+@".contains(letter);
    if text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The command that removes folders and files with all that is in them: a shell's, or PowerShell's, which takes brackets
/// for a pattern unless it is told not to.
pub(crate) fn removal<'a>(paths: impl Iterator<Item = &'a Path>) -> String {
    let names: Vec<String> = paths.map(shell_quoted).collect();
    if cfg!(windows) {
        format!("Remove-Item -Recurse -LiteralPath {}", names.join(", "))
    } else {
        format!("rm -r {}", names.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_can_be_typed_as_they_stand() {
        for (path, typed) in [
            ("/srv/first-step/data", "/srv/first-step/data"),
            ("my data", "'my data'"),
            ("Ann's; rm -r", r"'Ann'\''s; rm -r'"),
        ] {
            assert_eq!(quoted_for_unix(path), typed);
        }
        let typed = r#""C:\Users\Ann\my data""#;
        assert_eq!(quoted_for_windows(r"C:\Users\Ann\my data"), typed);
        assert_eq!(
            counted(1, "row", "rows") + ", " + &counted(0, "row", "rows"),
            "1 row, 0 rows"
        );
    }
}
