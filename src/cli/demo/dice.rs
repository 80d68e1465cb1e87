//! Pseudorandom numbers, the same for each seed: `SplitMix64`.
//!
//! Source: G. L. Steele, D. Lea, C. H. Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014.

/// They begin anywhere.
pub(super) struct Dice(pub u64);

impl Dice {
    /// A number below this one.
    pub(super) fn roll(&mut self, below: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        u32::try_from(mixed % u64::from(below)).unwrap_or_default()
    }

    /// About normal, with a standard deviation of 1: the sum of twelve even numbers (Irwin and Hall).
    pub(super) fn normal(&mut self) -> f32 {
        let even = |dice: &mut Self| f32::from(u8::try_from(dice.roll(256)).unwrap_or_default());
        let sum: f32 = (0..12).map(|_| even(self)).sum();
        sum / 256.0 - 6.0
    }
}
