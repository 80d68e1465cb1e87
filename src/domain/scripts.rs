//! Writing systems: whether a name mixes letters that look alike.

use icu_properties::props::{GeneralCategory, Script};
use icu_properties::script::ScriptWithExtensions;
use icu_properties::{CodePointMapData, script::ScriptExtensionsSet};

/// Scripts that are written together: Japanese, Chinese and Korean, each with Latin (UTS 39, 5.2).
const TOGETHER: [&[Script]; 3] = [
    &[
        Script::Latin,
        Script::Han,
        Script::Hiragana,
        Script::Katakana,
    ],
    &[Script::Latin, Script::Han, Script::Bopomofo],
    &[Script::Latin, Script::Han, Script::Hangul],
];

/// Whether the text is "highly restrictive" in the sense of UTS 39, 5.2: of one script, or of scripts that are
/// written together; and has digits of one kind (5.3). Latin `a` and Cyrillic `а` never stand in one name.
pub(super) fn is_readable_as_one(text: &str) -> bool {
    let scripts = ScriptWithExtensions::new();
    let of = |letter| scripts.get_script_extensions_val(letter);
    let own: Vec<ScriptExtensionsSet> = text.chars().map(of).filter(|of| !is_shared(of)).collect();
    let all_are = |some: &[Script]| own.iter().all(|of| some.iter().any(|one| of.contains(one)));
    let one_script = own
        .first()
        .is_none_or(|first| first.iter().any(|script| all_are(&[script])));
    (one_script || TOGETHER.into_iter().any(all_are)) && has_digits_of_one_kind(text)
}

/// Whether letters of every script stand beside it, as digits and dots do.
fn is_shared(of: &ScriptExtensionsSet) -> bool {
    of.contains(&Script::Common) || of.contains(&Script::Inherited)
}

/// All ASCII's, or none: a script has one kind of its own at the most.
fn has_digits_of_one_kind(text: &str) -> bool {
    let categories = CodePointMapData::<GeneralCategory>::new();
    let is_digit = |letter: &char| categories.get(*letter) == GeneralCategory::DecimalNumber;
    let mut digits = text.chars().filter(is_digit).map(|digit| digit.is_ascii());
    let first = digits.next();
    digits.all(|ascii| Some(ascii) == first)
}
