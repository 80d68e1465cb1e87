//! Random choice of what survives a power cut.

/// Which of the changes that weren't synced survive.
pub enum Fate {
    Lost,
    Kept,
    /// Those before this one survive; the last of them is torn.
    Prefix(usize),
    Random,
}

impl Fate {
    pub fn of(count: usize, chance: &mut Chance) -> Self {
        match chance.of(4) {
            0 => Self::Lost,
            1 => Self::Kept,
            2 => Self::Prefix(chance.of(count + 1)),
            _ => Self::Random,
        }
    }

    pub fn spares(&self, number: usize, chance: &mut Chance) -> bool {
        match self {
            Self::Lost => false,
            Self::Kept => true,
            Self::Prefix(end) => number < *end,
            Self::Random => chance.of(2) == 0,
        }
    }

    pub fn tears(&self, number: usize) -> bool {
        match self {
            Self::Prefix(end) => number + 1 == *end,
            Self::Random => true,
            Self::Lost | Self::Kept => false,
        }
    }
}

/// Pseudorandom numbers (SplitMix64).
pub struct Chance(pub u64);

impl Chance {
    /// A number below this one.
    pub fn of(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap()
    }
}
