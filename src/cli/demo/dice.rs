//! What people who are made up differ by.

use crate::domain::dice::Dice;

impl Dice {
    /// About normal, with a standard deviation of 1: the sum of twelve even numbers (Irwin and Hall).
    pub(super) fn normal(&mut self) -> f32 {
        let even = |dice: &mut Self| f32::from(u8::try_from(dice.roll(256)).unwrap_or_default());
        let sum: f32 = (0..12).map(|_| even(self)).sum();
        sum / 256.0 - 6.0
    }
}
