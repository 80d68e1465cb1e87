//! Counts and paths in the sentences of findings.

use std::path::Path;

/// A count with its noun: "1 row", "3 rows".
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A path as a shell takes it, quoted where it must be.
pub(super) fn shell_quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+@".contains(letter);
    if text.chars().all(plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', r"'\''"))
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
