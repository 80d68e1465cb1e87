//! Reasons without their particulars, so that rows rejected for the same one are counted together.

/// A reason without numbers, and without what a row has for a value.
pub(super) fn in_general(reason: &str) -> String {
    let mut made = String::new();
    let mut quoted = false;
    for piece in reason.split_inclusive('"') {
        if quoted {
            made.push_str("…\"");
        } else {
            made.push_str(piece);
        }
        quoted = !quoted;
    }
    for phrase in BEFORE_VALUES {
        if let Some((before, after)) = made.split_once(phrase) {
            let rest = after.find(' ').map_or("", |at| &after[at..]);
            made = format!("{before}{phrase}…{rest}");
        }
    }
    let number = |word: &str| word.starts_with(|first: char| first.is_ascii_digit());
    let words = made.split(' ');
    let words = words.map(|word| if number(word) { "…" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// What a value follows, as long as one word.
const BEFORE_VALUES: [&str; 4] = [
    "has the name ",
    "status: ",
    "it calls ",
    "there is no account ",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_reason_is_one() {
        for (reasons, expected) in [
            (
                [
                    "username: another account has the name siti already",
                    "username: another account has the name budi already",
                ],
                "username: another account has the name … already",
            ),
            (
                [
                    "it has 2 values for 3 columns",
                    "it has 14 values for 7 columns",
                ],
                "it has … values for … columns",
            ),
            (
                [
                    "is_active: \"maybe\" is neither yes nor no",
                    "is_active: \"two words\" is neither yes nor no",
                ],
                "is_active: \"…\" is neither yes nor no",
            ),
            (
                ["there is no account a@b.co", "there is no account c"],
                "there is no account …",
            ),
        ] {
            for reason in reasons {
                assert_eq!(in_general(reason), expected);
            }
        }
        for kept in ["email: it isn't an e-mail address", "", "\""] {
            assert_eq!(in_general(kept), kept);
        }
    }
}
