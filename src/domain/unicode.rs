//! Unicode's normal forms and case folding: which texts are equal although their bytes differ.
//!
//! Both are stable: Unicode never changes them for a character that is assigned (Character Encoding Stability
//! Policies), so a stored key stays good under later versions.

use std::borrow::Cow;

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();
const NFD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfd();
const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();

/// The text in NFC (UAX 15): `e` and an accent become `é`.
pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    NFC.normalize(text)
}

/// The text as it is compared without regard to case and form: two texts with the same result are a
/// compatibility caseless match (The Unicode Standard 3.13, D146), as UAX 31 compares identifiers.
pub(crate) fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let case = CaseMapper::new();
    let decomposed = NFD.normalize(text);
    let once = NFKC.normalize(&case.fold_string(&decomposed)).into_owned();
    NFKC.normalize(&case.fold_string(&once)).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_reads_alike_is_alike() {
        for (one, other) in [
            ("José", "JOSE\u{301}"),
            ("Ștefan", "ștefan"),
            ("STRASSE", "straße"),
            ("Ｂｕｄｉ", "budi"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("ｱﾕ", "アユ"),
            ("ﬁona", "Fiona"),
            ("𝐀𝐥𝐥", "all"),
        ] {
            assert_eq!(folded(one), folded(other), "{one}");
        }
        // Turkish has two letters where English has one; folding that names no language keeps them apart.
        assert_ne!(folded("ılgaz"), folded("ilgaz"));
        assert_ne!(folded("José"), folded("Jose"));
    }

    #[test]
    fn every_character_folds_the_same_again() {
        for letter in '\0'..=char::MAX {
            let text = letter.to_string();
            let key = folded(&text);
            assert_eq!(folded(&key), key, "{letter:?}");
            assert_eq!(folded(&nfc(&text)), key, "{letter:?}");
            assert_eq!(folded(&NFKC.normalize(&text)), key, "{letter:?}");
        }
    }

    proptest! {
        #[test]
        fn neither_case_nor_form_matters(text in "\\PC{0,30}") {
            let key = folded(&text);
            prop_assert_eq!(&folded(&key), &key);
            prop_assert_eq!(&folded(&nfc(&text)), &key);
            prop_assert_eq!(&folded(&NFD.normalize(&text)), &key);
            // Decomposed before: the iota below a letter is folded to one behind it, which a mark may not pass any
            // more (D145). "ῲ\u{10a38}" is such a text.
            let decomposed = NFD.normalize(&text);
            prop_assert_eq!(&folded(&CaseMapper::new().fold_string(&decomposed)), &key);
        }
    }
}
