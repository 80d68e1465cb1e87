//! A word to people who come from the original servers.

/// Variables of servers that are gone, and what took their place.
const GONE: &[(&[&str], &str)] = &[
    (
        &[
            "MYSQL_HOST",
            "MYSQL_USER",
            "MYSQL_PASSWORD",
            "MYSQL_DB",
            "DATABASE_URL",
        ],
        "there is no database server any more: everything is kept in one SQLite file (--db)",
    ),
    (
        &["GCS_BUCKET_NAME"],
        "there is no cloud storage any more: photos are kept on this disk (--photos)",
    ),
    (
        &["REDIS_HOST", "REDIS_PORT", "REDIS_URL"],
        "there is no Redis any more: sessions are kept in the SQLite file (--db)",
    ),
];

/// Logs a line for each of them that is set; never its value.
pub fn greet(is_set: impl Fn(&str) -> bool) {
    for sentence in sentences(is_set) {
        tracing::warn!("{sentence}");
    }
}

fn sentences(is_set: impl Fn(&str) -> bool) -> Vec<String> {
    let found = GONE.iter().filter_map(|(names, instead)| {
        let set: Vec<&str> = names.iter().copied().filter(|name| is_set(name)).collect();
        (!set.is_empty()).then(|| format!("{} means nothing here: {instead}", set.join(", ")))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_for_each_server_that_is_gone() {
        let all = sentences(|name| name.starts_with("MYSQL") || name == "GCS_BUCKET_NAME");
        assert_eq!(all.len(), 2);
        assert!(
            all[0].starts_with("MYSQL_HOST, MYSQL_USER, MYSQL_PASSWORD, MYSQL_DB means nothing")
        );
        assert!(sentences(|_| false).is_empty());
    }
}
