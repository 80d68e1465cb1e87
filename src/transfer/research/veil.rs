//! Names that stand for numbers of the database in one export, and lead nowhere.

use crate::platform::digest::sha256;
use crate::platform::random;

/// What veils numbers of the database: a key that is forgotten when the export is done.
pub(super) struct Veil([u8; 32]);

impl Veil {
    /// A new one: what it makes has nothing to do with what another made.
    pub(super) fn new() -> Self {
        Self(random::bytes())
    }

    /// What stands for a number of this kind; the same within one export alone.
    pub(super) fn name(&self, kind: &str, number: i64) -> String {
        let text = [&self.0, kind.as_bytes(), &number.to_le_bytes()].concat();
        let mut name = sha256(&text);
        name.truncate(16);
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_name_in_an_export_and_another_in_the_next() {
        let (one, other) = (Veil::new(), Veil::new());
        assert_eq!(one.name("room", 7), one.name("room", 7));
        let names = [
            one.name("room", 7),
            one.name("room", 8),
            one.name("account", 7),
            other.name("room", 7),
        ];
        for (at, name) in names.iter().enumerate() {
            assert_eq!(name.len(), 16);
            assert!(!names[..at].contains(name), "{name}");
        }
    }
}
