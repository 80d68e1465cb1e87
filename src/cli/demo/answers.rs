//! Generates answers of which the model predicts a given type.

use crate::app::App;
use crate::domain::answers::{Answers, COUNT};
use crate::domain::fault::Fault;
use crate::domain::persona::DICHOTOMIES;
use crate::services::personality;

/// How many sheets of answers are tried.
const TRIES: u32 = 200;

/// Sixty answers for which the model predicts this type. The same number gives the same answers;
/// some answers go against the type, as people's do.
pub(crate) fn for_type(app: &App, label: &str, number: u32) -> Result<Answers, Fault> {
    for attempt in 0..TRIES {
        let mut dice = Dice(u64::from(number) << 32 | u64::from(attempt));
        let answers =
            Answers::from_fn(|statement| answer(app, label, statement, attempt, &mut dice));
        if personality::try_out(app, &answers)?.persona.label() == label {
            return Ok(answers);
        }
    }
    tracing::error!(label, "no answers make this type");
    Err(Fault::Internal)
}

/// An answer that mostly agrees with the type, more so with each attempt.
fn answer(app: &App, label: &str, statement: usize, attempt: u32, dice: &mut Dice) -> i8 {
    let Some(key) = app.questions.keying(statement) else {
        return 0;
    };
    let first = label.contains(DICHOTOMIES[key.axis].first);
    let lean = if first == key.toward_first { 1 } else { -1 };
    let strength = 1 + dice.roll(3);
    let disagrees = dice.roll(100) < 24_u32.saturating_sub(attempt / 8);
    let value = i8::try_from(strength).unwrap_or(1) * lean;
    if disagrees { -value / 2 } else { value }
}

/// Pseudorandom numbers, the same for each seed: `SplitMix64`.
///
/// Source: G. L. Steele, D. Lea, C. H. Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014.
struct Dice(u64);

impl Dice {
    /// A number below this one.
    fn roll(&mut self, below: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        u32::try_from(mixed % u64::from(below)).unwrap_or_default()
    }
}

const _: () = assert!(COUNT == 60);
