//! Warns of environment variables that only the original servers read.

/// Names and prefixes (those that end in `_`) of variables of servers that aren't needed any more, and what replaces them.
const LEGACY: &[(&[&str], &str)] = &[
    (
        &["MYSQL_", "DATABASE_URL"],
        "there is no database server any more: everything is kept in one SQLite file (--db)",
    ),
    (
        &["GCS_"],
        "there is no cloud storage any more: photos are kept on this disk (--photos)",
    ),
    (
        &["JWT_SECRET_TOKEN", "JWT_ACCESS_TOKEN", "JWT_REFRESH_TOKEN"],
        "one secret signs all tokens (--secret-file, or SECRET_KEY), and it is made at the first start",
    ),
    (
        &["REDIS_"],
        "there is no Redis any more: sessions are kept in the SQLite file (--db)",
    ),
];

/// Logs a line for each of those servers that has variables among these names; never a value.
pub(super) fn warn(names: impl Iterator<Item = String>) {
    for sentence in sentences(names) {
        tracing::warn!("{sentence}");
    }
}

fn sentences(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    let found = LEGACY.iter().filter_map(|(known, instead)| {
        let legacy = |name: &&str| known.iter().any(|known| is(name, known));
        let set: Vec<&str> = names.iter().map(String::as_str).filter(legacy).collect();
        let verb = if set.len() == 1 { "means" } else { "mean" };
        (!set.is_empty()).then(|| format!("{} {verb} nothing here: {instead}", set.join(", ")))
    });
    found.collect()
}

fn is(name: &str, known: &str) -> bool {
    name == known || known.ends_with('_') && name.starts_with(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said_of(names: &[&str]) -> Vec<String> {
        sentences(names.iter().map(|name| (*name).to_owned()))
    }

    #[test]
    fn one_line_for_each_server_that_is_gone() {
        let all = said_of(&["MYSQL_USER", "PATH", "GCS_BUCKET_NAME", "MYSQL_HOST"]);
        assert_eq!(all.len(), 2);
        assert!(all[0].starts_with("MYSQL_HOST, MYSQL_USER mean nothing here"));
        assert!(said_of(&["PATH", "HOST", "JWT_ACCESS_TOKEN_EXPIRE_MINUTES"]).is_empty());
        let tokens = said_of(&["JWT_SECRET_TOKEN", "JWT_ACCESS_TOKEN", "JWT_REFRESH_TOKEN"]);
        assert!(
            tokens.len() == 1 && tokens[0].contains("SECRET_KEY"),
            "{tokens:?}"
        );
    }
}
