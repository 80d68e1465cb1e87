//! The sixteen types, their letters and the order of the model's classes.

use std::fmt;

use crate::domain::answers::Oddity;

/// How many types there are.
pub(crate) const COUNT: usize = 16;

/// The labels in class order, as the documented clients know it. It is no sum
/// of bits (5 is ISFJ, 9 is ESFP): letters are read off the label.
pub const LABELS: [&str; COUNT] = [
    "ESTJ", "ENTJ", "ESFJ", "ENFJ", "ISTJ", "ISFJ", "INTJ", "INFJ", "ESTP", "ESFP", "ENTP", "ENFP",
    "ISTP", "ISFP", "INTP", "INFP",
];

/// One of the sixteen types, by its class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct PersonaType(u8);

impl PersonaType {
    /// The type of a class from 0 to 15.
    #[must_use]
    pub(crate) fn from_class(class: usize) -> Option<Self> {
        u8::try_from(class)
            .ok()
            .filter(|class| usize::from(*class) < COUNT)
            .map(Self)
    }

    /// The type with this label.
    #[must_use]
    pub(crate) fn from_label(label: &str) -> Option<Self> {
        LABELS
            .iter()
            .position(|known| *known == label)
            .and_then(Self::from_class)
    }

    /// Its class, from 0 to 15.
    #[must_use]
    pub const fn class(self) -> usize {
        self.0 as usize
    }

    /// Its four letters.
    #[must_use]
    pub const fn label(self) -> &'static str {
        LABELS[self.class()]
    }
}

impl fmt::Display for PersonaType {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.label())
    }
}

/// One of the four pairs of poles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dichotomy {
    /// The letter of the first pole.
    pub first: char,
    /// The letter of the second pole.
    pub second: char,
}

/// The four, in the order of a label's letters.
pub(crate) const DICHOTOMIES: [Dichotomy; 4] = [
    Dichotomy {
        first: 'E',
        second: 'I',
    },
    Dichotomy {
        first: 'S',
        second: 'N',
    },
    Dichotomy {
        first: 'T',
        second: 'F',
    },
    Dichotomy {
        first: 'J',
        second: 'P',
    },
];

/// How one letter came about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Letter {
    /// The pair it is from.
    pub dichotomy: Dichotomy,
    /// The chance of the first pole, from 0 to 1: the sum over the eight types that have it.
    pub first_share: f32,
}

impl Letter {
    /// The likelier pole's letter.
    #[must_use]
    pub fn letter(&self) -> char {
        if self.leans_first() {
            self.dichotomy.first
        } else {
            self.dichotomy.second
        }
    }

    /// The other pole's letter.
    #[must_use]
    pub(crate) fn other(&self) -> char {
        if self.leans_first() {
            self.dichotomy.second
        } else {
            self.dichotomy.first
        }
    }

    /// The chance of the likelier pole, from 0.5 to 1.
    #[must_use]
    pub(crate) fn share(&self) -> f32 {
        if self.leans_first() {
            self.first_share
        } else {
            1.0 - self.first_share
        }
    }

    /// A score of the pair as it speaks for the likelier pole: negative where it speaks for the other.
    #[must_use]
    pub(crate) fn toward(&self, score: f32) -> f32 {
        if self.leans_first() { score } else { -score }
    }

    fn leans_first(&self) -> bool {
        self.first_share >= 0.5
    }

    /// How far the likelier pole is ahead of the other, from 0 to 1.
    #[must_use]
    pub fn margin(&self) -> f32 {
        (2.0 * self.first_share - 1.0).abs()
    }
}

/// What the model says of a set of answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// The likeliest type.
    pub persona: PersonaType,
    /// The chance of each type in class order; they sum to 1.
    pub probabilities: [f32; COUNT],
    /// Why the result deserves no trust, if it doesn't.
    pub oddity: Option<Oddity>,
}

impl Prediction {
    /// Below this chance of the likeliest type no type stands out.
    pub(crate) const FLAT: f32 = 0.15;

    /// Reads the model's sixteen outputs; of equals the first class wins, as
    /// with NumPy's `argmax` on the original servers.
    #[must_use]
    pub(crate) fn new(probabilities: [f32; COUNT], answers: Option<Oddity>) -> Self {
        let mut best = 0;
        for class in 1..COUNT {
            if probabilities[class] > probabilities[best] {
                best = class;
            }
        }
        let flat = (probabilities[best] < Self::FLAT).then_some(Oddity::FlatProfile);
        Self {
            persona: PersonaType(u8::try_from(best).unwrap_or_default()),
            probabilities,
            oddity: answers.or(flat),
        }
    }

    /// The four letters with their shares, in the order of a label.
    #[must_use]
    pub fn letters(&self) -> [Letter; 4] {
        DICHOTOMIES.map(|dichotomy| Letter {
            dichotomy,
            first_share: LABELS
                .iter()
                .zip(self.probabilities)
                .filter(|(label, _)| label.contains(dichotomy.first))
                .map(|(_, share)| share)
                .sum(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_of_letters_is_a_type() {
        for (class, label) in LABELS.iter().enumerate() {
            for (letter, pair) in label.chars().zip(DICHOTOMIES) {
                assert!(letter == pair.first || letter == pair.second, "{label}");
            }
            assert_eq!(
                PersonaType::from_label(label).map(PersonaType::class),
                Some(class)
            );
        }
        assert_eq!(
            PersonaType::from_class(7).map(PersonaType::label),
            Some("INFJ")
        );
        assert_eq!(PersonaType::from_class(16), None);
    }

    #[test]
    fn letters_are_sums_over_types() {
        let mut probabilities = [0.0; COUNT];
        probabilities[7] = 0.75; // INFJ
        probabilities[0] = 0.25; // ESTJ
        let prediction = Prediction::new(probabilities, None);
        assert_eq!(prediction.persona.label(), "INFJ");
        let letters = prediction.letters();
        assert_eq!(letters.map(|letter| letter.letter()), ['I', 'N', 'F', 'J']);
        assert!((letters[0].margin() - 0.5).abs() < 1e-6);
        assert!((letters[3].margin() - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_flat_profile_is_marked_and_the_first_of_equals_wins() {
        let prediction = Prediction::new([1.0 / 16.0; COUNT], None);
        assert_eq!(prediction.persona.class(), 0);
        assert_eq!(prediction.oddity, Some(Oddity::FlatProfile));
    }
}
