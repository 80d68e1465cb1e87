//! Words that stand for "nothing" in other programs' exports.
//!
//! CSV has no null, so programs write a word. Taken as a value it would be a name, or a password that
//! lets in whoever guesses it.

use crate::transfer::import::meaning::Meaning;
use crate::transfer::import::sheet::Sheet;
use crate::transfer::rows::{Cell, FileRow};

/// Words that only programs write.
const BY_PROGRAMS: [&str; 8] = [
    "NULL", "\\N", "[NULL]", "(NULL)", "<NULL>", "(null)", "<null>", "[null]",
];
/// Words that are nothing in any capitals, except where people write freely.
const WORDS: [&str; 7] = ["null", "none", "nil", "nan", "undefined", "n/a", "-"];
/// Those of them that are nothing in a name as well. `Null` and `Nil` are names.
const IN_NAMES: [&str; 5] = ["null", "None", "nil", "undefined", "-"];
/// Marks of accounts that nobody signs in to. `x` says that the hash is kept elsewhere.
const NO_PASSWORD: [&str; 3] = ["*", "x", "-"];

/// A word that was taken as nothing: its column and itself.
pub(super) type EmptyWord = (String, String);

/// Empties the cells whose word stands for nothing. With `plain` a password may begin with a mark.
pub(super) fn empty(sheet: &Sheet, row: &mut FileRow, plain: bool) -> Vec<EmptyWord> {
    let mut words = Vec::new();
    let columns = sheet.meanings.iter().zip(&sheet.header.columns);
    for (cell, (meaning, column)) in row.cells.iter_mut().zip(columns) {
        let Cell::Text(text) = cell else { continue };
        if !stands_for_nothing(*meaning, text, plain) {
            continue;
        }
        // Our own mark of an account without a password needs no mention.
        if text.len() > 1 || !text.starts_with(UNUSABLE) {
            let shown = if text.starts_with(UNUSABLE) {
                "!…"
            } else {
                text.trim()
            };
            words.push((column.clone(), shown.to_owned()));
        }
        *cell = Cell::Null;
    }
    words
}

/// Begins Django's unusable password, which random letters follow, and a locked one in a shadow file,
/// which its hash follows.
const UNUSABLE: char = '!';

fn stands_for_nothing(meaning: Meaning, text: &str, plain: bool) -> bool {
    const LONGEST: usize = "undefined".len();
    let text = text.trim();
    let is_password = meaning == Meaning::Password;
    if is_password && text.starts_with(UNUSABLE) && (!plain || text.len() == 1) {
        return true;
    }
    if text.is_empty() || text.len() > LONGEST {
        return false;
    }
    if BY_PROGRAMS.contains(&text) || (is_password && NO_PASSWORD.contains(&text)) {
        return true;
    }
    match meaning {
        Meaning::Prose => false,
        Meaning::Name => IN_NAMES.contains(&text),
        _ => WORDS.iter().any(|word| word.eq_ignore_ascii_case(text)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is(key: &str, text: &str) -> bool {
        stands_for_nothing(Meaning::of(key), text, false)
    }

    #[test]
    fn words_of_programs_are_nothing_wherever_they_stand() {
        for word in ["NULL", "\\N", "[NULL]", "(null)", " NULL "] {
            for key in ["password", "username", "firstname", "content", "createdat"] {
                assert!(is(key, word), "{key} {word}");
            }
        }
        for word in [
            "null",
            "Null",
            "None",
            "NONE",
            "nil",
            "-",
            "N/A",
            "undefined",
            "NaN",
        ] {
            for key in ["password", "username", "email", "lastlogin", "avatar"] {
                assert!(is(key, word), "{key} {word}");
            }
        }
    }

    #[test]
    fn people_may_be_called_so_and_write_it() {
        for name in ["Null", "Nil", "Nan", "none", "No", "X", "N"] {
            assert!(!is("lastname", name) && !is("name", name), "{name}");
        }
        assert!(is("lastname", "None") && is("firstname", "null"));
        for text in ["None", "null", "-", "nil", "x", "*"] {
            assert!(!is("content", text) && !is("title", text), "{text}");
        }
        for name in ["x", "*", "!ayu", "0", ""] {
            assert!(!is("username", name), "{name}");
        }
    }

    #[test]
    fn marks_of_accounts_without_a_password() {
        let django = "!Xk2lqPq0dT8mB3yqgq3kq0Gd2n5m6p7q8r9s0t1u";
        for mark in ["*", "!", "!!", "x", "-", django, "!$6$salt$hash", "None"] {
            assert!(is("password", mark) && is("passwordhash", mark), "{mark}");
        }
        for password in ["xx", "*secret*", "secret!", "$2b$10$x", "nonesuch"] {
            assert!(!is("password", password), "{password}");
        }
        assert!(!stands_for_nothing(Meaning::Password, "!secret-9", true));
        assert!(stands_for_nothing(Meaning::Password, "!", true));
    }

    proptest! {
        #[test]
        fn what_is_longer_than_a_word_is_a_value(key in "[a-z]{1,12}", text in "[^!\\s]{10,40}") {
            prop_assert!(!is(&key, &text));
        }
    }
}
